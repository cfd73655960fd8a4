"""Finds tables: by the rules that are drawn around cells (pdfplumber), or by cells that stand in columns."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lcassist.corpus.parsers.captions import caption_number
from lcassist.corpus.parsers.pdf.glyphs import Page, Word
from lcassist.corpus.parsers.pdf.lines import BULLET, NUMBER, Line, in_rows, lines_of
from lcassist.corpus.parsers.pdf.parts import Grid, Part
from lcassist.corpus.parsers.spans import Spanning, grid
from lcassist.domain import BlockKind

_FEWEST_RULES = 4
_MOST_RULES = 3_000  # more make a drawing, and finding their crossings takes for ever
_FEWEST_ROWS = 2
_CELL_GAP = 0.45  # sizes of the font between two cells; between two words it is a quarter to a third
_FARTHEST = 2.5  # sizes of the font between two rows

Gap = tuple[float, float]  # left and right


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


def ruled_tables(page: Page, drawn: Sequence[Any]) -> list[PlacedTable]:
    """The tables whose cells are drawn; pdfplumber finds the cells, and the page's words are put into them."""
    tables = [_placed(page, found) for found in drawn]
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
    if filled < 2 or (len(cells) < _FEWEST_ROWS and filled < 3):
        return None
    left, top, right, bottom = found.bbox
    header = _bold_header(cells)
    return PlacedTable(
        Part(BlockKind.TABLE, page.number, grid=Grid(cells, header)), tuple(taken), left, right, top, bottom
    )


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


@dataclass(slots=True)
class _Band:
    """Words that overlap in height, from left to right: a line, or a row whose cells have several."""

    words: list[Word]
    page: int

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return statistics.median(word.size for word in self.words)

    def free(self) -> list[Gap]:
        """The gaps between its words that are wider than between words of a sentence, justified or not."""
        found, right = list[Gap](), None
        words = sorted(self.words, key=lambda word: word.left)
        if BULLET.fullmatch(words[0].text) or NUMBER.fullmatch(words[0].text):
            words = words[1:]
        for word in words:
            if right is not None and word.left - right > 0.1 * self.size:
                found.append((right, word.left))
            right = word.right if right is None else max(right, word.right)
        # in a justified line all gaps are of one width; in a row of a table those within a cell are narrow
        narrowest = min((gap[1] - gap[0] for gap in found), default=0.0)
        least = min(max(_CELL_GAP * self.size, 1.6 * narrowest), self.size)
        return [gap for gap in found if gap[1] - gap[0] > least]


def aligned_tables(lines: Sequence[Line]) -> Iterator[Part | list[Line]]:
    """Lines from top to bottom, with the tables found among them as parts.

    A table is a stretch of rows through which gaps run from top to bottom: two rows with two such gaps, or more
    rows with one. Its rows are parted by the gaps that run from side to side.
    """
    bands = _bands(lines)
    plain: list[Line] = []
    place = 0
    while place < len(bands):
        end, gaps = _stretch([band for band, _ in bands], place)
        if end:
            if plain:
                yield plain
                plain = []
            yield _aligned([band for band, _ in bands[place:end]], gaps)
            place = end
        else:
            plain += bands[place][1]
            place += 1
    if plain:
        yield plain


def _bands(lines: Sequence[Line]) -> list[tuple[_Band, list[Line]]]:
    made: list[tuple[_Band, list[Line]]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        if made and line.top < bottom - 0.3 * line.size:
            made[-1][0].words.extend(line.words)
            made[-1][1].append(line)
            bottom = max(bottom, line.bottom)
        else:
            made.append((_Band(list(line.words), line.page), [line]))
            bottom = line.bottom
    return [(band, in_rows(own)) for band, own in made]


def _stretch(bands: Sequence[_Band], start: int) -> tuple[int, list[Gap]]:
    """Where the table that begins at a band ends, exclusive, and its gaps; 0 where none begins there."""
    gaps = bands[start].free()
    counts = [1] * len(gaps)
    end = start + 1
    while gaps and end < len(bands):
        band, above = bands[end], bands[end - 1]
        if band.top - above.bottom > _FARTHEST * band.size or _is_caption(band):
            break
        kept, kept_counts, lost = [], [], False
        for gap, count in zip(gaps, counts, strict=True):
            narrowed = _narrowed(gap, band)
            if narrowed is not None:
                kept.append(narrowed)
                kept_counts.append(count + _both_sides(narrowed, band))
            else:
                lost = lost or count >= _FEWEST_ROWS
        if lost or not kept:
            break
        gaps, counts = kept, kept_counts
        end += 1
    rows = end - start
    sure = [gap for gap, count in zip(gaps, counts, strict=True) if count >= max(_FEWEST_ROWS, 0.4 * rows)]
    wide = len(sure) == 1 and sure[0][1] - sure[0][0] > bands[start].size
    apart = all(gap[1] - gap[0] > bands[start].size for gap in sure)
    if (len(sure) >= 2 and rows >= (_FEWEST_ROWS if apart else 3)) or (
        wide and rows >= 3 and not _is_list(bands[start:end], sure[0])
    ):
        return end, sure
    return 0, []


def _is_caption(band: _Band) -> bool:
    text = " ".join(word.text for word in sorted(band.words, key=lambda word: word.left)[:4])
    return caption_number(text) is not None


def _narrowed(gap: Gap, band: _Band) -> Gap | None:
    """What a band leaves free of a gap; None where that is not enough."""
    left, right = gap
    middle = (left + right) / 2
    for word in band.words:
        if word.right <= middle:
            left = max(left, word.right)
        elif word.left >= middle:
            right = min(right, word.left)
        elif word.right - left < right - word.left:
            left = max(left, word.right)
        else:
            right = min(right, word.left)
    return (left, right) if right - left > _CELL_GAP * band.size else None


def _both_sides(gap: Gap, band: _Band) -> bool:
    return any(word.right <= gap[0] for word in band.words) and any(word.left >= gap[1] for word in band.words)


def _is_list(bands: Sequence[_Band], gap: Gap) -> bool:
    """Whether what stands left of a gap are the signs and numbers of a list's items."""
    firsts = ["".join(word.text for word in band.words if word.right <= gap[0]) for band in bands]
    firsts = [text for text in firsts if text]
    return statistics.mean(map(len, firsts)) < 3.5 if firsts else True


def _aligned(bands: Sequence[_Band], gaps: Sequence[Gap]) -> Part:
    steps = [two.top - one.bottom for one, two in itertools.pairwise(bands)]
    within, apart = min(steps, default=0.0), max(steps, default=0.0)
    uneven = apart - within > 0.25 * bands[0].size
    rows: list[list[list[Word]]] = []
    for number, band in enumerate(bands):
        close = number > 0 and uneven and steps[number - 1] < (within + apart) / 2
        if not close or (_complete(band, gaps) and number == 1):
            rows.append([[] for _ in range(len(gaps) + 1)])
        for word in band.words:
            rows[-1][sum((gap[0] + gap[1]) / 2 < (word.left + word.right) / 2 for gap in gaps)].append(word)
    cells = [[lines_of(cell, bands[0].page) for cell in row] for row in rows]
    return Part(BlockKind.TABLE, bands[0].page, grid=Grid(cells, _bold_header(cells)))


def _complete(band: _Band, gaps: Sequence[Gap]) -> bool:
    """Whether a band has a word in each column."""
    edges = [float("-inf"), *((gap[0] + gap[1]) / 2 for gap in gaps), float("inf")]
    return all(any(left < word.left < right for word in band.words) for left, right in itertools.pairwise(edges))
