"""Finds tables: by the rules that are drawn around cells (pdfplumber), or by cells that stand in columns."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lcassist.corpus.readers.pdf.glyphs import Page, Word
from lcassist.corpus.readers.pdf.lines import Line, lines_of
from lcassist.corpus.readers.pdf.parts import Grid, Part
from lcassist.corpus.readers.spans import Spanning, grid
from lcassist.domain import BlockKind

_FEWEST_RULES = 4
_MOST_RULES = 3_000  # more make a drawing, and finding their crossings takes for ever
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table, the words in it, and where it stands on its page."""

    part: Part
    words: tuple[Word, ...]
    left: float
    right: float
    top: float
    bottom: float


def has_rules(page: Page) -> bool:
    """Whether enough lines are drawn on a page, both ways, to make a table."""
    across = sum(rule.horizontal for rule in page.rules)
    return 2 <= across <= _MOST_RULES and _FEWEST_RULES <= len(page.rules) <= _MOST_RULES and across < len(page.rules)


def ruled_tables(page: Page, plumber_page: Any) -> list[PlacedTable]:
    """The tables whose cells are drawn; pdfplumber finds the cells, and the page's words are put into them."""
    tables = [_placed(page, found) for found in plumber_page.find_tables()]
    return [table for table in tables if table is not None]


def _placed(page: Page, found: Any) -> PlacedTable | None:
    boxes = [box for box in found.cells if box]
    lefts = sorted({round(box[0]) for box in boxes})
    tops = sorted({round(box[1]) for box in boxes})
    columns, rows = _merged(lefts), _merged(tops)
    if len(columns) < 2 or len(rows) < 1 or len(boxes) < 4:
        return None
    taken: list[Word] = []
    placed: list[list[Spanning[list[Line]]]] = [[] for _ in rows]
    for box in sorted(boxes, key=lambda box: (round(box[1]), box[0])):
        words = [w for w in page.words if box[1] <= w.middle < box[3] and box[0] <= (w.left + w.right) / 2 < box[2]]
        taken += words
        row, column = _nearest(rows, box[1]), _nearest(columns, box[0])
        down = sum(box[1] + 2 < top < box[3] - 2 for top in rows)
        across = sum(box[0] + 2 < left < box[2] - 2 for left in columns)
        missing = column - sum(cell.columns for cell in placed[row]) - _hanging(placed, row, column)
        placed[row] += [Spanning(list[Line]())] * max(missing, 0)
        placed[row].append(Spanning(lines_of(words, page.number), down + 1, across + 1))
    cells, _ = grid([row for row in placed if row], [])
    filled = sum(bool(cell) for row in cells for cell in row)
    if filled < 2 or len(cells) < _FEWEST_ROWS and filled < 3:
        return None
    left, top, right, bottom = found.bbox
    header = _bold_header(cells)
    return PlacedTable(Part(BlockKind.TABLE, page.number, grid=Grid(cells, header)), tuple(taken), left, right, top, bottom)


def _hanging(placed: Sequence[Sequence[Spanning[list[Line]]]], row: int, column: int) -> int:
    """How many cells of the rows above reach down into a row, left of a column."""
    count = 0
    for above in range(row):
        at = 0
        for cell in placed[above]:
            if above + cell.rows > row and at < column:
                count += cell.columns
            at += cell.columns
    return count


def _merged(edges: Sequence[int]) -> list[int]:
    made: list[int] = []
    for edge in edges:
        if not made or edge - made[-1] > 3:
            made.append(edge)
    return made


def _nearest(edges: Sequence[int], place: float) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - place))


def _bold_header(cells: Sequence[Sequence[Sequence[Line]]]) -> int | None:
    """1 where the first row alone is bold, None where the letters don't tell."""
    bold = [[all(line.bold for line in cell) for cell in row if cell] for row in cells]
    if len(cells) < 2 or not bold[0] or not all(bold[0]):
        return None
    others = [one for row in bold[1:] for one in row[1:]]
    return 1 if others and not any(others) else None


