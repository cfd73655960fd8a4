"""Reads a tagged PDF: Word, LibreOffice and browsers write into the file what is a heading, an item, a cell.

The tags are trusted where they cover nearly all of the text; what they leave out, and no page repeats, follows
what else stands on its page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pypdf import PdfReader

from lcassist.corpus.parsers.pdf.glyphs import Page, Word
from lcassist.corpus.parsers.pdf.lines import BULLET, Line, lines_of
from lcassist.corpus.parsers.pdf.parts import Grid, Part
from lcassist.corpus.parsers.pdf.structure import (
    CONTAINERS,
    HEADINGS,
    Element,
    Place,
    elements,
    is_label,
    places,
    structure_of,
)
from lcassist.corpus.parsers.spans import Spanning, grid
from lcassist.domain import BlockKind

_KINDS = {"Caption": BlockKind.CAPTION, "Note": BlockKind.FOOTNOTE, "FENote": BlockKind.FOOTNOTE}
_COVERED = 0.9
_SHORTEST_DESCRIPTION = 2  # words; a shorter one names a logo


def tagged_parts(reader: PdfReader, pages: Sequence[Page]) -> list[Part] | None:
    """The parts of a document as its tags give them; None where it has none, or they miss much of the text."""
    tree = structure_of(reader)
    if tree is None:
        return None
    words: dict[Place, list[Word]] = defaultdict(list)
    for page in pages:
        for word in page.words:
            words[page.number, word.mark].append(word)
    walker = _Walker(words)
    walker.walk(tree, 0)
    tagged = [word for place in walker.used for word in words.get(place, ())]
    left = [(page.number, word) for page in pages for word in page.words if (page.number, word.mark) not in walker.used]
    left = [(number, word) for number, word in left if not word.artifact]
    characters = sum(len(word.text) for word in tagged)
    if not walker.parts or characters < _COVERED * (characters + sum(len(word.text) for _, word in left)):
        return None
    return _with_untagged(walker.parts, left)


def _with_untagged(parts: list[Part], left: Sequence[tuple[int, Word]]) -> list[Part]:
    """The parts, behind the last of each page what no tag names there and no picture's description says."""
    of_page: dict[int, list[Word]] = defaultdict(list)
    for number, word in left:
        of_page[number].append(word)
    made = list(parts)
    for number, words in of_page.items():
        lines = lines_of(words, number, 2.0)
        said = " ".join("".join(part.raw.split()) for part in parts if part.page == number and part.text)
        lines = [line for line in lines if "".join(line.text.split()) not in said]
        for line in lines:
            made.insert(_place_of(line, made), Part(BlockKind.PARAGRAPH, number, [line]))
    return made


def _place_of(line: Line, parts: Sequence[Part]) -> int:
    """Behind the last part that begins on an earlier page, or above the line on its own."""
    place = 0
    for number, part in enumerate(parts, 1):
        first = part.first_line
        if part.page < line.page or (part.page == line.page and first is not None and first.top < line.top):
            place = number
    return place


