"""What documents about one place, tables of yes and no, and questions about years make of an answer.

The documents are invented (tests/data/wells) and come without a vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.answer.test_kinds import indexed

from lcassist import Assistant, Turn
from lcassist.domain import Answer


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("wells")
    return indexed("wells", folder, assistant)


def answered(wells: Assistant, *turns: str) -> Answer:
    """The answer to the last of some turns."""
    history: list[Turn] = []
    for question in turns:
        answer = wells.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


def said(wells: Assistant, *turns: str) -> Sequence[str]:
    return [statement.text for statement in answered(wells, *turns).statements]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # a paper about one place: its table says nowhere whose figures it has
        (
            "In how many years did Velen pay more than 50,000 euros to its village fund?",
            ["3 of 4", "Paid to the village fund – 2020: 61,000", "Paid to the village fund – 2021: 74,000",
             "Paid to the village fund – 2022: 52,000"],
        ),
        ("In which year was Velen out of service the least?", ["Hours out of service – 2020: 295"]),
        ("How much did Velen pay to the village fund in 2021?", ["Paid to the village fund – 2021: 74,000"]),
        # a nought among signs
        ("How is Tivara rated for young people?", ["Tivara – Young people: o (fair)"]),
        ("Who got the top mark for youth?", ["Orsel – Young people: ++ (excellent)"]),
        # some have it, the others have none
        (
            "How many towns have won the Prize of the Ring, and which?",
            ["2 of 4", "Prize of the Ring – Orsel: 2018", "Prize of the Ring – Nydal: 2016"],
        ),
        (
            "Which towns have never won the Prize of the Ring?",
            ["Prize of the Ring – Tivara: none", "Prize of the Ring – Velen: none"],
        ),
        # words of one family
        ("Does Orsel employ more people than Tivara?", ["Employees – Orsel: 5", "Employees – Tivara: 3"]),
    ],
)  # fmt: skip
def test_tables(question: str, expected: list[str], wells: Assistant) -> None:
    # a cell whose caption alone says that it is money has that caption behind it
    assert [text.partition(" (Table")[0] for text in said(wells, question)] == expected


@pytest.mark.parametrize(
    ("question", "part"),
    [
        # the foundation that runs something is not the director who is asked for
        ("whos the director in orsel", "Ivo Brandt"),
        ("why is there no night shift in Orsel?", "sleep with open windows"),
        ("How many members does the cooperative in Nydal have?", "820"),
        ("Hoe veel leden heeft de coöperatie van Nydal?", "860"),
        ("When is the Kettle Fair held?", "first Sunday of May"),
    ],
)
def test_prose(question: str, part: str, wells: Assistant) -> None:
    texts = said(wells, question)
    assert any(part in text for text in texts), texts


@pytest.mark.parametrize(
    "question",
    [
        "How many drivers were trained in Tivara?",
        "Hoeveel leden heeft de coöperatie in Oostwier?",
        "How long does the evening course in Orsel take?",
        "How many people came to the Kettle Fair in 2022?",
    ],
)
def test_what_is_said_of_another_thing_is_no_answer(question: str, wells: Assistant) -> None:
    assert answered(wells, question).abstained, said(wells, question)


def test_the_first_is_not_the_second(wells: Assistant) -> None:
    assert any("90,000" in text for text in said(wells, "What did the first hall in Orsel cost?"))
    assert not any("90,000" in text for text in said(wells, "What did the second hall in Orsel cost?"))


def test_what_one_has_is_told_where_it_is_asked(wells: Assistant) -> None:
    assert len(said(wells, "Which measures does Orsel have?")) == 5
    assert not any("yes" in text for text in said(wells, "How many employees does Orsel have?"))


def test_a_bound_is_no_claim(wells: Assistant) -> None:
    answer = answered(wells, "Which towns began before 2012?")
    assert [statement.text for statement in answer.statements] == ["Begun in – Orsel: 2009", "Begun in – Tivara: 2011"]
    assert answer.notes == ()


def test_small_numbers_of_different_things_are_no_disagreement(wells: Assistant) -> None:
    assert answered(wells, "How many employees does Orsel have?").notes == ()


def test_why_is_asked_of_what_was_answered_before(wells: Assistant) -> None:
    answer = answered(wells, "What was the income of Velen in 2021?", "why so little?")
    assert answer.question == "why so little? (What was the income of Velen in 2021?)"


def test_the_one_in_another_town_is_asked_the_same(wells: Assistant) -> None:
    answer = answered(wells, "When did the co-operative in Orsel begin?", "and the one in Nydal?")
    assert "Nydal" in answer.question
    assert "begin" in answer.question
    assert "Orsel" not in answer.question
