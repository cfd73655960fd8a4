"""What is refused before the page sees it: other sites' names, bodies without end; and what browsers are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI, Request
from starlette.websockets import WebSocketDisconnect

from lcassist.errors import SettingsError
from lcassist.surfaces.web.bodies import BodyLimit
from lcassist.surfaces.web.closed import is_open
from lcassist.surfaces.web.forwarded import Forwarded
from lcassist.surfaces.web.headers import SafeHeaders
from lcassist.surfaces.web.hosts import AllowedHosts


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/gradio_api/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.get("/")
    async def page() -> str:
        return "page"

    return app


def asked(app: Any, method: str, path: str, **given: Any) -> httpx.Response:
    """What an application answers, in an event loop of its own thread."""

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:7860") as client:
            return await client.request(method, path, **given)

    with start_blocking_portal() as portal:
        return portal.call(answer)


@pytest.mark.parametrize(
    ("bound", "host", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1:7860", True),
        ("127.0.0.1", "localhost", True),
        ("localhost", "[::1]:7860", True),
        ("127.0.0.1", "evil.example:7860", False),
        ("127.0.0.1", "192.0.2.7", False),
        ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "[", False),
        ("0.0.0.0", "192.0.2.7:7860", True),
        ("0.0.0.0", "evil.example", False),
        ("::", "[2001:db8::1]:7860", True),
        ("0.0.0.0", "Page.Town.example.", True),
        ("town.local", "town.local:80", True),
    ],
)
def test_names_that_are_not_the_pages_are_refused(bound: str, host: str, allowed: bool) -> None:
    app = AllowedHosts(application(), bound, [" page.town.example ", ""])
    answer = asked(app, "GET", "/", headers={"host": host})
    assert answer.status_code == (200 if allowed else 400)
    assert allowed or answer.text == "The page isn't served under this name: name it in LCASSIST_ALLOWED_HOSTS.\n"


def test_a_stream_under_another_name_is_refused() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise WebSocketDisconnect

    scope = {"type": "websocket", "path": "/", "headers": [(b"host", b"evil.example")]}
    with start_blocking_portal() as portal:
        portal.call(AllowedHosts(application(), "127.0.0.1"), scope, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 100


@pytest.mark.parametrize(("size", "status"), [(0, 200), (1000, 200), (1001, 413), (10_000_000, 413)])
def test_a_body_has_a_limit(size: int, status: int) -> None:
    answer = asked(BodyLimit(application(), 1000), "POST", "/gradio_api/echo", content=b"x" * size)
    assert answer.status_code == status
    assert status == 200 or "at most 1,000 bytes" in answer.text


@pytest.mark.parametrize(("count", "status"), [(10, 200), (11, 413), (10_000, 413)])
def test_a_body_without_a_length_has_one_too(count: int, status: int) -> None:
    answer = asked(BodyLimit(application(), 1000), "POST", "/gradio_api/echo", content=pieces(count))
    assert answer.status_code == status
    assert status == 200 or "at most 1,000 bytes" in answer.text


@pytest.mark.parametrize("length", ["-1", "many", "1e9"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    answer = asked(
        BodyLimit(application(), 1000),
        "POST",
        "/gradio_api/echo",
        content=pieces(1),
        headers={"content-length": length},
    )
    assert answer.status_code == 413


def test_browsers_are_told_what_not_to_do() -> None:
    app = SafeHeaders(application())
    page, answer = asked(app, "GET", "/"), asked(app, "POST", "/gradio_api/echo")
    for one in (page, answer):
        assert one.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in one.headers["content-security-policy"]
        assert one.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "cache-control" not in page.headers


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/assets/index.js", "/gradio_api/queue/join", "/gradio_api/call/ask/1", "/gradio_api/info",
     "/gradio_api/heartbeat/x", "/gradio_api/startup-events", "/document", "/health", "/mcp", "/theme.css"],
)  # fmt: skip
def test_what_the_page_needs_is_open(path: str) -> None:
    assert is_open(path)


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/upload_progress", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x",
     "/gradio_api/component_server", "/gradio_api/stream/x", "/gradio_api/vibe-edit/", "/gradio_api/process_recording",
     "/gradio_api/deep_link", "/gradio_api//upload",
     "//gradio_api/upload", "/monitoring/summary", "/login", "/logout", "/gradio_api/"],
)  # fmt: skip
def test_what_the_page_has_no_use_for_is_not_there(path: str) -> None:
    assert not is_open(path)


@pytest.mark.parametrize(
    ("trusted", "client", "host"),
    [
        ([], "127.0.0.1", None),
        (["10.0.0.0/8"], "127.0.0.1", None),
        (["127.0.0.1"], "192.0.2.7", "town.example"),
        (["::1", " 127.0.0.0/8 "], "192.0.2.7", "town.example"),
    ],
)
def test_only_trusted_proxies_say_whom_they_ask_for(trusted: list[str], client: str, host: str | None) -> None:
    app = FastAPI()

    @app.get("/")
    async def seen(request: Request) -> list[str | None]:
        return [request.client.host if request.client else None, request.headers.get("x-forwarded-host")]

    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "town.example"}
    assert asked(Forwarded(app, trusted), "GET", "/", headers=headers).json() == [client, host]


def test_what_is_no_address_is_no_proxy() -> None:
    with pytest.raises(SettingsError, match="LCASSIST_TRUSTED_PROXIES has what is no address: 'proxy'"):
        Forwarded(None, ["proxy"])
