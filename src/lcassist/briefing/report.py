"""What is taken along: answers, or a comparison, as plain blocks with one numbered list of sources.

Pure: data in, data out. Each format writes the same blocks; a citation that several answers share has one number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from lcassist.answer.compose import plain
from lcassist.domain import Answer, Citation


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of an answer; the report's own title is none."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; one that is ``item`` belongs to a list, and ``quiet`` is said about an answer, not in it."""

    text: str
    item: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header, and rows as long as that."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as PNG, and what it shows in words: its heading."""

    png: bytes = field(repr=False)
    about: str


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report comes from: the day (ISO 8601), the corpus's titles, and the fingerprint of the index."""

    date: str
    corpus: tuple[str, ...]
    index: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, in the order in which it is read."""

    title: str
    language: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources_title: str
    sources: tuple[str, ...]  # the first one is number 1


class Numbering:
    """Numbers citations over a whole report, each span once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int, str], int] = {}
        self._made: list[Citation] = []

    def of(self, citation: Citation) -> int:
        key = citation.source, citation.start, citation.end, citation.quote  # answers may be of different indexes
        if key not in self._numbers:
            self._numbers[key] = len(self._made) + 1
            self._made.append(replace(citation, number=len(self._made) + 1))
        return self._numbers[key]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(source_line(citation) for citation in self._made)


def of_answers(asked: Sequence[tuple[str, Answer]], where: Provenance, language: str) -> Report:
    """A report of questions as they were typed and their answers; ``language`` is that of its own words."""
    numbering = Numbering()
    blocks: list[Block] = []
    for typed, answer in asked:
        blocks += _answer(typed, answer, numbering, language)
    return made(word("answers", language), blocks, numbering, where, language)


def made(title: str, blocks: Sequence[Block], numbering: Numbering, where: Provenance, language: str) -> Report:
    """A report of blocks whose citations were numbered; what names its origin is put in front."""
    titles = "; ".join(where.corpus)
    about = (
        word("date", language, date=where.date),
        word("corpus", language, count=str(len(where.corpus)), titles=titles),
        word("index", language, index=where.index),
    )
    return Report(title, language, about, tuple(blocks), word("sources", language), numbering.lines)


def place(citation: Citation) -> str:
    """Where a citation stands, on one line: title, section, page, table cell."""
    parts = [citation.title]
    if citation.section:
        parts.append(citation.section[-1])
    if citation.page is not None:
        parts.append(f"p. {citation.page}")
    if citation.table is not None:
        cell = ", ".join(filter(None, (citation.table.row, citation.table.column)))
        parts += filter(None, (citation.table.caption, cell))
    return " · ".join(parts)


def source_line(citation: Citation) -> str:
    """A citation as an entry of a list of sources: its place, its quote, its address."""
    quote = " ".join(citation.quote.split())
    return " ".join(filter(None, (f"{place(citation)}: “{quote}”", citation.url)))


@cache
def _words() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = json.loads((files(__package__) / "words.json").read_text("utf-8"))
    return data


def word(key: str, language: str, **values: str) -> str:
    """A report's own words, in English where there are none in a language."""
    own = _words()
    return own.get(language, own["en"])[key].format(**values)


def _answer(typed: str, answer: Answer, numbering: Numbering, language: str) -> list[Block]:
    blocks: list[Block] = [Heading(" ".join(typed.split()))]
    if not answer.statements:
        if answer.abstained:
            blocks.append(Paragraph(word("abstained", language)))
        blocks += [Paragraph(" ".join(plain(part).split())) for part in answer.text.split("\n\n") if part.strip()]
        return blocks
    if answer.question != " ".join(typed.split()):
        blocks.append(Paragraph(word("searched", language, question=answer.question), quiet=True))
    own = {citation.number: citation for citation in answer.citations}
    many = len(answer.statements) > 1
    for statement in answer.statements:
        numbers = "".join(f"[{numbering.of(own[number])}]" for number in statement.citations)
        first, *items = statement.text.split("\n- ")
        blocks.append(Paragraph(f"{first} {numbers}", item=many))
        blocks += [Paragraph(item, item=True) for item in items]
    blocks += [Paragraph(note, quiet=True) for note in answer.notes]
    held = answer.verification
    if answer.engine == "quotes" or held is None:
        blocks.append(Paragraph(word("by_quotes", language), quiet=True))
    else:
        said = {"model": answer.engine, "verified": str(held.verified), "stated": str(held.stated)}
        blocks.append(Paragraph(word("by_model", language, **said), quiet=True))
    return blocks