def aligned_tables(lines: Sequence[Line]) -> Iterator[Part | list[Line]]:
    """Lines in rows, with the tables found among them as parts.

    A table is two rows or more, of three cells or more, or three rows of two, in columns that no cell of
    another crosses. What stands below a row, line by line, without its first cell goes on with its cells.
    """
    rows = [list(row) for _, row in groupby(_numbered(lines), key=lambda pair: pair[0])]
    grouped = [[line for _, line in row] for row in rows]
    plain: list[Line] = []
    place = 0
    while place < len(grouped):
        end = _table_end(grouped, place)
        if end:
            if plain:
                yield plain
                plain = []
            yield _aligned(grouped[place:end])
            place = end
        else:
            plain += grouped[place]
            place += 1
    if plain:
        yield plain


def _numbered(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    number = 0
    before: Line | None = None
    for line in lines:
        if before is not None:
            overlap = min(before.bottom, line.bottom) - max(before.top, line.top)
            if overlap <= 0.5 * min(before.size, line.size):
                number += 1
        yield number, line
        before = line


def _table_end(rows: Sequence[Sequence[Line]], start: int) -> int:
    """Where the table that begins at a row ends, exclusive; 0 where none begins there."""
    if len(rows[start]) < 2:
        return 0
    bands: list[list[float]] = [[line.left, line.right] for line in rows[start]]
    end, full = start + 1, 1
    while end < len(rows):
        row = rows[end]
        gap = min(line.top for line in row) - max(line.bottom for line in rows[end - 1])
        if gap > 2.5 * row[0].size:
            break
        grown = _fitted(bands, row)
        if grown is None:
            break
        if len(row) == 1 and (gap > 0.6 * row[0].size or not _continues(rows[end - 1], row[0])):
            break
        bands = grown
        full += len(row) >= 2
        end += 1
    columns = len(bands)
    several = sum(len(row) >= 3 for row in rows[start:end])
    if not ((columns >= 3 and full >= 2 and several >= 2) or (columns == 2 and full >= 3)):
        return 0
    if columns == 2 and _prose(rows[start:end]):
        return 0
    return end


def _continues(above: Sequence[Line], line: Line) -> bool:
    return any(abs(line.left - other.left) < 2 or abs(line.right - other.right) < 2 for other in above)


def _fitted(bands: Sequence[Sequence[float]], row: Sequence[Line]) -> list[list[float]] | None:
    """The columns widened by a row's cells; None where a cell stands in two columns."""
    grown = [list(band) for band in bands]
    for line in row:
        touched = [band for band in grown if line.left < band[1] and line.right > band[0]]
        if len(touched) > 1:
            return None
        if touched:
            touched[0][0] = min(touched[0][0], line.left)
            touched[0][1] = max(touched[0][1], line.right)
        else:
            grown.append([line.left, line.right])
    grown.sort()
    overlapping = any(one[1] > two[0] for one, two in zip(grown, grown[1:], strict=False))
    return None if overlapping else grown


def _prose(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether two columns are numbered lines of text or a list, not a table."""
    firsts = [row[0].text for row in rows if len(row) > 1]
    return statistics.mean(map(len, firsts)) < 3


def _aligned(rows: Sequence[Sequence[Line]]) -> Part:
    bands: list[list[float]] = []
    for row in rows:
        bands = _fitted(bands, row) or bands
    steps = [min(l.top for l in two) - max(l.bottom for l in one) for one, two in zip(rows, rows[1:], strict=False)]
    within = min(steps, default=0.0)
    apart = max(steps, default=0.0)
    wrapped = apart - within > 0.25 * rows[0][0].size
    cells: list[list[list[Line]]] = []
    for number, row in enumerate(rows):
        close = number > 0 and steps[number - 1] < (within + apart) / 2
        if not (number > 0 and close and wrapped) or not cells:
            cells.append([[] for _ in bands])
        for line in row:
            column = next(n for n, band in enumerate(bands) if line.left < band[1] and line.right > band[0])
            cells[-1][column].append(line)
    return Part(BlockKind.TABLE, rows[0][0].page, grid=Grid(cells, _bold_header(cells)))
