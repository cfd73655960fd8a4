"""Where a cell stands beside what a question says: in a row or a column that it names, under a header that it asks for.

Of "How many loans did Dijkveen have?" the row is said, and which of its cells is asked for the likeness of their other
headers tells. So that header counts alone, held against those of the other cells of the row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.choice import stems_of
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.tables import Tables
from lcassist.index.words import tokens


@dataclass(frozen=True, slots=True)
class Place:
    """A cell's headers beside a question.

    ``label``: how like what is asked the headers are that it doesn't say, in deviations from those of all labels;
    ``line``: that of the one header beside those of the other cells of a row (or column) that the question names, in
    deviations; ``said``: how many of both headers it names, 0 to 2; ``crossing``: the share of the words of the
    other one that it says; ``elsewhere``: whether it names a header in words, and none of these.
    """

    label: float
    line: float
    said: float
    crossing: float
    elsewhere: float


class Lines:
    """The rows and columns that a question names, and how like what it asks the headers that cross them are."""

    def __init__(self, tables: Tables, question: Question, labels: NDArray[np.float32], names: Collection[str]) -> None:
        """``labels`` are the likenesses of all labels; ``names`` those of the entities asked about."""
        self._tables = tables
        self._question = question
        self._likeness = labels
        self._names = frozenset(names)
        self._chosen = {place: choice.labels for place, choice in tables.chosen(question).items()}
        every = (label for own in self._chosen.values() for label in own)
        # a year, or the name of one who is asked about, doesn't say what is asked
        self._worded = any(
            any(character.isalpha() for character in label) and self._names.isdisjoint(tables.names_in(label))
            for label in every
        )
        self._spread: dict[tuple[str, int, bool, int], tuple[float, float]] = {}

    def names_line_of(self, fact: Fact) -> bool:
        """Whether the question says the header of a fact's row or of its column."""
        own = self._chosen.get((fact.source, fact.table))
        return own is not None and (fact.row_name in own or fact.column_name in own)

    def place(self, fact: Fact) -> Place:
        """Where a fact stands beside the question."""
        row, column = (self._says(fact, name) for name in (fact.row_name, fact.column_name))
        said = float(row) + float(column)
        asked = [name for name, own in ((fact.row_name, row), (fact.column_name, column)) if name and not own]
        headers = asked or [name for name in (fact.row_name, fact.column_name) if name] or [fact.caption or ""]
        # a mere number ("2023") is like every number
        matter = [one for one in headers if any(character.isalpha() for character in one)]
        label = max((self._of(fact, one) for one in matter), default=0.0)
        own = self._chosen.get((fact.source, fact.table), frozenset())
        elsewhere = float(self._worded and fact.row_name not in own and fact.column_name not in own)
        if said != 1 or not asked:
            return Place(label, 0.0, said, 0.0, elsewhere)
        mean, spread = self._line(fact, along_row=row)
        return Place(label, (self._of(fact, asked[0]) - mean) / spread, said, self._crossing(fact, asked[0]), elsewhere)

    def _says(self, fact: Fact, name: str | None) -> bool:
        if name is None:
            return False
        if name in self._chosen.get((fact.source, fact.table), ()):
            return True
        return bool(self._names) and not self._names.isdisjoint(self._tables.names_in(name))

    def _of(self, fact: Fact, label: str) -> float:
        number = self._tables.label_number(fact.source, fact.table, label)
        return 0.0 if number is None else float(self._likeness[number])

    def _line(self, fact: Fact, *, along_row: bool) -> tuple[float, float]:
        """Mean and deviation of the likenesses of the headers that cross a fact's row (or column)."""
        key = (fact.source, fact.table, along_row, fact.row if along_row else fact.column)
        found = self._spread.get(key)
        if found is None:
            series = next((one for one in self._tables.series_of(fact) if one.along_row == along_row), None)
            crossing = [series.entity(one) for one in series.facts] if series else []
            likeness = np.asarray([self._of(fact, one) for one in crossing if one], np.float32)
            found = (float(likeness.mean()), float(likeness.std()) or 1.0) if len(likeness) > 1 else (0.0, 1.0)
            self._spread[key] = found
        return found

    def _crossing(self, fact: Fact, header: str) -> float:
        if fact.language != self._question.language:
            return 0.0
        own = frozenset(tokens(header, fact.language))
        said = stems_of(self._question.text, self._question.language)
        return len(own & said) / len(own) if own else 0.0
