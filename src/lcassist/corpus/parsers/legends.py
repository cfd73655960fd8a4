"""Finds the legends that explain rating marks ("+++ very good", "A = excellent"), and their tables.

A legend is two or more different marks, each with its meaning: as list items or short lines one after
the other, in one line ("A = good; B = poor"), or as a table of two columns. It holds for the tables
after it until the next legend; one that follows a table directly is that table's if no earlier legend
explains its marks better. A legend's mark that is the beginning of exactly one mark that the legend
lacks explains that mark (a cell says "-/+", the legend "-/"): the longest beginning wins, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from lcassist.domain import Block, BlockKind, Mark, Table

_SYMBOLS = r"[^\w\s\"'“”‘’«»(\[<&.,;:!?€$£%#=]{1,8}"
_SYMBOL_ENTRY = re.compile(rf"(?P<mark>{_SYMBOLS})\s*(?:[=:–—]\s*|\s)(?P<meaning>[^\W\d_].{{0,80}})")
_LETTER_ENTRY = re.compile(r"(?P<mark>[A-Z]{1,2}[+-]?|\d)\s*(?:=|:|–|—|\s-\s)\s*(?P<meaning>[^\W\d_].{0,80})")
# among signs a nought stands for the middle: "+ good, 0 fair, - poor"
_NOUGHTS = frozenset("0oO")
_NOUGHT_ENTRY = re.compile(r"(?P<mark>[0oO])(?:\s*[=:–—]\s*|\s+)(?P<meaning>[^\W\d_].{0,80})")
_LEAD = re.compile(r"[^\W\d_][\w\s]{0,60}:\s*")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{5,400})[)\]]")
# from a word's beginning: else a long word is tried at each of its letters
_TITLE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}[.:]\s+(?=\S)")
_SEPARATORS = (re.compile(r"\s*[;,|•]\s*"), re.compile(rf"\s(?={_SYMBOLS}\s+[^\W\d_])"))
_PURE_SYMBOLS = re.compile(_SYMBOLS)


@dataclass(frozen=True, slots=True)
class _Legend:
    marks: tuple[Mark, ...]
    first: int  # the numbers of the blocks that it stands in
    last: int


def entry(text: str) -> tuple[str, str] | None:
    """(mark, meaning) of a legend's line, or None."""
    match = _SYMBOL_ENTRY.fullmatch(text) or _LETTER_ENTRY.fullmatch(text)
    return (match["mark"], match["meaning"].strip()) if match else None


def is_mark(text: str) -> bool:
    """Whether a cell's text consists of symbols alone, as a rating does."""
    return _PURE_SYMBOLS.fullmatch(text) is not None


def is_legend(line: str) -> bool:
    """Whether a line by itself explains two marks or more: "A = good; B = poor"."""
    return len(_marks_of(line, 0)) >= 2


