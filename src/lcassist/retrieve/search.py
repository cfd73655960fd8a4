"""Finds passages: dense and lexical candidates, fused, with their best sentence as evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lcassist.domain import Hit
from lcassist.index.embed import Encoder
from lcassist.index.store import Store
from lcassist.retrieve.adapter import adapted
from lcassist.retrieve.fuse import fused

_CANDIDATES = 50  # from each retriever; recall@50 is near 1 on every set that was measured
_REMEMBERED = 1024  # vectors of questions and of their parts
_EARLIER = 0.4  # the weight of the question that a follow-up points back to, beside its own


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retrievers need it.

    ``vector`` has shape (dimension,) and length 1, and was mapped by ``adapter``; ``topic`` is that of the question
    without the names in it: what is asked about them. ``attribute`` is that of what a header may be called that is
    asked about ("speed"), or None.
    """

    text: str
    language: str | None
    names: tuple[str, ...]
    vector: NDArray[np.float32]
    topic: NDArray[np.float32]
    attribute: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A passage by its number in the store, its fused score and the parts of it, and how like the
    question each of its sentences is (cosines, of shape (sentences,))."""

    index: int
    score: float
    parts: dict[str, float]
    sentences: NDArray[np.float32]


class Retriever:
    """Searches one store. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.encoder = encoder
        # what is asked comes again: in parts, and when it is tried out what could be asked next
        self._vector = lru_cache(maxsize=_REMEMBERED)(self._embedded)

    def query(
        self,
        text: str,
        language: str | None,
        names: tuple[str, ...] = (),
        topic: str | None = None,
        earlier: str = "",
        attribute: str = "",
    ) -> Query:
        """Embed a question, and what it asks where that is given and another text.

        Where it goes on from an earlier question, its vectors lean towards that one's.
        """
        topic = topic or text
        texts = list(dict.fromkeys(filter(None, (text, topic, earlier, attribute))))
        vectors = {one: self._vector(one) for one in texts}
        own, asked = vectors[text], vectors[topic]
        if earlier:
            own, asked = _leaning(own, vectors[earlier]), _leaning(asked, vectors[earlier])
        return Query(text, language, names, adapted(own, self.encoder), asked, vectors.get(attribute))

    def _embedded(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encoder.queries([text])[0]
        vector.flags.writeable = False
        return vector

    def find(self, query: Query, k: int, sources: Collection[str] | None = None) -> list[Found]:
        """The k best passages for a query, best first; ties in the order of the corpus."""
        store = self.store
        dense = [index for index, _ in store.dense(query.vector, max(k, _CANDIDATES), sources)]
        words = store.words.scores(query.text, query.language, query.names)
        lexical = np.argsort(-words, kind="stable")[: max(k, _CANDIDATES)]
        chosen = {*dense, *(int(index) for index in lexical if words[index] > 0)}
        if sources is not None:
            chosen = {index for index in chosen if store.passages[index].source in sources}
        candidates = sorted(chosen)
        if not candidates:
            return []
        sentences = [store.sentence_vectors(index) @ query.vector for index in candidates]
        parts = {
            "passage": (store.passage_vectors[candidates] @ query.vector).astype(np.float32),
            "sentence": np.asarray([cosines.max() if len(cosines) else 0.0 for cosines in sentences], np.float32),
            "words": words[candidates].astype(np.float32),
        }
        scores = fused(parts)
        order = np.argsort(-scores, kind="stable")[:k]
        return [
            Found(
                candidates[place],
                float(scores[place]),
                {name: float(values[place]) for name, values in parts.items()},
                sentences[place],
            )
            for place in order
        ]

    def hits(self, found: list[Found]) -> list[Hit]:
        """What was found, as the surfaces show it."""
        return [
            Hit(
                passage := self.store.passages[one.index],
                one.score,
                self.store.library.document(passage.source).source.title,
                one.parts,
            )
            for one in found
        ]


def _leaning(vector: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    both: NDArray[np.float32] = vector + _EARLIER * other
    return both / np.float32(np.linalg.norm(both))
