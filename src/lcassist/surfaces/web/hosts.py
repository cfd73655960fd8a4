"""Refuses requests under a name that isn't the page's: another site could have its name lead here, and read along.

(DNS rebinding.) A number can't be made to lead elsewhere; so where the page listens to others, any number is served.
Starlette's TrustedHostMiddleware knows names alone, and answers websockets with a response.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class AllowedHosts:
    """Lets through to an ASGI application what is asked of a name of its own; 400 otherwise."""

    def __init__(self, app: Any, bound: str, names: Iterable[str] = ()) -> None:
        """``bound`` is the address that is listened to, ``names`` what else the page may be asked under."""
        self._app = app
        bound = bound.strip("[]").lower()
        own = _LOCAL if _is_local(bound) else {*_LOCAL, socket.gethostname().lower(), socket.getfqdn().lower()}
        self._numbers = not _is_local(bound)
        self._names = frozenset({bound, *own, *(name.strip("[] ").lower() for name in names)}) - {""}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or self.allows(_host(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 400, "headers": headers})
            said = b"The page isn't served under this name: name it in LCASSIST_ALLOWED_HOSTS.\n"
            await send({"type": "http.response.body", "body": said})

    def allows(self, host: str) -> bool:
        """Whether a Host header, with or without a port, is one of ours."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in self._names or (self._numbers and _is_number(name))


def _host(scope: Any) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "")


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_local(name: str) -> bool:
    return name == "localhost" or (_is_number(name) and ipaddress.ip_address(name).is_loopback)
