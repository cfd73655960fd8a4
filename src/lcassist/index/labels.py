"""The labels of tables as they are embedded: what a row, a column or a table without headers is about."""

from __future__ import annotations

from collections.abc import Iterable

from lcassist.domain import Document, Table


def labels_of(table: Table) -> list[tuple[bool, int]]:
    """The labels of a table as (is a row's, its place): the named rows, then the named columns.

    A table that names neither has one label, its caption, as (True, -1).
    """
    found = [(True, row) for row, name in enumerate(table.row_names) if name]
    found += [(False, column) for column, name in enumerate(table.columns) if name]
    return found or [(True, -1)]


def label_text(table: Table, of_row: bool, place: int) -> str:
    """What is embedded for a label: the header, with the table's caption."""
    label = None if place < 0 else table.row_names[place] if of_row else table.columns[place]
    caption = table.caption.text if table.caption else None
    return f"{label} ({caption})" if label and caption else label or caption or "table"


def label_texts(documents: Iterable[Document]) -> list[str]:
    """The texts of all labels of all tables, in order."""
    return [
        label_text(table, of_row, place)
        for document in documents
        for table in document.tables
        for of_row, place in labels_of(table)
    ]
