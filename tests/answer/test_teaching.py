"""What is asked otherwise than it is told, on two invented documents without a vocabulary (tests/data/bakeries)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.answer.test_kinds import indexed
from tests.answer.test_lookup import begins

from lcassist import Assistant, Turn


@pytest.fixture(scope="module")
def bakeries(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("bakeries")
    return indexed("bakeries", folder, assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # values with a form of their own
        ("email address bakery quill", ["E-mail – Quill: crust"]),
        ("On which weekdays is the bakery of Harrow open?", ["Days open – Harrow: Monday, Wednesday and Friday"]),
        ("How often does the board meet?", ["The board of the ring meets four times a year."]),
        ("Hoe vaak vergadert het bestuur van de ring?", ["The board of the ring meets four times a year."]),
        # the header that is said is not always the one that is meant
        (
            "Compare the floor surface of the bakeries in Wendle and Quill",
            ["Floor area (m2) – Wendle: 210", "Floor area (m2) – Quill: 95"],
        ),
        # shares, told to be shares by the caption alone, which is shown then
        (
            "What percentage of the income in Harrow comes from the municipality?",
            ["Harrow – Municipality: 41 (Table 3. Where the income came from in 2023, in percent)"],
        ),
        ("In welke stad is het aandeel van de gemeente groter, Wendle of Harrow?", ["Harrow – ", "Wendle – "]),
        # a legend in the brackets of a caption
        ("How is Quill rated for clean energy?", ["Quill – Clean energy: – (nothing yet)"]),
        ("Which bakeries have two pluses for sales online?", ["Harrow – Sales online", "Quill – Sales online"]),
        # the whole list, where its lead-in and its items are evidence
        ("What are the promises of a member? List all of them.", ["A member promises:"]),
        # two documents tell another number
        (
            "How many schools does the bakery of Harrow deliver to?",
            ["The bakery of Harrow delivers to 14 schools", "De bakkerij van Harrow levert inmiddels aan 11 scholen"],
        ),
        # somebody
        ("Who founded the bakery of Wendle?", ["The bakery of Wendle was founded by Marta Linden"]),
        # why, and what follows from it
        ("Why did the oven of Wendle crack?", ["In the winter of 2021 the oven cracked.", "Nobody had swept"]),
        ("Why is the market of Quill short?", ["The road is closed", "The bakery of Quill therefore"]),
        # what is said before a question is no part of it
        (
            "We are seven bakers and would like to learn. On which days is the bakery of Quill open?",
            ["Days open – Quill: Thursday"],
        ),
    ],
)
def test_is_told(bakeries: Assistant, question: str, expected: list[str]) -> None:
    begins(bakeries.ask(question), expected)


def test_a_disagreement_is_noted_in_the_language_of_the_question(bakeries: Assistant) -> None:
    answer = bakeries.ask("Aan hoeveel scholen levert de bakkerij van Harrow?")
    assert {"14", "11"} <= {word for one in answer.statements for word in one.text.split()}
    assert any("spreken elkaar tegen" in note for note in answer.notes)


def test_names_that_stand_in_addresses_too_are_names(bakeries: Assistant) -> None:
    """ "wendle" in an e-mail address makes no common noun of Wendle."""
    answer = bakeries.ask("When did Wendle join?", [])
    begins(answer, ["Joined – Wendle: 2015"])
    history = [Turn("user", "When did Wendle join?"), Turn("assistant", answer.text)]
    begins(bakeries.ask("And Quill?", history), ["Joined – Quill: 2020"])


@pytest.mark.parametrize(
    "question",
    [
        "How many inhabitants does Quill have?",  # apprentices are none
        "How many women are on the board?",  # those who are none are "open"
        "What does the mill of Quill cost?",
        "How old is Marta Linden?",
    ],
)
def test_is_not_told(bakeries: Assistant, question: str) -> None:
    assert bakeries.ask(question).abstained
