"""Evidence: the sentences and cells that the reader was shown for a question, with how likely each answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lcassist.answer.deadline import check
from lcassist.answer.scope import Scope, Scopes
from lcassist.answer.series import Fact
from lcassist.answer.tables import Tables
from lcassist.domain import Passage
from lcassist.index.store import Store
from lcassist.reader.linearize import QUESTION_TOKENS, Window
from lcassist.reader.model import Reader
from lcassist.reader.scores import Scored
from lcassist.retrieve.search import Found

_FIRST, _MORE = 8, 16  # windows that are read, and those that are read besides where the first don't answer
_OF_CELLS = 3  # of the first windows, that are there for a cell
_REMEMBERED = 20_000  # passages whose windows are kept: the next question finds many of the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or a cell as the reader judged it.

    ``score`` is what evidence is ranked by, ``probability`` the calibrated one that it answers; ``logit`` is how far it
    is evidence beside other units; ``answer`` is where in the document its short answer stands. ``fact`` is set for a
    cell, ``passage`` for a sentence. ``operations`` is how likely each is what the question asks to be done, as its
    window is read.
    """

    source: str
    start: int
    end: int
    block: int
    language: str | None
    passage: Passage | None
    fact: Fact | None
    scope: Scope
    score: float
    probability: float
    logit: float
    answer: tuple[int, int] | None
    operations: tuple[float, ...]


class EvidenceFinder:
    """Reads what was retrieved from one store. Safe to share between threads."""

    def __init__(self, reader: Reader, store: Store, tables: Tables, scopes: Scopes) -> None:
        self._reader = reader
        self._store = store
        self._tables = tables
        self._scopes = scopes
        self.threshold = reader.calibration.threshold
        self._prose = lru_cache(maxsize=_REMEMBERED)(self._windows_of_passage)
        self._rows = lru_cache(maxsize=_REMEMBERED)(self._windows_of_table)

    def evidence(self, question: str, found: Sequence[Found], cells: Sequence[Fact] = ()) -> list[Evidence]:
        """All that was read for a question in what was retrieved, best first.

        Eight windows are read, up to three of which are there for the likeliest ``cells`` (of a wide table a row says
        so much that its vector is like no question), and sixteen more where the best of those doesn't answer.
        """
        windows = self._windows(found, cells)
        read = self._read(question, windows[:_FIRST])
        likely = max(read, key=lambda one: one.score).probability if read else 0.0
        if len(windows) > _FIRST and likely < self.threshold:
            read += self._read(question, windows[_FIRST : _FIRST + _MORE])
        best: dict[tuple[str, int], Evidence] = {}
        for one in sorted(read, key=lambda one: (-one.score, one.source, one.start)):
            best.setdefault((one.source, one.start), one)  # a row's header stands for a cell that may be read too
        return list(best.values())

    def cuts(self, question: str) -> bool:
        """Whether a question is longer than what is read of it: its end."""
        return len(self._reader.linearizer.encode(question)) > QUESTION_TOKENS

    def _windows(self, found: Iterable[Found], cells: Iterable[Fact]) -> list[tuple[Passage | None, Window]]:
        """The windows of passages in their order, those of cells behind the first of them, each once."""
        of_passages = {id(window): (passage, window) for one in found for passage, window in self._prose(one.index)}
        of_cells: dict[int, tuple[Passage | None, Window]] = {}
        for fact in cells:
            for window in self._rows(fact.source, fact.table):
                column = fact.column + self._first_column(window)
                if any((unit.row, unit.column) == (fact.row, column) for unit in window.units):
                    of_cells.setdefault(id(window), (None, window))
        ordered = list(of_passages.items())
        before, behind = ordered[: _FIRST - _OF_CELLS], ordered[_FIRST - _OF_CELLS :]
        new = [(key, one) for key, one in of_cells.items() if key not in dict(before)]
        return list({**dict(before), **dict(new[:_OF_CELLS]), **dict(behind)}.values())

    def _windows_of_passage(self, index: int) -> tuple[tuple[Passage, Window], ...]:
        passage = self._store.passages[index]
        document = self._store.library.document(passage.source)
        if passage.table is None:
            return tuple((passage, window) for window in self._reader.linearizer.prose(passage, document))
        windows = self._rows(passage.source, passage.table)
        # a whole table is found by its caption; which of its rows are read its rows tell
        chosen = windows[:1] if passage.row is None else [w for w in windows if _holds(w, passage.row)]
        return tuple((passage, window) for window in chosen)

    def _windows_of_table(self, source: str, table: int) -> tuple[Window, ...]:
        return self._reader.linearizer.table(self._store.library.document(source), table)

    def _read(self, question: str, windows: Sequence[tuple[Passage | None, Window]]) -> list[Evidence]:
        check()
        passages = {id(window): passage for passage, window in windows}
        read = self._reader.read(question, [window for _, window in windows])
        cells: dict[tuple[int, int], Scored] = {}  # the best of each row, which its name is shown with
        for one in sorted(read, key=lambda one: one.rank):
            row, column = one.unit_of.row, one.unit_of.column
            if row is not None and column is not None and column >= self._first_column(one.window):
                cells[id(one.window), row] = one
        return [
            evidence
            for one in read
            for evidence in self._evidence(
                one, passages[id(one.window)], cells.get((id(one.window), one.unit_of.row or 0))
            )
        ]

    def _first_column(self, window: Window) -> int:
        """The first column of a table's body: behind the rows' names, where it has them."""
        if window.table is None:
            return 0
        return int(self._store.library.document(window.source).tables[window.table].row_headers)

    def _evidence(self, one: Scored, passage: Passage | None, best: Scored | None) -> Iterator[Evidence]:
        unit, window = one.unit_of, one.window
        document = self._store.library.document(window.source)
        probability = one.probability(self._reader.calibration)
        if passage is not None and (window.table is None or unit.row is None or unit.column is None):
            block = document.block_number(unit.start)
            section = document.blocks[block].section if block < len(document.blocks) else passage.section
            first = document.blocks[block].start if block < len(document.blocks) else unit.start
            before = [s for s in passage.sentences if first <= s.start <= unit.start]
            scope = self._scopes.of_block(document, before, section)[-1] if before else Scope(frozenset())
            yield Evidence(
                window.source, unit.start, unit.end, block, passage.language, passage, None, scope,
                one.rank, probability, one.unit, one.answer, one.operations,
            )  # fmt: skip
            return
        if window.table is None or unit.row is None or unit.column is None:
            return
        table, first_column = document.tables[window.table], self._first_column(window)
        column, answer = unit.column, one.answer
        if column < first_column:  # a row's name is shown with the best cell of the row
            column, answer = (best.unit_of.column if best else None) or first_column, None
        fact = self._tables.at(window.source, window.table, unit.row, column - first_column)
        if fact is not None:
            yield Evidence(
                window.source, fact.cell.start, fact.cell.end, -1, fact.language, None, fact,
                self._scopes.of_cell(document, table, fact.names), one.rank, probability, one.unit, answer,
                one.operations,
            )  # fmt: skip


def _holds(window: Window, row: int) -> bool:
    return any(unit.row == row for unit in window.units)
