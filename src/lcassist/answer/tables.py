"""Finds the cells of tables that answer a question.

Each table has two axes. Names in the question choose places on one of them, its other words a label on the
other; a table without headers whose cells hold name and value ("Pécs 2017") is read as one label, its
caption. A question that names nobody may give a value instead ("which one is a commuter town?"): then the
cells that hold it answer with the header of their other axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.question import Question
from lcassist.corpus.readers.legends import is_mark
from lcassist.corpus.vocabulary import Vocabulary, fold
from lcassist.domain import Cell, Document, Mark, Table
from lcassist.index.labels import labels_of
from lcassist.index.store import Store
from lcassist.index.words import tokens


@dataclass(frozen=True, slots=True)
class Fact:
    """A body cell: where it is, whose value it is (``entity``) and of what (``attribute``)."""

    source: str
    table: int
    row: int
    column: int
    cell: Cell
    entity: str | None
    attribute: str | None
    mark: Mark | None


@dataclass(frozen=True)
class Series:
    """The cells of one row or column: one attribute's values for all entities of a table."""

    source: str
    table: int
    along_row: bool  # the label is a row's header and the entities are the columns' headers
    place: int  # of the row or column; -1 for a table without headers, read as a whole
    label: str | None
    facts: tuple[Fact, ...]
    entities: tuple[frozenset[str], ...]  # the vocabulary's names in each fact's entity
    caption: str | None
    language: str | None
    section: tuple[str, ...]

    @cached_property
    def label_terms(self) -> frozenset[str]:
        return frozenset(tokens(self.label or "", self.language))

    @cached_property
    def context_terms(self) -> frozenset[str]:
        text = " ".join(filter(None, (self.caption, *self.section)))
        return frozenset(tokens(text, self.language))

    @cached_property
    def value_terms(self) -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset(tokens(f"{fact.cell.text} {fact.mark.meaning if fact.mark else ''}", self.language))
            for fact in self.facts
        )

    @property
    def rated(self) -> bool:
        """Whether its values are rating marks."""
        filled = [fact for fact in self.facts if fact.cell.text]
        return bool(filled) and all(fact.mark is not None or is_mark(fact.cell.text) for fact in filled)


@dataclass(frozen=True, slots=True)
class Match:
    """A series and how well its label fits a question: the share of the question's words that it covers,
    the share of its own words that the question has, and how like the question it is by its vector."""

    series: Series
    covers: float
    covered: float
    likeness: float
    standard: float
    score: float


class Tables:
    """All series of a store's tables, with the vectors of their labels. Safe to share between threads."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self.series: list[Series] = []
        for name in store.library.sources():
            document = store.library.document(name)
            for number, table in enumerate(document.tables):
                self.series += _series(document, number, table, vocabulary)
        self._matrix = np.asarray(store.label_vectors) if self.series else None

    def matches(
        self, question: Question, vector: NDArray[np.float32], weights: dict[str, float], sources: set[str] | None
    ) -> list[Match]:
        """All series with how well they fit what the question asks about, best first."""
        if self._matrix is None:
            return []
        likeness = self._matrix @ vector
        standard = (likeness - likeness.mean()) / (float(likeness.std()) or 1.0)
        terms = frozenset(question.terms)
        total = sum(weights.values()) or 1.0
        found = []
        for one, like, z in zip(self.series, likeness, standard, strict=True):
            if sources is not None and one.source not in sources:
                continue
            same = one.language == question.language
            shared = terms & one.label_terms if same else frozenset()
            around = (terms & one.context_terms) - shared if same else frozenset()
            covers = (sum(weights[t] for t in shared) + 0.4 * sum(weights[t] for t in around)) / total
            covered = len(shared) / len(one.label_terms) if one.label_terms else 0.0
            score = float(z) + 2.0 * covers + 1.2 * covered
            found.append(Match(one, covers, covered, float(like), float(z), score))
        return sorted(found, key=lambda match: -match.score)


def _series(document: Document, number: int, table: Table, vocabulary: Vocabulary) -> Iterable[Series]:
    for along_row, place in labels_of(table):
        label = (table.row_names[place] if along_row else table.columns[place]) if place >= 0 else None
        if place < 0:
            where = [(r, c) for r, row in enumerate(table.body) for c in range(len(row))]
            label = table.caption.text if table.caption else None
        elif along_row:
            where = [(place, column) for column in range(len(table.columns))]
        else:
            where = [(row, place) for row in range(len(table.body))]
        facts, entities = [], []
        for r, c in where:
            cell = table.body[r][c]
            if place < 0:
                entity: str | None = cell.text
            else:
                entity = table.columns[c] if along_row else table.row_names[r]
            facts.append(Fact(document.source.name, number, r, c, cell, entity, label, table.mark(cell.text)))
            entities.append(frozenset(vocabulary.names_in(entity)) if entity else frozenset())
        yield Series(
            document.source.name, number, along_row, place, label, tuple(facts), tuple(entities),
            table.caption.text if table.caption else None, document.language, table.section,
        )  # fmt: skip


def named_facts(series: Series, names: Sequence[str]) -> list[Fact]:
    """The facts of a series whose entity is one of the names."""
    wanted = set(names)
    return [fact for fact, own in zip(series.facts, series.entities, strict=True) if own & wanted and fact.cell.text]


def holds_name(text: str, names: Iterable[str]) -> bool:
    words = fold(text)
    return any(fold(name) in words for name in names)
