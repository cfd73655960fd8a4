"""Answers over a whole series of cells: the highest, the second lowest, the equal, those above or between bounds.

Values are numbers, dates and times, or rating marks in the order of their legend. Ties are all named. Rows and
columns of totals take no part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from lcassist.answer import cues
from lcassist.answer.holding import said_mark
from lcassist.answer.quantities import asked, is_share, units
from lcassist.answer.question import Question
from lcassist.answer.series import Fact, Series
from lcassist.answer.values import Number, comparable, date, magnitude, numbers
from lcassist.corpus.parsers.legends import is_mark, weight
from lcassist.domain import Mark

COMPARING = frozenset({"most", "least", "more", "fewer", "earliest", "latest", "above", "below", "same", "between"})
_EXTREMES = frozenset({"most", "least", "earliest", "latest"})
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:h.]\s?[0-5]\d")
_TWO = 2
_AGREES = 1.5
Valued = tuple[float, Fact]


def aggregated(question: Question, series: Series, names: Collection[str]) -> list[Fact]:
    """The facts of a series that answer a question that compares; empty where this series has no answer.

    Two or more ``names`` (entities, or headers of the series' cells) restrict the comparison to them; a single one
    is what the others are held against ("more than ...", "the same as ...").
    """
    valued = values_of(series)
    if len(names) >= _TWO:
        valued = [(value, fact) for value, fact in valued if series.is_of(fact, names)]
    if len(valued) < 2:
        return []
    wants = question.wants
    # "larger than ..." holds the others against a name; "after ..." and "over ..." need a number
    against = set(names) if len(names) == 1 and wants & {"more", "fewer", "same"} else set[str]()
    if against:
        wants = wants | ({"above"} if "more" in wants else {"below"} if "fewer" in wants else set())
    test = _test(question, wants, valued, against, series)
    if test is not None:
        return [fact for value, fact in valued if test(value) and not series.is_of(fact, against)]
    if "same" in wants:
        return _equal(valued)
    # "which has more visitors" of all of them is which has the most
    return _extreme(wants, valued, two=len(names) >= _TWO or not (names or wants & {"how", "why"}))


def values_of(series: Series) -> list[Valued]:
    """The values of a series and their facts, without totals; empty where fewer than half are values."""
    facts = series.compared
    valued = [(value, fact) for fact in facts if (value := _value(fact, series)) is not None]
    return valued if len(valued) >= 2 and 2 * len(valued) >= len(facts) else []


def bounded(question: Question, series: Series) -> bool:
    """Whether a question gives a bound for the values of a series."""
    valued = values_of(series)
    return bool(valued) and _test(question, question.wants, valued, set(), series) is not None


def within(question: Question) -> Callable[[float], bool] | None:
    """Whether a number in a sentence is within the bounds that a question gives; None where it gives none."""
    given = [number.value for number in numbers(question.text, question.language) if not number.year]
    if "between" in question.wants and len(given) == _TWO:
        low, high = sorted(given)
        return lambda value: low <= value <= high
    bounding = bool(question.wants & {"above", "below", "same"})
    return _side(question.wants, given[0], whole_years=False) if given and bounding else None


def of_dates(series: Series) -> bool:
    """Whether the values of a series are dates, years or times of day: there the most may be the first or the last."""
    valued = values_of(series)
    return bool(valued) and (_dated(valued) or _timed(valued))


def agreement(question: Question, series: Series) -> float:
    """How well the kind of a series' values goes with what is compared, between -1.5 and 1.5.

    First and last go with dates and times of day, best and worst with ratings, heavy with kilograms.
    """
    wants = question.wants
    valued = values_of(series)
    if not valued or not wants & (COMPARING | {"compare", "howmuch"}):
        return 0.0
    if wants & {"earliest", "latest"}:
        return _AGREES if _dated(valued) or _timed(valued) else -_AGREES
    quality = "rating" in wants or cues.find("quality", question.folded, question.language) is not None
    if series.rated or quality:
        return 0.0 if not quality else _AGREES if series.rated else -_AGREES / 2
    if "percent" in wants:
        shares = any("%" in fact.text for fact in series.facts) or is_share(series.facts[0].caption or "")
        other = any(series.units & known for known in units().values())
        return _AGREES if shares else -_AGREES if other else 0.0  # euros are no share
    own = asked(question)
    own |= {"time"} if "extent" in own else frozenset()  # what is short or long may be a time
    measured = series.units | (frozenset({"€"}) if series.facts[0].in_money else frozenset())
    if own and not any(measured & units()[kind] for kind in own):
        return -_AGREES if any(measured & known for known in units().values()) else 0.0  # euros are no weight
    kinds = own | ({"surface"} if cues.find("area", question.folded, question.language) else set())
    return _AGREES if any(measured & units()[kind] for kind in kinds) else 0.0


def _test(
    question: Question, wants: Collection[str], valued: Sequence[Valued], against: set[str], series: Series
) -> Callable[[float], bool] | None:
    """Whether a value is on the side of the bounds that are asked for; None where the question gives none."""
    if against:
        held = next((value for value, fact in valued if series.is_of(fact, against)), None)
        return None if held is None else _side(wants, held, whole_years=False)
    if not {"above", "below", "same", "between"} & set(wants):
        return None
    bounds = _bounds(question, valued, series)
    years = not series.rated and _dated(valued)
    if "between" in wants and len(bounds) == 2:
        low, high = sorted(value for value, _ in bounds)
        return lambda value: low <= (int(value) if years else value) <= high
    if not bounds or not {"above", "below", "same"} & set(wants):
        return None
    bound, start = bounds[0]
    return _side(_direction(question, wants, start), bound, whole_years=years)


def _direction(question: Question, wants: Collection[str], start: int) -> Collection[str]:
    """What is wanted of a bound that begins there: of "more than 80 ... less than 50" each has a side of its own."""
    if not {"above", "below"} <= set(wants):
        return wants
    before = cues.folded(question.text[:start])
    above, below = (cues.find_last(kind, before, question.language) for kind in ("above", "below"))
    if above is None or below is None:
        return set(wants) - {"above" if above is None else "below"}
    return set(wants) - {"below" if above.end() > below.end() else "above"}


def _side(wants: Collection[str], bound: float, *, whole_years: bool) -> Callable[[float], bool]:
    """ "At least" takes the bound in; "after 2016" means none of the dates in it."""
    included = "inclusive" in wants

    def test(value: float) -> bool:
        own = float(int(value)) if whole_years and bound == int(bound) else value
        if "above" in wants:
            return own > bound or (included and own == bound)
        if "below" in wants:
            return own < bound or (included and own == bound)
        return own == bound

    return test


def _bounds(question: Question, valued: Sequence[Valued], series: Series) -> list[tuple[float, int]]:
    """The bounds that a question gives for the values of a series, in order, with where each begins in it.

    A number that the header has too ("within 50 km") says which series is meant.
    """
    if series.rated:
        mark = said_mark(question, series)
        found = None if mark is None else _rank(mark.text, series)
        return [] if found is None else [(found, len(question.text))]
    headed = {number.value for number in numbers(series.label or "", series.language)}
    given = [one for one in numbers(question.text, question.language) if one.value not in headed]
    if _dated(valued):
        return [(number.value, number.start) for number in given if number.year]
    plain = [number for number in given if not number.year or not _temporal(question, number)]
    # a year may say which column is meant: it bounds a number only where no other does
    plain = [number for number in plain if not number.year] or plain
    return [(_scaled(question, number, series), number.start) for number in plain]


def _temporal(question: Question, number: Number) -> bool:
    before = cues.folded(question.text[: number.start])
    found = cues.find_last("temporal", before, question.language)
    named = cues.find_last("above", before, question.language) or cues.find_last("below", before, question.language)
    return named is None or named.end() < len(before) or (found is not None and found.end() == len(before))


def _scaled(question: Question, number: Number, series: Series) -> float:
    """A number of the question in the unit of the series: its header may say that its cells count thousands."""
    value = number.value * magnitude(question.text[number.end :])
    scale = series.scale
    return value / scale if scale > 1 and value >= scale else value


def _extreme(wants: Collection[str], valued: Sequence[Valued], *, two: bool) -> list[Fact]:
    dated = _dated(valued) or _timed(valued)
    # "most" of dates is the latest one; "first" of other numbers says nothing about their size
    # "better" and "smaller" compare two that are named; alone they compare with what nobody said
    high = bool(set(wants) & ({"latest", "most"} if dated else {"most"})) or (two and "more" in wants)
    if dated and "earliest" in wants:
        high = False  # what exists longest is the earliest
    low = bool(set(wants) & ({"earliest", "least"} if dated else {"least"})) or (two and "fewer" in wants)
    if two and high == low and "earliest" not in wants:  # "is it larger or smaller?": the larger one is named first
        high, low = bool(set(wants) & {"most", "more", "least", "fewer"}), False
    if high == low:
        return []
    place = (1 if "second" in wants else 2 if "third" in wants else 0) if set(wants) & _EXTREMES else 0
    order = sorted({value for value, _ in valued}, reverse=high)
    if place >= len(order):
        return []
    return [fact for value, fact in valued if value == order[place]]


def _dated(valued: Sequence[Valued]) -> bool:
    return all(
        date(fact.cell.text) is not None or ((found := numbers(fact.cell.text)) and found[0].year) for _, fact in valued
    )


def _timed(valued: Sequence[Valued]) -> bool:
    return all(_CLOCK.fullmatch(fact.cell.text.strip()) for _, fact in valued)


def _value(fact: Fact, series: Series) -> float | None:
    if series.rated:
        return _rank(fact.cell.text, series)
    text = fact.cell.text
    if fact.row_name is None and fact.column_name is None:
        found = numbers(text, series.language)
        return found[-1].value if len(found) == 1 else None
    return comparable(text, series.language)


def _equal(valued: Sequence[Valued]) -> list[Fact]:
    """All facts whose value another one has too."""
    values = [value for value, _ in valued]
    return [fact for value, fact in valued if values.count(value) > 1]


def _rank(text: str, series: Series) -> float | None:
    return series.graded.get(cues.folded(text)) if series.graded else rank(text, series.legend)


def rank(text: str, legend: Sequence[Mark]) -> float | None:
    """A mark's place in its legend, the best highest; one that the legend lacks stands where its signs put it.

    Where there is no legend, more stars or pluses are better.
    """
    order = {mark.text: len(legend) - place for place, mark in enumerate(legend)}
    if text in order:
        return float(order[text])
    if not is_mark(text):
        return None
    if not legend:
        return float(weight(text))
    return sum(weight(mark.text) < weight(text) for mark in legend) + 0.5
