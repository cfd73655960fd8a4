"""What a table itself says of a cell though no word of it does: that its value is the highest or the lowest."""

from __future__ import annotations

from lcassist.answer.aggregate import rank
from lcassist.answer.tables import Fact, Series, Tables
from lcassist.answer.values import comparable


def extremes(fact: Fact, tables: Tables) -> frozenset[str]:
    """Whether a cell has the highest or the lowest value of the series that compares it with others."""
    found: set[str] = set()
    for series in tables.series_of(fact):
        if any(all(name in other.names for other in series.facts) for name in fact.names):
            continue  # all that is said of one: its cells aren't values of one thing
        values = {other.place: _value(other, series) for other in series.facts}
        known = [value for value in values.values() if value is not None]
        own = values[fact.place]
        if own is None or len(known) < 2 or 2 * len(known) < len(values):
            continue
        if own == max(known):
            found |= {"most", "last"}
        if own == min(known):
            found |= {"least", "first"}
    return frozenset(found)


def _value(fact: Fact, series: Series) -> float | None:
    return rank(fact.cell.text, series.legend) if series.rated else comparable(fact.cell.text, series.language)
