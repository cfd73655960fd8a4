"""What the headers of cells say themselves of what a question asks for: the deepest, the total, the average."""

from __future__ import annotations

from lcassist.answer import cues
from lcassist.answer.candidates import FIGURES
from lcassist.answer.series import Fact, Series, is_total
from lcassist.answer.work import Work


def headed_by_extreme(work: Work) -> bool:
    """Whether the header of the best cell says "deepest" itself, as the question does."""
    best = work.units[0].fact if work.units else None
    if best is None:
        return False
    headers = cues.folded(f"{best.row_name or ''} {best.column_name or ''}")
    return any(cues.find(kind, headers, best.language or "en") for kind in work.question.wants & {"most", "least"})


def headed_by_figure(series: Series, wants: frozenset[str]) -> bool:
    """Whether the header itself says "total" or "average": its cells are that already."""
    words = cues.folded(series.label or "")
    return any(cues.find(kind, words, series.language or "en") for kind in ("total", "average") if kind in wants)


def of_total(fact: Fact | None, work: Work) -> bool:
    """Whether a cell is one of a row or column of totals that the question doesn't ask for."""
    if fact is None or work.question.wants & FIGURES:
        return False
    return is_total(fact.row_name) or is_total(fact.column_name)
