"""What a table itself says of a cell though no word of it does: that its value is the highest or the lowest."""

from __future__ import annotations

from lcassist.answer.aggregate import values_of
from lcassist.answer.tables import Fact, Tables


def extremes(fact: Fact, tables: Tables) -> frozenset[str]:
    """Whether a cell has the highest or the lowest value of the series that compares it with others."""
    found: set[str] = set()
    for series in tables.series_of(fact):
        if any(all(name in other.names for other in series.facts) for name in fact.names):
            continue  # all that is said of one: its cells aren't values of one thing
        valued = values_of(series)
        values = [value for value, _ in valued]
        own = next((value for value, other in valued if other.place == fact.place), None)
        if own is None:
            continue
        if own == max(values):
            found |= {"most", "last"}
        if own == min(values):
            found |= {"least", "first"}
    return frozenset(found)
