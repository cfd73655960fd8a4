"""A comparison: names in columns, themes in rows, and in each place what the sources say, cited, or that they don't.

Themes are the headers of table rows (or columns) that hold values of the names. Where a table has the cell, the
cell is taken; for other themes, and where a cell is empty, the theme is asked about each name, and the first
statement of the answer is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcassist.answer import cues
from lcassist.answer.aggregate import rank
from lcassist.answer.assistant import Assistant
from lcassist.answer.findings import cell_finding
from lcassist.answer.phrases import phrase
from lcassist.answer.tables import Fact, Series
from lcassist.answer.verify import Citations
from lcassist.domain import AnswerKind, Citation, Mark
from lcassist.errors import QuestionError

FEWEST, MOST = 2, 4
MOST_THEMES = 30


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that a table says of several names; ``group`` is the table's caption."""

    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the sources say of one theme for one name; no text and no citations where they don't.

    ``rating`` is the place of a mark in its legend, 1 for the lowest; None where the value is no mark.
    """

    text: str = ""
    citations: tuple[Citation, ...] = ()
    rating: float | None = None
    legend: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A comparison: ``places[theme][name]``."""

    names: tuple[str, ...]
    themes: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]


def themes(assistant: Assistant) -> tuple[Theme, ...]:
    """The themes that tables hold of the names that can be compared, in the order of the tables."""
    found: dict[str, Theme] = {}
    for series in _series(assistant):
        if series.label and series.label not in found:
            found[series.label] = Theme(series.label, series.facts[0].caption or "")
    return tuple(found.values())


def compared(assistant: Assistant, names: Sequence[str], chosen: Sequence[str], language: str = "en") -> Matrix:
    """The comparison of two to four names on themes; a theme that no table has is asked in its own words.

    Raises:
        QuestionError: there are too few or too many names or themes, or a name is not among those compared.
    """
    names, chosen = tuple(dict.fromkeys(names)), tuple(dict.fromkeys(" ".join(one.split()) for one in chosen))
    chosen = tuple(filter(None, chosen))
    unknown = [name for name in names if name not in assistant.entities]
    if unknown:
        raise QuestionError(f"{unknown[0]!r} can't be compared: choose of {', '.join(assistant.entities)}")
    if not FEWEST <= len(names) <= MOST:
        raise QuestionError(f"{len(names)} were chosen to compare: choose {FEWEST} to {MOST}")
    if not 1 <= len(chosen) <= MOST_THEMES:
        raise QuestionError(f"{len(chosen)} themes were chosen: choose 1 to {MOST_THEMES}")
    series = _series(assistant)
    labels = {cues.folded(one.label): one.label for one in series if one.label}
    chosen = tuple(dict.fromkeys(labels.get(cues.folded(theme), theme) for theme in chosen))
    places = tuple(tuple(_place(assistant, series, theme, name, language) for name in names) for theme in chosen)
    return Matrix(names, chosen, places)


def questions_of(assistant: Assistant, names: Sequence[str], chosen: Sequence[str]) -> int:
    """How many questions a comparison asks at most: of each name each theme that no table has."""
    known = {cues.folded(theme.label) for theme in themes(assistant)}
    return len(set(names)) * sum(cues.folded(theme) not in known for theme in set(chosen))


def _series(assistant: Assistant) -> list[Series]:
    """The series that hold values of two or more of the names that can be compared."""
    group = set(assistant.entities)
    return [
        series
        for series in assistant.tables.series
        if series.facts[0].row_name and series.facts[0].column_name
        if len({name for fact in series.facts for name in fact.names & group}) > 1
    ]


def _place(assistant: Assistant, series: Sequence[Series], theme: str, name: str, language: str) -> Place:
    for one in series:
        if one.label == theme:
            fact = next((fact for fact in one.facts if name in fact.names), None)
            if fact is not None:
                return _cell(assistant, one, fact, language)
    answer = assistant.ask(phrase("suggest_topic", language, topic=theme, name=name))
    if answer.kind is not AnswerKind.ANSWER:
        return Place()
    first = answer.statements[0]
    return Place(first.text, tuple(one for one in answer.citations if one.number in first.citations))


def _cell(assistant: Assistant, series: Series, fact: Fact, language: str) -> Place:
    finding = cell_finding(fact, fact.caption, language)
    citations = Citations(assistant.library)
    for evidence in finding.evidence:
        citations.number(evidence)
    label = " – ".join(filter(None, (fact.column_name, fact.row_name)))
    rating = rank(fact.cell.text, series.legend) if series.legend else None
    return Place(finding.text.removeprefix(f"{label}: "), citations.made, rating, series.legend)
