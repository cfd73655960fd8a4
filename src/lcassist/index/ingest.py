"""Brings an index up to date with its corpus: all of it or nothing.

Only documents that changed are read, only texts that no generation has are embedded, and a corpus that did
not change costs neither. What comes out is a whole new generation, which replaces the old one at the end.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lcassist.corpus import parsers
from lcassist.corpus.guarded import GuardedParser, Limits
from lcassist.corpus.language import detect
from lcassist.corpus.library import Library
from lcassist.corpus.sources import scan
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Document, Passage, Source, SourceStatus
from lcassist.errors import (
    CorpusError,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritten,
)
from lcassist.index import layout
from lcassist.index.build import write_generation
from lcassist.index.chunk import passages
from lcassist.index.manifest import SCHEMA, Entry, Manifest
from lcassist.index.reading import Reading, digest, read_sources, reading_digest
from lcassist.index.store import Store

if TYPE_CHECKING:
    from lcassist.index.embed import Encoder
    from lcassist.settings import Settings

logger = logging.getLogger(__name__)

_WAIT = 5.0  # seconds for another run to finish
_SHORT = 200  # characters; in a shorter passage a quotation or some names outweigh its own language


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: ``stage`` is "read", "embed" or "store", ``done`` of ``total`` things are done."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``embedded`` counts texts; ``changed`` is whether a new generation was made.

    ``sources`` are all of the corpus, each with its status and the reason where it is not indexed.
    """

    sources: tuple[Source, ...]
    passages: int
    tables: int
    embedded: int
    seconds: float
    changed: bool
    index: Path
    generation: str


