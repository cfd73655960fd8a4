"""Finds where the sources give another value for the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.prose import finding
from lcassist.answer.question import Question
from lcassist.answer.tables import Fact
from lcassist.answer.values import numbers
from lcassist.corpus.library import Library

_NEAR = 0.1  # how far apart two values of the same quantity may be, as a share of the larger
_UNITS = 12  # of the best evidence that are looked at
_SMALLEST = 10.0  # below, numbers are too often equal or near by chance


def other_values(question: Question, facts: Sequence[Fact], units: Sequence[Unit], library: Library) -> list[Finding]:
    """Sentences about the same entity with a number near that of a cell, and not equal to it.

    Two numbers within a tenth of each other, in evidence for the same question about the same entity, are
    taken for two values of one quantity. Years are always that near, and are left out, and so is what is rounded.
    """
    if len(facts) != 1 or not question.names:
        return []
    fact = facts[0]
    language = library.document(fact.source).language
    values = [n for n in numbers(fact.cell.text, language) if not n.year and n.value >= _SMALLEST]
    if len(values) != 1 or values[0].bound:
        return []
    own = values[0].value
    found: list[Finding] = []
    for unit in units[:_UNITS]:
        if unit.fact is not None or unit.about not in ("named", "inherited"):
            continue
        text = library.text(unit.source)[unit.start : unit.end]
        others = [n.value for n in numbers(text, library.document(unit.source).language) if not n.year]
        if own in others:
            continue
        if any(abs(other - own) <= _NEAR * max(other, own) and not _rounded(own, other) for other in others):
            found.append(finding(unit, library.document(unit.source)))
    return found[:2]


def _rounded(value: float, other: float) -> bool:
    """Whether a number is a value rounded: 37,000 says nothing else than 37,396, and 37,390 does."""
    digits = f"{other:.0f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    return zeros > 0 and other == int(value / 10**zeros + 0.5) * 10**zeros
