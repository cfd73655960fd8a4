"""The page served once, and one browser, for all tests of the surfaces."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from gradio_client import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lcassist.answer.assistant import Assistant
from lcassist.surfaces.web import build
from lcassist.surfaces.web.server import listening, protected

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def _served(app: FastAPI, outer: Any = None) -> Iterator[str]:
    listener = listening("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(outer or protected(app, "127.0.0.1"), log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    app.state.end_streams()
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def served() -> Callable[..., AbstractContextManager[str]]:
    """Serves an application that was built, behind ``outer`` where that is given; gives its address."""
    return _served


@pytest.fixture(scope="session")
def address(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    file = tmp_path_factory.mktemp("said") / "feedback.jsonl"
    assistant.settings = assistant.settings.model_copy(update={"feedback": file})
    with _served(build(assistant)) as found:
        yield found


@pytest.fixture(scope="session")
def browser(require: Callable[[str, str], str]) -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None) or require("chromium", "chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Opens the page for a new visitor; fails afterwards if a script failed or asked anything elsewhere."""
    contexts, errors, origins = [], [], set()

    def open_page(path: str = "", **context: Any) -> Page:
        contexts.append(browser.new_context(**{"locale": "en-GB", **context}))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: origins.add(urlsplit(request.url).netloc))
        page.goto(address + path)
        expect(page.locator("#masthead h1")).to_be_visible(timeout=20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors
    assert origins <= {urlsplit(address).netloc}


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    """Asks as a person would, and waits for the answer."""

    def ask(page: Page, question: str) -> None:
        before = page.locator("#chat .said").count()
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .said")).to_have_count(before + 1)

    return ask


@pytest.fixture(scope="session")
def client(address: str) -> Client:
    return Client(address, verbose=False)
