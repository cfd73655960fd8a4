"""Finds where the sources give another value for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcassist.answer import cues
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding, cell_finding
from lcassist.answer.prose import finding
from lcassist.answer.quantities import kind_of
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.values import Number, numbers
from lcassist.corpus.library import Library

_NEAR = 0.1  # how far apart two values of the same quantity may be, as a share of the larger
_UNITS = 12  # of the best evidence that are looked at
_SMALLEST = 10.0  # below, numbers are too often equal or near by chance
_QUANTITIES = ("people", "surface", "density", "speed", "mass")
_MOST = 2  # other values that are shown


@dataclass(frozen=True)
class _Statement:
    """A cell or a sentence: its text, its numbers, the years that it speaks of, and the words on the quantity."""

    text: str
    fact: Fact | None
    values: tuple[Number, ...]
    years: frozenset[float]
    held: frozenset[str]
    language: str | None


def other_values(
    question: Question,
    facts: Sequence[Fact],
    units: Sequence[Unit],
    library: Library,
    findings: Sequence[Finding] = (),
) -> list[Finding]:
    """Sentences and cells about the same entity that give another value than the answer.

    The answer is one cell, or else one sentence. Two numbers within a tenth of each other, in evidence for the
    same question about the same entity and the same years, are taken for two values of one quantity; a year is
    another value only where all of the question's words stand beside it. What is rounded is no other value.
    """
    if len(facts) > 1 or not question.names:
        return []
    own_kinds = _kinds(f"{question.text} {facts[0].headers if facts else ''}", question.language)
    about = [unit for unit in units if unit.about in ("named", "inherited")]
    # beside the best, also what says in another language or another way that it is about the same quantity
    near = [
        unit
        for place, unit in enumerate(about)
        if place < _UNITS or (unit.fact is None and own_kinds & _kinds(_text(unit, library), unit.language))
    ]
    own = _of_fact(facts[0], question, library) if facts else _answering(findings, near, question, library)
    if own is None:
        return []
    found: list[Finding] = []
    for unit in near:
        other = _of_unit(unit, question, library)
        if (
            other.text != own.text
            and (other.fact is None or not _same_cell(other.fact, own.fact))
            and _differ(own, other, question)
        ):
            found.append(_finding(unit, question, library))
    return found[:_MOST]


def _kinds(text: str, language: str | None) -> frozenset[str]:
    """The kinds of quantities that a text names: inhabitants, an area, a speed."""
    words = cues.folded(text)
    return frozenset(kind for kind in _QUANTITIES if language and cues.find(kind, words, language))


def _text(unit: Unit, library: Library) -> str:
    return library.text(unit.source)[unit.start : unit.end]


def _differ(own: _Statement, other: _Statement, question: Question) -> bool:
    """Whether two statements give different values of one quantity."""
    if own.fact is not None and other.fact is not None:
        return False  # another cell is another row or column: what the headers say can't be told to be the same
    if "when" in question.wants and len(own.years) == len(other.years) == 1:
        return own.years != other.years and _covers(own, question) and _covers(other, question)
    mine = [n for n in own.values if n.value >= _SMALLEST]
    if not mine or any(number.bound for number in mine) or (own.fact is not None and len(own.values) != 1):
        return False
    if (other.years - own.years and own.fact is None) or other.years - own.years - _years(question.text):
        return False  # what it was in another year
    if {number.value for number in mine} & {number.value for number in other.values}:
        return False
    return any(
        abs(number.value - value.value) <= _NEAR * max(number.value, value.value)
        and not _rounded(number.value, value.value)
        and not (own.fact is None and _rounded(value.value, number.value))
        and not _of_other_kinds(own.text, number, other.text, value, counting="count" in question.wants)
        for number in mine
        for value in other.values
    )


def _of_other_kinds(text: str, number: Number, other: str, value: Number, *, counting: bool) -> bool:
    """Whether the units of two numbers are known to be of different kinds: a share is no distance.

    Where things are counted, what has a unit is of another kind than what has none.
    """
    own, theirs = kind_of(text, number.end), kind_of(other, value.end)
    return own != theirs and (counting or None not in (own, theirs) or "%" in (own, theirs))


def _covers(statement: _Statement, question: Question) -> bool:
    """Whether all that is asked stands in a statement, or beside a cell; across languages nobody knows."""
    return statement.language == question.language and set(question.terms) <= statement.held


def _of_fact(fact: Fact, question: Question, library: Library) -> _Statement:
    language = library.document(fact.source).language
    found = numbers(fact.cell.text, language)
    plain = tuple(number for number in found if not number.year)
    around = _years(" ".join(filter(None, (fact.row_name, fact.column_name, fact.caption))))
    years = frozenset(number.value for number in found if number.year) or around
    return _Statement(fact.cell.text, fact, plain, years, fact.stems, fact.language)


def _of_unit(unit: Unit, question: Question, library: Library) -> _Statement:
    if unit.fact is not None:
        return _of_fact(unit.fact, question, library)
    text = library.text(unit.source)[unit.start : unit.end]
    found = numbers(text, library.document(unit.source).language)
    plain = tuple(number for number in found if not number.year)
    return _Statement(text, None, plain, _years(text), unit.held, unit.language)


def _answering(
    findings: Sequence[Finding], units: Sequence[Unit], question: Question, library: Library
) -> _Statement | None:
    """The sentence that is the whole answer."""
    if len(findings) != 1 or len(findings[0].evidence) != 1:
        return None
    (evidence,) = findings[0].evidence
    unit = next((u for u in units if u.source == evidence.source and u.end == evidence.end), None)
    return None if unit is None or unit.fact is not None else _of_unit(unit, question, library)


def _finding(unit: Unit, question: Question, library: Library) -> Finding:
    if unit.fact is not None:
        return cell_finding(unit.fact, unit.fact.caption, question.language)
    return finding(unit, library.document(unit.source))


def _same_cell(one: Fact, other: Fact | None) -> bool:
    return other is not None and (one.source, one.place) == (other.source, other.place)


def _years(text: str) -> frozenset[float]:
    return frozenset(number.value for number in numbers(text) if number.year)


def _rounded(value: float, other: float) -> bool:
    """Whether a number is a value rounded: 37,000 says nothing else than 37,396, and 37,390 does."""
    digits = f"{other:.0f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    return zeros > 0 and other == int(value / 10**zeros + 0.5) * 10**zeros
