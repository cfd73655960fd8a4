"""Weighs what may carry an answer: the sentences and table rows of the passages that were found.

Sentences and rows get the same features, so that the better of them wins: how like the question its vector
is, how much of the question's content words it covers (weighted by their rarity), how well its passage was
found, and whether it is about the entities that the question names.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.question import Question
from lcassist.answer.scope import Scope, Scopes
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Block, BlockKind, Document, Passage, PassageKind, Sentence
from lcassist.index.words import tokens
from lcassist.retrieve.search import Found, Retriever

_HEADING_SHARE = 0.6  # what a word in a heading above counts, beside one in the sentence
WEIGHTS = {"cosine": 1.0, "coverage": 0.9, "passage": 0.35, "named": 0.6, "inherited": 0.4, "other": -1.6}


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a table row that may carry the answer, with its features.

    ``cosine`` is standardised over all units weighed; ``likeness`` is the cosine itself; ``coverage`` is 0
    to 1; ``scope`` is None where the question names nobody.
    """

    passage: Passage
    start: int
    end: int
    kind: PassageKind
    block: int  # the number of its block in the document
    likeness: float
    cosine: float
    coverage: float
    found: float
    scope: Scope | None
    about: str  # "named", "inherited", "general" or "other"
    score: float

    @property
    def source(self) -> str:
        return self.passage.source


class Weigher:
    """Weighs the evidence for questions over one store. Safe to share between threads."""

    def __init__(self, retriever: Retriever, vocabulary: Vocabulary) -> None:
        self._store = retriever.store
        self._vocabulary = vocabulary
        self._rows: dict[tuple[str, int], list[int]] = {}
        for index, passage in enumerate(self._store.passages):
            if passage.kind is PassageKind.ROW and passage.table is not None:
                self._rows.setdefault((passage.source, passage.table), []).append(index)

    def rarity(self, question: Question, terms: Sequence[str]) -> dict[str, float]:
        """The weight of each term: its inverse document frequency, at least .5 for one that nobody has."""
        return {term: self._store.words.rarity(term, question.language) for term in terms}

    def units(
        self,
        question: Question,
        vector: NDArray[np.float32],
        found: Sequence[Found],
        names: Collection[str],
        types: frozenset[str],
    ) -> list[Unit]:
        """All units of the passages that were found, best first. ``names`` are the entities asked about."""
        weights = self.rarity(question, question.terms)
        scopes = Scopes(self._vocabulary, types)
        raw: list[tuple[Passage, Sentence, float, float, float, Scope | None, str, int]] = []
        seen: set[tuple[str, int]] = set()
        for one in self._with_rows(found, vector):
            passage = self._store.passages[one.index]
            document = self._store.library.document(passage.source)
            heading = self._coverage(question, weights, " ".join(passage.section), passage.language)
            by_block = _by_block(document, passage)
            for number, sentences in by_block:
                block = document.blocks[number]
                scoped = scopes.of_block(document, _from_block_start(passage, block, sentences), block.section)
                for place, sentence in sentences:
                    if (passage.source, sentence.start) in seen or place >= len(one.sentences):
                        continue
                    seen.add((passage.source, sentence.start))
                    scope = scoped[sentences.index((place, sentence))] if names else None
                    text = document.text[sentence.start : sentence.end]
                    own = self._covered(weights, text, passage.language)
                    cover = _weighted(weights, own, heading)
                    if passage.kind is PassageKind.ROW and passage.table is not None:
                        table = document.tables[passage.table]
                        labels = " ".join(filter(None, (*table.columns, table.caption and table.caption.text)))
                        cover = _weighted(weights, own, heading | self._covered(weights, labels, passage.language))
                        if names:
                            scope = Scope(scopes.named(f"{text} {labels}"), 0)
                    raw.append(
                        (passage, sentence, float(one.sentences[place]), cover, one.score, scope,
                         _about(scope, names), number)
                    )  # fmt: skip
        return _scored(raw)

    def _with_rows(self, found: Sequence[Found], vector: NDArray[np.float32]) -> list[Found]:
        """What was found, and the other rows of each table of which a part was found."""
        result = [one for one in found if self._store.passages[one.index].kind is not PassageKind.TABLE]
        have = {one.index for one in result}
        for one in found:
            passage = self._store.passages[one.index]
            if passage.table is None:
                continue
            for index in self._rows.get((passage.source, passage.table), ())[:200]:
                if index not in have:
                    have.add(index)
                    cosines = self._store.sentence_vectors(index) @ vector
                    result.append(Found(index, one.score - 0.5, one.parts, cosines))
        return result

    def _covered(self, weights: dict[str, float], text: str, language: str | None) -> frozenset[str]:
        return frozenset(tokens(text, language)) & weights.keys()

    def _coverage(
        self, question: Question, weights: dict[str, float], text: str, language: str | None
    ) -> frozenset[str]:
        return self._covered(weights, text, language) if text else frozenset()


def _weighted(weights: dict[str, float], own: frozenset[str], context: frozenset[str]) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    held = sum(weights[term] for term in own) + _HEADING_SHARE * sum(weights[term] for term in context - own)
    return held / total


def _by_block(document: Document, passage: Passage) -> list[tuple[int, list[tuple[int, Sentence]]]]:
    """The passage's sentences with their places, by the number of the block that they are in; no headings."""
    found: list[tuple[int, list[tuple[int, Sentence]]]] = []
    number = _first_block(document, passage.start)
    for place, sentence in enumerate(passage.sentences):
        while document.blocks[number].end <= sentence.start:
            number += 1
        if document.blocks[number].kind is BlockKind.HEADING:
            continue
        if not found or found[-1][0] != number:
            found.append((number, []))
        found[-1][1].append((place, sentence))
    return found


def _first_block(document: Document, position: int) -> int:
    low, high = 0, len(document.blocks)
    while low < high:
        middle = (low + high) // 2
        if document.blocks[middle].end <= position:
            low = middle + 1
        else:
            high = middle
    return low


def _from_block_start(passage: Passage, block: Block, sentences: list[tuple[int, Sentence]]) -> list[Sentence]:
    """The sentences; where the passage begins within the block, the first one reaches back to its start."""
    spans = [sentence for _, sentence in sentences]
    if block.start < passage.start and spans and block.kind is not BlockKind.TABLE:
        spans[0] = Sentence(block.start, spans[0].end)
    return spans


def _about(scope: Scope | None, names: Collection[str]) -> str:
    if scope is None or not names:
        return "general"
    if scope.names & set(names):
        return "named" if scope.distance == 0 else "inherited"
    return "other" if scope.names else "general"


def _scored(
    raw: list[tuple[Passage, Sentence, float, float, float, Scope | None, str, int]],
) -> list[Unit]:
    if not raw:
        return []
    likeness = np.asarray([row[2] for row in raw], dtype=np.float32)
    spread = float(likeness.std()) or 1.0
    mean = float(likeness.mean())
    units = []
    for passage, sentence, cosine, cover, found, scope, about, number in raw:
        standard = (cosine - mean) / spread
        score = (
            WEIGHTS["cosine"] * standard
            + WEIGHTS["coverage"] * 3 * cover
            + WEIGHTS["passage"] * found
            + WEIGHTS.get(about, 0.0)
        )
        units.append(
            Unit(passage, sentence.start, sentence.end, passage.kind, number, cosine, standard, cover, found, scope, about, score)
        )
    return sorted(units, key=lambda unit: (-unit.score, unit.source, unit.start))
