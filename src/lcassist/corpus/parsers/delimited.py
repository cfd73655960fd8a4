"""Reads tables as text (.csv, .tsv): one table, whose delimiter is found out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.spans import add_table
from lcassist.domain import BlockKind
from lcassist.errors import Unreadable

_NUMBER = re.compile(r"[^\w]*\d[\d.,:/ -]*[^\w]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DELIMITERS = ";\t|,"
_SAMPLE = 200  # lines that tell the delimiter
_MOST_CHARS = 1_000_000  # of one cell


def read_delimited(text: str) -> DocumentBuilder:
    """Build a document of a table's text.

    Raises:
        Unreadable: it is no table, such as one with a quotation mark that nothing closes.
    """
    csv.field_size_limit(_MOST_CHARS)
    delimiter = _delimiter(text)
    try:
        rows = [[clean(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable(f"it is no table of separated values ({error}): save it anew from a spreadsheet") from error
    builder = DocumentBuilder()
    rows = [row for row in rows if any(row)]
    titles = []
    while len(rows) > 1 and sum(map(bool, rows[0])) == 1 and sum(map(bool, rows[1])) > 1:
        titles.append(next(filter(None, rows.pop(0))))
    width = max(map(len, rows), default=0)
    add_titled(builder, titles, [row + [""] * (width - len(row)) for row in rows])
    return builder


def add_titled(
    builder: DocumentBuilder, titles: Sequence[str], rows: Sequence[Sequence[str]], headers: int | None = None
) -> None:
    """Add a table with the lines above it, of which the last is its caption; ``headers`` as ``add_table`` takes it."""
    for text in titles[:-1]:
        builder.block(BlockKind.PARAGRAPH, text)
    if titles:
        builder.block(BlockKind.CAPTION, titles[-1])
        builder.captioned()
    add_table(builder, rows, headers if headers is not None else int(_names_columns(rows)))


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns, as it does in nearly all spreadsheets: its cells are filled (but the
    first), differ, stand nowhere below themselves, and none is a number but a year."""
    head, body = [one.strip() for one in rows[0]], rows[1:]
    names = head[1:] or head
    if not body or not all(names) or len(set(names)) < len(names):
        return False
    if any(_NUMBER.fullmatch(name) and not _YEAR.fullmatch(name) for name in names):
        return False
    return not any(row[column] == name for row in body for column, name in enumerate(head) if name)


def _delimiter(text: str) -> str:
    """The delimiter by which the lines have the same number of fields, of several the one with the most."""
    lines = "\n".join(text.splitlines()[:_SAMPLE])
    best = (0.0, 0.0, ",")
    for place, delimiter in enumerate(_DELIMITERS):
        try:
            counts = [len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        usual = max(set(counts), key=counts.count, default=1)
        if usual > 1:
            found = (counts.count(usual) / len(counts), usual - place / 10, delimiter)
            best = max(best, found, key=lambda one: one[:2])
    return best[2]
