"""Reads plain text: recognises headings, lists, tab-separated tables, legends, footnotes and paragraphs
that a page break cut in two.

Text without markup leaves some things open; where two readings are possible the plainer one is taken
(a paragraph rather than a heading, no header rather than a wrong one).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.captions import caption_number
from lcassist.corpus.parsers.legends import entry, is_legend, is_mark
from lcassist.domain import BlockKind

_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*•–▪◦·]|(?P<number>\d{1,3}[.)]|[a-z]\)))\s+(?P<text>\S.*)")
_NUMBERED_HEADING = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+[^\W\d_]")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_RULE = re.compile(r"([=\-~_*])\1{2,}\s*$")
_FOOTNOTE = re.compile(r"[¹²³⁰⁴-⁹]+\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*[¹²³⁰⁴-⁹]*$")
_VALUE = re.compile(r"\d|^[A-Z][+-]?$")  # a number, or a grade
_LONGEST_HEADING = 100
_LONGEST_HEADER_CELL = 60
_LONGEST_LEGEND = 20


@dataclass(slots=True)
class _Chunk:
    """Lines between blank lines, all of a table or none; ``gap`` counts the blank lines before them."""

    lines: list[str]
    gap: int
    tabular: bool

    @property
    def text(self) -> str:
        return clean(" ".join(self.lines))


def read_plain(text: str) -> DocumentBuilder:
    """Build a document of a plain text."""
    return _Reader(_chunks(text)).read()


def _chunks(text: str) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    gap = 0
    for blank, stretch in groupby(text.replace("\f", "\n\n").splitlines(), lambda line: not line.strip()):
        lines = list(stretch)
        if blank:
            gap = len(lines)
            continue
        for chunk in _parts(lines):
            chunk.gap, gap = gap, 0
            chunks.append(chunk)
    return chunks


def _parts(lines: Sequence[str]) -> list[_Chunk]:
    """Lines without a blank line between them: a table is a part of its own, and so is an underlined title.

    Tabs that only indent, or only set off a bullet, make no table, except next to a line that is a row.
    """
    parts: list[_Chunk] = []
    for tabs, run in groupby(lines, lambda line: "\t" in line):
        own = list(run)
        tabular = tabs and any(_is_row(line) for line in own)
        if parts and not tabular and not parts[-1].tabular:
            parts[-1].lines += own
        else:
            parts.append(_Chunk(own, 0, tabular))
    first = parts[0]
    if not first.tabular and len(first.lines) > 2 and _underlined(first.lines):
        parts.insert(0, _Chunk(first.lines[:2], 0, False))
        del first.lines[:2]
    return [whole for part in parts for whole in ([part] if part.tabular else _legends_apart(part.lines))]


def _legends_apart(lines: Sequence[str]) -> list[_Chunk]:
    """Lines with what is a legend in them as a chunk of its own: it may stand right below a caption."""
    parts: list[_Chunk] = []
    apart = True
    for entries, run in groupby(lines, lambda line: entry(clean(line)) is not None):
        own = list(run)
        legend = entries and _is_legend([clean(line) for line in own])
        if apart or legend:
            parts.append(_Chunk(own, 0, False))
        else:
            parts[-1].lines += own
        apart = legend
    return parts


def _is_legend(lines: Sequence[str]) -> bool:
    """Whether lines are a mark with its meaning each; the same mark or a bullet before each makes a list."""
    marks = [one[0] for line in lines if (one := entry(line))]
    if len(marks) < len(lines) or all(_BULLET.match(line) for line in lines):
        return False
    return len(set(marks)) >= 2 and len(marks) <= 2 * len(set(marks))


def _is_row(line: str) -> bool:
    bullet = _BULLET.match(line)
    return "\t" in (bullet["text"] if bullet else line).strip()


def _underlined(lines: Sequence[str]) -> bool:
    title, rule = lines[0].strip(), lines[1].strip()
    return len(title) <= _LONGEST_HEADING and not _RULE.match(title) and _RULE.fullmatch(rule) is not None


class _Reader:
    def __init__(self, chunks: Sequence[_Chunk]) -> None:
        self._chunks = list(chunks)
        self._builder = DocumentBuilder()
        self._titled = False

    def read(self) -> DocumentBuilder:
        self._mend_cuts()
        position = 0
        while position < len(self._chunks):
            legend = self._legend_at(position)
            if legend:
                for chunk in self._chunks[position : position + legend]:
                    for line in chunk.lines:
                        self._builder.block(BlockKind.ITEM, line, 1)
                position += legend
                continue
            self._chunk(position)
            position += 1
        return self._builder

    def _mend_cuts(self) -> None:
        """Put together what a page break cut: text that stops in mid-sentence and goes on in lower case.

        A footnote between the two halves, as it stands at the foot of the page, comes after them.
        """
        position = 0
        while position < len(self._chunks):
            chunk = self._chunks[position]
            following = position + 1
            if following < len(self._chunks) and _FOOTNOTE.match(self._chunks[following].text):
                following += 1
            if following < len(self._chunks) and self._cut(chunk, self._chunks[following]):
                chunk.lines += self._chunks.pop(following).lines
            else:
                position += 1

    def _cut(self, chunk: _Chunk, following: _Chunk) -> bool:
        if chunk.tabular or following.tabular or self._heading_level(chunk) or len(chunk.text) < 60:
            return False
        if _SENTENCE_END.search(chunk.text) or _BULLET.match(following.lines[0]) or len(following.text) < 25:
            return False
        return following.text[0].islower()

    def _legend_at(self, position: int) -> int:
        """How many chunks from here on make a legend of one mark a line; 0 for none.

        Letters and digits are marks only where such lines follow each other directly: a line "A: ..." alone
        is a paragraph.
        """
        lines: list[str] = []
        end = position
        while end < len(self._chunks) and not self._chunks[end].tabular and len(lines) <= _LONGEST_LEGEND:
            own = [clean(line) for line in self._chunks[end].lines]
            entries = [entry(line) for line in own]
            if not all(one is not None and (len(own) > 1 or is_mark(one[0])) for one in entries):
                break
            lines += own
            end += 1
        return end - position if _is_legend(lines) else 0

    def _chunk(self, position: int) -> None:
        chunk = self._chunks[position]
        if chunk.tabular:
            self._table(chunk)
            return
        level = 0 if self._enumerated(position) else self._heading_level(chunk)
        if level and self._is_heading(position):
            self._titled = True
            self._builder.heading(_heading_text(chunk), level)
        elif level and position + 1 < len(self._chunks):
            self._builder.block(BlockKind.CAPTION, chunk.text)
        elif all(_RULE.fullmatch(line.strip()) for line in chunk.lines):
            pass  # a line drawn between two parts
        elif _FOOTNOTE.match(chunk.text):
            self._builder.block(BlockKind.FOOTNOTE, chunk.text)
        else:
            self._prose(chunk)

    def _enumerated(self, position: int) -> bool:
        """Whether a line is an item of a list whose items are set apart, not a numbered heading."""
        number = _number(self._chunks[position].lines[0])
        if number is None or len(self._chunks[position].lines) > 1:
            return False
        before = self._chunks[position - 1].lines[-1] if position else ""
        after = self._chunks[position + 1].lines[0] if position + 1 < len(self._chunks) else ""
        return _number(before) == number - 1 or _number(after) == number + 1

    def _prose(self, chunk: _Chunk) -> None:
        kind, depth, lines = BlockKind.PARAGRAPH, 0, list[str]()
        for line in chunk.lines:
            bullet = _BULLET.match(line)
            if bullet:
                self._builder.block(kind, " ".join(lines), depth)
                number = f"{bullet['number']} " if bullet["number"] else ""
                kind, lines = BlockKind.ITEM, [number + bullet["text"]]
                depth = 1 + len(bullet["indent"].expandtabs(4)) // 2
            elif kind is BlockKind.ITEM and not line.startswith((" ", "\t")) and _SENTENCE_END.search(lines[-1]):
                self._builder.block(kind, " ".join(lines), depth)
                kind, depth, lines = BlockKind.PARAGRAPH, 0, [line]
            else:
                lines.append(line)
        self._builder.block(kind, " ".join(lines), depth)

    def _heading_level(self, chunk: _Chunk) -> int:
        """The level that a chunk would have as a heading; 0 where it can't be one."""
        if chunk.tabular:
            return 0
        first = chunk.lines[0].strip()
        hashes = _HASHES.fullmatch(first)
        if hashes and len(chunk.lines) == 1:
            return len(hashes[1])
        if len(chunk.lines) == 2 and _underlined(chunk.lines):
            return 1 if chunk.lines[1].strip()[0] == "=" else 2
        if len(chunk.lines) != 1 or len(first) > _LONGEST_HEADING or caption_number(first) or is_legend(first):
            return 0
        if _NUMBERED_HEADING.match(first) and not re.search(r"[.;,!]$", first):
            return 3 + _NUMBERED_HEADING.match(first)["number"].count(".")  # type: ignore[index]
        if _BULLET.match(chunk.lines[0]) or re.search(r"[.;,!”\"]$|https?://|:\s", first):
            return 0
        words = len(first.split())
        if words > (3 if first.endswith(":") else 14 if first.endswith("?") else 10):
            return 0
        if not (first[0].isupper() or first[0] in "¿¡'’") or not re.search(r"[^\W\d_]{2}", first):
            return 0
        return 2 if self._titled else 1

    def _is_heading(self, position: int) -> bool:
        """Whether text follows that the line can head: a line set apart from the next title is a caption."""
        if position + 1 == len(self._chunks):
            return False
        chunk, following = self._chunks[position], self._chunks[position + 1]
        if _HASHES.match(chunk.lines[0].strip()) or len(chunk.lines) == 2:
            return True
        if not self._titled or not self._heading_level(following) or _NUMBERED_HEADING.match(chunk.text):
            return True
        return following.gap <= 2 and not _NUMBERED_HEADING.match(following.text)

    def _table(self, chunk: _Chunk) -> None:
        grid = [[clean(cell) for cell in line.strip("\r\n").split("\t")] for line in chunk.lines]
        while grid and (legend := [entry(cell) for cell in grid[0] if cell]) and all(legend) and len(legend) > 1:
            for cell in grid.pop(0):
                self._builder.block(BlockKind.ITEM, cell, 1)
        if len(grid) > 2 and grid[0][0] and not any(grid[0][1:]) and any(grid[1][1:]):
            label = grid.pop(0)[0]  # the upper of two labels in the top left corner
            grid[0][0] = f"{label} {grid[0][0]}".strip()
        if grid:
            headed = has_header(grid)
            self._builder.table(grid[0] if headed else [], grid[1:] if headed else grid)


