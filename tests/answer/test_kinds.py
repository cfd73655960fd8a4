"""An answer is of the kind that is asked for: ratings in words, units, reasons, numbers of what is counted.

The documents are invented (tests/data/gardens, tests/data/cycling) and come without a vocabulary. A question is
answered by texts that begin as is given here; by none, it is abstained from.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lcassist import Answer, Assistant, Settings, Turn
from lcassist.index.ingest import ingest

DATA = Path(__file__).parents[1] / "data"


def indexed(name: str, folder: Path, assistant: Assistant) -> Assistant:
    shutil.copytree(DATA / name, folder / "corpus")
    settings = Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Assistant.open(settings)


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    return indexed("gardens", tmp_path_factory.mktemp("gardens"), assistant)


@pytest.fixture(scope="module")
def cycling(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    return indexed("cycling", tmp_path_factory.mktemp("cycling"), assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # ratings in words have an order
        ("Which garden is best at working with schools?", ["Quayside – Work with schools: excellent"]),
        ("Where is wheelchair access worst?", ["Tanner's Field – Access for wheelchairs: poor"]),
        (
            "Which gardens are rated poor on something?",
            ["St Brannock – Work with schools", "Tanner's Field – Access for wheelchairs", "Elm Row – Water saving"],
        ),
        # what is held beside other things is held
        ("Which gardens get their water from a well?", ["Tanner's Field – Water supply", "St Brannock – Water supply"]),
        ("How many plots do the four gardens have together?", ["Computed", "Elm", "Tanner's", "Quayside", "St"]),
        # neither a rating nor a figure is a reason or a way
        ("Why can wheelchair users reach only part of Tanner's Field?", ["Because the field slopes steeply"]),
        ("How can a garden save water?", ["A garden that wants to save water can mulch its beds"]),
        # a name stands in a table of names, though it begins every sentence that it is in
        ("How many hives does Elm Row have?", []),
        ("Hoeveel zonnepanelen heeft Zonnebad?", []),
        ("Wie is de directeur van De Golf?", []),
        ("How many pupils visit Quayside each year?", ["The harbour school uses a third of the plots"]),
        ("Wanneer sluit Buitenhof?", ["Voor Buitenhof is geen verduurzaming gepland, want het bad sluit in 2027."]),
        # units
        ("Welk zwembad is het warmst?", ["Temperatuur – De Golf: 30 °C"]),
        ("Welk zwembad gaat het vroegst open?", ["Open vanaf – Het Kanaal: 6:30"]),
    ],
)
def test_an_answer_of_the_kind_asked_for(gardens: Assistant, question: str, expected: list[str]) -> None:
    answered_by(gardens.ask(question), expected)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # "Lindau" is how the texts shorten "Lindau am See"
        (
            ["How many inhabitants does Kerkom have?", "And Lindau?"],
            ["Lindau am See has 24,800 inhabitants", "Lindau telt 25.100 inwoners"],
        ),
        (["Hoeveel inwoners heeft Lindau am See?"], ["Lindau telt 25.100", "Lindau am See has 24,800 inhabitants"]),
        # the other end is asked for
        (["Which town scores best on inclusion?", "and worst?"], ["Lindau am See – Inclusion: 2"]),
        # a share is neither a number of bicycles nor a distance
        (
            ["How many bicycles does Ravello Basso lend?"],
            ["Ravello Basso, a hill town of 9,300 people", "The municipality lends 140 of them"],
        ),
        (
            ["How much did the share of trips grow in Lindau between 2015 and 2022?"],
            ["Trips by bicycle 2015 – Lindau am See: 19%", "Trips by bicycle 2022 – Lindau am See: 34%"],
        ),
        (
            ["Who runs the cycling plan of Lindau?", "And of Kerkom?", "Which of them has the most accidents?"],
            ["Accidents 2022 – Lindau am See: 42", "Accidents 2022 – Kerkom: 25"],
        ),
        (["Compare how Lindau and Kerkom measure their results."], ["Lindau measures with 14 counters"]),
    ],
)
def test_names_years_and_shares(cycling: Assistant, turns: list[str], expected: list[str]) -> None:
    history: list[Turn] = []
    for question in turns:
        answer = cycling.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    answered_by(answer, expected)


def answered_by(answer: Answer, expected: list[str]) -> None:
    texts = [statement.text for statement in answer.statements]
    assert len(texts) == len(expected), texts
    assert all(text.startswith(beginning) for text, beginning in zip(texts, expected, strict=True)), texts
