"""Drafts that hold several entities against each other: a line for each, or a word that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lcassist.answer.aggregate import COMPARING, agreement, within
from lcassist.answer.candidates import Candidate, Candidates
from lcassist.answer.cells import Cells
from lcassist.answer.evidence import Unit
from lcassist.answer.phrases import phrase
from lcassist.answer.prose import finding, prose_findings
from lcassist.answer.scales import is_rating
from lcassist.answer.series import Fact, Series
from lcassist.answer.tables import Tables
from lcassist.answer.values import numbers
from lcassist.answer.work import Draft, Work
from lcassist.corpus.library import Library

_BEHIND = 3.5  # how far behind the best evidence that for one of several names may be
_ALONE = 2.0  # and how far behind a sentence about several of them one about it alone
_APART = 2.5  # how far a header must stand out that was asked for
_SURE = 4.5  # and how well its series must fit
_MOST_LINES = 12  # of a comparison of all that a table has
_RATED = COMPARING | {"rating"}
_EXTREMES = frozenset({"most", "least"})
_BOUNDED = frozenset({"above", "below", "between"})
_ONE_VALUE = frozenset({"howmuch", "count", "when", "money", "percent"})


class Comparison:
    """Compares entities. Safe to share between threads."""

    def __init__(
        self,
        tables: Tables,
        candidates: Candidates,
        cells: Cells,
        library: Library,
        group: tuple[str, ...],
        groups: Sequence[tuple[str, ...]],
        asked_of: Callable[[Work, str], list[Unit]],
    ) -> None:
        """``group`` are those who are meant by "each of them" where nobody is named; ``groups`` all that tables
        compare; ``asked_of`` finds and weighs the evidence for the same question about one name alone."""
        self._tables = tables
        self._cells = cells
        self._candidates = candidates
        self._library = library
        self._group = group
        self._groups = groups
        self._asked_of = asked_of

    def draft(self, work: Work) -> Draft | None:
        """A line for each of several names, or a word that there is none."""
        names = work.names
        grouped = not names and bool(work.question.wants & {"each", "compare"})
        best = next((unit for unit in work.units if unit.about != "other"), None)
        plain = best is not None and best.fact is not None and not is_rating(best.fact.cell.text)
        labelled = self._said(work) or (None if plain and not grouped else self._labelled(work, grouped=grouped))
        if labelled is not None:
            marks = all(is_rating(fact.cell.text) for fact in labelled.facts)
            if marks and not work.question.wants & _RATED:  # what they do is asked, and not how they are rated
                return self._filled(work, replace(labelled, facts=[]), names, noting=False)
            return self._filled(work, labelled, names)
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
            facts = self._of_names(best.fact, names)
            if facts:
                draft = replace(self._cells.draft(facts, work), fit=_fit_of(facts, work))
                if best.features["rated"] < 0:  # what they do was asked, and not how well they are rated at it
                    draft = replace(draft, facts=[])
                    return self._filled(work, draft, names, noting=False)
                return self._filled(work, draft, names) if not grouped else draft
        if grouped and best is not None and len(_named_in(best) & set(names)) >= 2:
            return None  # one sentence speaks of them together
        return self._filled(work, Draft(), names)

    def _said(self, work: Work) -> Draft | None:
        """A draft of the rows (or columns) of tables that a comparison names, of several that it names."""
        if "how" in work.question.wants or not ("compare" in work.question.wants or len(work.names) > 1):
            return None
        own = [
            one
            for one in self._candidates.best(work)
            if one.owned and one.series.label not in work.names and len(one.chosen) > 1
        ]
        best = {one.series.label: one for one in reversed(own)}  # the better of two that are called the same
        own = [one for one in own if one is best[one.series.label]]
        facts = [fact for one in own for fact in one.series.facts if one.series.is_of(fact, one.chosen)]
        return self._fitted(facts, own[0], work) if own and not _outdone(facts, work) else None

    def _labelled(self, work: Work, *, grouped: bool) -> Draft | None:
        """A draft of the facts of a series whose own header, or the kind of whose values, the comparison asks for.

        Of ratings only where a rating is asked for: how somebody does a thing is more than a mark.
        """
        for one in self._candidates.best(work):
            series = one.series
            said = one.owned and one.fit.apart >= _APART and one.series.label not in work.names
            kind = agreement(work.question, series) > 0
            if series.rated and "rating" not in work.question.wants:
                continue
            if grouped and said and one.rank >= _SURE and not one.chosen and _compares(series, self._group):
                return self._fitted(_valued(series), one, work)
            if len(work.names) > 1 and (said or kind) and len(one.chosen & set(work.names)) > 1:
                return self._fitted([fact for fact in series.facts if series.is_of(fact, one.chosen)], one, work)
        return None

    def _fitted(self, facts: Sequence[Fact], one: Candidate, work: Work) -> Draft:
        return replace(self._cells.draft(facts, work), fit=one.fit.score)

    def _told(self, work: Work, best: Unit | None) -> Draft | None:
        """The sentences that give a number for each of several peers, where the most or fewest is asked for, or those
        above or below a bound.

        The one that answers comes first; a peer of which nothing is said is named in a note.
        """
        question = work.question
        if work.names or best is None or best.fact is not None or not question.wants & (_EXTREMES | _BOUNDED):
            return None
        told: dict[str, tuple[float, Unit]] = {}
        for unit in work.units:
            names = _named_in(unit)
            if unit.fact is None and len(names) == 1 and unit.score > best.score - _BEHIND:
                text = self._library.text(unit.source)[unit.start : unit.end]
                given = [number.value for number in numbers(text, unit.language) if not number.year]
                if given and unit.held >= best.held:
                    told.setdefault(next(iter(names)), (given[0], unit))
        group = next((group for group in self._groups if len(told.keys() & set(group)) > 1), ())
        if len(told.keys() & set(group)) < 2 or not _named_in(best) <= set(group):
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

    def _filled(self, work: Work, draft: Draft, names: Sequence[str], *, noting: bool = True) -> Draft | None:
        """The draft with the best sentences for each name that it has nothing on yet."""
        for name in names:
            if any(name in fact.names for fact in draft.facts):
                continue
            units = self._asked_of(work, name) if work.names else work.units
            own = _about(units, name, names)
            few = bool(draft.facts) or bool(work.question.wants & _ONE_VALUE)
            findings = prose_findings(work.question, own[:8], self._library)[: 1 if few else 2]
            if findings and own[0].score > units[0].score - _BEHIND:
                draft.findings += [one for one in findings if one not in draft.findings]
            elif noting:
                draft.notes.append(phrase("nothing_for", work.question.language, name=name))
        return draft if draft.findings else None

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

    def _of_names(self, fact: Fact, names: Sequence[str]) -> list[Fact]:
        """The facts of some names in the series that compares them and that a fact is in."""
        for series in self._tables.series_of(fact):
            own = [other for other in series.facts if other.names & set(names)]
            if own and (
                len({f.row_name or f.column_name for f in own}) > 1 or not any(series.is_all_of(n) for n in names)
            ):
                return own
        return []


def _outdone(facts: Sequence[Fact], work: Work) -> bool:
    """Whether a cell in none of some rows is better evidence than all that are in them.

    Of "the covered surface of the markets" the "Market" is said, and the covered area is asked for.
    """
    places = {(fact.source, *fact.place) for fact in facts}
    best = next((unit for unit in work.units if unit.about != "other"), None)
    own = [unit.score for unit in work.units if unit.fact and (unit.source, *unit.fact.place) in places]
    return best is not None and best.fact is not None and bool(own) and best.score > max(own)


def _fit_of(facts: Sequence[Fact], work: Work) -> float:
    """How well the series fits that all of some cells are in; 0 where they are in none that was looked at."""
    places = {(fact.source, fact.place) for fact in facts}
    fits = (one.score for one in work.series if places <= {(fact.source, fact.place) for fact in one.series.facts})
    return max(fits, default=0.0) if len(places) > 1 else 0.0


def _compares(series: Series, group: Sequence[str]) -> bool:
    return len({name for fact in series.facts for name in fact.names} & set(group)) > 1


def _valued(series: Series) -> Sequence[Fact]:
    """The facts of a series without those of another kind: a column of units beside the numbers."""
    numeric = [fact for fact in series.compared if any(character.isdigit() for character in fact.cell.text)]
    return numeric if 2 * len(numeric) > len(series.compared) else series.compared


def _about(units: Sequence[Unit], name: str, names: Sequence[str]) -> list[Unit]:
    """The sentences about one of several names: about it alone, where there are any that are nearly as good."""
    own = [unit for unit in units if unit.fact is None and name in _named_in(unit)]
    alone = [unit for unit in own if not _named_in(unit) & (set(names) - {name})]
    return alone if alone and alone[0].score > own[0].score - _ALONE else own


def _named_in(unit: Unit) -> frozenset[str]:
    return unit.scope.names if unit.scope else frozenset()
