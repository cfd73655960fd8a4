"""Answers over a whole series of cells: the highest, the lowest, the equal, those above a bound, those that
hold a value.

Values are numbers, years and times, or rating marks in the order of their legend. Ties are all named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from lcassist.answer.cues import folded
from lcassist.answer.question import Question
from lcassist.answer.tables import Fact, Series
from lcassist.answer.values import comparable, numbers
from lcassist.corpus.readers.legends import is_mark, weight
from lcassist.domain import Mark
from lcassist.index.words import tokens

COMPARING = frozenset({"most", "least", "more", "fewer", "earliest", "latest", "above", "below", "same"})
_PUNCTUATION = ".,;:?!\"'()“”‘’«»"


def aggregated(question: Question, series: Series, names: Collection[str]) -> list[Fact]:
    """The facts of a series that answer a question that compares; empty where this series has no answer.

    Two or more ``names`` restrict the comparison to them; a single one is what the others are held against
    ("more than ...", "the same as ...").
    """
    valued = [(value, fact) for fact in series.facts if (value := _value(fact, series)) is not None]
    if len(valued) < 2 or 2 * len(valued) < len(series.facts):
        return []
    if len(names) >= 2:
        valued = [(value, fact) for value, fact in valued if fact.names & set(names)]
        if len(valued) < 2:
            return []
    wants = question.wants
    # "larger than ..." holds the others against a name; "after ..." and "over ..." need a number
    against = set(names) if len(names) == 1 and wants & {"more", "fewer", "same"} else set[str]()
    if against:
        wants = wants | ({"above"} if "more" in wants else {"below"} if "fewer" in wants else set())
    bound = _bound(question, valued, against, series)
    if bound is not None and wants & {"above", "below", "same"}:
        test = _test(wants, bound)
        return [fact for value, fact in valued if test(value) and not fact.names & against]
    if "same" in wants:
        return _equal(valued)
    years = all((found := numbers(fact.cell.text)) and found[0].year for _, fact in valued)
    # "most" of years is the latest one; "first" of other numbers says nothing about their size
    # "better" and "smaller" compare two that are named; alone they compare with what nobody said
    two = len(names) >= 2
    high = bool(wants & ({"latest", "most"} if years else {"most"})) or (two and "more" in wants)
    low = bool(wants & ({"earliest", "least"} if years else {"least"})) or (two and "fewer" in wants)
    if two and high == low and "earliest" not in wants:  # "is it larger or smaller?": the larger one is named first
        high, low = bool(wants & {"most", "more", "least", "fewer"}), False
    if high == low:
        return []
    extreme = (max if high else min)(value for value, _ in valued)
    return [fact for value, fact in valued if value == extreme]


def holding(question: Question, series: Series) -> list[Fact]:
    """The facts whose value the question itself gives: a number, a mark, or a mark's meaning."""
    given = {number.value for number in numbers(question.text, question.language)}
    marks = {word.strip(_PUNCTUATION) for word in question.text.split() if is_mark(word.strip(_PUNCTUATION))}
    words = f" {folded(question.without_names)} "
    stems = f" {' '.join(tokens(question.without_names, series.language))} "
    found: list[Fact] = []
    best = 0
    for fact in series.facts:
        if series.rated:
            size = _said(fact.mark.meaning, words, stems, series.language) if fact.mark else 0
            if fact.cell.text in marks:
                size = 10_000
            # "very good" in the question is not "good"
            if size and size >= best:
                found = [*(found if size == best else []), fact]
                best = size
        elif given and given & {number.value for number in numbers(fact.cell.text, series.language)}:
            found.append(fact)
    return found


def _said(meaning: str, words: str, stems: str, language: str | None) -> int:
    """How much of a meaning is said: its length, or 1 where only its stems are there ("very" has none), or 0."""
    if f" {folded(meaning)} " in words:
        return len(meaning)
    stemmed = " ".join(tokens(meaning, language))
    return int(bool(stemmed) and f" {stemmed} " in stems)


def _test(wants: Collection[str], bound: float) -> Callable[[float], bool]:
    """Whether a value is on the side of a bound that is asked for; "at least" takes the bound in."""
    included = "inclusive" in wants
    if "above" in wants:
        return lambda value: value > bound or (included and value == bound)
    if "below" in wants:
        return lambda value: value < bound or (included and value == bound)
    return lambda value: value == bound


def _value(fact: Fact, series: Series) -> float | None:
    if series.rated:
        return rank(fact.cell.text, series.legend)
    text = fact.cell.text
    if fact.row_name is None and fact.column_name is None:
        found = numbers(text, series.language)
        return found[-1].value if len(found) == 1 else None
    return comparable(text, series.language)


def _bound(question: Question, valued: Sequence[tuple[float, Fact]], against: set[str], series: Series) -> float | None:
    if against:
        return next((value for value, fact in valued if fact.names & against), None)
    if series.rated:
        return None
    given = numbers(question.text, question.language)
    return given[0].value if given else None


def _equal(valued: Sequence[tuple[float, Fact]]) -> list[Fact]:
    """All facts whose value another one has too."""
    values = [value for value, _ in valued]
    return [fact for value, fact in valued if values.count(value) > 1]


def rank(text: str, legend: Sequence[Mark]) -> float | None:
    """A mark's place in its legend, the best highest; one that the legend lacks stands where its signs put it."""
    order = {mark.text: len(legend) - place for place, mark in enumerate(legend)}
    if text in order:
        return float(order[text])
    if not is_mark(text):
        return None
    return sum(weight(mark.text) < weight(text) for mark in legend) + 0.5
