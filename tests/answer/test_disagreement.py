"""Where the sources give another value for the same thing, both are shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.answer.disagreement import other_values
from lcassist.answer.evidence import Unit
from lcassist.answer.question import Question
from lcassist.answer.scope import Scope
from lcassist.answer.tables import Fact
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Mention
from lcassist.domain import BlockKind, Document

QUESTION = Question("How many people live in Alba?", "en", (Mention("Alba", 24, 28, "town"),))


def found(
    made: Callable[..., Document],
    value: str,
    sentence: str,
    about: str = "named",
    question: Question = QUESTION,
    facts: int = 1,
) -> list[str]:
    """What is found besides a cell of that value, where there is that sentence."""
    table = f"| Town | People |\n| --- | --- |\n| Alba | {value} |\n| Brenn | 7 |"
    document = made("a.md", f"# Towns\n\n{sentence}\n\n{table}\n")
    cell = document.tables[0].body[0][0]
    fact = Fact("a.md", 0, 0, 0, cell, "Alba", "People", frozenset({"Alba"}), None, "en", None, value)
    number, block = next((n, b) for n, b in enumerate(document.blocks) if b.kind is BlockKind.PARAGRAPH)
    unit = Unit(
        "a.md", block.start, block.end, number, "en", None, None, Scope(frozenset({"Alba"}), 0),
        0.9, about, 0.0, frozenset(), {}, 1.0,
    )  # fmt: skip
    return [one.text for one in other_values(question, [fact] * facts, [unit], Library([document]))]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("37,396", "Alba has 37,390 people."),
        ("37,396", "Alba has 37,395 people, and 4 mills."),
        ("500", "Alba has 512 people."),
        ("500 people", "Alba has 460 people."),
    ],
)
def test_a_near_value_is_another_value(made: Callable[..., Document], value: str, sentence: str) -> None:
    assert found(made, value, sentence) == [sentence]
    assert found(made, value, sentence, about="inherited") == [sentence]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("37,396", "Alba has 37,396 people."),
        ("37,396", "Alba has 37,396 people, and had 37,390."),
        ("37,396", "Alba has 12 mills."),
        ("37,396", "Alba has many people."),
        ("37,396", "Alba has some 37,000 people."),  # rounded
        ("37,396", "Alba has some 37,400 people."),
        ("65,549", "Alba has about 70,000 people."),
        ("2016", "Alba was first in 2017."),  # years
        ("37,396", "Alba had 37,396 people in 1999."),
        ("7", "Alba has 8 mills."),  # small numbers
        ("> 500", "Alba has 512 people."),  # a bound
        ("many", "Alba has 512 people."),
        ("12 of 120", "Alba has 121 people."),
    ],
)
def test_what_is_no_other_value(made: Callable[..., Document], value: str, sentence: str) -> None:
    assert found(made, value, sentence) == []


def test_only_what_is_about_the_one_who_was_asked_for(made: Callable[..., Document]) -> None:
    for about in ("other", "general"):
        assert found(made, "37,396", "Brenn has 37,390 people.", about=about) == []
    assert found(made, "37,396", "Alba has 37,390 people.", question=Question("How many people?", "en")) == []


def test_several_cells_are_not_doubted(made: Callable[..., Document]) -> None:
    assert found(made, "37,396", "Alba has 37,390 people.", facts=2) == []
    assert found(made, "37,396", "Alba has 37,390 people.", facts=0) == []
