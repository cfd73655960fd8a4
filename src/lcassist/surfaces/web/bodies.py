"""Refuses requests that are larger than any that the page makes, before they are parsed or kept in memory."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException

MOST = 4_000_000  # bytes: a long conversation, which the page sends with each question, has some hundred thousand


class BodyLimit:
    """Lets through to an ASGI application what has at most ``most`` bytes; 413 otherwise."""

    def __init__(self, app: Any, most: int = MOST) -> None:
        self._app = app
        self._most = most
        self._said = f"A request has at most {most:,} bytes."

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = next((value for key, value in scope["headers"] if key == b"content-length"), b"0")
        if not said.isdigit() or int(said) > self._most:
            await self._refuse(send)
            return
        got, started = 0, False

        async def counted() -> Any:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._most:  # sent in pieces, without a length
                raise HTTPException(413, self._said)  # which the application makes an answer of
            return message

        async def sending(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, sending)
        except HTTPException:
            if started:
                raise
            await self._refuse(send)

    async def _refuse(self, send: Any) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": f"{self._said}\n".encode()})
