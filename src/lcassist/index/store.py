"""The read side of an index: one generation of it, open. It never changes; a new one is opened beside it."""

from __future__ import annotations

import threading
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Passage
from lcassist.errors import IndexDamaged, IndexMismatch
from lcassist.index import layout
from lcassist.index.chroma import nearest, opened_collection
from lcassist.index.manifest import SCHEMA, Manifest
from lcassist.index.records import Passages
from lcassist.index.vectors import ALL, CELLS, HEADINGS, LABELS, PASSAGES, SENTENCES, load_vectors
from lcassist.index.words import Words

if TYPE_CHECKING:
    import numpy as np
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client
    from numpy.typing import NDArray

DOCUMENTS = "documents"
WORDS = "words"
VOCABULARY = "vocabulary.json"


class Store:
    """An open generation. Any number of threads may use it at once, until it is closed.

    What is expensive to load (the library, the words, Chroma) is loaded when it is first asked for.
    Each of these raises IndexDamaged where its files are.
    """

    def __init__(self, index: Path, name: str, manifest: Manifest, stamp: tuple[int, ...] | None) -> None:
        self._index = index
        self.folder = layout.generation(index, name)
        self._stamp = stamp
        self._lock = threading.RLock()
        self._opened: tuple[Client, ChromaCollection] | None = None
        self.generation = name
        self.manifest = manifest

    @classmethod
    def open(
        cls,
        index: Path,
        *,
        encoder_id: str | None = None,
        fingerprint: str | None = None,
        passage_chars: int | None = None,
    ) -> Store:
        """Open the current generation of an index.

        Raises:
            IndexMissing: there is none.
            IndexMismatch: it was made with another schema version, or with another embedding model or
                chunking setting than those that are given.
            IndexDamaged: it can't be read.
        """
        while True:
            stamp = _stamp(index)
            name = layout.current(index)
            try:
                layout.check(layout.generation(index, name))
                manifest = Manifest.load(layout.generation(index, name))
            except (IndexDamaged, OSError, ValueError, KeyError, TypeError) as error:
                # It may have been replaced twice, and removed, since its name was read.
                if _stamp(index) != stamp:
                    continue
                if isinstance(error, IndexDamaged):
                    raise
                raise _damaged(layout.generation(index, name), error) from error
            _compare(index, manifest, encoder_id, fingerprint, passage_chars)
            return cls(index, name, manifest, stamp)

    @cached_property
    def library(self) -> Library:
        """The canonical texts, against which quotes are verified."""
        with self._lock:
            try:
                return Library.load(self.folder / DOCUMENTS)
            except IndexDamaged as error:
                raise _damaged(self.folder / DOCUMENTS, error.__cause__ or error) from error

    @cached_property
    def vocabulary(self) -> Vocabulary:
        with self._lock:
            try:
                return Vocabulary.from_json((self.folder / VOCABULARY).read_text("utf-8"))
            except (OSError, ValueError, TypeError) as error:
                raise _damaged(self.folder / VOCABULARY, error) from error

    @cached_property
    def words(self) -> Words:
        """The BM25 indexes; their scores are in the order of ``passages``."""
        with self._lock:
            try:
                return Words.load(self.folder / WORDS)
            except (OSError, ValueError, KeyError) as error:
                raise _damaged(self.folder / WORDS, error) from error

    @cached_property
    def passages(self) -> Passages:
        """All passages, those of a document together and in its order."""
        with self._lock:
            try:
                return Passages(self.folder)
            except (OSError, ValueError) as error:
                raise _damaged(self.folder, error) from error

    @cached_property
    def passage_vectors(self) -> NDArray[np.float32]:
        """The passages' vectors in their order, shape (passages, dimension), normalised, read only."""
        return self._vectors(PASSAGES)

    def sentence_vectors(self, place: int) -> NDArray[np.float32]:
        """The vectors of the sentences of the passage at ``place``, shape (sentences, dimension)."""
        return self._sentence_vectors[self.passages.sentence_rows(place)]

    @cached_property
    def _sentence_vectors(self) -> NDArray[np.float32]:
        return self._vectors(SENTENCES)

    @cached_property
    def cell_vectors(self) -> NDArray[np.float32]:
        """The vectors of ``cells_of`` each table, in the library's order, shape (cells, dimension)."""
        return self._vectors(CELLS)

    @cached_property
    def heading_vectors(self) -> NDArray[np.float32]:
        """The vectors of ``texts.headings_of`` each document, in the library's order; (headings, dimension)."""
        return self._vectors(HEADINGS)

    @cached_property
    def label_vectors(self) -> NDArray[np.float32]:
        """The vectors of ``labels_of`` each table of each document, in the same order; (labels, dimension)."""
        return self._vectors(LABELS)

    @property
    def collection(self) -> ChromaCollection:
        """The Chroma collection; ids are passage ids, documents the passages' texts."""
        with self._lock:
            if self._opened is None:
                self._opened = opened_collection(self.folder)
            return self._opened[1]

    def by_id(self, passage_id: str) -> Passage:
        """The passage of that id. Raises KeyError."""
        return self.passages[self.passages.place(passage_id)]

    def dense(
        self, vector: NDArray[np.float32], k: int, sources: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` passages that are nearest to a vector, by Chroma: (place, cosine), best first.

        With ``sources`` only passages of the sources of these names.
        """
        if k < 1 or (sources is not None and not sources):
            return []
        found = nearest(self.collection, vector, min(k, len(self.passages)), sources)
        hits = [(self.passages.place(passage_id), similarity) for passage_id, similarity in found]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def verify(self) -> None:
        """Load all that is loaded late, and search once. Raises IndexDamaged where that can't be done."""
        for name in ALL:
            self._vectors(name)
        _ = self.library, self.vocabulary, self.words
        self.dense(self.passage_vectors[0], 1)

    def is_current(self) -> bool:
        """Whether this is still the newest generation. Costs a look at one file's date."""
        return _stamp(self._index) == self._stamp

    def close(self) -> None:
        """Give Chroma's files back. Afterwards the store must not be used."""
        with self._lock:
            if self._opened is not None:
                self._opened[0].close()
                self._opened = None

    def _vectors(self, name: str) -> NDArray[np.float32]:
        try:
            return load_vectors(self.folder, name)
        except (OSError, ValueError) as error:
            raise _damaged(self.folder, error) from error


def _stamp(index: Path) -> tuple[int, ...] | None:
    """What changes whenever ``current`` is replaced; None where there is none."""
    try:
        found = (index / layout.CURRENT).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _damaged(path: Path, error: BaseException) -> IndexDamaged:
    return IndexDamaged(f"the index in {str(path)!r} can't be read ({error}): run {layout.ingest_command(path)}")


def _compare(
    index: Path,
    manifest: Manifest,
    encoder_id: str | None,
    fingerprint: str | None,
    passage_chars: int | None,
) -> None:
    """Raise IndexMismatch where an index was made in another way than asked for."""
    mend = layout.ingest_command(index)
    if manifest.schema != SCHEMA:
        raise IndexMismatch(
            f"the index at {str(index)!r} has the schema version {manifest.schema}, and this program reads "
            f"version {SCHEMA}: run {mend}"
        )
    if encoder_id is not None and encoder_id != manifest.model:
        raise IndexMismatch(
            f"the index at {str(index)!r} was built with the model {manifest.model!r}, the settings name "
            f"{encoder_id!r}: run {mend}, or set LCASSIST_EMBEDDING_MODEL={manifest.model}"
        )
    if fingerprint is not None and fingerprint != manifest.fingerprint:
        raise IndexMismatch(
            f"the index at {str(index)!r} was built with other weights of the model {manifest.model!r} "
            f"(fingerprint {manifest.fingerprint!r}, now {fingerprint!r}): run {mend}"
        )
    if passage_chars is not None and passage_chars != manifest.passage_chars:
        raise IndexMismatch(
            f"the index at {str(index)!r} was built with passages of {manifest.passage_chars} characters, "
            f"the settings say {passage_chars}: run {mend}, or set "
            f"LCASSIST_PASSAGE_CHARS={manifest.passage_chars}"
        )
