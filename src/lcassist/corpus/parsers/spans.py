"""Tables with cells that span rows or columns, as a plain grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.plain import has_header

T = TypeVar("T")
_MOST = 200  # columns, and rows that one cell spans: more is a mistake in the file


@dataclass(frozen=True, slots=True)
class Spanning(Generic[T]):
    """A cell as a file gives it: what it holds, how many rows and columns it spans, whether it is a header."""

    content: T
    rows: int = 1
    columns: int = 1
    header: bool = False


def grid(rows: Sequence[Sequence[Spanning[T]]], empty: T) -> tuple[list[list[T]], int]:
    """The grid of a table, and how many of its first rows are headers.

    What spans rows holds for each of them and stands in each. What spans columns does so in headers; in the
    body it stands in the first of them, as a title within the table does.
    """
    headers = 0
    while headers < len(rows) and rows[headers] and all(cell.header for cell in rows[headers]):
        headers += 1
    if headers == len(rows):
        headers = min(headers, 1)
    made: list[list[T]] = []
    below: dict[int, tuple[int, T]] = {}  # for each column how many rows more, and what stands there
    for number, row in enumerate(rows):
        line: list[T] = []

        def fill(line: list[T] = line) -> None:
            while len(line) in below:
                left, content = below.pop(len(line))
                if left > 1:
                    below[len(line)] = (left - 1, content)
                line.append(content)

        following: dict[int, tuple[int, T]] = {}
        for cell in row:
            fill()
            for offset in range(min(max(cell.columns, 1), _MOST)):
                content = cell.content if offset == 0 or number < headers else empty
                if cell.rows > 1:
                    following[len(line)] = (min(cell.rows, _MOST) - 1, content)
                line.append(content)
                if len(line) >= _MOST:
                    break
        while below and len(line) <= max(below):
            fill()
            if below and len(line) <= max(below):
                line.append(empty)
        below.update(following)
        made.append(line)
    width = max(map(len, made), default=0)
    return [line + [empty] * (width - len(line)) for line in made], headers


def add_table(
    builder: DocumentBuilder,
    rows: Sequence[Sequence[str]],
    headers: int | None,
    pages: Sequence[int | None] | None = None,
) -> None:
    """Add a grid of texts to a document; ``headers`` is how many of its first rows name the columns.

    None means that the file doesn't say: then the texts must tell. Several rows of headers become one. ``pages`` has
    the page of each row, where they may be on several.
    """
    if headers:  # a header without a text is none
        headers = sum(any(row) for row in rows[:headers])
    paged = [page for row, page in zip(rows, pages or [builder.page] * len(rows), strict=True) if any(row)]
    lines = [list(row) for row in rows if any(row)]
    if not lines:
        return
    count = int(has_header(lines)) if headers is None else headers
    while count > 1 and len(lines) > 1:
        both = zip(lines[0], lines[1], strict=True)
        lines[0:2] = [[one if one == two else f"{one} {two}".strip() for one, two in both]]
        count -= 1
    body = lines[1:] if count else lines
    builder.table(lines[0] if count else [], body, paged[len(paged) - len(body) :])
