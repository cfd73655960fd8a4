"""A scripted server on loopback that speaks the protocol and does what a real one won't do on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.settings import Settings

Request = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the server answers: a status with a body, or pieces of text as a stream of tokens.

    A float among the pieces is a pause in seconds, bytes are sent as they are.
    """

    pieces: Iterable[str | float | bytes] = ()
    status: int = 200
    body: str = ""
    ends: bool = True  # whether the stream says that it has ended


@dataclass
class Scripted:
    """The server; ``script`` is called with each request, ``gone`` counts streams that the client closed early."""

    script: Callable[[Request], Reply] = lambda request: Reply()
    requests: list[Request] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def says(self, *pieces: str | float | bytes, **more: Any) -> None:
        self.script = lambda request: self.reply(*pieces, **more)

    @staticmethod
    def reply(*pieces: str | float | bytes, **more: Any) -> Reply:
        return Reply(pieces, **more)

    def states(self, *statements: tuple[str, str]) -> None:
        """Answer with statements, each with a quote of passage 1."""
        self.says(answer_of(*statements))

    @property
    def last(self) -> str:
        """What the last request asked, as one text."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


def answer_of(*statements: tuple[str, str]) -> str:
    made = [{"text": text, "quotes": [{"passage": 1, "quote": quote}]} for text, quote in statements]
    return json.dumps({"statements": made}, ensure_ascii=False)


def _chunk(text: str) -> bytes:
    delta = {"role": "assistant", "content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    data = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
    return f"data: {json.dumps(data)}\n\n".encode()


@pytest.fixture(scope="session")
def _served() -> Iterator[Scripted]:
    scripted = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            scripted.requests.append(request)
            scripted.keys.append(self.headers.get("Authorization", ""))
            reply = scripted.script(request)
            try:
                self._answer(reply)
            except (BrokenPipeError, ConnectionResetError):
                scripted.gone.set()

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json" if reply.status != 200 else "text/event-stream")
            self.end_headers()
            if reply.status != 200 or reply.body:
                self.wfile.write(reply.body.encode())
                return
            for piece in reply.pieces:
                if isinstance(piece, float):
                    time.sleep(piece)
                else:
                    self.wfile.write(piece if isinstance(piece, bytes) else _chunk(piece))
                    self.wfile.flush()
            if reply.ends:
                self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scripted.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield scripted
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(_served: Scripted) -> Scripted:
    _served.script = lambda request: Reply()
    _served.requests.clear()
    _served.keys.clear()
    _served.gone.clear()
    return _served


def llm_settings(server: Scripted, index: Path, **more: Any) -> Settings:
    given = {"llm_base_url": server.url, "llm_model": "scripted", "llm_timeout": 20.0, **more}
    return Settings(_env_file=None, index=index, engine="llm", **given)


@pytest.fixture(scope="session")
def opened(report_settings: Settings, assistant: Assistant, _served: Scripted) -> Callable[..., Assistant]:
    """``opened(llm_timeout=1.0)``: an assistant on the report that asks the scripted server."""
    from lcassist.answer.llm.client import Model

    def made(of: Assistant = assistant, **more: Any) -> Assistant:
        settings = llm_settings(_served, of.settings.index, **more)
        return Assistant(settings, of.encoder, of._reader, of._current(), Model.open(settings))

    return made
