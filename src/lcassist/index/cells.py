"""The cells of tables as they are embedded: each with what it is the value of, as a statement would say it."""

from __future__ import annotations

from collections.abc import Iterable

from lcassist.domain import Document, Table

_MOST = 2_000  # cells of one table; of a longer one the rest is found by its rows


def cells_of(table: Table) -> list[tuple[int, int]]:
    """The filled cells of a table's body as (row, column), in reading order, at most 2,000."""
    filled = [(r, c) for r, row in enumerate(table.body) for c, cell in enumerate(row) if cell.text]
    return filled[:_MOST]


def cell_text(table: Table, row: int, column: int) -> str:
    """ "Column – row: value (a mark's meaning), caption" of a cell: what is embedded for it."""
    text = table.body[row][column].text
    mark = table.mark(text)
    label = " – ".join(filter(None, (table.columns[column], table.row_names[row])))
    value = f"{text} ({mark.meaning})" if mark else text
    statement = f"{label}: {value}" if label else value
    return f"{statement} ({table.caption.text})" if table.caption else statement


def cell_texts(documents: Iterable[Document]) -> list[str]:
    """The texts of all cells of all tables, in order."""
    return [
        cell_text(table, row, column)
        for document in documents
        for table in document.tables
        for row, column in cells_of(table)
    ]


def labels_of(table: Table) -> tuple[str, ...]:
    """The different headers of a table's rows and columns; its caption where it has none."""
    headers = [name for name in (*table.row_names, *table.columns) if name]
    caption = table.caption.text if table.caption else ""
    return tuple(dict.fromkeys(headers)) or (caption,)


def label_texts(documents: Iterable[Document]) -> list[str]:
    """The labels of all tables, in order."""
    return [label for document in documents for table in document.tables for label in labels_of(table)]
