"""What a language model is given to answer from: passages and rows of tables, the best first, within its window.

Paragraphs that give orders to a model are left out of it: they can't be followed, nor can they be quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.evidence import Evidence
from lcassist.answer.llm.lexicon import gives_orders
from lcassist.answer.pipeline import Pipeline
from lcassist.answer.tables import Fact
from lcassist.answer.work import Draft, Work
from lcassist.corpus.library import Library
from lcassist.domain import Passage, Sentence

_PASSAGES = 5
_ROWS = 8
_UNITS = 12  # of the best evidence, whose passages and rows come first
_WIDEST = 12  # cells of a series that is given whole
_BYTES_A_TOKEN = 3  # of UTF-8; models need fewer tokens than this says, for each of our languages


@dataclass(frozen=True, slots=True)
class Item:
    """A passage, or a table's row by its cells, that a model may quote; ``number`` is what it calls it by.

    ``sentences`` are the passage's, but for those that are withheld, and ``vectors`` theirs, of shape (sentences,
    dimension), where they are known; ``shown`` is what the model reads.
    """

    number: int
    source: str
    label: str
    shown: str
    language: str | None
    sentences: tuple[Sentence, ...] = ()
    facts: tuple[Fact, ...] = ()
    vectors: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    @property
    def tokens(self) -> int:
        """About how many tokens it takes, with its fences; rather too many than too few."""
        return (len(self.shown.encode()) + len(self.label.encode())) // _BYTES_A_TOKEN + 24


def items_for(work: Work, draft: Draft, quotes: Pipeline) -> list[Item]:
    """The items for a question, best first: the cells that the quote engine would show, then the best evidence."""
    units = work.evidence
    passages = _passages(work, units, quotes)
    rows = _rows(work, draft, units, quotes)
    made = [
        *(_row_item(row, quotes.library) for row in rows),
        *(_passage_item(passage, quotes) for passage in passages),
    ]
    if not draft.facts and units and units[0].fact is None:
        made = made[len(rows) :] + made[: len(rows)]
    return [replace(item, number=number) for number, item in enumerate(filter(None, made), 1)]


def fitting(items: Sequence[Item], tokens: int) -> list[Item]:
    """The first items that fit into a number of tokens; at least one, where there is one."""
    chosen: list[Item] = []
    for item in items:
        tokens -= item.tokens
        if tokens < 0 and chosen:
            break
        chosen.append(item)
    return chosen


def _passages(work: Work, units: Sequence[Evidence], quotes: Pipeline) -> list[Passage]:
    best = [unit.passage for unit in units[:_UNITS] if unit.passage is not None]
    told = {unit.passage.id for unit in units if unit.passage is not None}
    found = [quotes.store.passages[one.index] for one in work.found]
    rest = [passage for passage in found if passage.table is None and passage.id in told]
    return list({passage.id: passage for passage in (*best, *rest)}.values())[:_PASSAGES]


def _rows(work: Work, draft: Draft, units: Sequence[Evidence], quotes: Pipeline) -> list[list[Fact]]:
    """The facts in question by their rows: of a row that compares, all cells."""
    best = [unit.fact for unit in units[:_UNITS] if unit.fact is not None]
    rows: dict[tuple[str, int, int], dict[tuple[int, int, int], Fact]] = {}
    for fact in (*draft.facts, *_compared(work, draft, quotes), *best):
        rows.setdefault((fact.source, fact.table, fact.row), {})[fact.place] = fact
    return [sorted(row.values(), key=lambda fact: fact.column) for row in list(rows.values())[:_ROWS]]


def _compared(work: Work, draft: Draft, quotes: Pipeline) -> Sequence[Fact]:
    """The series that the draft's cells are of, where no name restricts it: what they are compared with."""
    if work.names or not draft.facts:
        return ()
    own = {fact.place for fact in draft.facts}
    series = max(quotes.tables.series_of(draft.facts[0]), key=lambda one: len(own & {fact.place for fact in one.facts}))
    return series.facts if len(series.facts) <= _WIDEST else ()


def _row_item(row: Sequence[Fact], library: Library) -> Item | None:
    kept = tuple(fact for fact in row if not gives_orders(fact.text))
    if not kept:
        return None
    first = kept[0]
    label = _shown(["table in", library.document(first.source).source.title], " ")
    return Item(0, first.source, label, "\n".join(fact.text for fact in kept), first.language, facts=kept)


def _passage_item(passage: Passage, quotes: Pipeline) -> Item | None:
    document = quotes.library.document(passage.source)
    kept = _without_orders(document.text, passage, [(block.start, block.end) for block in document.blocks])
    if not kept:
        return None
    parts: list[str] = []
    before = None
    for sentence in kept:
        text = document.text[sentence.start : sentence.end].strip()
        gap = "" if before is None else document.text[before : sentence.start] if sentence.start >= before else " "
        parts.append(("\n" if "\n" in gap else " " if gap else "") + " ".join(text.split()))
        before = sentence.end
    label = _shown([document.source.title, *passage.section[-1:]], " > ")
    language = passage.language or document.language
    numbers = {sentence: number for number, sentence in enumerate(passage.sentences)}
    vectors = quotes.store.sentence_vectors(quotes.store.passages.place(passage.id))
    own = vectors[[numbers[sentence] for sentence in kept]]
    return Item(0, passage.source, label, "".join(parts), language, sentences=tuple(kept), vectors=own)


def _shown(labels: Sequence[str], between: str) -> str:
    """Titles and headings as a model may see them: without those that give orders to it."""
    return between.join(label for label in labels if not gives_orders(label))


def _without_orders(text: str, passage: Passage, blocks: Iterable[tuple[int, int]]) -> list[Sentence]:
    """A passage's sentences, but for those of a paragraph in which a sentence gives orders to a model."""
    touched = [(start, end) for start, end in blocks if start < passage.end and end > passage.start]
    barred = [(start, end) for start, end in touched if gives_orders(text[start:end])]
    return [
        sentence for sentence in passage.sentences if not any(start <= sentence.start < end for start, end in barred)
    ]
