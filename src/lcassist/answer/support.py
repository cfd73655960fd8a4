"""Measures how far the evidence carries a question: the features of the confidence model."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.confidence import Features
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.values import numbers


def features(question: Question, units: Sequence[Unit], names: Sequence[str]) -> Features:
    """The features of a question's evidence; ``units`` are given best first."""
    usable = [unit for unit in units if unit.about != "other"]
    best = usable[0] if usable else None
    if best is None:
        return Features(**dict.fromkeys(Features.__dataclass_fields__, 0.0))
    rest = [unit.score for unit in usable[5:25]]
    foreign = float(best.language != question.language)
    likeness = (best.likeness - 0.8) * 10
    return Features(
        likeness=likeness,
        margin=(best.score - sum(rest) / len(rest)) / 5 if rest else 0.0,
        score=best.score / 5,
        coverage=max(unit.coverage for unit in usable[:3]) * (1 - foreign),
        named=0.0 if not names else {"named": 1.0, "inherited": 0.6}.get(best.about, -1.0),
        unknown=float(min(len(question.unknown_names), 2)),
        typed=best.typed,
        cell=float(best.fact is not None),
        foreign=foreign,
        foreign_likeness=foreign * likeness,
    )


def unsupported_numbers(question: Question, findings: Sequence[Finding]) -> list[str]:
    """The years that a question claims and no finding has, where the findings have others."""
    claimed = [n for n in numbers(question.text, question.language) if n.year]
    given = {n.value for one in findings for n in numbers(one.text) if n.year}
    return [question.text[n.start : n.end] for n in claimed if given and n.value not in given]
