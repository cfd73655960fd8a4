"""What a proxy says of whom it asks for (X-Forwarded-*) counts only from proxies that are trusted.

From anybody else it is taken away: a visitor would choose the address that is limited and logged, and the name that the
page's links begin with.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from lcassist.errors import SettingsError

_SAID = (b"x-forwarded-", b"forwarded")


class Forwarded:
    """Passes requests on to an ASGI application, with the visitor's address where a trusted proxy gives it."""

    def __init__(self, app: Any, trusted: Iterable[str] = ()) -> None:
        """``trusted`` are addresses and networks, such as 10.0.0.0/8. Raises SettingsError."""
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        names = [name.strip() for name in trusted if name.strip()]
        try:
            self._trusted = [ipaddress.ip_network(name, strict=False) for name in names]
        except ValueError as error:
            raise SettingsError(
                f"LCASSIST_TRUSTED_PROXIES has what is no address: {error}: give addresses or networks, by commas"
            ) from error
        self._bare = app
        self._app = ProxyHeadersMiddleware(app, trusted_hosts=names)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._bare(scope, receive, send)
        elif self.trusts(str((scope.get("client") or ("",))[0])):
            await self._app(scope, receive, send)
        else:
            headers = [(key, value) for key, value in scope["headers"] if not key.lower().startswith(_SAID)]
            await self._bare({**scope, "headers": headers}, receive, send)

    def trusts(self, client: str) -> bool:
        """Whether a request from an address comes from a trusted proxy."""
        try:
            address = ipaddress.ip_address(client)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)
