"""What an index says of itself: how it was made, and of which sources."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lcassist.corpus.library import source_from
from lcassist.domain import Source

# Raised by every change after which the same corpus gives other files, passages, ids, embedded texts or
# tokens than before: an index of another version is refused, and made anew by the next ingest.
SCHEMA = 5

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A source of the corpus, and what the index has of it.

    ``reading`` is the digest of all that decides what reading the source gives: while it is the same,
    the document need not be read again. ``since`` is when the source was first indexed with the content
    that it has now (UTC, ISO 8601); None for one that is not indexed.
    """

    source: Source
    passages: int = 0
    tables: int = 0
    reading: str = ""
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an index was made.

    ``model`` and ``fingerprint`` name the embedding model and its weights, ``parsers`` is the parsers'
    version, ``vocabulary`` the vocabulary's fingerprint, ``created`` a time in UTC (ISO 8601). ``inputs``
    is the digest of everything that the index depends on; it is empty when a source failed for a reason
    that may pass, so that the next run tries again. ``corpus`` is the folder that was read, empty in older indexes.
    """

    model: str
    fingerprint: str
    dimension: int
    passage_chars: int
    parsers: int
    vocabulary: str
    inputs: str
    created: str
    entries: tuple[Entry, ...]
    schema: int = SCHEMA
    corpus: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources of the corpus, also the missing and the failed ones, in the order of the scan."""
        return tuple(entry.source for entry in self.entries)

    @property
    def passages(self) -> int:
        return sum(entry.passages for entry in self.entries)

    @property
    def tables(self) -> int:
        return sum(entry.tables for entry in self.entries)

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read what ``save`` wrote; of another schema version only that number is sure to be right.

        Raises OSError, ValueError, KeyError or TypeError where that is damaged.
        """
        data = json.loads((folder / FILE).read_text("utf-8"))
        if data["schema"] != SCHEMA:
            return cls("", "", 0, 0, 0, "", "", "", (), schema=int(data["schema"]))
        entries = data.pop("entries")
        return cls(
            **data,
            entries=tuple(Entry(**{**entry, "source": source_from(entry["source"])}) for entry in entries),
        )
