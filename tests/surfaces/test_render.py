"""What programs and terminals read of answers and hits: the fields of the contract, and nothing a terminal obeys."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.answer.assistant import Assistant
from lcassist.domain import (
    Answer,
    AnswerKind,
    Citation,
    Hit,
    Passage,
    PassageKind,
    Source,
    SourceStatus,
    Statement,
    TableCell,
    Verification,
)
from lcassist.surfaces import render

PASSAGE = Passage(
    "p1", "a/mills.md", 5, 30, "The mill\n\nIt grinds\trye.", PassageKind.PROSE, ("Mills", "Old mills"), 3, "en"
)
HIT = Hit(PASSAGE, 1.23456789, "On mills", {"passage": 0.9})
CELL = Citation(
    1, "a/mills.md", "On mills", ("Mills", "Old mills"), 3, TableCell("Table 1 Mills", "Old", None, 0, 2), "en",
    "37,390", 40, 46, "https://example.org/mills",
)  # fmt: skip
QUOTE = Citation(2, "a/mills.md", "On mills", (), None, None, None, "It grinds\n\nrye.", 50, 65, None, (61, 64))
ANSWER = Answer(
    AnswerKind.ANSWER,
    "How many?",
    "- Old: 37,390 [1]\n- It grinds rye. [1][2]",
    "en",
    "quotes",
    (Statement("Old: 37,390", (1,)), Statement("It grinds rye.", (1, 2))),
    (CELL, QUOTE),
    notes=("Nothing for Brenn.",),
    suggestions=("Why?",),
    verification=Verification(3, 2, (("7,390", "it cuts a word"),)),
    seconds=0.123456,
)
ABSTENTION = Answer(
    AnswerKind.ABSTENTION, "Who?", "The sources don't say.\n\nSearched for: Who? \\(documents: 1\\)", "en", "quotes",
    nearest=(HIT,), notes=("The sources don't mention Zork.",),
)  # fmt: skip


# JSON


def test_the_object_of_an_answer() -> None:
    assert render.answer_data(ANSWER, "7") == {
        "id": "7",
        "kind": "answer",
        "question": "How many?",
        "answer": "- Old: 37,390 [1]\n- It grinds rye. [1][2]",
        "abstained": False,
        "language": "en",
        "engine": "quotes",
        "statements": [
            {"text": "Old: 37,390", "citations": [1]},
            {"text": "It grinds rye.", "citations": [1, 2]},
        ],
        "citations": [
            {
                "number": 1,
                "source": "a/mills.md",
                "title": "On mills",
                "section": "Mills > Old mills",
                "page": 3,
                "table": {
                    "caption": "Table 1 Mills",
                    "row": "Old",
                    "column": None,
                    "row_index": 0,
                    "column_index": 2,
                },
                "language": "en",
                "quote": "37,390",
                "start": 40,
                "end": 46,
                "url": "https://example.org/mills",
                "answer": None,
            },
            {
                "number": 2,
                "source": "a/mills.md",
                "title": "On mills",
                "section": "",
                "page": None,
                "table": None,
                "language": None,
                "quote": "It grinds\n\nrye.",
                "start": 50,
                "end": 65,
                "url": None,
                "answer": {"start": 61, "end": 64},
            },
        ],
        "nearest": [],
        "notes": ["Nothing for Brenn."],
        "suggestions": ["Why?"],
        "verification": {"stated": 3, "verified": 2, "dropped": [{"text": "7,390", "reason": "it cuts a word"}]},
        "seconds": 0.1235,
    }


def test_the_object_of_an_abstention() -> None:
    data = render.answer_data(ABSTENTION)
    assert (data["id"], data["kind"], data["abstained"]) == (None, "abstention", True)
    assert (data["statements"], data["citations"], data["verification"]) == ([], [], None)
    assert data["nearest"] == [
        {
            "rank": 1,
            "source": "a/mills.md",
            "title": "On mills",
            "section": "Mills > Old mills",
            "page": 3,
            "text": "The mill\n\nIt grinds\trye.",
            "start": 5,
            "end": 30,
            "score": 1.234568,
        }
    ]


def test_a_reply_is_no_abstention() -> None:
    data = render.answer_data(Answer(AnswerKind.REPLY, "Hello", "Hello\\!", "en", "quotes"))
    assert (data["kind"], data["abstained"], data["nearest"]) == ("reply", False, [])


def test_the_object_of_a_search() -> None:
    data = render.search_data("Who?", [HIT, replace(HIT, score=0.5)], 0.25, "x")
    assert list(data) == ["id", "question", "hits", "seconds"]
    assert (data["id"], data["question"], data["seconds"]) == ("x", "Who?", 0.25)
    assert [(hit["rank"], hit["score"]) for hit in data["hits"]] == [(1, 1.234568), (2, 0.5)]


def test_the_object_of_a_source() -> None:
    source = Source("mills", "On mills", authors=("A", "B"), file="a/mills.md", status=SourceStatus.INDEXED)
    data = render.source_data(source, 4, 2)
    assert (data["id"], data["status"], data["reason"], data["authors"]) == ("mills", "indexed", None, ["A", "B"])
    assert (data["passages"], data["tables"]) == (4, 2)


@pytest.mark.parametrize(
    "question", ["How is funding rated in Fermo?", "Who is Zork?", "Hello!", "Wat is Fermhamente?"]
)
def test_real_answers_go_through_json(assistant: Assistant, question: str) -> None:
    data = render.answer_data(assistant.ask(question))
    assert json.loads(json.dumps(data, allow_nan=False)) == data


# the terminal


def test_an_answer_in_the_terminal() -> None:
    assert render.answer_text(ANSWER).splitlines() == [
        "- Old: 37,390 [1]",
        "- It grinds rye. [1][2]",
        "! Nothing for Brenn.",
        "",
        "[1] On mills · Old mills · p. 3 · Table 1 Mills · Old",
        "    “37,390”",
        "[2] On mills",
        "    “It grinds rye.”",
    ]


def test_one_statement_in_the_terminal() -> None:
    answer = replace(ANSWER, statements=ANSWER.statements[:1], citations=(CELL,), notes=())
    assert render.answer_text(answer).splitlines()[0] == "Old: 37,390 [1]"


def test_a_list_in_the_terminal() -> None:
    answer = replace(ANSWER, statements=(Statement("These matter:\n- wind\n- water", (1,)),))
    assert render.answer_text(answer).splitlines()[:3] == ["These matter: [1]", "  - wind", "  - water"]


def test_an_abstention_in_the_terminal_shows_what_is_near_and_says_that_it_is_no_answer() -> None:
    assert render.answer_text(ABSTENTION).splitlines() == [
        "The sources don't say.",
        "",
        "Searched for: Who? (documents: 1)",
        "",
        "Nearest passages, not an answer:",
        "",
        "~ On mills · Old mills",
        "    The mill It grinds rye.",
    ]
    dutch = render.answer_text(replace(ABSTENTION, language="nl"))
    assert "geen antwoord" in dutch
    assert "Nearest" not in render.answer_text(replace(ABSTENTION, nearest=()))


def test_long_lines_are_wrapped() -> None:
    answer = replace(ANSWER, statements=(Statement("word " * 60, (1,)),), notes=())
    assert max(map(len, render.answer_text(answer).splitlines())) <= 100


def test_hits_in_the_terminal() -> None:
    text = render.hits_text([HIT, replace(HIT, score=-0.5)])
    assert text.splitlines() == [
        "1. On mills · Mills > Old mills (1.23)",
        "   The mill It grinds rye.",
        "",
        "2. On mills · Mills > Old mills (-0.50)",
        "   The mill It grinds rye.",
    ]
    assert render.hits_text([]) == ""


def test_a_passage_without_a_section_in_the_terminal() -> None:
    bare = replace(HIT, passage=replace(PASSAGE, section=()))
    assert render.hits_text([bare]).splitlines()[0] == "1. On mills (1.23)"
    assert "~ On mills" in render.answer_text(replace(ABSTENTION, nearest=(bare,))).splitlines()


ESCAPE = "a\x1b[2Jb\x07c\x9bd\u202ee"


def test_nothing_that_a_terminal_obeys() -> None:
    passage = replace(PASSAGE, text=ESCAPE, section=(ESCAPE,))
    hit = Hit(passage, 1.0, ESCAPE)
    citation = replace(
        CELL, title=ESCAPE, section=(ESCAPE,), quote=ESCAPE, table=TableCell(ESCAPE, ESCAPE, ESCAPE, 0, 0)
    )
    answer = replace(ANSWER, statements=(Statement(ESCAPE, (1,)),), citations=(citation,), notes=(ESCAPE,))
    abstention = replace(ABSTENTION, text=ESCAPE, nearest=(hit,))
    for text in (render.answer_text(answer), render.answer_text(abstention), render.hits_text([hit])):
        assert "2Jb" in text
        assert all(character == "\n" or character.isprintable() for character in text)


def test_where_a_citation_stands() -> None:
    assert render.place(CELL) == "On mills · Old mills · p. 3 · Table 1 Mills · Old"
    assert render.place(QUOTE) == "On mills"
    bare = replace(CELL, table=TableCell(None, None, None, 0, 0), section=(), page=None)
    assert render.place(bare) == "On mills"
    both = replace(bare, table=TableCell(None, "Old", "Visitors", 0, 0))
    assert render.place(both) == "On mills · Old, Visitors"


# plain text of Markdown


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a \\* b", "a * b"),
        ("\\\\", "\\"),
        ("http&#58;//a", "http://a"),
        ("www&#46;a.b", "www.a.b"),
        ("R&amp;D", "R&D"),
        ("&amp;#58;", "&#58;"),
        ("&amp;amp;", "&amp;"),
        ("[1]", "[1]"),
        ("", ""),
        ("a\\", "a\\"),
    ],
)
def test_plain(markdown: str, text: str) -> None:
    assert render.plain(markdown) == text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=50))
def test_printable_keeps_what_can_be_seen(text: str) -> None:
    shown = render.printable(text)
    assert len(shown) == len(text)
    assert all(a == b or not a.isprintable() for a, b in zip(text, shown, strict=True))
    assert render.printable(shown) == shown
