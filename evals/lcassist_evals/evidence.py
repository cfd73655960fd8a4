"""From an evidence item to spans of the document: the quote is located, the cell looked up.

Evidence is matched after the normalisation of ``text.normalise`` and never by likeness: what isn't in the
source as it was written in the case is a mistake in the case.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lcassist.domain import Cell, Document, Table
from lcassist.errors import SourceUnknown
from lcassist_evals.cases import Case, EvidenceItem
from lcassist_evals.problems import Problem
from lcassist_evals.text import count_words, normalise, normalise_with_offsets, stands_in


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence item, found. Touching any of ``spans`` is touching it.

    A quote that stands in several places of the document has several spans, and so has a column.
    ``text`` is what the item says, once; ``labels`` what makes a cell readable (its headers, a mark's
    meaning); ``caption`` that of its table.
    """

    source: str
    source_id: str
    spans: tuple[tuple[int, int], ...]
    text: str
    labels: str = ""
    caption: str = ""

    @property
    def words(self) -> int:
        """Words of the text and, for a cell, of what must be said with it for the text to mean anything."""
        return count_words(self.text) + count_words(self.labels)

    def touched_by(self, source: str, start: int, end: int) -> bool:
        """Whether a span of a source (its file or its id) shares a character with this evidence."""
        return source in (self.source, self.source_id) and any(
            start < until and begin < end for begin, until in self.spans
        )


_FOOTNOTE_MARKS = "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡"
# A cell with its row and column header.
_Headed = tuple[Cell, str | None, str | None]


class _NotFoundError(Exception):
    """Why an item isn't in the document, with the mend."""


class Resolver:
    """Finds evidence in the documents of one index; each document is prepared once."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document
        self._normalised: dict[str, tuple[str, list[int]]] = {}

    def resolve(self, case: Case) -> tuple[tuple[Evidence, ...], list[Problem]]:
        """All the evidence of a case, and a problem for each item that isn't in the corpus."""
        found: list[Evidence] = []
        problems: list[Problem] = []
        for item, line in zip(case.evidence, case.evidence_lines, strict=True):
            try:
                found.append(self._find(item))
            except _NotFoundError as error:
                problems.append(Problem(case.file, line, f"case {case.id!r}: {error}"))
        return tuple(found), problems

    def _find(self, item: EvidenceItem) -> Evidence:
        try:
            document = self._document(item.source)
        except SourceUnknown as error:
            raise _NotFoundError(
                f"the corpus has no source {item.source!r}: write the file's path below the corpus folder"
            ) from error
        if item.quote is not None:
            return self._quote(document, item.quote)
        return _cells(document, item)

    def _quote(self, document: Document, quote: str) -> Evidence:
        key = document.source.name
        if key not in self._normalised:
            self._normalised[key] = normalise_with_offsets(document.text)
        text, offsets = self._normalised[key]
        needle = normalise(quote)
        spans = tuple((offsets[at], offsets[at + len(needle) - 1] + 1) for at in _occurrences(needle, text))
        if not spans:
            raise _NotFoundError(_where_quote_ends(needle, text, document.source.name))
        return Evidence(key, document.source.id, spans, quote)


def hints(case: Case, evidence: Iterable[Evidence]) -> list[Problem]:
    """What looks wrong in a case and may be right: reported, and the case is scored all the same."""
    evidence = tuple(evidence)
    shown = "\n".join(f"{item.text}\n{item.labels}\n{item.caption}" for item in evidence)
    said = "\n".join(item.text for item in evidence)
    found = [
        f"none of {list(group)} stands in the evidence: is the evidence complete?"
        for group in case.expected
        if evidence and not any(stands_in(text, shown) for text in group)
    ]
    found += [
        f"the forbidden {text!r} stands in the evidence: a right answer may fail"
        for text in case.forbidden
        if stands_in(text, said)
    ]
    return [Problem(case.file, case.line, f"case {case.id!r}: {message}") for message in found]


def _occurrences(needle: str, text: str) -> Iterable[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + len(needle))


def _where_quote_ends(needle: str, text: str, source: str) -> str:
    """The longest beginning of the quote that the text has, so that the writer sees where it goes wrong."""
    low, high = 0, len(needle)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if needle[:middle] in text else (low, middle - 1)
    if low < 8:
        return f"the quote is not in {source!r}: copy it from what `lcassist text {source}` prints"
    at = text.find(needle[:low])
    agreed, goes_on = needle[max(0, low - 30) : low], text[at + low : at + low + 30]
    return (
        f"the quote is not in {source!r}: it agrees up to {agreed!r}, where the source goes on with "
        f"{goes_on!r} and the quote with {needle[low : low + 30]!r}: copy it from `lcassist text {source}`"
    )


