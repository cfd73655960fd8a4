"""Where a fetched file comes from: a record beside the file, which is no source itself.

The record is written before its file, and names the file that is replaced as well: a run that dies between
the two leaves a file of which it is still known that it was fetched, and not put there by hand.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from lcassist.corpus.files import replace_file

logger = logging.getLogger(__name__)

FETCHED = "fetched"
ENDING = ".provenance.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one address that was asked for.

    ``file`` is a name in the folder of fetched files and ``sha256`` its content's; ``replaces`` is the
    sha256 of the file before it. ``address`` is where redirects led. ``retrieved`` is when the content was
    got, ``checked`` when the server was last asked (UTC, ISO 8601). ``reason`` says why the last attempt
    failed; what was got before is then still there. ``added`` is whether a person gave the address to
    `lcassist fetch`, and sources.yaml need not name it.
    """

    id: str
    url: str
    checked: str
    file: str | None = None
    sha256: str | None = None
    replaces: str | None = None
    address: str | None = None
    retrieved: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    reason: str | None = None
    added: bool = False


def load_records(corpus: Path) -> dict[str, Record]:
    """The records of a corpus by the id of their source; one that is malformed is logged and left out."""
    records = {}
    for path in sorted((corpus / FETCHED).glob(f"*{ENDING}")):
        if path.name.startswith("."):
            continue
        try:
            record = _record(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, RecursionError) as error:
            logger.warning("%r is no record of what was fetched: %s", str(path), error)
            continue
        if path.name == f"{record.id}{ENDING}":
            records[record.id] = record
    return records


def save_record(corpus: Path, record: Record) -> None:
    """Write a record, in place of the one before. Raises OSError."""
    path = corpus / FETCHED / f"{record.id}{ENDING}"
    replace_file(path, (json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n").encode())


def _record(data: Any) -> Record:
    if not isinstance(data, dict):
        raise TypeError("it holds no object")
    values = {item.name: data[item.name] for item in fields(Record) if item.name in data}
    for name, value in values.items():
        if not isinstance(value, bool if name == "added" else str) and (value is not None or name in ("id", "url")):
            raise TypeError(f"its {name!r} is {value!r}")
    return Record(**values)
