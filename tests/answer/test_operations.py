"""What is asked to be done with a table's cells is told by the reader, and done exactly (tests/data/bikes)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.answer.test_kinds import indexed

from lcassist import Assistant
from lcassist.answer.work import Work
from lcassist.reader.operation import OPERATIONS, Operation


@pytest.fixture(scope="module")
def bikes(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("bikes")
    return indexed("bikes", folder, assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which model has the tightest front axle?", {"Front axle (Nm) – Heron: 45"}),
        ("Welk model heeft het laagste laadvermogen?", {"Payload (kg) – Egret: 75"}),
        (
            "Quels modèles supportent une charge de plus de 100 kg ?",
            {"Payload (kg) – Heron: 210", "Payload (kg) – Stork: 125", "Payload (kg) – Bittern: 140"},
        ),
        (
            "Per quanti modelli l'ispezione è gratuita?",
            {"3 su 5", "Inspection – Heron: free", "Inspection – Crane: free", "Inspection – Bittern: free"},
        ),
        (
            "Is the rear axle of the Stork tighter than that of the Crane?",
            {"Rear axle (Nm) – Stork: 42", "Rear axle (Nm) – Crane: 36"},
        ),
    ],
)
def test_the_result_and_the_cells_that_it_rests_on(bikes: Assistant, question: str, expected: set[str]) -> None:
    said = {statement.text.split(" (Table")[0] for statement in bikes.ask(question).statements}
    assert said == expected


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("Which model has the tightest front axle?", Operation.MAX),
        ("Ποιο μοντέλο αντέχει το μικρότερο φορτίο;", Operation.MIN),
        ("Hány modellnél ingyenes az átvizsgálás?", Operation.COUNT),
        ("Wer trägt mehr, der Heron oder der Egret?", Operation.COMPARE),
    ],
)
def test_what_is_asked_to_be_done(bikes: Assistant, question: str, operation: Operation) -> None:
    work = bikes.work(question)
    assert isinstance(work, Work)
    assert max(OPERATIONS, key=work.likelihood) is operation
    assert sum(map(work.likelihood, OPERATIONS)) == pytest.approx(1, abs=1e-3)


def test_nothing_is_computed_from_sentences(bikes: Assistant) -> None:
    answer = bikes.ask("Who mends the bikes on Mondays?")
    assert [one.text for one in answer.statements] == ["The bikes are mended on Mondays by two mechanics."]