class _Walker:
    """Makes parts of elements; ``used`` are the places of text that became part of one."""

    def __init__(self, words: Mapping[Place, list[Word]]) -> None:
        self._words = words
        self.parts: list[Part] = []
        self.used: set[Place] = set()
        self._last_page = 1
        self._strips = True

    def walk(self, element: Element, depth: int, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """The blocks of an element in their order, and what stands between them as paragraphs."""
        run: list[Element | Place] = []
        for child in element.children:
            if isinstance(child, Element) and child.block:
                self._inline(run, kind, depth)
                run = []
                self._block(child, depth)
                if kind is BlockKind.ITEM and child.kind == "P":
                    kind = BlockKind.PARAGRAPH
            else:
                run.append(child)
        self._inline(run, kind, depth)

    def _block(self, element: Element, depth: int) -> None:
        match element.kind:
            case "Table":
                self._table(element)
            case "L":
                self.walk(element, depth + 1)
            case "LI" | "TOCI":
                self._item(element, max(depth, 1))
            case "Figure" | "Formula":
                self._figure(element, depth)
            case kind if kind in HEADINGS:
                self._inline(element.children, BlockKind.HEADING, HEADINGS[kind])
            case kind if any(isinstance(child, Element) and child.block for child in element.children):
                self.walk(element, depth, _KINDS.get(kind, BlockKind.PARAGRAPH))
            case kind:
                default = BlockKind.ITEM if kind == "P" and depth else BlockKind.PARAGRAPH
                self._inline(element.children, _KINDS.get(kind, default), depth)

    def _item(self, element: Element, depth: int) -> None:
        """An item: its label and its first text are one block; lists within it are deeper."""
        flat: list[Element | Place] = []
        for child in element.children:
            if isinstance(child, Element) and child.kind in ("LBody", "NonStruct", "Div"):
                flat += child.children
            else:
                flat.append(child)
        drawn = [child for child in flat if is_label(child) and not self._has_text(child)]
        self._strips = not drawn  # a bullet that is drawn is no character
        run: list[Element | Place] = []
        for child in flat:
            if isinstance(child, Element) and child.block and child.kind not in ("P", *CONTAINERS):
                self._inline(run, BlockKind.ITEM, depth)
                run = []
                self._block(child, depth)
            elif isinstance(child, Element) and child.kind == "P" and self._begun(run):
                self._inline(run, BlockKind.ITEM, depth)
                run = [child]
            else:
                run.append(child)
        self._strips = not drawn
        self._inline(run, BlockKind.ITEM, depth)
        self._strips = True

    def _begun(self, run: Sequence[Element | Place]) -> bool:
        """Whether an item has more than its label."""
        return any(self._has_text(one) for one in run if not is_label(one))

    def _has_text(self, thing: Element | Place) -> bool:
        return any(self._words.get(place) for place in places([thing]))

    def _figure(self, element: Element, depth: int) -> None:
        blocks = any(isinstance(child, Element) and child.block for child in element.children)
        if blocks:
            self.walk(element, depth)
        elif self._has_text(element):
            self._inline(element.children, BlockKind.PARAGRAPH, 0)
        elif len(element.description.split()) >= _SHORTEST_DESCRIPTION:
            page = next((page for page, _ in places([element])), self._last_page)
            self.parts.append(Part(BlockKind.CAPTION, page, text=element.description))

    def _inline(self, things: Sequence[Element | Place], kind: BlockKind, level: int) -> None:
        lines = self._lines(things)
        if lines:
            if kind is BlockKind.ITEM and self._strips:
                lines = without_bullet(lines)
            level = level if kind in (BlockKind.ITEM, BlockKind.HEADING) else 0
            self.parts.append(Part(kind, lines[0].page, lines, level, open_end=False))
            self._last_page = lines[-1].page

    def _lines(self, things: Sequence[Element | Place]) -> list[Line]:
        lines: list[Line] = []
        page, words = 0, list[Word]()
        for place in places(things):
            if place in self.used:
                continue
            self.used.add(place)
            own = self._words.get(place, [])
            if own and place[0] != page:
                lines += lines_of(words, page)
                page, words = place[0], []
            words = words + own if own else words
        return lines + lines_of(words, page)

    def _table(self, element: Element) -> None:
        page = next((page for page, _ in places([element]) if page), self._last_page)
        for caption in (child for child in elements(element, {"Caption"}, {"TR"})):
            self._block(caption, 0)
        rows = [
            [
                Spanning(
                    _once(self._lines([cell])),
                    _count(cell.attributes.get("/RowSpan")),
                    _count(cell.attributes.get("/ColSpan")),
                    cell.kind == "TH" and cell.attributes.get("/Scope") != "/Row",
                )
                for cell in elements(row, {"TH", "TD"}, {"Table"})
            ]
            for row in elements(element, {"TR"}, {"Table", "TD"})
        ]
        rows = [row for row in rows if row]
        if not rows:
            self.walk(replace(element, kind="Div"), 0)
            return
        cells, headers = grid(rows, [])
        known = headers if any(cell.header for row in rows for cell in row) else None
        self.parts.append(Part(BlockKind.TABLE, page, grid=Grid(cells, known)))


def without_bullet(lines: Sequence[Line]) -> list[Line]:
    """An item's lines without the sign before it; a number stays."""
    first = lines[0]
    if (len(first.words) < 2 and len(lines) < 2) or not BULLET.fullmatch(first.words[0].text):
        return list(lines)
    rest = first.words[1:]
    return [*([Line(rest, first.page)] if rest else []), *lines[1:]]


def _once(lines: list[Line]) -> list[Line]:
    """A cell's lines without those of later pages that repeat the first page's: a header is drawn on each."""
    first = [line.text for line in lines if line.page == lines[0].page]
    pages = sorted({line.page for line in lines})
    repeats = {page for page in pages[1:] if [line.text for line in lines if line.page == page] == first}
    return [line for line in lines if line.page not in repeats]


def _count(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and value >= 1 else 1
