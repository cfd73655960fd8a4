"""Gives a table its caption: the line "Table 3 ..." directly before or after it, in nine languages."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from lcassist.domain import Block, BlockKind, Cell, Table

_CAPTION = re.compile(
    r"(?:table|tabel|tabelle|tab\.|tabla|tableau|tabella|taula|quadre|cuadro|πίνακας)\s*"
    r"(?:n[.ºo°r]*\s*)?(?P<number>\d+(?:\.\d+)*[a-z]?|(?-i:[IVXLC]+|[A-ZΑ-Ω](?:\.?\d+)*))\b|"
    r"(?P<hungarian>\d+|(?-i:[IVXLC]+|[A-Z]))\.\s*táblázat",
    re.IGNORECASE,
)
_LONGEST = 250


def caption_number(text: str) -> str | None:
    """The number in a table's caption line; None where the line is no caption."""
    match = _CAPTION.match(text)
    if match is None or len(text) > _LONGEST:
        return None
    return match["number"] or match["hungarian"]


def with_captions(
    text: str, blocks: tuple[Block, ...], tables: tuple[Table, ...], given: Collection[int] = ()
) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Blocks with the caption lines marked as such, and tables with their captions.

    ``given`` are the numbers of the blocks that the file says to be the caption of the table after them: they need no
    "Table 3".

    Documents put captions above or below, seldom both. A line between two tables could be either's, so
    the side on which more of this document's tables have one is tried first.
    """
    at = {block.start: number for number, block in enumerate(blocks) if block.kind is BlockKind.TABLE}
    places = [at[table.start] for table in tables]

    def number_at(place: int) -> str | None:
        if not 0 <= place < len(blocks):
            return None
        line = text[blocks[place].start : blocks[place].end]
        # "3. táblázat" looks like an item of a list
        kinds = (BlockKind.PARAGRAPH, BlockKind.CAPTION, *([BlockKind.ITEM] if line[0].isdigit() else []))
        return caption_number(line) if blocks[place].kind in kinds else None

    above = sum(number_at(place - 1) is not None for place in places)
    below = sum(number_at(place + 1) is not None for place in places)
    sides = (-1, 1) if above > below else (1, -1)
    taken: set[int] = set()
    marked, captioned = list(blocks), []
    for table, place in zip(tables, places, strict=True):
        for beside in (place + side for side in sides):
            number = number_at(beside)
            if number is not None and beside not in taken:
                taken.add(beside)
                block = marked[beside] = replace(blocks[beside], kind=BlockKind.CAPTION, level=0)
                caption = Cell(text[block.start : block.end], block.start, block.end)
                table = replace(table, caption=caption, number=number)
                break
        if table.caption is None and place - 1 in given:
            block = blocks[place - 1]
            table = replace(table, caption=Cell(text[block.start : block.end], block.start, block.end))
        captioned.append(table)
    return tuple(marked), tuple(captioned)
