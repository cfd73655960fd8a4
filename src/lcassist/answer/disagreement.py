"""Finds where the sources give another value for the same thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from lcassist.answer import cues
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding, cell_finding
from lcassist.answer.forms import is_day
from lcassist.answer.prose import finding
from lcassist.answer.quantities import kind_of
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.values import Number, numbers, spelled
from lcassist.corpus.library import Library
from lcassist.index.words import tokens

_NEAR = 0.1  # how far apart two values of the same quantity may be, as a share of the larger
_UNITS = 12  # of the best evidence that are looked at
_SMALLEST = 10.0  # below, numbers are too often equal or near by chance
_TELLING = 1000.0  # below, two numbers that are near may be of two things that have nothing else in common
_QUANTITIES = ("people", "surface", "density", "speed", "mass")
_MOST = 2  # other values that are shown
# what is asked for that is a number
_NUMBERED = frozenset({"count", "howmuch", "money", "percent"})
_ALIKE = 0.84  # the cosine from which on two sentences, also of two languages, say nearly the same
_FARTHEST = 1.6  # how many times the smaller of two values of one quantity the larger may be
_FEWEST = 2.0


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
    likeness: Callable[[Unit, Unit], float] | None = None,
) -> list[Finding]:
    """Sentences and cells that give another value than the answer for what is asked.

    The answer is one cell, or else one sentence. Two numbers within a tenth of each other, in evidence for the
    same question about the same entity and the same years, are taken for two values of one quantity; a year is
    another value only where all of the question's words stand beside it. What is rounded is no other value.
    So are two numbers of one unit in the best sentences of two documents that say nearly the same: ``likeness`` tells
    the cosine of two.
    """
    if len(facts) > 1:
        return []
    told = [] if facts or likeness is None else _told_elsewhere(question, units, library, findings, likeness)
    return (_of_same_names(question, facts, units, library, findings) if question.names else []) or told


def _told_elsewhere(
    question: Question,
    units: Sequence[Unit],
    library: Library,
    findings: Sequence[Finding],
    likeness: Callable[[Unit, Unit], float],
) -> list[Finding]:
    """The best sentence of another document where it gives another number of the same unit, and says nearly the same
    as the sentence that answers: the same number of school kitchens in another language, say."""
    about = [unit for unit in units if unit.about != "other"]
    own = _sentence_of(findings, about)
    if own is None or own.typed <= 0 or not question.wants & _NUMBERED:
        return []
    given = {number.value for number in numbers(question.text, question.language)}
    mine = _counts(own, library, given)
    best: dict[str, Unit] = {}
    for unit in about:
        best.setdefault(unit.source, unit)
    for unit in best.values():
        if unit.source == own.source or unit.fact is not None or unit.typed <= 0:
            continue
        theirs = _counts(unit, library, given)
        if {value for value, _ in mine} & {value for value, _ in theirs}:
            continue
        if any(_comparable(*one, *other) for one in mine for other in theirs) and likeness(own, unit) >= _ALIKE:
            return [finding(unit, library.document(unit.source))]
    return []


def _sentence_of(findings: Sequence[Finding], units: Sequence[Unit]) -> Unit | None:
    """The sentence that is the whole answer, perhaps with the one before it."""
    if len(findings) != 1 or len(findings[0].evidence) != 1:
        return None
    (evidence,) = findings[0].evidence
    return next((u for u in units if u.source == evidence.source and u.end == evidence.end and u.fact is None), None)


def _counts(unit: Unit, library: Library, given: Collection[float]) -> list[tuple[float, str | None]]:
    """The numbers in a sentence that the question doesn't give, in digits and words, with the kinds of their units; no
    years and no days of a month."""
    text = _text(unit, library)
    found = [n for n in numbers(text, unit.language) if not n.year and not is_day(text, n.end, unit.language)]
    every = (*found, *spelled(text, unit.language))
    return [(number.value, kind_of(text, number.end)) for number in every if number.value not in given]


def _comparable(value: float, kind: str | None, other: float, its_kind: str | None) -> bool:
    low, high = sorted((value, other))
    return kind == its_kind and low >= _FEWEST and high <= _FARTHEST * low


def _of_same_names(
    question: Question, facts: Sequence[Fact], units: Sequence[Unit], library: Library, findings: Sequence[Finding]
) -> list[Finding]:
    """The near values in evidence about the same entities."""
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
    if min(number.value for number in mine) < _TELLING and not _of_one_matter(own, other, question):
        return False  # 12 hours and 11 benches
    return any(
        abs(number.value - value.value) <= _NEAR * max(number.value, value.value)
        and not _rounded(number.value, value.value)
        and not (own.fact is None and _rounded(value.value, number.value))
        and not _of_other_kinds(own.text, number, other.text, value, counting="count" in question.wants)
        for number in mine
        for value in other.values
    )


def _of_one_matter(own: _Statement, other: _Statement, question: Question) -> bool:
    """Whether two statements have a word or a kind of quantity in common, the first in its headers if it is a cell; the
    names in the question are none."""
    said = own.text if own.fact is None else own.fact.headers
    if _kinds(said, own.language) & _kinds(other.text, other.language):
        return True
    if own.language != other.language:
        return False
    names = set(tokens(" ".join(question.names), own.language))
    common = set(tokens(said, own.language)) & set(tokens(other.text, other.language)) - names
    return any(stem.isalpha() for stem in common)


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
    unit = _sentence_of(findings, units)
    return None if unit is None else _of_unit(unit, question, library)


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
