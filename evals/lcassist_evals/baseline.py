"""What got better and worse since an earlier report, case by case.

Held-out cases are in a report only as totals, unless it was written with details; they are compared as
totals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lcassist_evals.cases import Half
from lcassist_evals.problems import EvalError, Problem
from lcassist_evals.results import CaseResult, Row

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A total that is not what it was."""

    group: str
    key: str
    half: str
    metric: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Names of cases (suite/id): better are correct now and weren't, worse the other way round."""

    better: tuple[str, ...]
    worse: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier report: whether each case that it shows was correct, and the totals."""

    correct: Mapping[str, bool]
    heldout_shown: bool
    totals: Mapping[tuple[str, str, str, str], float]


def load_baseline(file: Path) -> Baseline:
    """Read an earlier report.json.

    Raises:
        EvalError: it can't be read, is no report of this schema, or is one of an interrupted run.
    """
    mend = "give the report.json of an earlier, complete run"
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError([Problem(file, 0, f"can't be read ({error.strerror}): {mend}")]) from error
    except ValueError as error:
        raise EvalError([Problem(file, getattr(error, "lineno", 0), f"is no JSON: {mend}")]) from error
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise EvalError([Problem(file, 0, f"is no report of schema {SCHEMA}: {mend}")])
    if not report.get("complete"):
        raise EvalError([Problem(file, 0, f"is the report of an interrupted run: {mend}")])
    try:
        correct = {f"{case['suite']}/{case['id']}": bool(case["correct"]) for case in report["cases"]}
        totals = {
            (row["group"], row["key"], row["half"], estimate["metric"]): float(estimate["value"])
            for row in report["rows"]
            for estimate in row["estimates"]
        }
        heldout_shown = any(case["half"] == Half.HELDOUT.value for case in report["cases"])
    except (KeyError, TypeError, ValueError) as error:
        raise EvalError([Problem(file, 0, f"is a damaged report ({error!r}): {mend}")]) from error
    return Baseline(correct, heldout_shown, totals)


def compare(baseline: Baseline, shown: Sequence[CaseResult], rows: Sequence[Row], whole: bool = True) -> Comparison:
    """Hold a run against an earlier one.

    ``shown`` are the cases that the new report shows; held-out ones count only where both reports show them.
    In a filtered run (not ``whole``) cases that weren't run aren't gone.
    """
    both = [result for result in shown if result.half is not Half.HELDOUT or baseline.heldout_shown]
    now = {result.name: result.correct for result in both}
    known = baseline.correct
    # With the held-out half hidden now, its cases in the baseline can't be told from deleted ones.
    sure = whole and (not baseline.heldout_shown or any(result.half is Half.HELDOUT for result in shown))
    return Comparison(
        better=tuple(name for name, correct in now.items() if correct and known.get(name) is False),
        worse=tuple(name for name, correct in now.items() if not correct and known.get(name) is True),
        new=tuple(name for name in now if name not in known),
        gone=tuple(name for name in known if name not in now) if sure else (),
        changes=tuple(_changes(baseline, rows)),
    )


def _changes(baseline: Baseline, rows: Sequence[Row]) -> list[Change]:
    found: list[Change] = []
    for row in rows:
        for estimate in row.estimates:
            before = baseline.totals.get((row.group, row.key, row.half.value, estimate.metric))
            # Reports round to four digits.
            if before is not None and abs(before - estimate.value) > 1e-4:
                change = Change(row.group, row.key, row.half.value, estimate.metric, before, estimate.value)
                found.append(change)
    return found
