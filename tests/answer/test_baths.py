"""What documents that come without a vocabulary make of names, kinds of values, offices and questions in a text.

The documents are invented (tests/data/baths). The names of the houses stand in tables and headings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.answer.test_kinds import indexed

from lcassist import Assistant, Turn


@pytest.fixture(scope="module")
def baths(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("baths")
    return indexed("baths", folder, assistant)


def said(baths: Assistant, *turns: str) -> list[str]:
    """The statements of the answer to the last of some turns."""
    history: list[Turn] = []
    for question in turns:
        answer = baths.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # names that stand in tables and headings alone, and what a heading calls them besides
        ("When was the bath house in Torvald opened?", "Opened – Torvald: 1958"),
        ("How many square metres of water does the Otter Bath have?", "Water surface (m²) – Ulmenau: 320"),
        # what is counted needn't be called as the header calls it
        ("How many season tickets were sold in Peldre?", "People with a season ticket – Peldre: 255"),
        # a caption says that all are euros
        ("How much money did Torvald get from tickets?", "Torvald – Tickets: 88,300"),
        # a time of the day and a deadline are no other number
        ("At what time are the first swimmers let in at Ulmenau?", "The first swimmers are let in at 6.45."),
        ("Until when can one offer to help in Torvald?", "Whoever wants to help must say so by 15 March."),
        ("quanto si pagherà per il biglietto?", "Il biglietto costerà cinque euro."),
        # the holder of an office
        ("Who is the treasurer in Torvald?", "The treasurer is a baker, Ole Rand."),
        ("Wie is de voorzitter in Peldre?", "The chair of the committee, Dita Ozols, keeps the keys."),
        # why something ended
        ("Why did Ulmenau give up its boiler?", "Its boiler was given up in 2019, because the brewery"),
    ],
)
def test_what_is_asked_is_found(question: str, expected: str, baths: Assistant) -> None:
    texts = said(baths, question)
    assert any(expected in text for text in texts), texts


def test_what_a_question_in_the_text_asks_is_answered_behind_it(baths: Assistant) -> None:
    texts = said(baths, "Che cosa raccomanda Renzo Calvi a chi apre un bagno?")
    assert any("Di cominciare dai tubi" in text for text in texts), texts


def test_those_without_any_are_those_with_nought(baths: Assistant) -> None:
    texts = said(baths, "Which bath houses did without any lottery money in 2024?")
    assert {text.split(" (")[0] for text in texts} == {"Ulmenau – Lottery: 0", "Peldre – Lottery: 0"}


@pytest.mark.parametrize(
    "question",
    [
        "Who is the treasurer of Peldre?",  # another one has a treasurer
        "wie is de burgemeester van Torvald?",  # as another one has a mayor
        "Why was Torvald closed in 2019?",
        "Quando è stata chiusa la casa di Peldre?",
        "What number do I ring to reach Ulmenau?",
        "When was it written in Riga that the sauna is too warm?",
    ],
)
def test_what_the_sources_do_not_say(question: str, baths: Assistant) -> None:
    assert said(baths, question) == []


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("When was the bath house in Ulmenau opened?", "How large is the water there?"),
            "Water surface (m²) – Ulmenau",
        ),
        (
            ("Who is the treasurer in Torvald?", "Ok thanks. Something else: who keeps the keys of the sauna house?"),
            "The chair of the committee, Dita Ozols, keeps the keys.",
        ),
    ],
)
def test_follow_ups(turns: Sequence[str], expected: str, baths: Assistant) -> None:
    texts = said(baths, *turns)
    assert any(text.startswith(expected) for text in texts), texts


def test_who_wrote_it_and_where_is_no_answer(baths: Assistant) -> None:
    for question in ("What does the league advise on bath houses?", "Che cosa dice il giornale della valle sul bagno?"):
        assert not any("Ottilie" in text or "Ilda Ferri" in text or "Riga" in text for text in said(baths, question))