def _number(line: str) -> int | None:
    """The number before a list item: 3 of "3. Funding" and "3) Funding"."""
    bullet = _BULLET.match(line)
    return int(bullet["number"][:-1]) if bullet and (bullet["number"] or "")[:-1].isdecimal() else None


def _heading_text(chunk: _Chunk) -> str:
    first = chunk.lines[0].strip()
    hashes = _HASHES.fullmatch(first)
    return hashes[2] if hashes else first


def has_header(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a tab-separated table names its columns.

    Names are short, differ, and have no digits (but for years); and the cells below are of another kind:
    numbers, marks, or longer texts. A row of a table without header looks like the other rows.
    """
    head, body = grid[0], grid[1:]
    names = [cell for cell in head[1:] if cell]
    if not body or not names or len(set(names)) < len(names) or len(names) < len(head) - 1:
        return False
    years = all(re.fullmatch(r"(?:19|20)\d\d", name) for name in names)
    if not years and any(re.search(r"\d", name) for name in names):
        return False
    if any(len(name) > _LONGEST_HEADER_CELL or is_mark(name) for name in names):
        return False
    below = [cell for row in body for cell in row[1:] if cell]
    unlike = sum(bool(_VALUE.search(cell)) or is_mark(cell) for cell in below) * 2 >= len(below)
    longer = len(below) > 0 and sum(map(len, below)) / len(below) > 1.5 * sum(map(len, names)) / len(names)
    wide = len(head) >= 3
    return years or unlike or (longer and wide) or (wide and not head[0])
