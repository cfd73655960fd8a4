"""Who comes when too many wait already is told when to come again, and the others are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from lcassist.answer.assistant import Assistant
from lcassist.surfaces.web import build
from lcassist.surfaces.web import page as page_module

QUESTION = "Who initiated the learning city in Pécs?"


@pytest.fixture
def busy(
    assistant: Assistant, served: Callable[..., AbstractContextManager[str]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, threading.Event]]:
    """The page where one is answered at a time and one may wait, and what lets answers come."""
    monkeypatch.setattr(page_module, "_AT_ONCE", 1)
    monkeypatch.setattr(page_module, "_WAITING", 1)
    app = build(assistant)
    go, quick = threading.Event(), Assistant.stream

    def slow(self: Assistant, *arguments: Any, **named: Any) -> Any:
        go.wait(30)
        return quick(self, *arguments, **named)

    monkeypatch.setattr(Assistant, "stream", slow)
    with served(app) as address:
        yield address, go
        go.set()


def test_a_full_queue_is_said_and_nobody_in_it_is_lost(busy: tuple[str, threading.Event]) -> None:
    address, go = busy
    joined = [
        httpx.post(f"{address}gradio_api/call/ask", json={"data": [QUESTION, None, None]}, timeout=20) for _ in range(6)
    ]
    assert {one.status_code for one in joined} == {200, 503}
    for one in joined:
        assert ("retry-after" in one.headers) is (one.status_code == 503)
    assert httpx.get(f"{address}health", timeout=5).status_code == 200
    go.set()
    for one in joined:
        if one.status_code == 200:
            events = httpx.get(f"{address}gradio_api/call/ask/{one.json()['event_id']}", timeout=60).text
            assert "event: complete" in events
