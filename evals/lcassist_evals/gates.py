"""The gates: each metric's target, which is not to be changed, and its floor, on which the exit status hangs.

gates.yaml is a list below ``gates``: ``{metric, category, target, floor}``, category only for metrics of
one. A floor is the lower end of the measured 95 % interval (the upper end where less is better) and null
as long as it has not been set. Gates are about held-out cases, and cases of a suite without halves; a run
of the development half alone is held against the same floors, and the report says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from lcassist_evals.cases import Category, Half
from lcassist_evals.marked_yaml import load, validated
from lcassist_evals.problems import EvalError, Problem
from lcassist_evals.results import CaseResult, Estimate, pooled
from lcassist_evals.summary import METRICS, estimate

LEAST_CASES = 40
# Sums of shares differ in the last bits between machines; a floor that is met exactly holds.
_EPSILON = 1e-9


class TargetState(StrEnum):
    MET = "met"
    MISSED = "MISSED"
    NOT_MEASURED = "not measured"
    NONE = "no target"


class FloorState(StrEnum):
    HOLDS = "holds"
    FAILS = "FAILS"
    NOT_GATED = "not gated yet"
    NOT_CHECKED = "not checked"


class _GateSchema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    category: Category | None = None
    target: float | None = None
    floor: float | None = None


class _GatesSchema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    gates: list[_GateSchema]


@dataclass(frozen=True, slots=True)
class Gate:
    metric: str
    category: Category | None
    target: float | None
    floor: float | None

    @property
    def name(self) -> str:
        return f"{self.metric}: {self.category.value}" if self.category else self.metric

    @property
    def title(self) -> str:
        title = METRICS[self.metric].title
        return f"{title}: {self.category.value}" if self.category else title

    @property
    def sign(self) -> str:
        return "≥" if METRICS[self.metric].higher_is_better else "≤"


@dataclass(frozen=True, slots=True)
class GateResult:
    """What was measured of a gate; ``estimate`` is None where no case was eligible."""

    gate: Gate
    estimate: Estimate | None
    target: TargetState
    floor: FloorState

    @property
    def n(self) -> int:
        return self.estimate.n if self.estimate else 0

    @property
    def target_text(self) -> str:
        return f"not measured (n={self.n})" if self.target is TargetState.NOT_MEASURED else self.target.value

    @property
    def rank(self) -> int:
        """The order of reports: failed floors, missed targets, the rest."""
        if self.floor is FloorState.FAILS:
            return 0
        return 1 if self.target is TargetState.MISSED else 2 + (self.target is TargetState.MET)


def load_gates(file: Path) -> tuple[Gate, ...]:
    """Read gates.yaml.

    Raises:
        EvalError: an unknown key or metric, a value that the metric can't have, or the same gate twice.
    """
    marked = load(file)
    schema, problems = validated(_GatesSchema, marked, marked.data, ())
    if schema is None:
        raise EvalError(problems)
    gates: list[Gate] = []
    for i, written in enumerate(schema.gates):
        gate = Gate(written.metric, written.category, written.target, written.floor)
        message = _impossible(gate)
        if message is None and any((g.metric, g.category) == (gate.metric, gate.category) for g in gates):
            message = f"the gate {gate.name!r} stands twice: keep one of them"
        if message is not None:
            problems.append(Problem(file, marked.line(("gates", i)), message))
        gates.append(gate)
    if problems:
        raise EvalError(problems)
    return tuple(gates)


def _impossible(gate: Gate) -> str | None:
    metric = METRICS.get(gate.metric)
    if metric is None:
        return f"the metric {gate.metric!r} is unknown: use one of {', '.join(METRICS)}"
    if gate.target is None and gate.floor is None:
        return f"the gate {gate.name!r} has neither target nor floor: give one, or remove the gate"
    for name, value in (("target", gate.target), ("floor", gate.floor)):
        if value is None:
            continue
        if not math.isfinite(value) or value < 0 or (metric.share and value > 1):
            most = "between 0 and 1" if metric.share else "0 or more"
            return f"the {name} {value:g} is impossible for {gate.metric!r}: write a number {most}"
    return None


def population(results: Sequence[CaseResult]) -> tuple[list[CaseResult], str]:
    """The cases that gates are about, and what to call them."""
    gated = pooled(results)
    heldout = [result for result in gated if result.half is not Half.DEVELOPMENT]
    if heldout or not gated:
        return heldout, "held-out cases"
    return gated, "development cases (no held-out case was run)"


def check(gates: Sequence[Gate], results: Sequence[CaseResult], whole: bool) -> tuple[GateResult, ...]:
    """Hold the results against the gates, worst first.

    ``whole``: nothing was filtered out, so that a floor without a single case fails; in a filtered run it is
    not checked.
    """
    cases, _ = population(results)
    return tuple(sorted((_check(gate, cases, whole) for gate in gates), key=lambda result: result.rank))


def _check(gate: Gate, cases: Sequence[CaseResult], whole: bool) -> GateResult:
    inside = [case for case in cases if gate.category in (None, case.category)]
    found = estimate(gate.metric, inside)
    if gate.target is None:
        target = TargetState.NONE
    elif found is None or found.n < LEAST_CASES:
        target = TargetState.NOT_MEASURED
    else:
        target = TargetState.MET if _reaches(gate.metric, found.value, gate.target) else TargetState.MISSED
    if gate.floor is None:
        floor = FloorState.NOT_GATED
    elif found is None:
        floor = FloorState.FAILS if whole else FloorState.NOT_CHECKED
    else:
        floor = FloorState.HOLDS if _reaches(gate.metric, found.value, gate.floor) else FloorState.FAILS
    return GateResult(gate, found, target, floor)


def _reaches(metric: str, value: float, bound: float) -> bool:
    if METRICS[metric].higher_is_better:
        return value >= bound - _EPSILON
    return value <= bound + _EPSILON


def hold(results: Sequence[GateResult]) -> bool:
    """Whether no floor fails."""
    return all(result.floor is not FloorState.FAILS for result in results)
