import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lcassist_evals.baseline import Change, compare, load_baseline
from lcassist_evals.problems import EvalError
from lcassist_evals.reporting import Report, write_reports
from lcassist_evals.results import CaseResult, Run
from lcassist_evals.summary import table

Make = Callable[..., CaseResult]


def report(results: list[CaseResult], details_heldout: bool = False, stopped: str | None = None) -> Report:
    run = Run("now", "quotes", "m", "1", ("towns",), len(results), tuple(results), table(results), stopped=stopped)
    return Report(run, details_heldout=details_heldout)


def test_case_by_case(tmp_path: Path, result: Make) -> None:
    old = [result(name, half="development", correct=c) for name, c in (("a", 0.0), ("b", 1.0), ("c", 1.0), ("d", 0.0))]
    write_reports(report(old), tmp_path)
    new = [result(name, half="development", correct=c) for name, c in (("a", 1.0), ("b", 0.0), ("c", 1.0), ("e", 1.0))]
    found = compare(load_baseline(tmp_path / "report.json"), new, table(new))
    assert (found.better, found.worse) == (("towns/a",), ("towns/b",))
    assert (found.new, found.gone) == (("towns/e",), ("towns/d",))
    assert Change("all", "all", "development", "correct", 0.5, 0.75) in found.changes


def test_a_filtered_run_loses_no_cases(tmp_path: Path, result: Make) -> None:
    write_reports(report([result("a", half="development"), result("b", half="development")]), tmp_path)
    new = [result("a", half="development")]
    assert compare(load_baseline(tmp_path / "report.json"), new, table(new), whole=False).gone == ()


def test_held_out_cases_are_compared_as_totals(tmp_path: Path, result: Make) -> None:
    write_reports(report([result("a", correct=0.0), result("b", correct=1.0)]), tmp_path)
    new = [result("a"), result("b")]
    found = compare(load_baseline(tmp_path / "report.json"), new, table(new))
    assert (found.better, found.worse, found.new, found.gone) == ((), (), (), ())
    assert Change("all", "all", "heldout", "correct", 0.5, 1.0) in found.changes


def test_held_out_cases_one_by_one_where_both_reports_show_them(tmp_path: Path, result: Make) -> None:
    write_reports(report([result("a", correct=0.0)], details_heldout=True), tmp_path)
    old = load_baseline(tmp_path / "report.json")
    assert compare(old, [result("a")], ()).better == ("towns/a",)
    assert compare(old, [], ()).gone == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 0}', '{"schema": 1, "complete": true}'])
def test_no_report(tmp_path: Path, text: str) -> None:
    file = tmp_path / "old.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=r"give the report\.json of an earlier, complete run"):
        load_baseline(file)
    with pytest.raises(EvalError, match="can't be read"):
        load_baseline(tmp_path / "nowhere.json")


def test_an_interrupted_run_is_no_baseline(tmp_path: Path, result: Make) -> None:
    write_reports(report([result()], stopped="interrupted"), tmp_path)
    with pytest.raises(EvalError, match="of an interrupted run"):
        load_baseline(tmp_path / "report.json")


def test_unchanged_totals_are_not_listed(tmp_path: Path, result: Make) -> None:
    results = [replace(result(str(i), half="development"), seconds=float(i)) for i in range(3)]
    write_reports(report(results), tmp_path)
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["complete"] is True
    assert compare(load_baseline(tmp_path / "report.json"), results, table(results)).changes == ()
