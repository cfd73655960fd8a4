"""Passages and tables as the reader's input, with the span of every sentence and cell.

    <s> question </s></s> title > section (or caption), a line end, text </s>

A window's text is the sentences of a passage, without its headings, which stand in the head, or rows of a table, each
written "header: cell; header: cell |". Windows are cut between sentences, rows and cells; what is longer than a window
by itself is cut into several that stand for the same span. A row that goes on in the next window says its name there
again, its first cell, which is no unit in that place. A table is cut into the same windows whichever of its
passages was found, so that the rows of one table are read together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lcassist.domain import BlockKind, Cell, Document, Passage, Table

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUESTION_TOKENS = 64  # of a longer question its end is read
HEAD_TOKENS = 48
TEXT_TOKENS = 160
NAME_TOKENS = 16  # of a row's name, where the row goes on in another window
SECTIONS = " > "
_NOWHERE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a cell of a window: what can be evidence.

    ``start`` and ``end`` are its span in the document, ``first`` and ``last`` its tokens in the window (end exclusive).
    ``row`` and ``column`` count the table's rows and columns as ``Table.rows`` has them; None for a sentence.
    """

    start: int
    end: int
    first: int
    last: int
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of one document that the reader reads at once.

    ``tokens`` has shape (n,); ``places`` has shape (n, 2): each token's span in the document, -1 where the text is not
    the document's own (headers and meanings that are written beside cells).
    """

    source: str
    table: int | None
    head: tuple[int, ...]
    tokens: NDArray[np.int64]
    places: NDArray[np.int32]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Tokens that stay together: a sentence, or a cell with its header; ``low`` to ``high`` are the unit's own."""

    ids: list[int]
    places: list[tuple[int, int]]
    low: int
    high: int
    start: int
    end: int
    row: int | None = None
    column: int | None = None


class Linearizer:
    """Writes passages and questions with one tokenizer. Safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """``tokenizer`` cuts nothing off, as ``load_tokenizer`` gives it."""
        self._tokenizer = tokenizer
        reserved = (tokenizer.token_to_id(token) for token in ("<s>", "<pad>", "</s>", "<mask>"))
        self._reserved = frozenset(one for one in reserved if one is not None)
        self._unknown = int(tokenizer.token_to_id("<unk>") or 0)
        self.special = (int(tokenizer.token_to_id("<s>") or 0), int(tokenizer.token_to_id("</s>") or 0))
        self._head = lru_cache(maxsize=4096)(self._encoded_head)

    def question(self, text: str) -> tuple[int, ...]:
        """The tokens of a question, of a long one the last."""
        return tuple(self.encode(text)[-QUESTION_TOKENS:])

    def input(self, question: Sequence[int], window: Window) -> tuple[NDArray[np.int64], int]:
        """All token ids, shape (n,), and the place of the window's first token among them."""
        begin, end = self.special
        before = [begin, *question, end, end, *window.head]
        return np.concatenate([before, window.tokens, [end]]).astype(np.int64), len(before)

    def encode(self, text: str) -> list[int]:
        """The tokens of a text, without special ones."""
        return self._encode(text)[0]

    def prose(self, passage: Passage, document: Document) -> tuple[Window, ...]:
        """The windows of a passage that is no table."""
        headings = {block.start for block in document.blocks if block.kind is BlockKind.HEADING}
        sentences = [one for one in passage.sentences if not _starts_in(document, one.start, headings)]
        head = self._head((document.source.title, *passage.section))
        # of a passage that is nothing but headings they are what can be read
        pieces = (self._sentence(document.text, one.start, one.end) for one in sentences or passage.sentences)
        return tuple(_window(document, None, head, packed) for packed in _packed([piece] for piece in pieces))

    def table(self, document: Document, number: int) -> tuple[Window, ...]:
        """The windows of a table, in the order of its rows."""
        table = document.tables[number]
        caption = table.caption.text if table.caption else ""
        head = self._head((document.source.title, *table.section, *((caption,) if caption else ())))
        rows = (self._row(table, row) for row in range(len(table.rows)))
        return tuple(_window(document, number, head, packed) for packed in _packed(filter(None, rows)))

    def _sentence(self, text: str, start: int, end: int) -> _Piece:
        ids, offsets = self._encode(text[start:end])
        return _Piece(ids, [(start + a, start + b) for a, b in offsets], 0, len(ids), start, end)

    def _row(self, table: Table, row: int) -> list[_Piece]:
        cells = [(column, cell) for column, cell in enumerate(table.rows[row]) if cell.text.strip()]
        last = cells[-1][0] if cells else -1
        return [self._cell(table, row, column, cell, last=column == last) for column, cell in cells]

    def _cell(self, table: Table, row: int, column: int, cell: Cell, *, last: bool) -> _Piece:
        header = table.header[column].text if table.header else ""
        mark = table.mark(cell.text)
        before = f"{header}: " if header else ""
        value = f"{cell.text} ({mark.meaning})" if mark else cell.text
        ids, offsets = self._encode(f"{before}{value}" + (" |" if last else ";"))
        own = range(len(before), len(before) + len(cell.text))
        places = [
            (cell.start + max(a, own.start) - own.start, cell.start + min(b, own.stop) - own.start)
            if b > own.start and a < own.stop  # a word's token may begin with the space before it
            else _NOWHERE
            for a, b in offsets
        ]
        inside = [
            place for place, (a, b) in enumerate(offsets) if b > own.start and a < len(before) + len(value) and b > a
        ] or [0]
        return _Piece(ids, places, inside[0], inside[-1] + 1, cell.start, cell.end, row, column)

    def _encoded_head(self, parts: tuple[str, ...]) -> tuple[int, ...]:
        named = SECTIONS.join(dict.fromkeys(filter(None, parts)))
        return tuple(self.encode(f"{named}\n")[:HEAD_TOKENS])

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        # lone surrogates, which JSON can bring in, are nothing that a tokenizer takes
        encoded = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"), add_special_tokens=False)
        # who types "</s>" changes nothing of the input's structure
        return [self._unknown if one in self._reserved else one for one in encoded.ids], encoded.offsets


