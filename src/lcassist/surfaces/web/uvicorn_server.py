"""Runs an application with uvicorn on a socket that is there, and says when it answers."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn

from lcassist.surfaces.web.hosts import AllowedHosts


def run(
    app: AllowedHosts,
    listener: socket.socket,
    *,
    grace: int,
    on_ready: Callable[[], None],
    on_stop: Callable[[], None],
) -> None:
    """Serve until a signal; Ctrl-C then raises KeyboardInterrupt, after the answers under way are given.

    ``on_stop`` is called when that begins; what is not over ``grace`` seconds later is cut off.
    """
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, timeout_graceful_shutdown=grace
    )
    _Server(config, on_ready, on_stop).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn offers no other way to learn that it is up, or about to stop."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is cut off from now on was asked for, and is no error with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._on_stop()
        await super().shutdown(sockets)
