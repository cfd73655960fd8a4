"""What is to be fetched: the sources that sources.yaml names by address, and those that were given by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lcassist.corpus.fetch.addresses import checked_url
from lcassist.corpus.provenance import FETCHED, Record, load_records
from lcassist.corpus.sources import listed, manifest
from lcassist.domain import Source
from lcassist.errors import FetchError, NotFetched

_LONGEST = 60  # characters of the readable part of an id that is made from an address


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to ask, and what is known of it.

    ``file`` is the path, relative to the corpus folder, of what is there of it, and ``sha256`` its content's;
    ``ours`` is whether it was fetched, and may be replaced. ``record`` is that of this address. ``likely`` are all the
    addresses that it may have, ``url`` the first of them, where none is known: what they give has to prove itself.
    """

    id: str
    title: str
    url: str
    file: str | None = None
    sha256: str | None = None
    ours: bool = False
    record: Record | None = None
    added: bool = False
    likely: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the file is what the record's address gave."""
        return self.ours and self.record is not None and self.record.sha256 == self.sha256

    @property
    def host(self) -> str:
        """The host that is asked first; empty where the address is none."""
        try:
            return checked_url(self.url).host
        except NotFetched:
            return ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked, and the sources whose address nobody knows."""

    corpus: Path
    wanted: tuple[Wanted, ...]
    unknown: tuple[Source, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(sorted({one.host for one in self.wanted if one.host and (one.ours or not one.file)}))


def planned(corpus: Path, urls: Sequence[str] = ()) -> Plan:
    """What to fetch: ``urls``, or where none is given all that sources.yaml and earlier runs name.

    Raises:
        CorpusError: the folder is missing, or its sources.yaml malformed.
        FetchError: one of the urls can't be fetched whatever happens.
    """
    found = {source.id: source for source in listed(corpus)}
    records = load_records(corpus)
    named = [found[source.id] for source in manifest(corpus) if source.file is None]
    every = [_wanted(source.id, source.title, source.url, found, records) for source in named if source.url]
    every += [_likely(source, found, records) for source in named if source.url is None and source.likely_urls]
    known = {one.id for one in every}
    every += [_wanted(id, record.url, record.url, found, records) for id, record in records.items()
              if record.added and id not in known]  # fmt: skip
    if not urls:
        unknown = (source for source in named if source.url is None and not source.likely_urls)
        return Plan(corpus, tuple(every), tuple(unknown))
    return Plan(corpus, tuple(_given(urls, every, found, records)))


def _given(
    urls: Sequence[str], every: Iterable[Wanted], found: dict[str, Source], records: dict[str, Record]
) -> list[Wanted]:
    known = {one.url: one for one in every}
    given = []
    for url in dict.fromkeys(urls):
        try:
            checked_url(url)
        except NotFetched as error:
            raise FetchError(f"{error}: give an address such as https://example.org/page") from error
        given.append(known.get(url) or _wanted(_id_of(url), url, url, found, records, added=True))
    return given


def _wanted(
    id: str, title: str, url: str, found: dict[str, Source], records: dict[str, Record], *, added: bool = False
) -> Wanted:
    source, record = found.get(id), records.get(id)
    file, sha256 = (source.file, source.sha256) if source else (None, None)
    if record is None:
        return Wanted(id, title, url, file, sha256, added=added)
    # its ending may be another than the record's, where a run died before the new file was in place
    fetched = file is not None and Path(file).parent == Path(FETCHED)
    ours = fetched and sha256 is not None and sha256 in (record.sha256, record.replaces)
    same = record if record.url == url else None
    return Wanted(id, title, url, file, sha256, ours, same, added or record.added)


def _likely(source: Source, found: dict[str, Source], records: dict[str, Record]) -> Wanted:
    """A source of which only likely addresses are known; the one that gave it before is asked first."""
    record = records.get(source.id)
    first = record.url if record is not None and record.url in source.likely_urls else source.likely_urls[0]
    likely = (first, *(url for url in source.likely_urls if url != first))
    return replace(_wanted(source.id, source.title, first, found, records), likely=likely)


def _id_of(url: str) -> str:
    """An id for an address that was given: readable, a safe name of a file, and always the same."""
    parts = checked_url(url)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.host}{parts.path}".lower()).strip("-")
    return f"{words[:_LONGEST].strip('-')}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
