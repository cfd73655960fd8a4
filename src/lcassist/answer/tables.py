"""All tables of an index, cell by cell: whose value a cell is, of what, and how like a question it is.

Each body cell belongs to two series: that of its row's header and that of its column's. A table without
headers whose cells hold name and value ("Utrecht 2017") is read as one series, its caption's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.choice import Choice, Header
from lcassist.answer.kinds import kinds_of, spread
from lcassist.answer.question import Question
from lcassist.answer.series import Fact, Series
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Document, Table
from lcassist.index.cells import cell_text, cells_of, labels_of
from lcassist.index.store import Store
from lcassist.index.texts import headings_of
from lcassist.retrieve.search import Query

__all__ = ["Fact", "Fit", "Series", "Tables"]

_FARTHER = 1.5  # how many times further than across it the values along a series lie apart that is mixed
_SCATTER = 0.7  # and how much more besides, in powers of ten
_CONTEXT = 0.4  # the weight of the likeness of the headings of a series' table
_NUMERIC = 0.3  # what it counts that a question says a header of digits alone
_MORE_KINDS = 0.4  # or how many more kinds of values, in the mean
_REMEMBERED = 64  # questions of which it is known which headers they say


@dataclass(frozen=True)
class Fit:
    """How well a series fits a question: in all, and its label to what is asked, also beside its table's others."""

    score: float
    series: Series
    label: float
    apart: float


