"""Walks through a Word document's XML and adds it to a document as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.docx_numbers import Numbering, W
from lcassist.corpus.parsers.docx_symbols import symbol
from lcassist.corpus.parsers.spans import Spanning, add_table, grid
from lcassist.domain import BlockKind

_DELETED = (f"{W}pPr/{W}rPr/{W}del", f"{W}pPr/{W}rPr/{W}moveFrom")  # the end of a paragraph, with changes tracked
_OFF = ("0", "false", "off", "none")
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", f"{W}commentReference"}
_SPACES = {f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"}
_CONTAINERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_LEFT_OUT = ("vanish", "strike", "dstrike")  # hidden, or struck out: not in force
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING = re.compile(r"heading (\d)")
_LIST = re.compile(r"list (?:bullet|number|paragraph)? ?(\d)?")
_CONTENTS = re.compile(r"toc \d|toc heading|table of figures")
_SHORTEST_DESCRIPTION = 2  # words; a shorter one names a logo
_LEVELS = 6
_MOST_ROWS = 1_000


class Walker:
    """Adds what it walks through to ``builder``; notes follow the paragraph or table that refers to them."""

    def __init__(self, numbering: Numbering, notes: dict[str, dict[str, Any]], styles: dict[str, Any]) -> None:
        self.builder = DocumentBuilder()
        self._numbering = numbering
        self._notes = notes
        self._styles = styles
        self._referred: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._boxes: list[Any] = []  # text boxes, which follow the paragraph that they hang on
        self._titled = False
        self._joined = ""  # the text of paragraphs whose end was deleted: the next one goes on with it

    def walk(self, element: Any) -> None:
        for child in element:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in _CONTAINERS and not _is_placeholder(child):
                self.walk(child)

    def _paragraph(self, paragraph: Any) -> None:
        name, properties = self._style(paragraph)
        text = self._joined + self._text(paragraph)
        if any(paragraph.find(mark) is not None for mark in _DELETED):
            self._joined = text
            return
        text, self._joined = clean(text), ""
        if not _CONTENTS.fullmatch(name):
            self._place(paragraph, name, properties, text)
        self._after(paragraph, captions=not text)

    def _place(self, paragraph: Any, name: str, properties: list[Any], text: str) -> None:
        level = _heading_level(name, properties)
        number, depth = _list_place(properties)
        label = self._numbering.label(number, depth) if number and text else ""
        if name == "title":
            self._titled = True
            self.builder.heading(text, 1)
        elif level:
            # below a title the first headings are parts of what it names
            self.builder.heading(f"{label} {text}" if text else "", min(level + self._titled, _LEVELS))
        elif name == "caption":
            self.builder.block(BlockKind.CAPTION, text)
        elif name in ("footnote text", "endnote text"):
            self.builder.block(BlockKind.FOOTNOTE, text)
        elif number or (name.startswith("list") and _LIST.fullmatch(name) and name != "list paragraph"):
            found = _LIST.fullmatch(name)
            depth = max(depth + 1 if number else 1, int((found[1] if found else None) or 1))
            self.builder.block(BlockKind.ITEM, f"{label} {text}" if text else "", depth)
        else:
            self.builder.block(BlockKind.PARAGRAPH, text)

    def _after(self, element: Any, captions: bool) -> None:
        """What hangs on a paragraph or table: pictures' descriptions, text boxes, notes."""
        for picture in element.iter(_PICTURE) if captions else ():
            description = clean(picture.get("descr") or "")
            if len(description.split()) >= _SHORTEST_DESCRIPTION:
                self.builder.block(BlockKind.CAPTION, description)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.walk(box)
        referred, self._referred = self._referred, []
        for kind, name in referred:
            note = self._notes[kind].get(name)
            if note is not None:
                texts = [self._text(paragraph) for paragraph in note.iter(f"{W}p")]
                sign = str(self._numbers[kind, name]).translate(_SUPERSCRIPTS)
                self.builder.block(BlockKind.FOOTNOTE, f"{sign} {' '.join(texts)}")

    def _style(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The name of a paragraph's style, and the properties that hold: its own, then its styles', nearest first."""
        own = paragraph.find(f"{W}pPr")
        properties = [own] if own is not None else []
        style_id = _attribute(own, "pStyle")
        name, seen = "", set[str]()
        while style_id and style_id not in seen and (style := self._styles.get(style_id)) is not None:
            seen.add(style_id)
            own_name = _attribute(style, "name").lower()
            if not name or (not _known(name) and _known(own_name)):
                name = own_name
            found = style.find(f"{W}pPr")
            if found is not None:
                properties.append(found)
            style_id = _attribute(style, "basedOn")
        return name, properties

    def _text(self, element: Any) -> str:
        parts: list[str] = []
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == f"{W}t":
                parts.append(child.text or "")
            elif tag in _SPACES:
                parts.append(" ")
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{W}sym":
                parts.append(symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or ""))
            elif tag == f"{W}ffData":
                parts.append(_check_box(child))
            elif tag in _CONTAINERS and _is_placeholder(child):
                continue
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                parts.append(self._reference(tag, child.get(f"{W}id") or ""))
            elif tag == f"{W}r":
                parts.append(self._run(child))
            elif tag == f"{W}txbxContent":
                self._boxes.append(child)
            elif tag != f"{_ALTERNATE}Fallback":  # the same once more, for old programs
                parts.append(self._text(child))
        return "".join(parts)

    def _run(self, run: Any) -> str:
        properties = run.find(f"{W}rPr")
        if any(_is_on(properties, name) for name in _LEFT_OUT):
            return ""
        text = self._text(run)
        raised = _attribute(properties, "vertAlign") == "superscript"
        return text.translate(_SUPERSCRIPTS) if raised and text.strip().isdecimal() else text

    def _reference(self, tag: str, name: str) -> str:
        kind = "footnote" if "footnote" in tag else "endnote"
        if name not in self._notes[kind]:
            return ""
        key = (kind, name)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._referred.append(key)
        return str(self._numbers[key]).translate(_SUPERSCRIPTS)

    def _table(self, table: Any) -> None:
        rows: list[list[_Cell]] = []
        for row in list(_own(table, "tr"))[:_MOST_ROWS]:
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            cells: list[_Cell] = []
            before = _attribute(row.find(f"{W}trPr"), "gridBefore")
            cells += [_Cell("", 1, False, header)] * (int(before) if before.isdigit() else 0)
            for cell in _own(row, "tc"):
                properties = cell.find(f"{W}tcPr")
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                goes_on = merge is not None and merge.get(f"{W}val") != "restart"
                width = _attribute(properties, "gridSpan")
                text = " ".join(self._text(p) for p in _paragraphs(cell))
                cells.append(_Cell(clean(text), int(width) if width.isdigit() else 1, goes_on, header))
            rows.append(cells)
        if not rows:
            return
        spanning = _spanning(rows)
        cells_, headers = grid(spanning, "")
        add_table(self.builder, cells_, headers or None)
        self._after(table, captions=False)


class _Cell:
    """A cell as Word has it: ``goes_on`` is whether it is the lower part of the one above."""

    def __init__(self, text: str, columns: int, goes_on: bool, header: bool) -> None:
        self.text, self.columns, self.goes_on, self.header = text, max(columns, 1), goes_on, header


def _spanning(rows: list[list[_Cell]]) -> list[list[Spanning[str]]]:
    """Rows with each merged cell once, in its first row, as the other formats have them."""
    places: list[dict[int, _Cell]] = []
    for row in rows:
        at, place = dict[int, _Cell](), 0
        for cell in row:
            at[place] = cell
            place += cell.columns
        places.append(at)
    made: list[list[Spanning[str]]] = []
    for number, at in enumerate(places):
        line = []
        for place, cell in at.items():
            if cell.goes_on and number:
                continue
            below = 1
            while number + below < len(places) and (under := places[number + below].get(place)) and under.goes_on:
                below += 1
            line.append(Spanning(cell.text, below, cell.columns, cell.header))
        made.append(line)
    return made


def _own(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row, also in content controls."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _own(child, name)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, and of tables in it; those of text boxes follow the table."""
    for child in cell:
        if child.tag == f"{W}p":
            yield child
        elif isinstance(child.tag, str) and not _is_placeholder(child):
            yield from _paragraphs(child)


def _is_placeholder(control: Any) -> bool:
    """Whether a content control shows only what is to be filled in."""
    shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shown is not None and shown.get(f"{W}val") not in _OFF


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val") not in _OFF


def _check_box(field: Any) -> str:
    """A check box of an old form, ticked or not; nothing for other fields."""
    box = field.find(f"{W}checkBox")
    if box is None:
        return ""
    return "☒" if _is_on(box, "checked" if box.find(f"{W}checked") is not None else "default") else "☐"


def _attribute(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return (child.get(f"{W}val") or "") if child is not None else ""


def _known(name: str) -> bool:
    return bool(_HEADING.fullmatch(name) or _LIST.fullmatch(name) or name in ("title", "caption"))


def _heading_level(name: str, properties: list[Any]) -> int:
    found = _HEADING.fullmatch(name)
    if found:
        return int(found[1])
    level = next((value for one in properties if (value := _attribute(one, "outlineLvl"))), "")
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _list_place(properties: list[Any]) -> tuple[str, int]:
    """The number of the list that a paragraph is an item of, or "", and its depth from 0."""
    for one in properties:
        found = one.find(f"{W}numPr")
        if found is not None:
            number, depth = _attribute(found, "numId"), _attribute(found, "ilvl")
            return ("" if number == "0" else number), int(depth) if depth.isdigit() else 0
    return "", 0