def _starts_in(document: Document, position: int, starts: set[int]) -> bool:
    number = document.block_number(position)
    return number < len(document.blocks) and document.blocks[number].start in starts


def _packed(groups: Iterable[list[_Piece]]) -> Iterator[list[_Piece]]:
    """Groups (a sentence; the cells of a row) put together up to a window's length; a longer group is cut."""
    run: list[_Piece] = []
    length = 0
    for group in groups:
        size = sum(len(piece.ids) for piece in group)
        if run and length + size > TEXT_TOKENS:
            yield run
            run, length = [], 0
        if size <= TEXT_TOKENS:
            run, length = run + group, length + size
            continue
        name = _name(group[0])
        for place, piece in enumerate(chain.from_iterable(_cut(piece) for piece in group)):
            if run and length + len(piece.ids) > TEXT_TOKENS:
                yield run
                run, length = ([name], len(name.ids)) if name and place else ([], 0)
            run, length = [*run, piece], length + len(piece.ids)
    if run:
        yield run


def _name(piece: _Piece) -> _Piece | None:
    """A row's first cell as what is written before the rest of the row, and is no unit there; None for a sentence."""
    if piece.row is None:
        return None
    ids = piece.ids[:NAME_TOKENS]
    return _Piece(ids, [_NOWHERE] * len(ids), 0, 0, piece.start, piece.end)


def _cut(piece: _Piece) -> Iterator[_Piece]:
    """A piece in parts that stand for the same span, of at most a window's length beside a row's name."""
    longest = TEXT_TOKENS if piece.row is None else TEXT_TOKENS - NAME_TOKENS
    for at in range(0, max(1, len(piece.ids)), longest):
        ids, places = piece.ids[at : at + longest], piece.places[at : at + longest]
        low, high = max(0, piece.low - at), min(len(ids), piece.high - at)
        low, high = (low, high) if low < high else (0, len(ids))
        yield _Piece(ids, places, low, high, piece.start, piece.end, piece.row, piece.column)


def _window(document: Document, table: int | None, head: tuple[int, ...], pieces: list[_Piece]) -> Window:
    units = []
    at = 0
    for piece in pieces:
        if piece.high > piece.low:
            units.append(Unit(piece.start, piece.end, at + piece.low, at + piece.high, piece.row, piece.column))
        at += len(piece.ids)
    return Window(
        document.source.name,
        table,
        head,
        np.array([one for piece in pieces for one in piece.ids], np.int64),
        np.array([place for piece in pieces for place in piece.places], np.int32).reshape(-1, 2),
        tuple(units),
    )
