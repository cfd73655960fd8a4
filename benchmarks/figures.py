"""What was measured, shown as a Markdown table with each figure's target and whether it was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_DECIMALS = {"s": 2, "ms": 1, "GB": 2, "×": 2, "pages/s": 1, "%": 1}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; ``target`` is the most that it may be, None where nothing was promised.

    ``at_least`` is, in its place, the least that a figure may be of which more is better.
    """

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    at_least: float | None = None

    @property
    def shown(self) -> str:
        return f"{self.value:,.{_DECIMALS.get(self.unit, 0)}f} {self.unit}".rstrip()

    @property
    def limit(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}"
        return "" if self.target is None else f"≤ {self.target:g} {self.unit}"

    @property
    def verdict(self) -> str:
        if self.at_least is not None:
            return "met" if self.value >= self.at_least else "MISSED"
        if self.target is None:
            return ""
        return "met" if self.value <= self.target else "MISSED"


@dataclass(frozen=True, slots=True)
class Result:
    """A group's figures, and in Markdown how they were come by and what they don't say."""

    figures: tuple[Figure, ...]
    notes: str


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, its columns aligned."""
    rows = [("Figure", "Measured", "Target", "")]
    rows += [(figure.name, figure.shown, figure.limit, figure.verdict) for figure in figures]
    widths = [max(3, *(len(row[column]) for row in rows)) for column in range(4)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)
