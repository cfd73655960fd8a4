"""Whether the values of a row or a column are of one kind: how far they lie apart, and how many kinds there are."""

from __future__ import annotations

import math

import numpy as np

from lcassist.answer.quantities import units, units_in
from lcassist.answer.series import Fact, Series
from lcassist.answer.values import comparable, date, numbers


def kinds_of(series: Series) -> int:
    """How many kinds of values a series has: dates, times, money, other numbers; 0 for fewer than two values."""
    values = [fact for fact in series.compared if fact.mark is None]
    found = [kind for fact in values if (kind := _kind(fact, series.language)) is not None]
    return len(set(found)) if len(found) > 1 else 0


def _kind(fact: Fact, language: str | None) -> str | None:
    text = fact.cell.text
    if date(text) is not None or (text.isdigit() and numbers(text)[0].year):
        return "date"
    if comparable(text, language) is None:
        return None
    given = units_in([text], fact.column_name or "") | units_in([], fact.row_name or "")
    kind = next((kind for kind, own in units().items() if given & own), "number")
    return "time" if ":" in text else kind


def spread(series: Series) -> float | None:
    """How far the numbers of a series lie apart: the deviation of their decimal logarithms; None for fewer than two."""
    values = [comparable(fact.cell.text, series.language) for fact in series.compared if fact.mark is None]
    sizes = [math.log10(value) for value in values if value is not None and value > 0]
    return float(np.std(sizes)) if len(sizes) >= 2 else None
