"""The data that flows through the package, as frozen dataclasses.

Offsets count Unicode code points in a document's canonical text; an end is exclusive. What can be
computed from the data is a property, so that it can't contradict the data.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class SourceStatus(StrEnum):
    INDEXED = "indexed"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a source is not indexed: a code of corpus/causes, and what it is about."""

    code: str
    file: str = ""
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from.

    ``file`` is the path relative to the corpus folder, with forward slashes, and None for a source that is
    named in sources.yaml and is not there. ``likely_urls`` are addresses that it may have, of which none is proven.
    ``reason`` says why it is missing or failed, ``cause`` the same as data. ``retrieved`` is when its file was fetched
    (UTC, ISO 8601); None for one that a person put there.
    """

    id: str
    title: str
    kind: str = "document"
    language: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    file: str | None = None
    entities: tuple[str, ...] = ()
    sha256: str | None = None
    retrieved: str | None = None
    status: SourceStatus = SourceStatus.MISSING
    reason: str | None = None
    cause: Cause | None = None
    likely_urls: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What citations and the command line call it: its file, or its id where it has none."""
        return self.file or self.id


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document. ``level`` is a heading's (1 is the highest), or a list item's depth."""

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page begins within a block: what stands from ``position`` on is on ``page``."""

    position: int
    page: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell, or its caption: ``text == document.text[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A rating mark and what the legend says that it means; ``note`` where that took a reading.

    ``start`` and ``end`` span the legend's entry ("+++ very good") in the document.
    """

    text: str
    meaning: str
    start: int
    end: int
    note: str | None = None


@dataclass(frozen=True)
class Table:
    """A table, its cells and what holds for all of them.

    ``header`` and each of ``rows`` have the same number of cells; ``header`` is empty where the table
    has none. With ``row_headers`` the first cell of each row names the row. ``legend`` lists the marks
    that explain this table's cells, best first; empty where the document explains none.
    """

    start: int
    end: int
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: bool
    caption: Cell | None = None
    number: str | None = None
    legend: tuple[Mark, ...] = ()
    section: tuple[str, ...] = ()
    page: int | None = None

    @cached_property
    def columns(self) -> tuple[str | None, ...]:
        """The headers of the body's columns; None for each where the table has no header."""
        first = 1 if self.row_headers else 0
        if self.header:
            return tuple(cell.text or None for cell in self.header[first:])
        return (None,) * (len(self.rows[0]) - first if self.rows else 0)

    @cached_property
    def row_names(self) -> tuple[str | None, ...]:
        """The header of each row; None where the table has no row headers."""
        return tuple((row[0].text or None) if self.row_headers else None for row in self.rows)

    @cached_property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells that are no headers: ``body[row][column]``."""
        first = 1 if self.row_headers else 0
        return tuple(row[first:] for row in self.rows)

    def mark(self, text: str) -> Mark | None:
        """The legend's entry that explains a cell's text, or None."""
        return next((mark for mark in self.legend if mark.text == text), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A source's whole canonical text with its structure.

    ``text`` is NFC without markup; blocks are separated by a blank line, a table's rows by a line end
    and a row's cells by a tab. ``breaks`` are the pages that begin within blocks, in order.
    """

    source: Source
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    language: str | None = None
    breaks: tuple[PageBreak, ...] = ()

    def page_at(self, position: int) -> int | None:
        """The page that a position is on; None where there are no pages."""
        number = self.block_number(position)
        if number == len(self.blocks):
            return None
        block = self.blocks[number]
        last = bisect_right(self.breaks, position, key=lambda one: one.position) - 1
        return self.breaks[last].page if last >= 0 and self.breaks[last].position >= block.start else block.page

    def block_number(self, position: int) -> int:
        """The number of the first block that ends behind a position; the number of blocks where none does."""
        return bisect_right(self.blocks, position, key=lambda block: block.end)


class PassageKind(StrEnum):
    PROSE = "prose"
    LIST = "list"
    TABLE = "table"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's span in the document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one document that is found as one: ``document.text[start:end] == text``.

    ``table`` and ``row`` are indexes into ``document.tables`` and its rows, for those kinds.
    """

    id: str
    source: str
    start: int
    end: int
    text: str
    kind: PassageKind
    section: tuple[str, ...] = ()
    page: int | None = None
    language: str | None = None
    entities: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, its score, and the parts of the score by name."""

    passage: Passage
    score: float
    title: str
    parts: dict[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation; ``role`` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """Which cell a citation quotes; the indexes count body cells from 0."""

    caption: str | None
    row: str | None
    column: str | None
    row_index: int
    column_index: int


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span that proves a statement. Made by ``lcassist.answer.verify`` and nowhere else.

    ``url`` opens the original where the quote stands, as far as its format allows that. ``answer`` is where in the
    document the short answer stands, inside of the quote; None where the quote is that, or none was found.
    """

    number: int
    source: str
    title: str
    section: tuple[str, ...]
    page: int | None
    table: TableCell | None
    language: str | None
    quote: str
    start: int
    end: int
    url: str | None
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the answer says, in plain text, and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


class AnswerKind(StrEnum):
    ANSWER = "answer"
    ABSTENTION = "abstention"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Verification:
    """How many statements were made, how many held, and what was dropped: (text, reason)."""

    stated: int
    verified: int
    dropped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    ``question`` is the standalone question that was searched; ``text`` is Markdown with markers like
    [1], in which text from documents is escaped; ``nearest`` is given with an abstention.
    """

    kind: AnswerKind
    question: str
    text: str
    language: str
    engine: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    verification: Verification | None = None
    seconds: float = 0.0

    @property
    def abstained(self) -> bool:
        return self.kind is AnswerKind.ABSTENTION
