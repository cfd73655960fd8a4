"""Reads spreadsheets (.xlsx, .xlsm): each visible sheet is a section, each block of cells in it a table or a line.

openpyxl opens the file and gives the values that its formulas had when it was saved; nothing is computed, no macro is
run, no link is followed. Hidden sheets, rows and columns are left out.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from lcassist.corpus.parsers import office
from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.delimited import add_titled
from lcassist.corpus.parsers.number_format import shown
from lcassist.domain import BlockKind
from lcassist.errors import Unreadable

logger = logging.getLogger(__name__)

Grid = dict[tuple[int, int], str]
_MOST_COVERED = 10_000  # cells that one merged cell covers: more is a sheet that was formatted as a whole


def read_xlsx(data: bytes) -> DocumentBuilder:
    """Build a document of a spreadsheet's bytes.

    Raises:
        Unreadable: it is no archive, damaged, encrypted, a zip bomb, or an archive of something else.
    """
    office.refuse_bombs(data, "spreadsheet", ".xlsx")
    builder = DocumentBuilder()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: charts, validation
            book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _add_sheet(builder, sheet)
            else:
                logger.info("the hidden sheet %r is not read", sheet.title)
        builder.metadata = office.metadata(book.properties)
    except (*office.ERRORS, InvalidFileException) as error:
        raise Unreadable("it is damaged, or no spreadsheet: open it and save it anew") from error
    return builder


def _add_sheet(builder: DocumentBuilder, sheet: Any) -> None:
    cells, headers = _cells(sheet)
    if not cells:
        return
    builder.heading(sheet.title, 1)
    titles: list[str] = []
    for block in _blocks(cells):
        rows = sorted({row for row, _ in block})
        columns = sorted({column for _, column in block})
        lines = [[block.get((row, column), "") for column in columns] for row in rows]
        while lines and (single := _single(lines[0])) is not None:  # a title above the table, or a note
            titles.append(single)
            lines, rows = lines[1:], rows[1:]
        notes: list[str] = []
        while lines and (single := _single(lines[-1])) is not None:
            notes.insert(0, single)
            lines, rows = lines[:-1], rows[:-1]
        if lines:
            spanning = sum(row in headers for row in rows[: len(lines) - 1])
            add_titled(builder, titles, lines, spanning + 1 if spanning else None)
            titles = []
            for text in notes:
                builder.block(BlockKind.PARAGRAPH, text)
    for text in titles:
        builder.block(BlockKind.PARAGRAPH, text)


def _cells(sheet: Any) -> tuple[Grid, set[int]]:
    """The texts of a sheet's visible cells by row and column; and the rows in which cells are merged across columns.

    What is merged stands in each of the cells that it covers, as a header above several columns holds for each.
    """
    hidden_rows = {number for number, one in sheet.row_dimensions.items() if one.hidden}
    hidden_columns = _hidden_columns(sheet)
    # openpyxl's public iteration makes the cells that are not there: a million rows of them in an empty sheet
    cells = {
        place: text
        for place, cell in sheet._cells.items()
        if (text := clean(shown(cell.value, cell.number_format))) and place[0] not in hidden_rows
    }
    across = set()
    for merged in sheet.merged_cells.ranges:
        value = cells.get((merged.min_row, merged.min_col))
        if value is None or merged.size["rows"] * merged.size["columns"] > _MOST_COVERED:
            continue
        if merged.max_col > merged.min_col and any(
            (merged.min_row, column) in cells for column in (merged.min_col - 1, merged.max_col + 1)
        ):
            across.add(merged.min_row)
        single = not any(row == merged.min_row and column > merged.max_col for row, column in cells) and not any(
            row == merged.min_row and column < merged.min_col for row, column in cells
        )
        if single and merged.max_row == merged.min_row:
            continue  # a title over the whole width
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                cells[row, column] = value
    return {place: text for place, text in cells.items() if place[1] not in hidden_columns}, across


def _hidden_columns(sheet: Any) -> set[int]:
    found: set[int] = set()
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min and one.max:
            found |= set(range(one.min, one.max + 1))
    return found


def _blocks(cells: Grid) -> Iterator[Grid]:
    """The blocks of a sheet: rows between empty ones, and in them columns between empty ones."""
    for rows in _runs(sorted({row for row, _ in cells})):
        wanted = set(rows)
        own = {place: text for place, text in cells.items() if place[0] in wanted}
        for columns in _runs(sorted({column for _, column in own})):
            across = set(columns)
            yield {place: text for place, text in own.items() if place[1] in across}


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers that follow each other without a gap, together."""
    run: list[int] = []
    for number in numbers:
        if run and number > run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _single(line: Sequence[str]) -> str | None:
    """The text of a line that has only one, and no number alone."""
    texts = [text for text in line if text]
    return texts[0] if len(texts) == 1 and any(character.isalpha() for character in texts[0]) else None
