"""Puts a document together from what a parser recognises, and computes every span on the way.

A parser calls ``heading``, ``block`` and ``table`` in the order of the document; the canonical text
grows with each call, so that a span is where the text was put and never the result of a search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lcassist.corpus.parsers.captions import with_captions
from lcassist.corpus.parsers.legends import with_legends
from lcassist.domain import Block, BlockKind, Cell, Document, PageBreak, Source, Table

# Invisible characters that would make a quote differ from what a reader of the source sees, or turn the
# direction of the text around it: zero-width, soft hyphen, byte order mark, bidirectional controls.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_ALIKE = 0.75  # the share of labels with digits, beside that of values, from which on both are alike
_NUMERIC = re.compile(r"[\d\s.,:/%€$£<>≥≤~+()-]*\d[\d\s.,:/%€$£<>≥≤~+()-]*")


def clean(text: str) -> str:
    """One line of canonical text: NFC, no control or invisible characters, white space as one space."""
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself; ``date`` is a year, year and month, or day (ISO 8601), ``language`` ISO 639-1."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None


class DocumentBuilder:
    """Collects blocks and tables in order. ``page`` holds for all that is added until it is changed."""

    def __init__(self) -> None:
        self.page: int | None = None
        self.metadata = Metadata()
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._breaks: list[PageBreak] = []
        self._sections: list[tuple[int, str]] = []
        self._captions: list[int] = []  # the numbers of the blocks that are the caption of the table after them

    @property
    def empty(self) -> bool:
        return not self._blocks

    @property
    def title(self) -> str | None:
        """The first heading of the highest level that stands in the document."""
        headings = [b for b in self._blocks if b.kind is BlockKind.HEADING]
        if not headings:
            return None
        top = min(headings, key=lambda b: b.level)
        return "".join(self._parts)[top.start : top.end]

    def heading(self, text: str, level: int) -> None:
        text = clean(text)
        if not text:
            return
        while self._sections and self._sections[-1][0] >= level:
            self._sections.pop()
        self._sections.append((level, text))
        self._add(BlockKind.HEADING, text, level)

    def block(self, kind: BlockKind, text: str, level: int = 0, breaks: Sequence[tuple[int, int]] = ()) -> None:
        """Add a paragraph, list item, caption or footnote; an empty one is left out.

        ``breaks`` are the pages that begin within it: how many characters stand before, and the page.
        """
        text = clean(text)
        if text:
            self._add(kind, text, level)
            start = self._blocks[-1].start
            self._breaks += [PageBreak(start + before, page) for before, page in breaks if before < len(text)]

    def captioned(self) -> None:
        """Take the block that was added last for the caption of the table that is added next."""
        self._captions.append(len(self._blocks) - 1)

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], pages: Sequence[int | None] | None = None
    ) -> None:
        """Add a table; rows are padded to the same width; empty rows and columns are left out.

        ``pages`` has the page of each row, where they may be on several.
        """
        width = max((len(row) for row in [header, *rows]), default=0)
        grid = [[clean(cell) for cell in row] + [""] * (width - len(row)) for row in [header, *rows]]
        used = [any(row[column] for row in grid) for column in range(width)]
        grid = [[cell for cell, keep in zip(row, used, strict=True) if keep] for row in grid]
        head, body = grid[0], [row for row in grid[1:] if any(row)]
        paged = [page for row, page in zip(grid[1:], pages or [self.page] * len(rows), strict=True) if any(row)]
        if not any(head):
            head = []
        if not head and not body:
            return
        start = self._begin()
        cells = [self._row(row, first=number == 0) for number, row in enumerate([head, *body] if head else body)]
        header_cells = cells[0] if head else ()
        rows_cells = tuple(cells[1:] if head else cells)
        end = self._length
        self._blocks.append(Block(BlockKind.TABLE, start, end, self._path(), 0, self.page))
        last = self.page
        for row, page in zip(rows_cells, paged, strict=True):
            if page is not None and page != last:
                self._breaks.append(PageBreak(row[0].start, page))
                last = page
        self._tables.append(
            Table(
                start,
                end,
                header_cells,
                rows_cells,
                _has_row_headers(head, body),
                section=self._path(),
                page=self.page,
            )
        )

    def document(self, source: Source, language: str | None = None) -> Document:
        """The finished document, with captions and legends given to their tables."""
        text = "".join(self._parts)
        blocks, tables = with_captions(text, tuple(self._blocks), tuple(self._tables), self._captions)
        return Document(source, text, blocks, with_legends(text, blocks, tables), language, tuple(self._breaks))

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._sections)

    def _begin(self) -> int:
        if self._blocks:
            self._put("\n\n")
        return self._length

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add(self, kind: BlockKind, text: str, level: int) -> None:
        start = self._begin()
        self._put(text)
        self._blocks.append(Block(kind, start, self._length, self._path(), level, self.page))

    def _row(self, texts: Sequence[str], *, first: bool) -> tuple[Cell, ...]:
        if not first:
            self._put("\n")
        cells = []
        for number, text in enumerate(texts):
            if number:
                self._put("\t")
            start = self._length
            self._put(text)
            cells.append(Cell(text, start, self._length))
        return tuple(cells)


def _has_row_headers(head: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first column names the rows.

    With a header it does, by the convention of nearly all tables. Without one it does in a list of two columns
    whose first is a set of different names, as in a sheet of facts; it doesn't where both columns hold the same
    kind of thing ("Utrecht 2017" beside "Lyon 2018").
    """
    width = len(head) if head else len(body[0])
    if width < 2:
        return False
    if head:
        return True
    names, values = [row[0] for row in body], [row[1] for row in body]
    if width != 2 or len(set(names)) < len(names) or not all(names) or len(body) < 2:
        return False
    if all(_NUMERIC.fullmatch(value) for value in values if value):
        return True
    longer = sum(map(len, values)) > sum(map(len, names))
    return longer or _share_with_digits(names) < _ALIKE * _share_with_digits(values)


def _share_with_digits(texts: Sequence[str]) -> float:
    return sum(any(character.isdigit() for character in text) for text in texts) / len(texts)
