"""What every report is drawn from, and which cases it may show."""

from __future__ import annotations

from dataclasses import dataclass

from lcassist_evals.baseline import Comparison
from lcassist_evals.cases import Half
from lcassist_evals.gates import FloorState, GateResult, TargetState
from lcassist_evals.problems import Problem
from lcassist_evals.results import CaseResult, Run


@dataclass(frozen=True, slots=True)
class Report:
    """A run with what follows from it.

    Held-out cases are counted and never shown one by one, unless ``details_heldout``: the engine is not to be
    tuned on them, and what has been read can't be unread.
    """

    run: Run
    gates: tuple[GateResult, ...] = ()
    gated_on: str = "held-out cases"
    comparison: Comparison | None = None
    hints: tuple[Problem, ...] = ()
    details_heldout: bool = False

    @property
    def shown(self) -> tuple[CaseResult, ...]:
        """The cases that may be shown one by one."""
        return tuple(r for r in self.run.results if self.details_heldout or r.half is not Half.HELDOUT)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The shown cases that are not correct."""
        return tuple(result for result in self.shown if not result.correct)

    @property
    def hidden_failures(self) -> int:
        """How many held-out cases failed and are not shown."""
        return sum(not result.correct for result in self.run.results) - len(self.failed)

    @property
    def misses(self) -> tuple[GateResult, ...]:
        """Gates with a missed target or a failed floor, worst first."""
        return tuple(g for g in self.gates if g.floor is FloorState.FAILS or g.target is TargetState.MISSED)

    @property
    def verdict(self) -> str:
        """One line that says how the run ended."""
        if not self.run.complete:
            return f"PARTIAL REPORT: {self.run.stopped}; the gates were not checked"
        failing = sum(gate.floor is FloorState.FAILS for gate in self.gates)
        missed = sum(gate.target is TargetState.MISSED for gate in self.gates)
        unset = sum(gate.floor is FloorState.NOT_GATED for gate in self.gates)
        floors = f"{failing} of {len(self.gates)} gates FAIL" if failing else f"{len(self.gates)} gates, none fails"
        floors += f" ({unset} not gated yet)" if unset else ""
        return f"{floors}; {missed} targets MISSED" if missed else f"{floors}; no measured target is missed"
