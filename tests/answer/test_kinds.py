"""An answer is of the kind that is asked for: ratings in words, units, reasons, numbers of what is counted.

The documents are invented (tests/data/gardens) and come without a vocabulary. A question is answered by texts
that begin as is given here; by none, it is abstained from.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lcassist import Assistant, Settings
from lcassist.index.ingest import ingest

DATA = Path(__file__).parents[1] / "data" / "gardens"


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder = tmp_path_factory.mktemp("gardens")
    shutil.copytree(DATA, folder / "corpus")
    settings = Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Assistant.open(settings)


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
    texts = [statement.text for statement in gardens.ask(question).statements]
    assert len(texts) == len(expected), texts
    assert all(text.startswith(beginning) for text, beginning in zip(texts, expected, strict=True)), texts