def _cells(document: Document, item: EvidenceItem) -> Evidence:
    """The cells that fit all that the item names; they must be of one table."""
    tables = [_table(document, item.table)] if item.table is not None else document.tables
    found = [(table, cells) for table in tables if (cells := list(_fitting(table, item)))]
    place = f"table {item.table!r} of {document.source.name!r}" if item.table else repr(document.source.name)
    if not found:
        raise _NotFoundError(_why_no_cell(item, tables, place))
    if len(found) > 1 or (item.cell is not None and len(found[0][1]) > 1):
        n = sum(len(cells) for _, cells in found)
        raise _NotFoundError(f"{n} cells of {place} fit: name table, row and column as well")
    return _of_cells(document, *found[0])


def _fitting(table: Table, item: EvidenceItem) -> Iterator[_Headed]:
    """The body's cells that fit, each with its headers; a cell's text alone may also be that of a header."""
    for name, header, row in zip(_row_names(table), table.row_names, table.body, strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            if _header(item.row, name) and _header(item.column, column) and _text(item.cell, cell.text):
                yield cell, header, column
    if item.row is None and item.column is None:
        headers = (*table.header, *(row[0] for row in table.rows if table.row_headers))
        yield from ((cell, None, None) for cell in headers if _text(item.cell, cell.text))


def _row_names(table: Table) -> tuple[str | None, ...]:
    """What a case may call each row: its header, or its first cell where the table has no row headers."""
    return table.row_names if table.row_headers else tuple(row[0].text if row else None for row in table.rows)


def _text(wanted: str | None, text: str | None) -> bool:
    return wanted is None or normalise(wanted).casefold() == normalise(text or "").casefold()


def _header(wanted: str | None, text: str | None) -> bool:
    """As ``_text``, and a footnote's mark at the end of a header needn't be written."""
    return _text(wanted, text) or _text(wanted, (text or "").rstrip(_FOOTNOTE_MARKS))


def _why_no_cell(item: EvidenceItem, tables: Sequence[Table], place: str) -> str:
    rows = [name for table in tables for name in _row_names(table) if name]
    columns = [name for table in tables for name in table.columns if name]
    for what, wanted, names in (("row", item.row, rows), ("column", item.column, columns)):
        if wanted is None or any(_header(wanted, name) for name in names):
            continue
        if not names:
            return f"{place} has no {what} headers: use cell: with the whole text of the cell"
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.4)
        mend = f"did you mean {near[0]!r}?" if near else f"there are {names[:12]}"
        return f"{place} has no {what} {wanted!r}: {mend}"
    texts = [cell.text for table in tables for row in (table.header, *table.rows) for cell in row if cell.text]
    near = difflib.get_close_matches(item.cell or "", texts, n=1, cutoff=0.4)
    mend = f"did you mean {near[0]!r}?" if near else "write the whole text of one cell"
    named = f" in row {item.row!r}" if item.row else ""
    named += f" in column {item.column!r}" if item.column else ""
    return f"no cell{named} of {place} fits {item.cell!r}: {mend}"


def _of_cells(document: Document, table: Table, found: Sequence[_Headed]) -> Evidence:
    cells = [cell for cell, _, _ in found]
    marks = [table.mark(cell.text) for cell in cells]
    labels = [header for _, row, column in found for header in (row, column) if header]
    labels += [mark.meaning for mark in marks if mark]
    return Evidence(
        source=document.source.name,
        source_id=document.source.id,
        # An empty cell has an empty span, which nothing can touch; it stands for its place in the row.
        spans=tuple((cell.start, max(cell.end, cell.start + 1)) for cell in cells),
        text="\n".join(cell.text for cell in cells),
        labels="\n".join(labels),
        caption=table.caption.text if table.caption else "",
    )


def _table(document: Document, wanted: str) -> Table:
    """The table with that number, else the one whose caption is or holds the text."""
    captions = [normalise(table.caption.text).casefold() if table.caption else "" for table in document.tables]
    text = normalise(unicodedata.normalize("NFC", wanted)).casefold()
    tests: tuple[Callable[[int], bool], ...] = (
        lambda i: document.tables[i].number == wanted,
        lambda i: captions[i] == text,
        lambda i: text in captions[i] and not text.isdigit(),
    )
    for test in tests:
        found = [i for i in range(len(captions)) if test(i)]
        if len(found) == 1:
            return document.tables[found[0]]
        if found:
            raise _NotFoundError(
                f"{len(found)} tables of {document.source.name!r} fit {wanted!r}: write the whole caption"
            )
    known = [table.number or (table.caption.text if table.caption else "no caption") for table in document.tables]
    raise _NotFoundError(f"{document.source.name!r} has no table {wanted!r}: its tables are {known}")
