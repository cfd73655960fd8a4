"""What the headers of cells say themselves of what a question asks for: the deepest, the total, the average."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.answer.candidates import FIGURES
from lcassist.answer.evidence import Evidence
from lcassist.answer.series import Fact, Series, is_total
from lcassist.answer.values import numbers
from lcassist.answer.work import Work

_HEADED = 3  # of the best cells about one who is named, among which is the one whose header says "best"
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def headed_by_extreme(work: Work) -> Evidence | None:
    """Of the best evidence the cell whose header says "deepest" itself, as the question does; None where there is none.

    Where somebody is named it may come behind other cells of the same one.
    """
    wanted = work.question.wants & {"most", "least"}
    for place, one in enumerate(work.evidence[: _HEADED if work.names else 1]):
        if one.fact is None or (place and not one.scope.names & set(work.names)):
            return None
        headers = cues.folded(f"{one.fact.row_name or ''} {one.fact.column_name or ''}")
        if any(cues.find(kind, headers, one.language or "en") for kind in wanted):
            return one
    return None


def headed_by_figure(series: Series, wants: frozenset[str]) -> bool:
    """Whether the header itself says "total" or "average": its cells are that already."""
    words = cues.folded(series.label or "")
    return any(cues.find(kind, words, series.language or "en") for kind in ("total", "average") if kind in wants)


def of_total(fact: Fact | None, work: Work) -> bool:
    """Whether a cell is one of a row or column of totals that the question doesn't ask for."""
    if fact is None or work.question.wants & FIGURES:
        return False
    return is_total(fact.row_name) or is_total(fact.column_name)


def of_asked_years(facts: Sequence[Fact], table: Sequence[Fact], work: Work) -> list[Fact]:
    """Some cells, and those of their ``table`` under the same headers but for a year that the question gives too:
    of "Trips 2022" also "Trips 2015", where it asks what became of them between the two."""
    asked = {number.value for number in numbers(work.question.text, work.question.language) if number.year}
    if len(asked) < 2:
        return list(facts)
    places = {(fact.row, fact.column) for fact in facts}
    shown = {_but_for_years(fact) for fact in facts}
    return [
        fact
        for fact in table
        if (fact.row, fact.column) in places or (_but_for_years(fact) in shown and _years(fact) & asked)
    ]


def _but_for_years(fact: Fact) -> tuple[str, str]:
    return _YEAR.sub("", fact.row_name or ""), _YEAR.sub("", fact.column_name or "")


def _years(fact: Fact) -> set[float]:
    return {float(year) for header in (fact.row_name, fact.column_name) for year in _YEAR.findall(header or "")}
