"""Runs an application with uvicorn on a socket that is there, and says when it answers."""

from __future__ import annotations

import logging
import socket
import threading
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
    on_cut: Callable[[], None],
) -> None:
    """Serve until a signal; Ctrl-C then raises KeyboardInterrupt, after the answers under way are given.

    ``on_stop`` is called when that begins; what is not over ``grace`` seconds later is cut off: ``on_cut`` ends what
    threads still do, which can't be cancelled, and would keep the process.
    """
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, timeout_graceful_shutdown=grace
    )
    _Server(config, on_ready, on_stop, on_cut).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn offers no other way to learn that it is up, or about to stop."""

    def __init__(
        self,
        config: uvicorn.Config,
        on_ready: Callable[[], None],
        on_stop: Callable[[], None],
        on_cut: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop
        self._on_cut = on_cut

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is cut off from now on was asked for, and is no error with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._on_stop()
        cut = threading.Timer(self.config.timeout_graceful_shutdown or 0, self._on_cut)
        cut.daemon = True
        cut.start()
        await super().shutdown(sockets)
