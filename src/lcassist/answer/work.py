"""What is known about one question while it is answered, and the answer in the making."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.substitution import EXTREMES
from lcassist.answer.tables import Fit
from lcassist.retrieve.search import Found, Query

# what a question wants that asks for the first or the last of several
SUPERLATIVE = frozenset(EXTREMES)


@dataclass(frozen=True)
class Work:
    """What is known about one question while it is answered."""

    question: Question
    query: Query
    names: tuple[str, ...]
    found: list[Found]
    units: list[Unit]
    sources: Collection[str] | None  # where was searched; None: everywhere
    series: list[Fit]  # with how well each fits what is asked, best first


@dataclass(slots=True)
class Draft:
    """Findings, the cells among them, and notes on them.

    ``fit`` is that of the series which an aggregate was taken over: it, and not the best single cell, carries
    the answer then.
    """

    findings: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fit: float = 0.0