def with_legends(text: str, blocks: Sequence[Block], tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, each with the marks that explain its cells, best first."""
    legends = [*_in_lines(text, blocks), *_in_tables(blocks, tables)]
    place = {block.start: number for number, block in enumerate(blocks)}
    return tuple(_explained(table, place[table.start], legends, blocks) for table in tables)


def _in_lines(text: str, blocks: Sequence[Block]) -> Iterable[_Legend]:
    run: list[Mark] = []
    first = 0
    for number, block in enumerate([*blocks, None]):
        marks: list[Mark] = []
        if block is not None and block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.CAPTION):
            line = text[block.start : block.end]
            marks = _marks_of(line, block.start)
            if not marks and run and is_mark(run[-1].text) and (nought := _nought(line, 0, len(line), block.start)):
                marks = [nought]
        if marks and not run:
            first = number
        if marks:
            run += marks
            continue
        if len({mark.text for mark in run}) >= 2:
            yield _Legend(tuple(run), first, number - 1)
        run = []


def _marks_of(line: str, start: int) -> list[Mark]:
    for separator, (begin, end) in product(_SEPARATORS, _parts(line)):
        spans = list(_spans(line, begin, end, separator))
        found = [_mark(line, *span, start) for span in spans]
        if any(mark is not None and is_mark(mark.text) for mark in found):
            found = [mark or _nought(line, *span, start) for mark, span in zip(found, spans, strict=True)]
        marks = [mark for mark in found if mark is not None]
        if len(marks) == len(found) and len({mark.text for mark in marks}) >= 2:
            return marks
    whole = _mark(line, 0, len(line), start)
    return [whole] if whole else []


def _parts(line: str) -> list[tuple[int, int]]:
    """The parts of a line that may be a legend: all of it, what follows "Legend:" or the title of a table, or what
    stands in brackets ("Table 2. Progress (+ = planned, ++ = under way)")."""
    lead = _LEAD.match(line)
    # "A: good; B: bad" begins like "Legend: A = good; B = bad"
    parts = [(0, len(line)), *([(lead.end(), len(line))] if lead else [])]
    parts += [match.span(1) for match in _BRACKETED.finditer(line)]
    titles = [match.end() for match in _TITLE.finditer(line)]
    return parts + [(end, len(line)) for end in titles[-1:]]


def _mark(line: str, begin: int, end: int, start: int) -> Mark | None:
    one = entry(line[begin:end])
    return Mark(*one, start + begin, start + end) if one else None


def _nought(line: str, begin: int, end: int, start: int) -> Mark | None:
    match = _NOUGHT_ENTRY.fullmatch(line[begin:end])
    return Mark(match["mark"], match["meaning"].strip(), start + begin, start + end) if match else None


def _spans(line: str, begin: int, end: int, separator: re.Pattern[str]) -> Iterable[tuple[int, int]]:
    for match in separator.finditer(line, begin, end):
        yield begin, match.start()
        begin = match.end()
    yield begin, end


def _in_tables(blocks: Sequence[Block], tables: Sequence[Table]) -> Iterable[_Legend]:
    place = {block.start: number for number, block in enumerate(blocks)}
    for table in tables:
        rows = [row for row in (table.header, *table.rows) if row]
        if any(len(row) != 2 for row in rows):
            continue
        marks = [
            Mark(row[0].text, row[1].text, row[0].start, row[1].end)
            for row in rows
            if row[1].text and (is_mark(row[0].text) or re.fullmatch(r"[A-Z][+-]?", row[0].text))
        ]
        if len(marks) >= 2 and len(marks) >= len(rows) - 1:
            yield _Legend(tuple(marks), place[table.start], place[table.start])


def _explained(table: Table, place: int, legends: Sequence[_Legend], blocks: Sequence[Block]) -> Table:
    cells = {cell.text for row in table.body for cell in row if cell.text}
    before = max((one for one in legends if one.last < place), key=lambda one: one.last, default=None)
    behind = place + 1
    while behind < len(blocks) and blocks[behind].kind is BlockKind.CAPTION:
        behind += 1
    after = next((one for one in legends if one.first == behind), None)
    if after and (before is None or _explains(before, table) <= _explains(after, table)):
        next_table = next((n for n in range(after.last + 1, len(blocks)) if blocks[n].kind is BlockKind.TABLE), None)
        adjoins = next_table is not None and all(
            blocks[n].kind is BlockKind.CAPTION for n in range(after.last + 1, next_table)
        )
        # a legend between two tables is the second one's where another one already serves the first
        if not (adjoins and before is not None and _explains(before, table) > 0):
            before = after
    if before is None or not _explains(before, table):
        return table
    listed = {mark.text for mark in before.marks}
    unlisted = sorted(text for text in cells if text not in listed and is_mark(text))
    marks = [_read(mark, before.marks, unlisted, cells) for mark in before.marks]
    return replace(table, legend=_best_first(marks))


def _explains(legend: _Legend, table: Table) -> float:
    """The largest share of a column's filled cells that the legend's marks explain, if half or more."""
    marks = {mark.text for mark in legend.marks}
    symbols = any(is_mark(mark) for mark in marks)
    best = 0.0
    for column in zip(*table.body, strict=True):
        filled = [cell.text for cell in column if cell.text]
        known = sum(text in marks for text in filled)
        rated = sum(text in marks or (symbols and is_mark(text)) for text in filled)
        if known and rated * 2 >= len(filled):
            best = max(best, known / len(filled))
    return best


def _read(mark: Mark, legend: Sequence[Mark], unlisted: Sequence[str], cells: set[str]) -> Mark:
    if mark.text in cells:
        return mark
    longer = [text for text in unlisted if text.startswith(mark.text)]
    if len(longer) != 1:
        return mark
    rivals = [other.text for other in legend if longer[0].startswith(other.text)]
    if max(rivals, key=len) != mark.text:
        return mark
    return replace(mark, text=longer[0], note=f"the legend writes {mark.text!r}")


def weight(mark: str) -> int:
    """How high a mark made of symbols ranks by itself: each minus counts down, any other sign up.

    "-/+" is 0, "+++" is 3, "★★" is 2.
    """
    return sum(-1 if sign in "-−–" else 0 if sign in "/oO0○☆" else 1 for sign in mark)


def _best_first(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Legends are written from best to worst or the other way round; signs tell which, letters don't."""
    weights = [weight(mark.text) for mark in marks]
    rising = weights[-1] > weights[0]
    symbols = all(is_mark(mark.text) or mark.text in _NOUGHTS for mark in marks)
    digits = all(mark.text.isdigit() for mark in marks)
    if digits:
        rising = int(marks[-1].text) > int(marks[0].text)
    return tuple(reversed(marks)) if rising and (symbols or digits) else tuple(marks)