def ingest(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Make the index of ``settings`` that of its corpus; ``encoder`` is by default what the settings name.

    Raises:
        CorpusError: the corpus is missing, malformed, or none of its sources can be read.
        IndexLocked: another run is writing this index.
        IndexNotWritten: no new index could be made.
        ModelUnavailable: the embedding model can't be loaded.

    Whatever is raised, the old index, where there is one, answers as before.
    """
    started = time.perf_counter()
    layout.check_folder(settings.index)
    sources = scan(settings.corpus)
    vocabulary = Vocabulary.load(settings.corpus)
    if encoder is None:
        from lcassist.index.embed import load_encoder

        encoder = load_encoder(settings.embedding_model, cache=settings.cache)
    try:
        with layout.locked(settings.index, wait=_WAIT):
            layout.remove_unfinished(settings.index)
            run = _Run(settings, encoder, vocabulary, on_progress or _ignore)
            manifest, generation, embedded = run.update(sources)
    except OSError as error:
        raise _not_written(settings.index, error) from error
    return Report(
        sources=manifest.sources,
        passages=manifest.passages,
        tables=manifest.tables,
        embedded=embedded or 0,
        seconds=time.perf_counter() - started,
        changed=embedded is not None,
        index=settings.index,
        generation=generation,
    )


class _Run:
    """One run, under the lock."""

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder,
        vocabulary: Vocabulary,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._settings = settings
        self._encoder = encoder
        self._vocabulary = vocabulary
        self._on_progress = on_progress
        self._limits = Limits(int(settings.max_file_mb * 1_000_000), settings.read_timeout)
        self._old = _opened(settings.index)

    def update(self, sources: Sequence[Source]) -> tuple[Manifest, str, int | None]:
        """The index's manifest and generation, and how many texts were embedded (None: nothing changed)."""
        inputs = self._inputs(sources)
        if self._old and self._old.manifest.inputs == inputs and _intact(self._old):
            return self._old.manifest, self._old.generation, None
        reading = self._read(sources)
        chunks = {document.source.name: self._passages(document) for document in reading.documents}
        created = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(
            model=self._encoder.id,
            fingerprint=self._encoder.fingerprint,
            dimension=self._encoder.dimension,
            passage_chars=self._settings.passage_chars,
            parsers=parsers.VERSION,
            vocabulary=self._vocabulary.fingerprint,
            inputs=inputs if reading.settled else "",
            created=created,
            entries=tuple(self._finished(entry, chunks, created) for entry in reading.entries),
            corpus=str(self._settings.corpus.resolve()),
        )
        replaced = self._old.generation if self._old else None
        with layout.new_generation(self._settings.index, replaces=replaced) as folder:
            embedded = write_generation(
                folder,
                manifest,
                Library(reading.documents),
                [passage for own in chunks.values() for passage in own],
                self._vocabulary,
                self._encoder,
                self._reusable(),
                lambda stage, done, total: self._on_progress(Progress(stage, done, total)),
            )
        return manifest, layout.current(self._settings.index), embedded

    def _finished(self, entry: Entry, chunks: Mapping[str, Sequence[Passage]], now: str) -> Entry:
        """An entry with how many passages there are, and since when."""
        source = entry.source
        if source.status is not SourceStatus.INDEXED:
            return entry
        since = self._since.get((source.name, source.sha256)) or now
        return replace(entry, passages=len(chunks[source.name]), since=since)

    def _inputs(self, sources: Sequence[Source]) -> str:
        """The digest of everything that the index depends on."""
        return digest(
            SCHEMA,
            self._encoder.id,
            self._encoder.fingerprint,
            self._settings.passage_chars,
            self._vocabulary.fingerprint,
            [reading_digest(source, self._limits) for source in sources],
        )

    def _read(self, sources: Sequence[Source]) -> Reading:
        with GuardedParser(self._limits) as parser:
            reading = read_sources(
                sources,
                self._settings.corpus,
                parser,
                self._known_documents(),
                lambda done, total: self._on_progress(Progress("read", done, total)),
            )
        if not reading.documents:
            failed = (entry.source for entry in reading.entries if entry.source.file)
            reasons = "; ".join(f"{source.name}: {source.reason}" for source in failed)
            raise CorpusError(f"nothing in the corpus folder {str(self._settings.corpus)!r} can be read ({reasons})")
        return reading

    def _known_documents(self) -> dict[str, Document]:
        """The documents of the old index, by what decided how they were read."""
        if self._old is None:
            return {}
        try:
            library = self._old.library
            indexed = (e for e in self._old.manifest.entries if e.source.status is SourceStatus.INDEXED)
            return {entry.reading: library.document(entry.source.name) for entry in indexed}
        except IndexDamaged as error:
            logger.warning("%s", error)
            return {}

    @cached_property
    def _since(self) -> dict[tuple[str, str | None], str | None]:
        """Since when the old index has what it has: by the name of a source and the sha256 of its file."""
        entries = self._old.manifest.entries if self._old else ()
        indexed = (entry for entry in entries if entry.source.status is SourceStatus.INDEXED)
        return {(entry.source.name, entry.source.sha256): entry.since for entry in indexed}

    def _passages(self, document: Document) -> tuple[Passage, ...]:
        def language_of(text: str) -> str | None:
            if len(text) < _SHORT and document.language:
                return document.language
            return detect(text, document.language)

        return passages(
            document,
            max_chars=self._settings.passage_chars,
            names_in=self._vocabulary.names_in,
            language_of=language_of,
        )

    def _reusable(self) -> Path | None:
        """The folder of the old generation, where its vectors are of the same model."""
        old = self._old
        model = (self._encoder.id, self._encoder.fingerprint)
        return old.folder if old and (old.manifest.model, old.manifest.fingerprint) == model else None


def _opened(index: Path) -> Store | None:
    try:
        return Store.open(index)
    except IndexMissing:
        return None
    except (IndexDamaged, IndexMismatch) as error:
        logger.warning("making the index anew: %s", error)
        return None


def _intact(store: Store) -> bool:
    """Whether a store answers: whoever met a damaged one was told to run this, and it must mend it."""
    try:
        store.verify()
        return True
    except IndexDamaged as error:
        logger.warning("making the index anew: %s", error)
        return False
    finally:
        store.close()


def _ignore(progress: Progress) -> None:
    pass


def _not_written(index: Path, error: OSError) -> IndexNotWritten:
    mends = {
        errno.ENOSPC: "free some space on its disk",
        errno.EDQUOT: "free some of your disk quota",
        errno.EFBIG: "allow larger files",
        errno.EACCES: "give yourself the right to write there, or set LCASSIST_INDEX to another folder",
        errno.EPERM: "give yourself the right to write there, or set LCASSIST_INDEX to another folder",
        errno.EROFS: "its disk is read-only: set LCASSIST_INDEX to another folder",
        errno.EEXIST: "that is a file: remove it, or set LCASSIST_INDEX to a folder",
        errno.ENOTDIR: "a part of that path is a file: set LCASSIST_INDEX to a folder",
    }
    mend = mends.get(error.errno or 0, "see that its disk is not full")
    return IndexNotWritten(
        f"the index at {str(index)!r} could not be written ({error.strerror or error}): {mend}, and run "
        f"{layout.ingest_command(index)} again; the old index, if there was one, still answers"
    )
