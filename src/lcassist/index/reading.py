"""Reads the documents of a corpus, those that changed only, and keeps account of every source."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lcassist.corpus import parsers
from lcassist.corpus.causes import because
from lcassist.corpus.guarded import GuardedParser, Limits
from lcassist.corpus.language import fingerprint
from lcassist.corpus.sources import leads_out
from lcassist.domain import Cause, Document, Source, SourceStatus
from lcassist.errors import Unreadable
from lcassist.index.manifest import Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a corpus gave: an entry for each source, and the documents of those that are indexed.

    ``settled`` is whether reading the same files again is sure to give the same: a source that failed
    because its file could not be opened may be better off the next time.
    """

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    settled: bool


def digest(*values: object) -> str:
    """A digest of values that JSON can write."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def reading_digest(source: Source, limits: Limits) -> str:
    """The digest of all that decides what reading a source, as it was scanned, gives."""
    return digest(parsers.VERSION, fingerprint(), limits.bytes, limits.seconds, asdict(source))


def read_sources(
    sources: Sequence[Source],
    corpus: Path,
    parser: GuardedParser,
    known: Mapping[str, Document],
    on_progress: Callable[[int, int], None],
) -> Reading:
    """Read the sources of a corpus that are there; ``known`` has earlier documents by ``reading_digest``.

    One that can't be read is an entry with its reason, and stops no other.
    """
    documents, entries, settled = [], [], True
    for number, source in enumerate(sources):
        on_progress(number, len(sources))
        reading = reading_digest(source, parser.limits)
        if source.file is None:
            entries.append(Entry(source, reading=reading))
            continue
        try:
            document = known.get(reading) or _document(source, corpus, source.file, parser)
        except Unreadable as error:
            # Without its sha256 it could not even be opened.
            settled = settled and source.sha256 is not None
            entries.append(Entry(_failed(source, str(error)), reading=reading))
        except Exception as error:
            logger.warning("reading %r failed", source.name, exc_info=True)
            settled = settled and not isinstance(error, OSError)
            reason = f"reading it failed: {type(error).__name__}: {error}"
            entries.append(Entry(_failed(source, " ".join(reason.split())), reading=reading))
        else:
            documents.append(document)
            entries.append(Entry(document.source, tables=len(document.tables), reading=reading))
    on_progress(len(sources), len(sources))
    return Reading(tuple(documents), tuple(entries), settled)


def _document(source: Source, corpus: Path, file: str, parser: GuardedParser) -> Document:
    try:
        source.name.encode()
    except UnicodeEncodeError:
        raise Unreadable("its name is not valid UTF-8: rename the file") from None
    if leads_out(corpus, file):
        what = "folder" if (corpus / file).is_dir() else "file"
        raise Unreadable(f"it is a link out of the corpus folder, and not followed: put the {what} itself there")
    document = parser.read(source, corpus / file)
    return replace(document, source=replace(document.source, status=SourceStatus.INDEXED, reason=None, cause=None))


def _failed(source: Source, reason: str) -> Source:
    return because(source, SourceStatus.FAILED, Cause("unread", why=reason))
