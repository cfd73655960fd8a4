"""Reads a PDF without tags by where its words stand: columns, tables, paragraphs, items, footnotes.

Lines that stand side by side are kept apart. Where a stretch of the page can be cut from top to bottom with
lines on both sides, it has columns, and each is read to its end before the next, as in the XY-cut of Nagy and
Seth (1984). What spans the cut parts the stretches.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lcassist.corpus.parsers.captions import caption_number
from lcassist.corpus.parsers.pdf.glyphs import Page
from lcassist.corpus.parsers.pdf.grids import PlacedTable, aligned_tables, ruled_tables
from lcassist.corpus.parsers.pdf.lines import Line, in_rows, lines_of, overlap
from lcassist.corpus.parsers.pdf.parts import Part
from lcassist.corpus.parsers.pdf.tags import without_bullet
from lcassist.domain import BlockKind

_GAP = 1.2  # sizes of the font between words of two columns or cells
_FEWEST = 4  # lines on each side of a cut
_FOOTNOTE = re.compile(r"(?:[¹²³⁰⁴-⁹]+|\d{1,3}|[*†‡])\s?\S")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*[¹²³⁰⁴-⁹]*$")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are read from top to bottom."""

    lines: tuple[Line, ...]
    left: float
    right: float


def page_parts(page: Page, drawn: Sequence[Any] | None) -> list[Part]:
    """The parts of a page in reading order; ``drawn`` is what pdfplumber found of drawn tables, if it did."""
    tables = ruled_tables(page, drawn) if drawn is not None else []
    inside: set[int] = {id(word) for table in tables for word in table.words}
    words = [word for word in page.words if id(word) not in inside]
    lines = _rows(lines_of(words, page.number, _GAP))
    placed = [(region, part) for region in _regions(lines, page) for part in _parts(region, page)]
    return _with_tables(placed, tables)


def _with_tables(placed: Sequence[tuple[Region, Part]], tables: Sequence[PlacedTable]) -> list[Part]:
    """The parts, and the tables before the first part of the same column that is below them."""
    made = list(placed)
    for table in tables:
        own = Region((), table.left, table.right)
        place = next((n for n, (region, part) in enumerate(made) if _below(part, region, table)), len(made))
        made.insert(place, (own, table.part))
    return [part for _, part in made]


def _below(part: Part, region: Region, table: PlacedTable) -> bool:
    first = part.first_line
    beside = region.left < table.right and region.right > table.left
    return first is not None and first.top >= table.bottom - 2 and beside


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Lines whose words were drawn in another order than they stand in, put together again."""
    ordered = (sorted(line.words, key=lambda word: word.left) if _shuffled(line) else line.words for line in lines)
    return [Line(tuple(words), line.page) for words, line in zip(ordered, lines, strict=True)]


def _shuffled(line: Line) -> bool:
    return any(one.left > two.left + 1 for one, two in zip(line.words, line.words[1:], strict=False))


def _regions(lines: Sequence[Line], page: Page, depth: int = 0) -> list[Region]:
    """Lines in the order in which they are read, a region for each column's stretch."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    cut = _best_cut(lines, left, right) if depth < 3 else None
    if cut is None:
        return [Region(tuple(in_rows(lines)), left, right)]
    regions: list[Region] = []
    crossing = sorted((line for line in lines if line.left < cut < line.right), key=lambda line: line.top)
    rest = [line for line in lines if not line.left < cut < line.right]
    edges = [*(line.top for line in crossing), float("inf")]
    above = float("-inf")
    run: list[Line] = []
    for number, edge in enumerate(edges):
        band = [line for line in rest if above <= (line.top + line.bottom) / 2 < edge]
        one = [line for line in band if line.right <= cut]
        two = [line for line in band if line.left >= cut]
        if len(one) >= 2 and len(two) >= 2:
            regions += _regions(run, page, 3)
            regions += _regions(one, page, depth + 1) + _regions(two, page, depth + 1)
            run = []
        else:
            run += band
        if number < len(crossing):
            run.append(crossing[number])
            above = crossing[number].top
    return regions + _regions(run, page, 3)


def _best_cut(lines: Sequence[Line], left: float, right: float) -> float | None:
    """Where the page is cut into columns: text on both sides, in lines that fill their columns."""
    width = right - left
    if width < 150:
        return None
    best, best_score = None, 0
    edges = sorted({round(line.left - 1.5) for line in lines if left + 0.15 * width < line.left < right - 0.15 * width})
    for cut in edges:
        one = [line for line in lines if line.right <= cut]
        two = [line for line in lines if line.left >= cut]
        crossing = len(lines) - len(one) - len(two)
        if len(one) < _FEWEST or len(two) < _FEWEST:
            continue
        score = min(len(one), len(two)) - 2 * crossing if _in_columns(one, two) else 0
        if score > best_score:
            best, best_score = cut, score
    return float(best) if best is not None else None


