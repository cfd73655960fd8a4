"""Old links lead to the words that they quote or say that these are gone; every road counts against the limit."""

from __future__ import annotations

import dataclasses

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from lcassist import Assistant
from lcassist.briefing.report import Numbering
from lcassist.surfaces.web.conversation import Conversation, permalink
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.document import standing
from lcassist.surfaces.web.limit import Limit, TooMany
from lcassist.surfaces.web.markup import address, digest_of
from lcassist.surfaces.web.routes import add_routes
from lcassist.surfaces.web.visits import Visits

QUESTION = "Who initiated the learning city in Pécs?"
REPORT = "learning-cities-2024.en.md"


@pytest.fixture
def web(assistant: Assistant) -> TestClient:
    app = FastAPI()
    add_routes(app, Desk(assistant), Visits())
    return TestClient(app)


def test_a_link_marks_its_words_where_they_stand_now_or_says_that_they_are_gone(
    web: TestClient, assistant: Assistant
) -> None:
    one = assistant.ask(QUESTION).citations[0]
    good = web.get(f"/{address(one).partition('#')[0]}").text
    assert f'<mark id="quote">{one.quote}</mark>' in good
    assert "has changed since" not in good
    moved = dataclasses.replace(one, start=one.start + 40, end=one.end + 40)  # as an older text had it
    shown = web.get(f"/{address(moved).partition('#')[0]}").text
    assert f'<mark id="quote">{one.quote}</mark>' in shown
    assert "marked where they stand now" in shown
    gone = web.get(f"/{address(dataclasses.replace(one, quote='Nobody ever wrote this.')).partition('#')[0]}").text
    assert "<mark" not in gone
    assert "no longer in this document" in gone


@given(st.text(max_size=60), st.integers(-9, 80), st.integers(-9, 80), st.text("0123456789abcdef", max_size=12))
def test_no_link_makes_it_fail_and_what_is_marked_is_what_was_quoted(
    text: str, start: int, end: int, digest: str
) -> None:
    found = standing(text, start, end, digest)
    if digest and found is not None:
        assert digest_of(text[max(found[0], 0) : max(found[1], 0)]) == digest


@given(st.text(st.characters(categories=["Ll", "Zs"]), max_size=30), st.integers(0, 30), st.integers(1, 9))
def test_words_that_moved_are_found(before: str, shift: int, length: int) -> None:
    text = f"{before} . {'x' * length}! and on"
    start = text.index("x" * length + "!")
    found = standing(text, start + shift, start + shift + length + 1, digest_of("x" * length + "!"))
    assert found is not None
    assert text[found[0] : found[1]] == "x" * length + "!"


def test_an_answer_keeps_the_mark_of_the_index_that_it_is_from(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    talk = Conversation().followed_by(QUESTION, answer, index="before").followed_by(QUESTION, answer, index="after")
    assert [permalink(one).rpartition("=")[2] for one in talk.exchanges] == ["before", "after"]
    visits, app = Visits(), FastAPI()
    visits.keep("t", talk)
    add_routes(app, Desk(assistant), visits)
    web = TestClient(app)
    one = web.get("/export", params={"of": "t", "format": "md", "exchange": 1}).text
    assert "before" in one
    assert "after" not in one
    both = web.get("/export", params={"of": "t", "format": "md"}).text
    assert "before, after" in both


def test_the_same_place_with_other_words_is_another_source(assistant: Assistant) -> None:
    one = assistant.ask(QUESTION).citations[0]
    numbering = Numbering()
    assert numbering.of(one) == numbering.of(dataclasses.replace(one)) == 1
    assert numbering.of(dataclasses.replace(one, quote="What the text said before.")) == 2


def _limited(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, most: int) -> Desk:
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"requests_per_minute": most}))
    return Desk(assistant)


def test_a_comparison_counts_as_the_questions_that_it_asks(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = _limited(assistant, monkeypatch, 3)
    names = ["Fermo", "Viladecans"]
    desk.compare("reads a table", names, ["Digitalisation"], "en")
    desk.compare("reads a table", names, ["Digitalisation"], "en")
    desk.compare("asks", names, ["the colour of the doors", "the price of bread"], "en")
    with pytest.raises(TooMany):
        desk.ask("asks", QUESTION)
    assert desk.ask("reads a table", QUESTION).citations


def test_the_address_of_a_comparison_is_limited_too(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    app = FastAPI()
    add_routes(app, _limited(assistant, monkeypatch, 1), Visits())
    web = TestClient(app)
    chosen = {"name": ["Fermo", "Viladecans"], "theme": ["Digitalisation"], "format": "md"}
    assert [web.get("/comparison", params=chosen).status_code for _ in range(2)] == [200, 429]


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(1, 6))
def test_what_counts_as_several_is_admitted_only_where_one_still_is(counts: list[int], most: int) -> None:
    limit, taken = Limit(most), 0
    for count in counts:
        if taken >= most:
            with pytest.raises(TooMany):
                limit.take("a", 1.0, count)
        else:
            limit.take("a", 1.0, count)
            taken += count
