"""What both ways of reading a PDF give: its parts in order, each with its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.captions import caption_number
from lcassist.corpus.parsers.pdf.lines import Joiner, Line
from lcassist.corpus.parsers.spans import add_table
from lcassist.domain import BlockKind

_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*[¹²³⁰⁴-⁹]*$")
_LONGEST_HEADING = 200
_LEVELS = 6


@dataclass(slots=True)
class Grid:
    """A table's cells as lines; ``header`` is how many of its first rows are headers, None: not known."""

    rows: list[list[list[Line]]]
    header: int | None = None


@dataclass(slots=True)
class Part:
    """A paragraph, heading, item, ... or table of a PDF; ``text`` instead of lines where it has none.

    ``level`` is a heading's, or an item's depth. ``open_end`` is whether its last line is as wide as its
    column, so that what follows may go on with it.
    """

    kind: BlockKind
    page: int
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    grid: Grid | None = None
    text: str | None = None
    open_end: bool = True

    @property
    def size(self) -> float:
        return max((line.size for line in self.lines), default=0.0)

    @property
    def bold(self) -> bool:
        return bool(self.lines) and all(line.bold for line in self.lines)

    @property
    def first_line(self) -> Line | None:
        """Its uppermost line, of a table that of its first cell with a text."""
        cells = [cell for row in self.grid.rows for cell in row] if self.grid else [self.lines]
        return next((cell[0] for cell in cells if cell), None)

    @property
    def raw(self) -> str:
        return self.text if self.text is not None else " ".join(line.text for line in self.lines)


def whole(parts: Sequence[Part]) -> list[Part]:
    """The parts with those put together that a page or a column cut in two.

    Footnotes and captions between the halves come after them. A table that goes on on the next page is one
    table, and its header, where it is repeated there, stands once.
    """
    made: list[Part] = []
    for part in parts:
        if part.kind is BlockKind.TABLE and made and _same_table(made[-1], part):
            _append_rows(made[-1], part)
            continue
        place = len(made) - 1
        while place >= 0 and made[place].kind in (BlockKind.FOOTNOTE, BlockKind.CAPTION):
            place -= 1
        if place >= 0 and _goes_on(made[place], part):
            made[place] = replace(made[place], lines=made[place].lines + part.lines, open_end=part.open_end)
        else:
            made.append(part)
    return made


def _goes_on(before: Part, part: Part) -> bool:
    if before.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or part.kind is not BlockKind.PARAGRAPH:
        return False
    if (
        not before.lines
        or not part.lines
        or (before.lines[-1].page == part.lines[0].page and not _new_column(before, part))
    ):
        return False
    if abs(before.size - part.size) > 0.5 or before.bold != part.bold or part.lines[0].bullet:
        return False
    text, following = before.raw, part.raw
    if _SENTENCE_END.search(text) or caption_number(following) or caption_number(text):
        return False
    return following[0].islower() or (before.open_end and len(text) > 60)


def _new_column(before: Part, part: Part) -> bool:
    return part.lines[0].top < before.lines[-1].top and part.lines[0].left > before.lines[-1].right


def _same_table(before: Part, part: Part) -> bool:
    if before.grid is None or part.grid is None or part.page != _last_page(before) + 1:
        return False
    return len(before.grid.rows[0]) == len(part.grid.rows[0])


def _last_page(part: Part) -> int:
    assert part.grid is not None
    return max((line.page for row in part.grid.rows for cell in row for line in cell), default=part.page)


def _append_rows(before: Part, part: Part) -> None:
    assert before.grid is not None
    assert part.grid is not None
    rows = part.grid.rows
    if _words(rows[0]) == _words(before.grid.rows[0]) and any(_words(rows[0])):
        rows = rows[1:]
    before.grid.rows += rows


def _words(row: Sequence[Sequence[Line]]) -> list[str]:
    return [" ".join(line.text for line in cell) for cell in row]


def with_headings(parts: Sequence[Part], outline: dict[str, int]) -> list[Part]:
    """The parts with headings found: what the outline names, and what is larger or bolder than the text.

    The sizes found tell the levels, from large to small; a bold line of the text's own size is below them.
    """
    if any(part.kind is BlockKind.HEADING for part in parts):
        return list(parts)
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for part in parts:
        for line in part.lines:
            sizes[line.size] += len(line.text)
            bold[line.bold] += len(line.text)
    if not sizes:
        return list(parts)
    body, bold_body = sizes.most_common(1)[0][0], bold[True] > bold[False]
    found: dict[int, float] = {}
    named: dict[int, int] = {}
    for number, part in enumerate(parts):
        depth = outline.get(key(part.raw))
        if depth is not None and part.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            named[number] = depth
        following = parts[number + 1] if number + 1 < len(parts) else None
        if _stands_out(part, following, body, bold_body) or number in named:
            found[number] = max(round(part.size * 2) / 2, body)
    ranks = {size: rank for rank, size in enumerate(sorted(set(found.values()), reverse=True), 1)}
    shift = _shift(named, found, ranks)
    made = list(parts)
    for number, size in found.items():
        level = named[number] + shift if number in named else ranks[size]
        made[number] = replace(parts[number], kind=BlockKind.HEADING, level=min(max(level, 1), _LEVELS))
    return made


def _shift(named: dict[int, int], found: dict[int, float], ranks: dict[float, int]) -> int:
    """How much deeper the outline's first level is than the largest heading: a title isn't in an outline."""
    tops = [ranks[found[number]] for number, depth in named.items() if depth == 1]
    return min(tops) - 1 if tops else 0


def _stands_out(part: Part, following: Part | None, body: float, bold_body: bool) -> bool:
    if part.kind is not BlockKind.PARAGRAPH or not part.lines or following is None:
        return False
    text = part.raw
    if len(text) > _LONGEST_HEADING or len(part.lines) > 4 or caption_number(text):
        return False
    if sum(character.isalpha() for character in text) < 2:
        return False
    if part.size > 1.12 * body:
        return len(text) <= 120 or part.size > 1.3 * body
    if part.size < 0.95 * body or not part.bold or bold_body or len(part.lines) > 2:
        return False
    return len(text) <= 120 and not re.search(r"[.;,]$", text) and text[0].isalnum()


def key(text: str) -> str:
    """A heading as it can be compared with the outline's: its letters and digits."""
    return "".join(character for character in text.casefold() if character.isalnum())


def build(parts: Sequence[Part], joiner: Joiner) -> DocumentBuilder:
    """The document of the parts."""
    builder = DocumentBuilder()
    for part in parts:
        builder.page = part.page
        if part.grid is not None:
            _table(builder, part.grid, joiner, part.page)
            continue
        text = part.text if part.text is not None else joiner.text(part.lines)
        if part.kind is BlockKind.HEADING:
            builder.heading(text, part.level)
        else:
            level = part.level if part.kind is BlockKind.ITEM else 0
            builder.block(part.kind, text, level, _breaks(part.lines, joiner) if part.text is None else ())
    return builder


def _breaks(lines: Sequence[Line], joiner: Joiner) -> list[tuple[int, int]]:
    """Where in the joined text of some lines each further page begins, and the page."""
    return [
        (len(clean(joiner.text(lines[:at]))), line.page)
        for at, line in enumerate(lines)
        if at and line.page != lines[at - 1].page
    ]


def _table(builder: DocumentBuilder, grid: Grid, joiner: Joiner, page: int) -> None:
    pages = []
    for row in grid.rows:
        page = min((line.page for cell in row for line in cell), default=page)
        pages.append(page)
    add_table(builder, [[joiner.text(cell) for cell in row] for row in grid.rows], grid.header, pages)
