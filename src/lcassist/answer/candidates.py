"""Finds the series of cells that may answer a question: by how well they fit, and by what the question names."""

from __future__ import annotations

from dataclasses import dataclass

from lcassist.answer import cues
from lcassist.answer.aggregate import agreement, within
from lcassist.answer.holding import gives_mark, said_text
from lcassist.answer.scope import Scopes
from lcassist.answer.series import Series, is_total
from lcassist.answer.tables import Fit, Tables
from lcassist.answer.values import YEAR, numbers
from lcassist.answer.work import Work
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.index.words import tokens

_FITS = 2.0  # the fit from which on a series may answer an aggregate
_KIND = 1.5  # how far below that may be whose values are of the kind that is compared: years for the oldest
_OWN = 1.0  # what a series gains that the question names
_BOTH = 4.0  # and one that has what is to be compared
_HEADED = 0.8  # and one whose entities are called what the question asks for: "which ships" of a table of ships
_PROSE = 2.0  # how far ahead of the best cell of its table a sentence may be
_PROSE_NAMED = 3.5  # the same where the question says a header of the series, or its label stands out:
_APART = 0.6  # so far from its table's others
_FIRST = frozenset({"earliest", "latest"})
FIGURES = frozenset({"total", "average", "difference"})
_SAID = 0.75  # the share of a question that a header and what stands above its table must say, to carry an answer


@dataclass(frozen=True)
class Candidate:
    """A series that may answer: how well it fits, which of its facts the question names, and whether it itself."""

    fit: Fit
    chosen: frozenset[str]
    owned: bool
    rank: float

    @property
    def series(self) -> Series:
        return self.fit.series


class Candidates:
    """The series of one store's tables as answers. Safe to share between threads."""

    def __init__(self, tables: Tables, library: Library, vocabulary: Vocabulary, scopes: Scopes) -> None:
        self._tables = tables
        self.labels: dict[tuple[str, int], list[str]] = {}
        self._corners: dict[tuple[str, int], frozenset[str]] = {}
        self._names: dict[tuple[str, int], frozenset[str]] = {}
        self._about: dict[tuple[str, int], frozenset[str]] = {}
        self._above: dict[tuple[str, int], frozenset[str]] = {}
        for source in library.sources():
            for number, table in enumerate(library.document(source).tables):
                headers = (*table.row_names, *table.columns)
                self.labels[source, number] = list(dict.fromkeys(label for label in headers if label))
                corner = table.header[0].text if table.header and table.row_headers else ""
                document = library.document(source)
                self._corners[source, number] = frozenset(tokens(corner, document.language))
                above = " ".join((table.caption.text if table.caption else "", *table.section, document.source.title))
                before = document.blocks[max(0, document.block_number(table.start) - 1)]
                said = f"{above} {document.text[before.start : before.end]}"
                self._above[source, number] = frozenset(tokens(said, document.language))
                own = vocabulary.all_names_in(above) | frozenset(document.source.entities)
                self._about[source, number] = scopes.of_table(document, table).names
                self._names[source, number] = own | self._about[source, number]
        self.ranges: list[set[float]] = [
            found
            for labels in self.labels.values()
            for label in labels
            if len(found := {number.value for number in numbers(label)}) > 1
        ]
        self.headers = frozenset(cues.folded(label) for labels in self.labels.values() for label in labels)

    def best(self, work: Work) -> list[Candidate]:
        """The series that may answer, best first."""
        found = []
        for fit in work.series:
            series = fit.series
            if is_total(series.label) and not (work.question.wants & FIGURES or series.by_year):
                continue
            place = (series.source, series.table)
            choice = self._tables.choice(work.question, *place)
            chosen = _spanned(work, series, choice.of(series, work.names))
            dated = bool(work.question.wants & _FIRST) and agreement(work.question, series) > 0
            owned = choice.owns(series, work.names)
            marked = owned and series.rated and gives_mark(work.question, series)
            # of two who are named any series has values: it has to be of the kind that is compared
            several = len(chosen) > 1 and (not chosen <= set(work.names) or agreement(work.question, series) > 0)
            if fit.score < _FITS - (_KIND if dated or marked else 0.0) and not several:
                continue
            rank = fit.score + agreement(work.question, series)
            rank += (_OWN if owned else 0.0) + (_BOTH if len(chosen) > 1 else 0.0)
            rank += _HEADED if self.corner_said(work, series) else 0.0
            rank += _BOTH if marked else 0.0
            if self._of_others(work, series) and not chosen & set(work.names):
                continue
            if rank >= _FITS and (owned or chosen or self._concerns(work, series)):
                found.append(Candidate(fit, chosen, owned, rank))
        return sorted(found, key=lambda one: -one.rank)

    def corner_said(self, work: Work, series: Series) -> bool:
        """Whether the question says what the first header of a table says that its rows are."""
        stems = self._corners[series.source, series.table]
        return bool(stems) and series.language == work.question.language and stems <= set(work.question.terms)

    def _of_others(self, work: Work, series: Series) -> bool:
        """Whether a series' table is about another than those who are asked about."""
        about = self._about[series.source, series.table]
        if not work.names or not about or any(fact.names & set(work.names) for fact in series.facts):
            return False
        return about.isdisjoint(work.names)

    def _concerns(self, work: Work, series: Series) -> bool:
        """Whether a series may be about the names in a question though none of its headers has them."""
        around = self._names[series.source, series.table]
        return not work.names or bool(around & set(work.names)) or bool(said_text(work.question, series))

    def outdone(self, work: Work, one: Candidate, *, held: bool = False) -> bool:
        """Whether a sentence answers so much better than any cell of the series' table that it should.

        Where those are asked for that hold a value (``held``), that value by itself may be of no kind that answers.
        """
        best = next(iter(work.evidence), None)
        if best is None or best.fact is not None:
            return False
        named = one.fit.apart >= _APART or one.owned or bool(one.chosen)
        own = [
            other.score
            for other in work.evidence
            if other.fact is not None and (other.source, other.fact.table) == (one.series.source, one.series.table)
        ]
        if named and within(work.question) is not None:
            return False  # what is above a number hardly a sentence says
        if not own:
            counting = bool(work.question.wants & {"count", "howmuch"})  # its values are none of what is counted
            return not named or (counting and not held)
        return best.score - max(own) > (_PROSE_NAMED if named else _PROSE)

    def says(self, work: Work, series: Series) -> bool:
        """Whether a question says the whole header of a series and, but for what stands above its table, hardly more.

        "What was the turnover of the mill in 2023?" of a sheet of facts on the mill with a line "Turnover 2023".
        """
        question = work.question
        terms, label = set(question.terms), series.stems
        if series.language != question.language or not label or not label <= terms:
            return False
        known = label | self._above[series.source, series.table]
        return len(terms & known) >= _SAID * len(terms)


def _spanned(work: Work, series: Series, chosen: frozenset[str]) -> frozenset[str]:
    """What a question names of a series, with the years in between where it names the first and the last of them."""
    wants = work.question.wants
    years = sorted(int(one) for one in chosen if YEAR.fullmatch(one))
    if len(years) != 2 or len(chosen) != 2 or "between" not in wants or "difference" in wants:
        return chosen
    given = (series.entity(fact) or "" for fact in series.facts)
    return frozenset(one for one in given if YEAR.fullmatch(one) and years[0] <= int(one) <= years[1])
