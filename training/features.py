"""What the network is trained on: windows with their labelled units, written by the program's own ``linearize``.

A feature is a dict of small arrays (thousands are in memory): ``ids`` the input, ``base`` the window's first token,
``units`` the token ranges of sentences and cells, ``pos`` 1 for each that is evidence, ``span`` the first and last
token of the short answer (0, 0: none), ``weight`` how far the span's loss counts, ``group`` (where it is there) what
the windows of one question share, ``operation`` (where it is known) what the question asks to be done.
"""

from __future__ import annotations

import array
import random
from collections.abc import Iterable, Sequence
from typing import Any

from lcassist.domain import Block, BlockKind, Cell, Document, Passage, PassageKind, Sentence, Source, Table
from lcassist.index.sentences import sentences
from lcassist.reader.linearize import Linearizer, Window

Feature = dict[str, Any]
Span = tuple[int, int]


def feature(
    linearizer: Linearizer, question: str, window: Window, evidence: Iterable[Span], answer: Span | None = None
) -> Feature:
    """A window with its question; ``evidence`` and ``answer`` are spans of its document, those elsewhere ignored."""
    ids, base = linearizer.input(linearizer.question(question), window)
    spans = [span for span in evidence if span[0] < span[1]]
    pos = [int(any(_same((unit.start, unit.end), span) for span in spans)) for unit in window.units]
    found = (0, 0)
    weight = 1.0
    if any(pos):
        own = [unit for unit, is_evidence in zip(window.units, pos, strict=True) if is_evidence]
        target = answer if answer and any(u.start <= answer[0] < u.end for u in own) else None
        weight = 1.0 if target or sum(pos) == 1 else 0.3
        first, last = target or (own[0].start, own[0].end)
        inside = [
            at for at, (low, high) in enumerate(window.places.tolist()) if low >= 0 and high > first and low < last
        ]
        found = (base + inside[0], base + inside[-1]) if inside else (base + own[0].first, base + own[0].last - 1)
    return {
        "ids": array.array("i", ids.tolist()),
        "base": base,
        "units": [(base + unit.first, base + unit.last) for unit in window.units],
        "pos": pos,
        "span": found,
        "weight": weight,
    }


def holds(window: Window, spans: Iterable[Span]) -> bool:
    """Whether a sentence or cell of a window is one of a document's spans."""
    return any(_same((unit.start, unit.end), span) for span in spans for unit in window.units)


def _same(unit: Span, span: Span) -> bool:
    """Whether two spans are of one sentence or cell, however either was cut: they share half of the shorter."""
    shared = min(unit[1], span[1]) - max(unit[0], span[0])
    return shared > 0 and 2 * shared >= min(unit[1] - unit[0], span[1] - span[0])


def prose(linearizer: Linearizer, text: str, title: str, language: str) -> tuple[Window, ...]:
    """The windows of a text of one paragraph."""
    parts = sentences(text, 0, len(text), language=language, limit=2000)
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    document = Document(Source("x", title, file="x"), text, (block,), language=language)
    passage = Passage(
        "x", "x", 0, len(text), text, PassageKind.PROSE, sentences=tuple(Sentence(p.start, p.end) for p in parts)
    )
    return linearizer.prose(passage, document)


def table(
    linearizer: Linearizer, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[tuple[Window, ...], dict[tuple[int, int], Span]]:
    """The windows of a table, and the span of each of its cells (row, column)."""
    text = ""
    made: list[tuple[Cell, ...]] = []
    for row in (header, *rows):
        cells = []
        for value in row:
            value = " ".join(str(value).split())
            cells.append(Cell(value, len(text), len(text) + len(value)))
            text += value + "\t"
        made.append(tuple(cells))
        text += "\n"
    width = len(made[0])
    body = tuple(row for row in made[1:] if len(row) == width)
    document = Document(Source("x", title, file="x"), text, (), (Table(0, len(text), made[0], body, True),))
    spans = {(r, c): (cell.start, cell.end) for r, row in enumerate(body) for c, cell in enumerate(row)}
    return linearizer.table(document, 0), spans


def as_typed(question: str, rng: random.Random) -> str:
    """Now and then a question with a slip of the keys, or in small letters without a question mark."""
    chance = rng.random()
    if chance < 0.07 and len(question) > 12:
        at, kind = rng.randrange(2, len(question) - 2), rng.randrange(3)
        slipped = (
            question[at + 1] + question[at] + question[at + 2 :],
            question[at + 1 :],
            question[at] + question[at:],
        )
        return question[:at] + slipped[kind]
    return question.lower().rstrip("?") if chance < 0.15 else question
