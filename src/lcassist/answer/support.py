"""Measures how far the evidence carries a question: the features of the confidence model."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.confidence import Features
from lcassist.answer.evidence import Unit, Weigher
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.tables import Fact, Match
from lcassist.answer.values import numbers


def features(
    question: Question,
    units: Sequence[Unit],
    match: Match | None,
    facts: Sequence[Fact],
    names: Sequence[str],
    weigher: Weigher,
) -> Features:
    """The features of a question's best evidence; ``match`` and ``facts`` where a table gives it."""
    best = units[0] if units else None
    likeness = best.likeness if best else 0.0
    rest = [unit.score for unit in units[5:25]]
    margin = (units[0].score - sum(rest) / len(rest)) / 5 if best and rest else 0.0
    coverage = max((unit.coverage for unit in units[:3]), default=0.0)
    foreign = 1.0 if best and best.passage.language != question.language else 0.0
    covers = match.covers if match else 0.0
    about = {unit.about for unit in units[:3]}
    named = 0.0 if not names else 1.0 if facts or "named" in about else 0.5 if "inherited" in about else -1.0
    asks_number = bool(question.wants & {"howmuch", "when", "count"})
    has_number = bool(facts) or any(
        numbers(unit.passage.text[unit.start - unit.passage.start : unit.end - unit.passage.start]) for unit in units[:2]
    )
    return Features(
        likeness=(likeness - 0.8) * 10,
        margin=margin,
        coverage=max(coverage, covers) * (1 - foreign),
        uncovered=0.0,
        named=named,
        unknown=float(min(len(question.unknown_names), 2)),
        typed=0.0 if not asks_number else 1.0 if has_number else -1.0,
        table=match.score / 5 if match and facts else 0.0,
        foreign=foreign,
        foreign_likeness=foreign * (likeness - 0.8) * 10,
    )


def unsupported_numbers(question: Question, findings: Sequence[Finding]) -> list[str]:
    """The years that a question claims and no finding has, where the findings have others."""
    claimed = [n for n in numbers(question.text, question.language) if n.year]
    given = {n.value for one in findings for n in numbers(one.text) if n.year}
    return [question.text[n.start : n.end] for n in claimed if given and n.value not in given]
