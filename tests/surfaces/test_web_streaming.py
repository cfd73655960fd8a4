"""Answers of a language model as the page shows them while they grow; the model is a scripted server on loopback."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lcassist.answer.assistant import Assistant
from lcassist.answer.llm.client import Model
from lcassist.surfaces.web import build
from lcassist.surfaces.web.texts import texts_in

_SCRIPTED = Path(__file__).parents[1] / "answer" / "llm" / "conftest.py"


def _loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scripted_model", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look there for their annotations
    spec.loader.exec_module(module)
    return module


llm = _loaded(_SCRIPTED)
_served, server = llm._served, llm.server

QUESTION = "What is the population of Viladecans?"
QUOTE = "65,549"
EN = texts_in("en")

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def address(assistant: Assistant, _served: Any, served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The page, where a language model answers."""
    settings = llm.llm_settings(_served, assistant.settings.index, llm_timeout=60.0)
    opened = Assistant(settings, assistant.encoder, assistant._reader, assistant._current(), Model.open(settings))
    with served(build(opened)) as found:
        yield found


def _halves() -> tuple[str, str]:
    """What a model writes, cut after its first statement."""
    whole = llm.answer_of(("Viladecans has 65,549 inhabitants.", QUOTE), ("The population is 65,549.", QUOTE))
    first, comma, rest = whole.partition("}, {")
    return first + "}", comma[1:] + rest


def test_a_statement_is_shown_while_the_next_is_written(opened: Opened, server: Any) -> None:
    first, rest = _halves()
    seen = threading.Event()

    def pieces() -> Iterator[str | float]:
        yield first
        seen.wait(30)
        yield rest

    page = opened()
    server.script = lambda request: llm.Reply(pieces())
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .growing")).to_contain_text("65,549", timeout=30_000)
    expect(page.locator("#chat .pending")).to_have_text(EN["writing"])
    expect(page.get_by_role("button", name=EN["stop"])).to_be_visible()
    seen.set()
    expect(page.locator("#chat .said.answer")).to_contain_text("65,549", timeout=30_000)
    expect(page.locator("#chat .growing")).to_have_count(0)


@pytest.mark.parametrize("way", ["stop", "closed tab"])
def test_who_wants_no_more_ends_the_model(opened: Opened, server: Any, way: str) -> None:
    first, _ = _halves()
    written: list[str] = []

    def pieces() -> Iterator[str | float]:
        yield first
        for number in range(10):  # as many as are read, if nobody stops it
            yield from [0.1, " "] * 10
            written.append(f"Statement {number}")
            yield ", " + first.partition("[")[2].replace("Viladecans has", f"Viladecans, {number}, has")

    page = opened()
    server.script = lambda request: llm.Reply(pieces())
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .growing")).to_contain_text("65,549", timeout=30_000)
    if way == "stop":
        page.get_by_role("button", name=EN["stop"]).click()
        expect(page.locator("#question textarea")).to_have_value(QUESTION)
        expect(page.locator("#chat .growing")).to_have_count(0)
    else:
        page.close()
    assert server.gone.wait(30), "the model still writes"
    assert len(written) < 8


def test_a_model_that_says_nothing_more_is_stopped_too(opened: Opened, server: Any) -> None:
    first, _ = _halves()

    def pieces() -> Iterator[str | float]:
        yield first
        yield from [0.1, " "] * 500  # no statement that would wake who waits for one

    page = opened()
    server.script = lambda request: llm.Reply(pieces())
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .growing")).to_contain_text("65,549", timeout=30_000)
    page.get_by_role("button", name=EN["stop"]).click()
    expect(page.locator("#chat .growing")).to_have_count(0)
    assert server.gone.wait(30), "the model still writes"


def test_where_the_model_is_down_the_quotes_answer_and_say_so(opened: Opened, server: Any) -> None:
    page = opened(locale="nl-NL")
    server.script = lambda request: llm.Reply(status=500, body="{}")
    page.locator("#question textarea").fill("Hoeveel inwoners heeft Viladecans?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .said.answer")).to_contain_text("65,549", timeout=30_000)
    expect(page.locator("#chat .said .note")).to_contain_text("taalmodel")
