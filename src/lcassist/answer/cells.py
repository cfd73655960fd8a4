"""The cells that a question asks for, where the best evidence is a cell."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.aggregate import aggregated
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import cell_findings
from lcassist.answer.headers import headed_by_extreme, of_asked_years, of_total
from lcassist.answer.scales import is_rating
from lcassist.answer.series import Fact, Series
from lcassist.answer.tables import Tables
from lcassist.answer.work import SUPERLATIVE, Draft, Work
from lcassist.corpus.library import Library

_HARDLY = 0.5  # how far behind the best cell one may be whose header is liker what is asked
_TIED = 0.45  # how far behind the best cell another of its series may be, where no name chooses


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
        """Cells, where the best evidence is one: those that the question names, or those that tie with the best."""
        best = next((unit for unit in work.units if unit.about != "other" and not of_total(unit.fact, work)), None)
        best = headed_by_extreme(work) or _likest_header(work, best)
        if best is None or best.fact is None:
            return None
        fact = best.fact
        if work.question.wants & SUPERLATIVE and not work.names and headed_by_extreme(work) is None:
            return self._extreme(work, self._tables.series_of(fact))
        if work.question.wants & SUPERLATIVE and len(work.names) == 1 and is_rating(fact.cell.text):
            extreme = self._extreme_of(work, work.names[0])
            if extreme is not None:
                return extreme
        if work.names:
            choice = self._tables.choice(work.question, fact.source, fact.table)
            others = [s for s in self._tables.series_of(fact) if not s.is_all_of(work.names[0])]
            attribute = max(others, key=lambda series: len(choice.of(series, work.names)), default=None)
            chosen = choice.of(attribute, work.names) if attribute else frozenset[str]()
            facts = [f for f in attribute.facts if attribute.is_of(f, chosen)] if attribute else [fact]
            return self.draft(of_asked_years(facts or [fact], self._tables.of_table(fact), work), work)
        named = self._named(work, fact)
        if named:
            return self.draft(named, work)
        return self.draft(self._tied(work, fact, best.score), work)

    def _extreme_of(self, work: Work, name: str) -> Draft | None:
        """The highest or lowest of all that is rated of one name, in the table that fits best and where they differ."""
        seen: set[tuple[str, int]] = set()
        for unit in work.units:
            if unit.fact is None or (place := (unit.source, unit.fact.table)) in seen:
                continue
            seen.add(place)
            own = [one for one in self._tables.series_of(unit.fact) if one.rated and one.is_all_of(name)]
            differing = [one for one in own if len({fact.cell.text for fact in one.compared}) > 1]
            if differing:
                return self._extreme(work, differing)
        return None

    def _extreme(self, work: Work, among: Sequence[Series]) -> Draft | None:
        """The highest or lowest in the row or column of a cell, which by itself doesn't tell which is."""
        for series in among:
            facts = [] if self._tables.mixed(series) else aggregated(work.question, series, ())
            if facts:
                return self.draft(facts, work)
        return None

    def _named(self, work: Work, fact: Fact) -> list[Fact]:
        """The cells of a fact's table in the rows and columns that a question names; where it names only rows or
        only columns, those in the fact's own column or row."""
        choice = self._tables.choice(work.question, fact.source, fact.table)
        rows, columns = set[int](), set[int]()
        for series in self._tables.series_of(fact):
            chosen = choice.of(series, work.names)
            for other in series.facts:
                if series.is_of(other, chosen):
                    (columns if series.along_row else rows).add(other.column if series.along_row else other.row)
        # a header of the cell itself says what is asked: which of its cells, the evidence tells
        if (
            not (rows and columns)
            and len(rows or columns) < 2
            and (fact.row in rows or fact.column in columns or not (rows or columns))
        ):
            return []
        return [
            other
            for other in self._tables.of_table(fact)
            if other.row in (rows or {fact.row}) and other.column in (columns or {fact.column})
        ]

    def _tied(self, work: Work, fact: Fact, best: float) -> list[Fact]:
        """A cell with those of its series that score nearly as high, or hold the same or what is said of it."""
        scores = {(u.source, *u.fact.place): u.score for u in work.units if u.fact is not None}
        # the words of the question that the cell itself has: another cell that has them all answers too
        said = frozenset(work.question.terms) & fact.value_stems if fact.language == work.question.language else None
        tied: list[Fact] = [fact]
        for series in self._tables.series_of(fact):
            own = [
                f
                for f in series.facts
                if scores.get((f.source, *f.place), -99.0) >= best - _TIED
                or (said and said <= f.value_stems)
                or (said and f.cell.text == fact.cell.text)
            ]
            if len(own) > len(tied):
                tied = own
        return tied


def _likest_header(work: Work, best: Unit | None) -> Unit | None:
    """The best cell, or one of the same row or column that is hardly behind it, whose other header is liker what is
    asked: a long cell has many words that a question may have."""
    if best is None or best.fact is None or not work.names or best.features["cell_both"]:
        return best
    near = [
        unit
        for unit in work.units
        if unit.fact is not None
        and unit.about == best.about
        and (unit.source, unit.fact.table) == (best.source, best.fact.table)
        and (unit.fact.row == best.fact.row or unit.fact.column == best.fact.column)
        and unit.score >= best.score - _HARDLY
        and unit.typed >= best.typed  # a number is no year
    ]
    return max(near, key=lambda unit: (unit.features["cell_label"], unit.score))
