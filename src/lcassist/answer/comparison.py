"""Drafts that hold several entities against each other: a line for each, or a word that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lcassist.answer.aggregate import within
from lcassist.answer.cells import Cells
from lcassist.answer.evidence import Evidence
from lcassist.answer.findings import Finding
from lcassist.answer.phrases import phrase
from lcassist.answer.select import finding, prose_findings
from lcassist.answer.series import Fact, Series
from lcassist.answer.tables import Tables
from lcassist.answer.values import numbers
from lcassist.answer.work import Draft, Work
from lcassist.corpus.library import Library

_BEHIND = 5.0  # how far behind the best a sentence may be that gives a number for another of several
_MOST_LINES = 12  # of a comparison of all that a table has
_EXTREMES = frozenset({"most", "least"})
_BOUNDED = frozenset({"above", "below", "between"})
_LINES = 2  # of each name


class Comparison:
    """Compares entities. Safe to share between threads."""

    def __init__(
        self,
        tables: Tables,
        cells: Cells,
        library: Library,
        group: tuple[str, ...],
        groups: Sequence[tuple[str, ...]],
        side_by_side: Callable[[Work], Draft | None],
        asked_of: Callable[[Work, str], list[Evidence]],
        threshold: float,
    ) -> None:
        """``group`` are those who are meant by "each of them" where nobody is named; ``groups`` all that tables
        compare; ``side_by_side`` gives the cells of several that a question names; ``asked_of`` finds and reads the
        evidence for the same question about one name alone, which is answered from ``threshold`` on."""
        self._tables = tables
        self._cells = cells
        self._library = library
        self._group = group
        self._groups = groups
        self._side_by_side = side_by_side
        self._asked_of = asked_of
        self._threshold = threshold

    def draft(self, work: Work) -> Draft | None:
        """A line for each of several names, or a word that there is none."""
        names = work.names
        grouped = not names and bool(work.question.wants & {"each", "compare"})
        beside = self._side_by_side(work)
        if beside is not None:
            return self._filled(work, beside, names)
        best = next(iter(work.evidence), None)
        if grouped and best is not None and best.fact is not None:
            facts = self._all_of(work, best.fact)
            if facts:
                return self._cells.draft(facts, work)
        if grouped:
            names = self._group
        if len(names) < 2:
            return self._told(work, best)
        if best is not None and best.fact is not None:
            if set(work.names) and set(work.names) <= best.fact.names:
                return self._cells.draft([best.fact], work)  # a route between two places is about both
            facts = self._cells.of_names(best.fact, names)
            if facts:
                draft = self._cells.draft(facts, work)
                return self._filled(work, draft, names) if not grouped else draft
        if grouped and best is not None and len(best.scope.names & set(names)) >= 2:
            return None  # one sentence speaks of them together
        return self._filled(work, Draft(), names)

    def _told(self, work: Work, best: Evidence | None) -> Draft | None:
        """The sentences that give a number for each of several peers, where the most or fewest is asked for, or those
        above or below a bound.

        The one that answers comes first; a peer of which nothing is said is named in a note.
        """
        question = work.question
        if work.names or best is None or best.fact is not None or not question.wants & (_EXTREMES | _BOUNDED):
            return None
        told: dict[str, tuple[float, Evidence]] = {}
        for unit in work.evidence:
            names = unit.scope.names
            if unit.fact is None and len(names) == 1 and unit.score > best.score - _BEHIND:
                text = self._library.text(unit.source)[unit.start : unit.end]
                given = [number.value for number in numbers(text, unit.language) if not number.year]
                if given:
                    told.setdefault(next(iter(names)), (given[0], unit))
        group = next((group for group in self._groups if len(told.keys() & set(group)) > 1), ())
        if len(told.keys() & set(group)) < 2 or not best.scope.names <= set(group):
            return None
        if question.wants & _BOUNDED:
            test = within(question)
            told = {name: one for name, one in told.items() if test is not None and test(one[0])}
            group = tuple(name for name in group if name in told)
        high = bool(question.wants & {"most", "latest"})
        own = sorted((told[name] for name in group if name in told), key=lambda one: -one[0] if high else one[0])
        if not own:
            return None  # none is within the bounds
        draft = Draft([finding(unit, self._library.document(unit.source)) for _, unit in own])
        draft.notes += [phrase("nothing_for", question.language, name=name) for name in group if name not in told]
        return draft

    def _filled(self, work: Work, draft: Draft, names: Sequence[str]) -> Draft | None:
        """The draft with the best sentences for each name that it has nothing on yet."""
        for name in names:
            if any(name in fact.names for fact in draft.facts):
                continue
            # what is said of nobody by name is no line of one of them
            own = [one for one in self._asked_of(work, name) if name in one.scope.names]
            findings = self._findings(own, work)[: 1 if draft.facts else _LINES]
            if findings and own[0].probability >= self._threshold:
                shown = {one.text for one in draft.findings}
                draft.findings += [replace(one, about=name) for one in findings if one.text not in shown]
            else:
                draft.notes.append(phrase("nothing_for", work.question.language, name=name))
        return draft if draft.findings else None

    def _findings(self, evidence: Sequence[Evidence], work: Work) -> list[Finding]:
        """What answers of the evidence on one name: its best cell, or sentences."""
        best = next(iter(evidence), None)
        if best is not None and best.fact is not None:
            return self._cells.draft([best.fact], work).findings
        return prose_findings(evidence, self._library)

    def _all_of(self, work: Work, fact: Fact) -> list[Fact]:
        """The facts of the better fitting series of a cell, where the question names none of its entities."""
        choice = self._tables.choice(work.question, fact.source, fact.table)
        own = [series for series in self._tables.series_of(fact) if not choice.of(series, work.names)]
        own = [series for series in own if not self._tables.mixed(series)] or own
        fits = {id(fit.series): fit.label for fit in work.series}
        best = max(own, key=lambda series: fits.get(id(series), -9.0), default=None)
        if best is None or not 2 <= len(best.compared) <= _MOST_LINES:
            return []
        return list(_valued(best))


def _valued(series: Series) -> Sequence[Fact]:
    """The facts of a series without those of another kind: a column of units beside the numbers."""
    numeric = [fact for fact in series.compared if any(character.isdigit() for character in fact.cell.text)]
    return numeric if 2 * len(numeric) > len(series.compared) else series.compared
