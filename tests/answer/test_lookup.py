"""What is read off a table, and what isn't, on an invented yearbook without a vocabulary (tests/data/workshops).

A question is answered by texts that begin as is given here; by none, it is abstained from.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.answer.test_kinds import indexed

from lcassist import Answer, Assistant, Turn


@pytest.fixture(scope="module")
def workshops(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("workshops")
    return indexed("workshops", folder, assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # of an order the second is asked for without a "most", and a sum over years takes in those between
        ("Which workshop comes second for number of visitors?", ["Visitors – Pennard: 1,480"]),
        (
            "How many complaints about waiting time were there altogether from 2020 to 2023?",
            ["Computed from the cells cited here, their sum: 110", "2020", "2021", "2022", "2023"],
        ),
        # a topic called "fees" asks for no money, and a column of totals is the total
        ("How many complaints about fees and charges were there in 2022?", ["2022 – Fees and charges: 14"]),
        ("How much money did Millgate have in total?", ["Total – Millgate: 9,250"]),
        # what gets nothing has a nought
        (
            "How many of the workshops get nothing from gifts?",
            ["2 of 4", "Gifts – Oxtown: 0", "Gifts – Pennard: 0"],
        ),
        # two rows that are named are held against each other
        ("Did Millgate have more sessions than Oxtown?", ["Sessions – Millgate: 48", "Sessions – Oxtown: 30"]),
        # a header that says "best" itself
        ("What was the best attended day at Pennard?", ["Best attended day – Pennard: Lamp day"]),
        # how often a mark was given
        ("How often did the county give Oxtown a ++?", ["1 of 2", "Oxtown – Fire exits: ++ (hardly sufficient)"]),
        # no value of a table says why, and a number in what is explained is no answer
        ("Why did people have to wait longer in spring?", ["Waiting grew longer in spring because"]),
        # what a row is abbreviated to is no unknown name
        ("What do NPRCs bring as partners?", ["What it brings – Non-profit recycling companies: Spare parts"]),
    ],
)
def test_read_off_a_table(workshops: Assistant, question: str, expected: list[str]) -> None:
    begins(workshops.ask(question), expected)


def test_a_mark_means_one_thing_here_and_another_there(workshops: Assistant) -> None:
    for question in ("What does ++ mean?", "Wat betekenen twee plussen?", "Que signifie ++ ?"):
        answer = workshops.ask(question)
        assert [one.text.partition(" (")[0] for one in answer.statements] == ["++: good", "++: hardly sufficient"]
        assert all("++" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "How many lamps did Pennard mend in 2021?",  # another year is told
        "What is the phone number of Millgate?",
        "Wat is het e-mailadres van Oxtown?",
        "Wie viele Einwohner hat Millgate?",
    ],
)
def test_what_is_of_another_kind_is_no_answer(workshops: Assistant, question: str) -> None:
    assert workshops.ask(question).abstained


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ["How many sessions did Millgate have?", "And how many visitors did it have?"],
            ["Visitors – Millgate: 1,120"],
        ),
        (
            ["How many visitors did Oxtown have?", "And Millgate?", "Back to the first one: when did it open?"],
            ["Opened – Oxtown: 2018"],
        ),
    ],
)
def test_a_conversation_about_rows(workshops: Assistant, turns: list[str], expected: list[str]) -> None:
    history: list[Turn] = []
    for turn in turns[:-1]:
        history += [Turn("user", turn), Turn("assistant", workshops.ask(turn, history).text)]
    begins(workshops.ask(turns[-1], history), expected)


def begins(answer: Answer, expected: list[str]) -> None:
    texts = [statement.text for statement in answer.statements]
    for beginning in expected:
        assert any(text.startswith(beginning) for text in texts), (beginning, texts)
    assert len(texts) <= len(expected) + 1, texts
