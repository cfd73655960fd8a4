"""Gradio's addresses that the page has no use for, as if they were not there."""

from __future__ import annotations

import re
from typing import Any

_API = "/gradio_api/"
# What the page, and programs that call its endpoints, ask for below /gradio_api.
_OPEN = frozenset(
    {"api", "app_id", "call", "cancel", "config", "heartbeat", "info", "openapi.json", "queue", "reset", "run",
     "startup-events", "theme.css"}
)  # fmt: skip
# And what Gradio answers beside that: logins that this page has not, monitoring, a page that rewrites itself.
_CLOSED = frozenset({"login", "logout", "monitoring", "svelte", "profiling", "runs", "dev", "proxy"})


class Closed:
    """Answers 404 for them, and passes on what else is asked for, to an ASGI application."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or is_open(
            scope["path"].removeprefix(scope.get("root_path", ""))
        ):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": b"There is nothing at this address.\n"})


def is_open(path: str) -> bool:
    """Whether a path is one that is answered."""
    path = re.sub("/+", "/", path)
    first = path.removeprefix(_API).lstrip("/").partition("/")[0].partition("=")[0]
    return first in _OPEN if path.startswith(_API) else first not in _CLOSED
