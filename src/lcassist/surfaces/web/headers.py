"""Headers that tell browsers what not to do with the page: guess kinds, show it in another site's frame, pass on where
a link was clicked, keep answers. And when to come again, where too many wait already."""

from __future__ import annotations

from typing import Any

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"frame-ancestors 'self'; base-uri 'self'; form-action 'self'"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
)
_LATER = (b"retry-after", b"10")  # seconds
_NOT_KEPT = ("/gradio_api/", "/document", "/mcp")


class SafeHeaders:
    """Adds the headers to what an ASGI application answers, but for those that it sets itself."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        added = [*_HEADERS, *([(b"cache-control", b"no-store")] if any(one in path for one in _NOT_KEPT) else [])]

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                names = {key.lower() for key, _ in own}
                new = [*added, *([_LATER] if message["status"] == 503 else [])]
                message = {**message, "headers": own + [one for one in new if one[0] not in names]}
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)
