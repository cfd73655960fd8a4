"""Cells that hold a rating throughout a table, or anywhere: "very good for every one", "poor on something"."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.answer.aggregate import within
from lcassist.answer.candidates import Candidate
from lcassist.answer.holding import gives_mark, said_mark, same_grade
from lcassist.answer.series import Fact
from lcassist.answer.tables import Tables
from lcassist.answer.work import Work

_MOST_CELLS = 16  # of all tables, that are an answer still


def throughout(work: Work, candidates: Sequence[Candidate], tables: Tables) -> list[Fact]:
    """Rows or columns all of whose cells hold the same, or all cells of a table that hold the rating that is asked
    for, whatever it is a rating of. Empty where neither is asked for."""
    wants = work.question.wants
    every = bool(wants & {"every", "each"})
    if within(work.question) is not None:
        return []  # those above a number are asked for
    if work.names or not (every or cues.find("any", work.question.folded, work.question.language)):
        return []
    first = candidates[0] if candidates else None
    if first is not None and first.owned and first.series.rated and gives_mark(work.question, first.series):
        return []  # a row is named: how it is rated is asked, and not which row is rated so throughout
    for one in candidates:
        series = one.series
        if not series.rated or one.owned:
            continue
        mark = said_mark(work.question, series)
        if mark is None and series.legend and {"every", "rating", "most"} <= wants:
            mark = series.legend[0]
        if mark is None and not (every and "same" in wants):
            continue
        facts = [
            fact
            for other in tables.parallel(series)
            if not every or len({fact.cell.text for fact in other.compared}) == 1 < len(other.compared)
            for fact in other.compared
            if mark is None or same_grade(fact.cell.text, mark.text, series)
        ]
        if facts:
            return facts
    return [] if every else _in_any_table(work, tables)


def _in_any_table(work: Work, tables: Tables) -> list[Fact]:
    """The cells of all tables that hold the rating that is asked for, where not even a table is named."""
    facts = [
        fact
        for series in tables.series
        if series.rated and series.along_row and (work.sources is None or series.source in work.sources)
        if (mark := said_mark(work.question, series)) is not None
        for fact in series.compared
        if same_grade(fact.cell.text, mark.text, series)
    ]
    return facts if len(facts) <= _MOST_CELLS else []