def _in_columns(one: Sequence[Line], two: Sequence[Line]) -> bool:
    """Whether two sets of lines are columns of text, not of a table: most lines fill their width."""
    for side in (one, two):
        left, right = min(line.left for line in side), max(line.right for line in side)
        full = [line for line in side if line.right - line.left > 0.7 * (right - left)]
        letters = sum(len(line.text) for line in side)
        if sum(len(line.text) for line in full) < 0.6 * letters or right - left < 8 * side[0].size:
            return False
    return True


def _parts(region: Region, page: Page) -> list[Part]:
    made: list[Part] = []
    for piece in aligned_tables(region.lines):
        if isinstance(piece, Part):
            made.append(piece)
        else:
            made += _paragraphs(_joined(piece), region, page)
    return made


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines of one row that are no table's, as one."""
    made: list[Line] = []
    for line in lines:
        if made and overlap(made[-1], line) and line.left >= made[-1].right - 1:
            made[-1] = Line(made[-1].words + line.words, line.page)
        else:
            made.append(line)
    return made


def _paragraphs(lines: Sequence[Line], region: Region, page: Page) -> list[Part]:
    groups: list[list[Line]] = []
    leading = _leading(lines)
    for number, line in enumerate(lines):
        if groups and not _begins(groups[-1], line, lines[number + 1 : number + 2], leading, region):
            groups[-1].append(line)
        else:
            groups.append([line])
    lefts = sorted({round(group[0].left / 6) for group in groups if group[0].bullet})
    body = statistics.median(line.size for line in lines)
    return [_part(group, lefts, region, page, body) for group in groups]


def _leading(lines: Sequence[Line]) -> float:
    """The distance of most lines from the one before, from bottom to bottom."""
    steps = [two.bottom - one.bottom for one, two in itertools.pairwise(lines)]
    steps = [step for line, step in zip(lines, steps, strict=False) if 0.5 * line.size < step < 2.5 * line.size]
    return statistics.median_low(steps) if steps else 1.2 * (lines[0].size if lines else 10)


def _begins(group: Sequence[Line], line: Line, following: Sequence[Line], leading: float, region: Region) -> bool:
    """Whether a line begins a paragraph of its own."""
    before = group[-1]
    if before.filled or (line.filled and _SENTENCE_END.search(before.text)):
        return True
    step = line.bottom - before.bottom
    if step > 1.25 * leading + 0.5 and step > 1.12 * _own_leading(group, leading) + 0.5:
        return True
    if step < 0 or line.bullet or abs(line.size - before.size) > 0.12 * before.size or line.bold != before.bold:
        return bool(
            step < 0 or line.bullet or abs(line.size - before.size) > 0.12 * before.size or _whole(before, line)
        )
    short = before.right < region.right - 0.15 * (region.right - region.left)
    if caption_number(line.text) and (short or _SENTENCE_END.search(before.text)):
        return True
    if group[0].bullet:
        return line.left < group[0].left + 0.5 * line.size and line.left < _text_left(group[0]) - 1
    indent = line.left - min(one.left for one in group[1:] or group)
    flush = not following or following[0].left < line.left - 0.5 * line.size
    if len(group) > 1 and indent > 0.8 * line.size and flush:
        return True
    short = before.right < region.right - 0.25 * (region.right - region.left)
    return short and _SENTENCE_END.search(before.text) is not None and line.text[0].isupper()


def _whole(before: Line, line: Line) -> bool:
    """Whether a change between bold and plain is one of lines, not one within a sentence."""
    return not (line.text[0].islower() and not _SENTENCE_END.search(before.text))


def _own_leading(group: Sequence[Line], leading: float) -> float:
    return group[-1].bottom - group[-2].bottom if len(group) > 1 else leading


def _text_left(line: Line) -> float:
    return line.words[1].left if len(line.words) > 1 else line.left


def _part(group: list[Line], lefts: Sequence[int], region: Region, page: Page, body: float) -> Part:
    first, last = group[0], group[-1]
    open_end = last.right > region.right - 0.12 * (region.right - region.left)
    if caption_number(" ".join(line.text for line in group)):
        return Part(BlockKind.CAPTION, page.number, group, open_end=open_end)
    low = first.top > 0.6 * page.height and first.size < 0.93 * body
    if low and _FOOTNOTE.match(first.text):
        return Part(BlockKind.FOOTNOTE, page.number, group, open_end=open_end)
    if first.bullet and not _sentence_of_heading(group, body):
        depth = lefts.index(round(first.left / 6)) + 1 if round(first.left / 6) in lefts else 1
        return Part(BlockKind.ITEM, page.number, without_bullet(group), min(depth, 6), open_end=open_end)
    return Part(BlockKind.PARAGRAPH, page.number, group, open_end=open_end)


def _sentence_of_heading(group: Sequence[Line], body: float) -> bool:
    """Whether "1. Funding" is a heading: larger than the text, or bold."""
    first = group[0]
    return first.words[0].text[0].isalnum() and (first.size > 1.12 * body or (first.bold and len(group) <= 2))
