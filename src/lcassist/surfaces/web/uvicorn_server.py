"""Runs an application with uvicorn on a socket that is there, and says when it answers."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI


def run(app: FastAPI, listener: socket.socket, *, grace: int, on_ready: Callable[[], None]) -> None:
    """Serve until a signal; Ctrl-C then raises KeyboardInterrupt, after the answers under way are given."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=grace)
    _Server(config, on_ready).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn offers no other way to learn that it is up."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()
