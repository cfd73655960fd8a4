"""Answers over a whole series of cells: the highest, the lowest, the equal, those above a bound, how many.

Values are numbers, years and times, or rating marks in the order of their legend. Ties are all named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from lcassist.answer.question import Question
from lcassist.answer.tables import Fact, Series
from lcassist.answer.values import comparable, numbers
from lcassist.corpus.readers.legends import is_mark, weight
from lcassist.domain import Mark
from lcassist.index.words import tokens

_FEWEST = 2  # values that can be compared, for a series to be one


def value_of(fact: Fact, series: Series, legend: Sequence[Mark]) -> float | None:
    """A cell's value to order by: its rank in the legend, or its number; None for a text."""
    text = fact.cell.text
    if series.rated:
        return _rank(text, legend) if text else None
    return comparable(text, series.language)


def aggregated(question: Question, series: Series, legend: Sequence[Mark], names: Collection[str]) -> list[Fact]:
    """The facts of a series that answer an aggregate question; empty where it asks for none, or has none.

    ``names`` restrict the comparison where there are two or more; a single one is what others are held
    against ("more than Fermo", "the same as Pécs").
    """
    valued = [
        (value, fact, own)
        for fact, own in zip(series.facts, series.entities, strict=True)
        if (value := value_of(fact, series, legend)) is not None
    ]
    if len(valued) < _FEWEST:
        return []
    if len(names) >= 2:
        valued = [item for item in valued if item[2] & set(names)]
    wants = question.wants
    bound = _bound(question, valued, names, series)
    if bound is not None and wants & {"above", "below", "same"}:
        test: Callable[[float], bool] = (
            (lambda value: value > bound) if "above" in wants
            else (lambda value: value < bound) if "below" in wants
            else (lambda value: value == bound)
        )  # fmt: skip
        held_against = set(names) if len(names) == 1 else set[str]()
        return [fact for value, fact, own in valued if test(value) and not own & held_against]
    if "same" in wants:
        return _equal([(value, fact) for value, fact, _ in valued])
    years = all((found := numbers(fact.cell.text)) and found[0].year for _, fact, _ in valued)
    high = bool(wants & ({"latest"} if years else {"most"}))
    low = bool(wants & ({"earliest"} if years else {"least"}))
    if years and not (high or low):
        high, low = "most" in wants, "least" in wants
    if not valued or high == low:
        return []
    extreme = (max if high else min)(value for value, _, _ in valued)
    return [fact for value, fact, _ in valued if value == extreme]


def holding(question: Question, series: Series, legend: Sequence[Mark]) -> list[Fact]:
    """The facts whose value the question itself gives: a number, a mark, or a mark's meaning."""
    own_numbers = {number.value for number in numbers(question.text, question.language)}
    marks = {word.strip(".,;:?!\"'()") for word in question.text.split() if is_mark(word.strip(".,;:?!\"'()"))}
    stems = " ".join(tokens(question.text, series.language))
    found = []
    best = 0
    for fact in series.facts:
        text = fact.cell.text
        if not text:
            continue
        if series.rated:
            meaning = " ".join(tokens(fact.mark.meaning, series.language)) if fact.mark else ""
            size = len(meaning) if meaning and f" {meaning} " in f" {stems} " else 0
            if text in marks:
                size = 10_000
            # "very good" in the question is not "good"
            if size and size >= best:
                found = [*(found if size == best else []), fact]
                best = size
        elif own_numbers and own_numbers & {number.value for number in numbers(text, series.language)}:
            found.append(fact)
    return found


def _bound(
    question: Question, valued: Sequence[tuple[float, Fact, frozenset[str]]], names: Collection[str], series: Series
) -> float | None:
    if len(names) == 1:
        return next((value for value, _, own in valued if own & set(names)), None)
    if series.rated:
        return None
    given = numbers(question.text, question.language)
    return given[0].value if given else None


def _equal(valued: Sequence[tuple[float, Fact]]) -> list[Fact]:
    """All facts whose value another one has too, if there are any that hasn't; or all of them."""
    counts: dict[float, int] = {}
    for value, _ in valued:
        counts[value] = counts.get(value, 0) + 1
    return [fact for value, fact in valued if counts[value] > 1]


def _rank(text: str, legend: Sequence[Mark]) -> float | None:
    order = {mark.text: len(legend) - place for place, mark in enumerate(legend)}
    if text in order:
        return float(order[text])
    if not is_mark(text):
        return None
    # a mark that the legend lacks stands between those that its signs put it between
    return sum(weight(mark.text) < weight(text) for mark in legend) + 0.5
