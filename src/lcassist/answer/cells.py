"""The cells that a question asks for, where the best evidence is a cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lcassist.answer.aggregate import aggregated
from lcassist.answer.findings import cell_findings
from lcassist.answer.headers import headed_by_extreme, of_asked_years, of_total
from lcassist.answer.scales import is_rating
from lcassist.answer.select import selected
from lcassist.answer.series import Fact, Series
from lcassist.answer.tables import Tables
from lcassist.answer.work import SUPERLATIVE, Draft, Work
from lcassist.corpus.library import Library


class Cells:
    """Chooses among the cells of one store. Safe to share between threads."""

    def __init__(self, tables: Tables, library: Library) -> None:
        self._tables = tables
        self._library = library

    def draft(self, facts: Sequence[Fact], work: Work) -> Draft:
        """A draft of cells of one table."""
        table = self._library.document(facts[0].source).tables[facts[0].table]
        caption = table.caption.text if table.caption else None
        return Draft(cell_findings(facts, caption, work.question.language), list(facts))

    def asked(self, work: Work) -> Draft | None:
        """Cells, where the best evidence is one: those that are nearly as sure, and those that the question names."""
        best = headed_by_extreme(work) or next((one for one in work.evidence if not of_total(one.fact, work)), None)
        if best is None or best.fact is None:
            return None
        fact = best.fact
        if work.question.wants & SUPERLATIVE and headed_by_extreme(work) is None:
            among = self._tables.series_of(fact)
            if work.names and is_rating(fact.cell.text):
                among = [one for one in among if one.rated and any(one.is_all_of(name) for name in work.names)]
            extreme = self._extreme(work, among) if is_rating(fact.cell.text) or not work.names else None
            if extreme is not None:
                return extreme
        chosen = selected([best, *(one for one in work.evidence if one is not best)])
        facts = list({one.fact.place: one.fact for one in chosen if one.fact is not None}.values())
        # names are told exactly: where a table says it of one who is asked about, what it says of others is no answer
        facts = [one for one in facts if one.names & set(work.names)] or self.of_names(fact, work.names) or facts
        facts = of_asked_years(facts, self._tables.of_table(fact), work)
        return self.draft(sorted(facts, key=lambda one: (one is not fact, one.row, one.column)), work)

    def of_names(self, fact: Fact, names: Collection[str]) -> list[Fact]:
        """The cells of some names in the row or column that compares them and that a cell is in."""
        for series in self._tables.series_of(fact):
            own = [other for other in series.facts if other.names & set(names)]
            if own and (
                len({f.row_name or f.column_name for f in own}) > 1 or not any(series.is_all_of(n) for n in names)
            ):
                return own
        return []

    def _extreme(self, work: Work, among: Sequence[Series]) -> Draft | None:
        """The highest or lowest in the row or column of a cell, which by itself doesn't tell which is."""
        for series in among:
            facts = [] if self._tables.mixed(series) else aggregated(work.question, series, ())
            if facts:
                return self.draft(facts, work)
        return None
