"""What is known about one question while it is answered, and the answer in the making."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lcassist.answer.evidence import Evidence
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.substitution import EXTREMES
from lcassist.answer.tables import Fit
from lcassist.reader.operation import OPERATIONS, Operation
from lcassist.retrieve.search import Found, Query

# what a question wants that asks for the first or the last of several
SUPERLATIVE = frozenset(EXTREMES)

_ASKED = 3  # of the best evidence, by whose windows it is told what is asked to be done


@dataclass(frozen=True)
class Work:
    """What is known about one question while it is answered."""

    question: Question
    query: Query
    names: tuple[str, ...]
    found: list[Found]
    evidence: list[Evidence]  # best first
    sources: Collection[str] | None  # where was searched; None: everywhere
    series: list[Fit]  # with how well each fits what is asked, best first
    labels: Mapping[int, float]  # how well the label of each series, by its id, fits

    @property
    def probability(self) -> float:
        """How likely the question is answered by the best of what was read: what answering or abstaining rests on."""
        return self.evidence[0].probability if self.evidence else 0.0

    def likelihood(self, *operations: Operation) -> float:
        """How likely one of some operations is asked for, as the windows of the best evidence are read."""
        best = self.evidence[:_ASKED]
        places = [OPERATIONS.index(one) for one in operations]
        return sum(one.operations[place] for one in best for place in places) / len(best) if best else 0.0


@dataclass(slots=True)
class Draft:
    """Findings, the cells among them, and notes on them; ``fit`` is that of the series they were taken from.

    ``exact`` are those that were not read but looked up: what a legend says of a mark.
    """

    findings: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    exact: bool = False
