"""A table's cells as facts, and the rows and columns that they stand in as series of values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from lcassist.answer import cues
from lcassist.answer.quantities import units, units_in
from lcassist.answer.scales import scale_of
from lcassist.answer.values import YEAR, blank, comparable, magnitude, truth
from lcassist.corpus.parsers.legends import is_mark
from lcassist.domain import Cell, Mark
from lcassist.index.words import tokens

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


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
    def compared(self) -> float | None:
        """What its value is compared by; None where it is no number, date or time."""
        return comparable(self.cell.text, self.language)

    @property
    def place(self) -> tuple[int, int, int]:
        return self.table, self.row, self.column

    @cached_property
    def in_money(self) -> bool:
        """Whether its table's caption says that it holds money: "Annual budget by source, in euros (2023)"."""
        own = units()["price"]
        return bool(own.intersection(cues.folded(self.caption or "").split()) or own & units_in([self.caption or ""]))

    @property
    def headers(self) -> str:
        """What it is the value of; the caption where it has no headers."""
        return " – ".join(filter(None, (self.row_name, self.column_name))) or self.caption or ""


def is_total(label: str | None) -> bool:
    """Whether a header names a sum or an average of the others."""
    return label is not None and cues.folded(_BRACKETS.sub(" ", label)) in (
        cues.everywhere("total") | cues.everywhere("average")
    )


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

    def is_of(self, fact: Fact, names: Collection[str]) -> bool:
        """Whether a fact of this series is about one of some names, or under one of some headers."""
        return any(name in names for name in fact.names) or self.entity(fact) in names

    def is_all_of(self, name: str) -> bool:
        """Whether it is all of one name: that one's column or row."""
        return all(name in fact.names for fact in self.facts)

    @cached_property
    def by_year(self) -> bool:
        """Whether it gives a value for each of some years."""
        entities = [self.entity(fact) or "" for fact in self.facts if not is_total(self.entity(fact))]
        return len(entities) > 1 and all(YEAR.fullmatch(one) for one in entities)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its label, without what stands in brackets: a unit, a year."""
        return frozenset(tokens(_BRACKETS.sub(" ", self.label or ""), self.language))

    @cached_property
    def compared(self) -> tuple[Fact, ...]:
        """Its facts without those of a row or column of totals, and without cells that say that there is nothing."""
        return tuple(
            fact
            for fact in self.facts
            if not is_total(self.entity(fact)) and (fact.mark or self.truths or not blank(fact.cell.text))
        )

    @cached_property
    def rated(self) -> bool:
        """Whether its values are ratings: marks, or words of one scale."""
        given = [fact for fact in self.facts if fact.mark is not None or not blank(fact.cell.text)]
        marks = bool(given) and all(fact.mark or is_mark(fact.cell.text) for fact in given)
        return not self.truths and (marks or bool(self.graded))

    @cached_property
    def graded(self) -> dict[str, float]:
        """The scale of words that its values are on ("good", "fair"), with their places; empty where on none."""
        given = [fact for fact in self.facts if not blank(fact.cell.text)]
        return {} if any(fact.mark for fact in given) else scale_of(fact.cell.text for fact in given)

    @cached_property
    def truths(self) -> float:
        """The share of its cells that say yes or no, and nothing else; 0 where none says yes."""
        said = [truth(fact.cell.text) for fact in self.facts if fact.mark is None]
        return sum(one is not None for one in said) / len(self.facts) if True in said else 0.0

    @cached_property
    def units(self) -> frozenset[str]:
        """What stands beside the numbers in its cells, and the unit in its header: "kg", "€", "km²"."""
        return units_in((fact.cell.text for fact in self.facts), self.label or "")

    @cached_property
    def scale(self) -> float:
        """What its header says that its cells count, such as thousands: "Turnover (€ million)"."""
        return max((magnitude(word) for word in re.findall(r"\w+", self.label or "")), default=1.0)
