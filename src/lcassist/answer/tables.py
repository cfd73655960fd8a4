"""All tables of an index, cell by cell: whose value a cell is, of what, and how like a question it is.

Each body cell belongs to two series: that of its row's header and that of its column's. A table without
headers whose cells hold name and value ("Utrecht 2017") is read as one series, its caption's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.question import Question
from lcassist.corpus.readers.legends import is_mark
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Cell, Document, Mark, Table
from lcassist.index.cells import cell_text, cells_of, labels_of
from lcassist.index.store import Store
from lcassist.index.words import tokens
from lcassist.retrieve.search import Query


@dataclass(frozen=True)
class Fact:
    """A filled body cell: where it is, its headers, the names in them, and its mark's meaning if it has one."""

    source: str
    table: int
    row: int
    column: int
    cell: Cell
    row_name: str | None
    column_name: str | None
    names: frozenset[str]
    mark: Mark | None
    language: str | None
    caption: str | None
    text: str  # as it is embedded

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(tokens(self.text, self.language))

    @cached_property
    def value_stems(self) -> frozenset[str]:
        return frozenset(tokens(self.cell.text, self.language))

    @property
    def place(self) -> tuple[int, int, int]:
        return self.table, self.row, self.column


@dataclass(frozen=True)
class Series:
    """The filled cells of one row or one column, which can be compared; ``label`` is its header.

    ``along_row`` tells which; a table without headers is one series, with the caption for a label.
    """

    source: str
    table: int
    along_row: bool
    label: str | None
    facts: tuple[Fact, ...]
    legend: tuple[Mark, ...]
    language: str | None

    def entity(self, fact: Fact) -> str | None:
        """What a fact of this series is a value for: the header of the other axis."""
        if fact.row_name is None and fact.column_name is None:
            return fact.cell.text
        return fact.column_name if self.along_row else fact.row_name

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(tokens(self.label or "", self.language))

    @property
    def rated(self) -> bool:
        """Whether its values are rating marks."""
        return all(fact.mark is not None or is_mark(fact.cell.text) for fact in self.facts)


class Tables:
    """The facts and series of a store's tables. Safe to share between threads."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self.facts: list[Fact] = []
        self.series: list[Series] = []
        self._of: dict[tuple[str, int, int, int], list[Series]] = {}
        self._labels: dict[tuple[str, int, str], int] = {}
        counted = 0
        for name in store.library.sources():
            document = store.library.document(name)
            for number, table in enumerate(document.tables):
                for label in labels_of(table):
                    self._labels[name, number, label] = counted
                    counted += 1
                own = [_fact(document, number, table, row, column, vocabulary) for row, column in cells_of(table)]
                self.facts += own
                for series in _series(document, number, table, own):
                    self.series.append(series)
                    for fact in series.facts:
                        self._of.setdefault((name, *fact.place), []).append(series)
        self._vectors = np.asarray(store.cell_vectors) if self.facts else None
        self._label_vectors = np.asarray(store.label_vectors) if self.facts else None
        self.number = {(fact.source, *fact.place): number for number, fact in enumerate(self.facts)}

    def likeness(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each fact with a question's vector; shape (facts,)."""
        return np.zeros(0, np.float32) if self._vectors is None else self._vectors @ vector

    def label_likeness(self, matter: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each label with the vector of what is asked; shape (labels,)."""
        return np.zeros(0, np.float32) if self._label_vectors is None else self._label_vectors @ matter

    def label_number(self, source: str, table: int, label: str) -> int | None:
        """The place of a header among the labels."""
        return self._labels.get((source, table, label))

    def fitting(
        self, question: Question, query: Query, weights: Mapping[str, float], sources: Collection[str] | None
    ) -> list[tuple[float, Series]]:
        """All series with how well each fits a question, best first: by their cells' likeness and their labels.

        ``weights`` are the rarities of the question's words.
        """
        likeness = self.likeness(query.vector)
        if not len(likeness):
            return []
        standard = (likeness - likeness.mean()) / (float(likeness.std()) or 1.0)
        terms = weights.keys()
        total = sum(weights.values()) or 1.0
        labels = self.label_likeness(query.matter)
        labels = (labels - labels.mean()) / (float(labels.std()) or 1.0)
        fits = []
        for series in self.series:
            if sources is not None and series.source not in sources:
                continue
            places = [self.number[(fact.source, *fact.place)] for fact in series.facts]
            shared = series.stems & terms if series.language == question.language else frozenset[str]()
            covered = len(shared) / len(series.stems) if series.stems else 0.0
            covers = sum(weights[term] for term in shared) / total
            number = self.label_number(series.source, series.table, series.label or "")
            label = 0.0 if number is None else float(labels[number])
            fits.append((float(np.mean(standard[places])) + 0.5 * label + 2.0 * covers + 1.2 * covered, series))
        return sorted(fits, key=lambda fit: -fit[0])

    def series_of(self, fact: Fact) -> Sequence[Series]:
        """The series that a fact belongs to."""
        return self._of[(fact.source, *fact.place)]


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