class Tables:
    """The facts and series of a store's tables. Safe to share between threads."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self.facts: list[Fact] = []
        self.series: list[Series] = []
        self._of: dict[tuple[str, int, int, int], list[Series]] = {}
        self._labels: dict[tuple[str, int, str], int] = {}
        self._headers: dict[tuple[str, int], tuple[list[Header], str | None]] = {}
        self._names = lru_cache(maxsize=None)(vocabulary.all_names_in)  # of headers, which are given
        self._choices = lru_cache(maxsize=_REMEMBERED)(self._chosen)
        counted = 0
        for name in store.library.sources():
            document = store.library.document(name)
            for number, table in enumerate(document.tables):
                for label in labels_of(table):
                    self._labels[name, number, label] = counted
                    counted += 1
                labels = dict.fromkeys(label for label in (*table.row_names, *table.columns) if label)
                headers = [Header.of(label, document.language) for label in labels]
                self._headers[name, number] = headers, document.language
                own = [_fact(document, number, table, row, column, vocabulary) for row, column in cells_of(table)]
                self.facts += own
                for series in _series(document, number, table, own):
                    self.series.append(series)
                    for fact in series.facts:
                        self._of.setdefault((name, *fact.place), []).append(series)
        self._vectors = np.asarray(store.cell_vectors) if self.facts else None
        self._label_vectors = np.asarray(store.label_vectors) if self.facts else None
        self.number = {(fact.source, *fact.place): number for number, fact in enumerate(self.facts)}
        self._places = {
            id(series): [self.number[(fact.source, *fact.place)] for fact in series.facts] for series in self.series
        }
        self._parallel: dict[tuple[str, int, bool], list[Series]] = {}
        for series in self.series:
            self._parallel.setdefault((series.source, series.table, series.along_row), []).append(series)
        self._mixed = self._of_mixed_kinds()
        self._distinct = {id(series): self._own_stems(series) for series in self.series}
        # the headings that each table stands under, which say what its rows and columns don't
        numbers = {
            (name, heading): number
            for number, (name, heading) in enumerate(
                (name, heading)
                for name in store.library.sources()
                for heading in headings_of(store.library.document(name))
            )
        }
        self._headings = {
            (name, number): [numbers[name, one] for one in table.section if (name, one) in numbers]
            for name in store.library.sources()
            for number, table in enumerate(store.library.document(name).tables)
        }
        self._heading_vectors = np.asarray(store.heading_vectors) if numbers else None

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each fact with a question's vector; shape (facts,)."""
        return np.zeros(0, np.float32) if self._vectors is None else self._vectors @ vector

    def likeliest(self, vector: NDArray[np.float32], most: int, sources: Collection[str] | None) -> list[Fact]:
        """The facts that are likest a question's vector, best first, of some sources or of all."""
        likeness = self.likeness(vector)
        order = np.argsort(-likeness, kind="stable").tolist()
        return list(
            islice((f for f in map(self.facts.__getitem__, order) if sources is None or f.source in sources), most)
        )

    def label_likeness(self, topic: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each label with the vector of what is asked; shape (labels,)."""
        return np.zeros(0, np.float32) if self._label_vectors is None else self._label_vectors @ topic

    def fitting_labels(self, query: Query) -> NDArray[np.float32]:
        """How like what is asked, or the attribute that is meant, each label is, in deviations from the mean; shape
        (labels,)."""
        own = self.label_likeness(query.topic)
        if query.attribute is None or not len(own):
            return _standard(own) if len(own) else own
        both: NDArray[np.float32] = np.maximum(_standard(own), _standard(self.label_likeness(query.attribute)))
        return both

    def choice(self, question: Question, source: str, table: int) -> Choice:
        """Which headers of a table a question names."""
        return self._choices(question)[source, table]

    def named(self, question: Question, series: Series, names: Collection[str]) -> frozenset[str]:
        """The names and headers by which a question asks for some of a series' facts."""
        return self.choice(question, series.source, series.table).of(series, names)

    def chosen(self, question: Question) -> dict[tuple[str, int], Choice]:
        """Of which tables a question names headers, and which."""
        return {place: choice for place, choice in self._choices(question).items() if choice.labels}

    def _chosen(self, question: Question) -> dict[tuple[str, int], Choice]:
        return {place: Choice(question, *own) for place, own in self._headers.items()}

    def names_in(self, header: str) -> frozenset[str]:
        """The entities that a header names."""
        return self._names(header)

    def label_number(self, source: str, table: int, label: str) -> int | None:
        """The place of a header among the labels."""
        return self._labels.get((source, table, label))

    def fitting(
        self, question: Question, query: Query, weights: Mapping[str, float], sources: Collection[str] | None
    ) -> list[Fit]:
        """All series with how well each fits a question, best first: by their cells', labels' and tables' likeness.

        ``weights`` are the rarities of the question's words.
        """
        likeness = self.likeness(query.vector)
        if not len(likeness):
            return []
        standard = _standard(likeness)
        labels = self.fitting_labels(query)
        headed = self._headed(query.topic)
        terms = weights.keys()
        total = sum(weights.values()) or 1.0
        fits = []
        like = {
            id(series): float(labels[number])
            for series in self.series
            if _worded(series.label) and (number := self._label_of(series)) is not None
        }
        for series in self.series:
            if sources is not None and series.source not in sources:
                continue
            places = self._places[id(series)]
            own = self._distinct[id(series)]
            shared = own & terms if series.language == question.language else frozenset[str]()
            covered = len(shared) / len(own) if own else 0.0
            covers = sum(weights[term] for term in shared) / total
            # a mere number ("2023") says nothing of what is asked, nor what it is like
            said = (2.0 * covers + 1.2 * covered) * (1.0 if _worded(series.label) else _NUMERIC)
            label = 0.5 * like.get(id(series), 0.0) + said
            beside = [like.get(id(other), 0.0) for other in self.parallel(series)]
            apart = like.get(id(series), 0.0) - sum(beside) / len(beside) + said
            context = _CONTEXT * headed.get((series.source, series.table), 0.0)
            fits.append(Fit(float(np.mean(standard[places])) + context + label, series, label, apart))
        return sorted(fits, key=lambda fit: -fit.score)

    def _label_of(self, series: Series) -> int | None:
        return self.label_number(series.source, series.table, series.label or "")

    def _headed(self, topic: NDArray[np.float32]) -> dict[tuple[str, int], float]:
        """How like what is asked the headings of each table are, in deviations from the mean of all headings."""
        if self._heading_vectors is None:
            return {}
        standard = _standard(self._heading_vectors @ topic)
        return {table: float(standard[own].max()) for table, own in self._headings.items() if own}

    def _own_stems(self, series: Series) -> frozenset[str]:
        """The stems of a label that set it apart: of "Heron Club" beside "Otter Club" it is not the "club"."""
        others = self._parallel[series.source, series.table, series.along_row]
        counts = Counter(stem for other in others for stem in other.stems)
        return (
            frozenset(stem for stem in series.stems if len(others) < 2 or 2 * counts[stem] <= len(others))
            or series.stems
        )

    def mixed(self, series: Series) -> bool:
        """Whether a series holds values of several kinds, which can't be compared: visitors, staff and a year.

        The values of its table lie much further apart along it than across it.
        """
        return (series.source, series.table, series.along_row) in self._mixed

    def _of_mixed_kinds(self) -> set[tuple[str, int, bool]]:
        kinds = {
            place: float(np.mean(counts))
            for place, rows in self._parallel.items()
            if (counts := [found for series in rows if (found := kinds_of(series))])
        }
        spreads = {
            place: float(np.mean(own))
            for place, rows in self._parallel.items()
            if (own := [one for series in rows if (one := spread(series)) is not None])
        }
        return {
            (source, table, along)
            for (source, table, along), own in spreads.items()
            if own > _FARTHER * spreads.get((source, table, not along), math.inf) + _SCATTER
            or kinds.get((source, table, along), 1.0) > kinds.get((source, table, not along), 9.0) + _MORE_KINDS
        }

    def at(self, source: str, table: int, row: int, column: int) -> Fact | None:
        """The fact at a place in a table's body; None where the cell is empty."""
        number = self.number.get((source, table, row, column))
        return None if number is None else self.facts[number]

    def parallel(self, series: Series) -> list[Series]:
        """All rows, or all columns, of the table that a series is a row, or a column, of."""
        return self._parallel[series.source, series.table, series.along_row]

    def of_table(self, fact: Fact) -> list[Fact]:
        """All facts of a fact's table."""
        return [other for other in self.facts if (other.source, other.table) == (fact.source, fact.table)]

    def series_of(self, fact: Fact) -> Sequence[Series]:
        """The series that a fact belongs to."""
        return self._of[(fact.source, *fact.place)]


def _worded(label: str | None) -> bool:
    return any(character.isalpha() for character in label or "")


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values in deviations from their mean; shape as given."""
    standard: NDArray[np.float32] = (values - values.mean()) / np.float32(float(values.std()) or 1.0)
    return standard


def _fact(document: Document, number: int, table: Table, row: int, column: int, vocabulary: Vocabulary) -> Fact:
    cell = table.body[row][column]
    row_name, column_name = table.row_names[row], table.columns[column]
    headers = [name for name in (row_name, column_name) if name] or [cell.text]
    return Fact(
        document.source.name, number, row, column, cell, row_name, column_name,
        frozenset(name for header in headers for name in vocabulary.all_names_in(header)),
        table.mark(cell.text), document.language,
        table.caption.text if table.caption else None, cell_text(table, row, column),
    )  # fmt: skip


def _series(document: Document, number: int, table: Table, facts: Sequence[Fact]) -> list[Series]:
    def made(along_row: bool, label: str | None, own: list[Fact]) -> Series:
        return Series(document.source.name, number, along_row, label, tuple(own), table.legend, document.language)

    found = [
        made(True, name, [fact for fact in facts if fact.row == row])
        for row, name in enumerate(table.row_names)
        if name
    ]
    found += [
        made(False, name, [fact for fact in facts if fact.column == column])
        for column, name in enumerate(table.columns)
        if name
    ]
    if not found:
        found = [made(True, table.caption.text if table.caption else None, list(facts))]
    return [series for series in found if series.facts]
