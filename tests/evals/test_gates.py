from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lcassist_evals.cases import Category
from lcassist_evals.gates import FloorState, Gate, TargetState, check, hold, load_gates, population
from lcassist_evals.problems import EvalError
from lcassist_evals.results import CaseResult

Make = Callable[..., CaseResult]
PROSE = Gate("correct", Category.FACTS_IN_PROSE, 0.92, 0.8)
TARGETS = {
    "correct: facts-in-tables": 0.98,
    "correct: facts-in-prose": 0.92,
    "correct: aggregates": 0.95,
    "correct: comparisons": 0.90,
    "correct: conversations": 0.90,
    "correct: how-why": 0.85,
    "correct: other-languages": 0.90,
    "verbatim": 1.0,
    "abstention_recall": 0.95,
    "answerable_abstained": 0.03,
    "factual_words": 60,
}


def test_the_projects_gates_have_the_targets_that_are_not_to_be_changed() -> None:
    file = Path(__file__).parents[2] / "evals" / "gates.yaml"
    assert {gate.name: gate.target for gate in load_gates(file)} == TARGETS


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("gates:\n  - {metric: correct, targt: 1}\n", 2, "key 'targt' is unknown"),
        ("gates:\n  - {metric: exact, target: 1}\n", 2, "metric 'exact' is unknown: use one of correct"),
        ("gates:\n  - {metric: correct, category: prose, target: 1}\n", 2, "'category'"),
        ("gates:\n  - {metric: correct, target: 1.2}\n", 2, "the target 1.2 is impossible"),
        ("gates:\n  - {metric: correct, floor: -0.1}\n", 2, "the floor -0.1 is impossible"),
        ("gates:\n  - {metric: correct, floor: nan}\n", 2, "the floor nan is impossible"),
        ("gates:\n  - {metric: words, target: -1}\n", 2, "write a number 0 or more"),
        ("gates:\n  - {metric: correct, target: high}\n", 2, "'target' must be a number"),
        ("gates:\n  - {metric: correct, target: null}\n", 2, "neither target nor floor"),
        ("gates:\n  - {metric: words, target: 9}\n  - {metric: words, floor: 9}\n", 3, "stands twice"),
        ("gate: []\n", 1, "'gates' is missing"),
    ],
)
def test_an_impossible_gate_is_named(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "gates.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError) as caught:
        load_gates(file)
    assert any(str(p).startswith(f"{file}:{line}: ") and words in str(p) for p in caught.value.problems)


def results(result: Make, right: int, wrong: int, half: str = "heldout") -> list[CaseResult]:
    return [result(str(i), half=half, correct=float(i < right)) for i in range(right + wrong)]


@pytest.mark.parametrize(
    ("right", "wrong", "target", "floor"),
    [
        (39, 1, TargetState.MET, FloorState.HOLDS),
        (35, 5, TargetState.MISSED, FloorState.HOLDS),
        (32, 8, TargetState.MISSED, FloorState.HOLDS),
        (31, 9, TargetState.MISSED, FloorState.FAILS),
        (39, 0, TargetState.NOT_MEASURED, FloorState.HOLDS),
        (0, 5, TargetState.NOT_MEASURED, FloorState.FAILS),
    ],
)
def test_target_and_floor(result: Make, right: int, wrong: int, target: TargetState, floor: FloorState) -> None:
    (found,) = check([PROSE], results(result, right, wrong), whole=True)
    assert (found.target, found.floor) == (target, floor)
    assert hold([found]) is (floor is FloorState.HOLDS)


def test_a_target_says_on_how_many_cases_it_was_not_measured(result: Make) -> None:
    (found,) = check([PROSE], results(result, 12, 0), whole=True)
    assert found.target_text == "not measured (n=12)"


def test_less_is_better_for_some(result: Make) -> None:
    gate = Gate("answerable_abstained", None, 0.03, 0.1)
    few = [result(str(i), abstained=float(i < 1)) for i in range(50)]
    some = [result(str(i), abstained=float(i < 4)) for i in range(50)]
    many = [result(str(i), abstained=float(i < 6)) for i in range(50)]
    states = [check([gate], cases, whole=True)[0] for cases in (few, some, many)]
    assert [s.target for s in states] == [TargetState.MET, TargetState.MISSED, TargetState.MISSED]
    assert [s.floor for s in states] == [FloorState.HOLDS, FloorState.HOLDS, FloorState.FAILS]
    assert gate.sign == "≤"


def test_a_floor_of_null_is_not_gated(result: Make) -> None:
    (found,) = check([replace(PROSE, floor=None)], results(result, 0, 50), whole=True)
    assert (found.target, found.floor) == (TargetState.MISSED, FloorState.NOT_GATED)
    assert hold([found])


def test_a_floor_without_a_case_fails_in_a_whole_run_only(result: Make) -> None:
    other = [result(category="how-why")]
    assert check([PROSE], other, whole=True)[0].floor is FloorState.FAILS
    assert check([PROSE], other, whole=False)[0].floor is FloorState.NOT_CHECKED


def test_gates_are_about_the_held_out_half(result: Make) -> None:
    mixed = results(result, 0, 50, "development") + results(result, 50, 0)
    assert check([PROSE], mixed, whole=True)[0].floor is FloorState.HOLDS
    cases, name = population(results(result, 5, 0, "development"))
    assert len(cases) == 5
    assert "development" in name


def test_gates_leave_out_suites_that_are_not_gated(result: Make) -> None:
    public = [replace(r, gated=False) for r in results(result, 0, 50)]
    assert check([PROSE], [*public, *results(result, 50, 0)], whole=True)[0].floor is FloorState.HOLDS


def test_the_worst_comes_first(result: Make) -> None:
    gates = [Gate("correct", None, 0.5, None), Gate("correct", Category.FACTS_IN_PROSE, 0.95, None), PROSE]
    found = check(gates, results(result, 30, 20), whole=True)
    assert found[0].floor is FloorState.FAILS
    assert [g.target for g in found] == [TargetState.MISSED, TargetState.MISSED, TargetState.MET]
