"""Keeps what was got: as fetched/<id>.<ending> in the corpus folder, with its record; or why it was not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lcassist.corpus.fetch.http import Reply
from lcassist.corpus.fetch.kind import recognised
from lcassist.corpus.fetch.plan import Wanted
from lcassist.corpus.files import replace_file
from lcassist.corpus.provenance import FETCHED, Record, save_record
from lcassist.corpus.sources import is_excluded
from lcassist.errors import NotFetched

_UNSAFE = frozenset('/\\<>:"|?*')  # what no system, or not each, allows in a name
_LONGEST = 200  # bytes, so that an ending has room


def check_name(id: str) -> None:
    """See that a source's id can be the name of its file. Raises NotFetched."""
    bad = (
        not id.isprintable()
        or bool(_UNSAFE & set(id))
        or is_excluded(id)
        or id != id.strip(" .")
        or len(id.encode("utf-8", "replace")) > _LONGEST
    )
    if bad:
        raise NotFetched(f"its id {id[:80]!r} can't be a file's name: give it another id in sources.yaml")


def conditions(wanted: Wanted, url: str) -> dict[str, str]:
    """The headers that ask for the content only if it is another than the one that is there."""
    record = wanted.record
    if record is None or not wanted.current or record.address != url:
        return {}
    headers = {"If-None-Match": record.etag, "If-Modified-Since": record.last_modified}
    return {name: value for name, value in headers.items() if value}


def keep(corpus: Path, wanted: Wanted, reply: Reply) -> tuple[Record, bool]:
    """The record of an answer, with its file in place, and whether the file is another than before.

    Raises:
        NotFetched: what was sent can't be read.
        OSError: it can't be written.
    """
    now = _now()
    if reply.status == 304:
        if wanted.record is None or not wanted.current:
            raise NotFetched("the server says that it has not changed, and it was never fetched")
        record = replace(wanted.record, checked=now, reason=None)
        save_record(corpus, record)
        return record, False
    ending, data = recognised(reply.data, reply.headers.get("content-type", ""))
    digest = hashlib.sha256(data).hexdigest()
    before = wanted.record
    name = f"{wanted.id}{ending}"
    old = corpus / wanted.file if wanted.file and wanted.ours else None
    same = old is not None and old.name == name and wanted.sha256 == digest
    record = Record(
        id=wanted.id,
        url=wanted.url,
        checked=now,
        file=name,
        sha256=digest,
        replaces=None if old is None or same else wanted.sha256,
        address=reply.url,
        retrieved=before.retrieved if same and before is not None and before.retrieved else now,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
        added=wanted.added,
    )
    save_record(corpus, record)
    if not same:
        replace_file(corpus / FETCHED / name, data)
        if old is not None and old.name != name:
            old.unlink(missing_ok=True)
    return record, not same


def keep_reason(corpus: Path, wanted: Wanted, reason: str) -> None:
    """Record why an address could not be got; what is known of an earlier time stays. Raises OSError."""
    before = wanted.record or Record(id=wanted.id, url=wanted.url, checked="", added=wanted.added)
    save_record(corpus, replace(before, checked=_now(), reason=reason))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
