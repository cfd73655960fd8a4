"""Sections asked for by their number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.answer.question import Question, analyse
from lcassist.answer.sections import Sections
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Document

RULES = """# House rules

## Article 1 Quiet hours

Between ten and seven no music may be heard.

## Article 12 Pets

Each flat may keep two cats. In 2019 there were 3 dogs.

### § 12.1 Noise of pets

The owner of a dog that barks is warned twice.

## Annex

Nothing has a number here.
"""
PLAN = """# Plan

## 1. Aims

More schools.

## 2. Funding

{long}

## 2.5 Rounds

In round 2 three towns got 2.5 million.

## 2023 in figures

Rain fell.
"""


@pytest.fixture(scope="module")
def sections(made: Callable[..., Document]) -> Sections:
    long = "\n\n".join(f"Paragraph {number}. " + "The town pays for its schools. " * 12 for number in range(6))
    return Sections(Library([made("plan.md", PLAN.format(long=long)), made("rules.md", RULES)]))


def asked(text: str, language: str = "en") -> Question:
    return analyse(text, Vocabulary([]), frozenset({"article", "pets", "plan"}), "en", language=language)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does article 12 say?", ["12"]),
        ("what is Article 12 about", ["12"]),
        ("What do article 1 and article 12 say?", ["1", "12"]),
        ("Does article 12.1 say anything about warnings?", ["12.1"]),
        ("What is § 12.1 about?", ["12.1"]),
        ("What does article 13 say?", []),
        ("How many cats may I keep?", []),
        ("What happened in 2023?", []),
        ("Were there 3 dogs in 2019?", []),
        ("Who keeps 12 cats and 1 dog in the house of the caretaker?", []),
    ],
)
def test_a_section_is_named_by_its_word_and_number(sections: Sections, question: str, found: list[str]) -> None:
    assert [one.number for one in sections.named(asked(question), {"rules.md"})] == found


def test_one_without_a_word_or_in_another_language_where_little_else_is_asked(sections: Sections) -> None:
    named = sections.named(asked("What does chapter 2 say?"), {"plan.md"})
    assert [one.number for one in named] == ["2"]
    assert not sections.named(asked("Which schools got the 2 largest grants from the province?"), {"plan.md"})
    for text in ("When is round 2?", "What are the 2 towns?", "Who got 2.5 million?", "What costs 2.5 million?"):
        assert not sections.named(asked(text), {"plan.md"}), text
    dutch = sections.named(asked("Wat staat er in artikel 12?", "nl"), {"rules.md"})
    assert [one.number for one in dutch] == ["12"]


def test_whether_all_of_it_is_asked_for(sections: Sections) -> None:
    (pets,) = sections.named(asked("What does article 12 say?"), {"rules.md"})
    assert sections.asks_for_all(asked("What does article 12 say?"), pets)
    assert not sections.asks_for_all(asked("May the caretaker, by article 12, forbid visits of cats?"), pets)


def test_it_is_quoted_whole_with_what_is_in_it_and_of_a_long_one_the_beginning(sections: Sections) -> None:
    (pets,) = sections.named(asked("What does article 12 say?"), {"rules.md"})
    said = sections.finding(pets).text
    assert said.startswith("Article 12 Pets\nEach flat may keep two cats.")
    assert said.endswith("The owner of a dog that barks is warned twice.")
    (funding,) = sections.named(asked("What does chapter 2 say?"), {"plan.md"})
    finding = sections.finding(funding)
    assert len(finding.text.split()) <= 180
    assert finding.evidence[0].end < funding.end


def test_only_sources_that_are_asked(sections: Sections) -> None:
    assert not sections.named(asked("What does article 12 say?"), {"plan.md"})


@given(st.text(max_size=60))
def test_no_question_makes_it_fail(sections: Sections, text: str) -> None:
    sections.named(Question(text, "en"), None)
