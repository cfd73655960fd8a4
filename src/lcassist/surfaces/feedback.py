"""What users said of answers: a local file of JSON lines, and what is made of it for review.

A line holds an answer's id, the vote and all that is needed to judge it; a later line with the same id replaces the
earlier one. Nothing of it leaves the machine.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from lcassist.answer.compose import plain
from lcassist.domain import Answer
from lcassist.errors import LcassistError

VOTES = ("up", "down")
MOST_REASON = 500  # characters that are kept

_COLUMNS = ("time", "vote", "reason", "question", "kind", "language", "engine", "answer", "sources", "index", "id")
_lock = threading.Lock()


def note(file: Path, answer: Answer, vote: str, reason: str, *, visit: str, index: str) -> None:
    """Add what was said of an answer; ``visit`` tells visitors apart and is not kept as it is.

    Raises:
        LcassistError: the file can't be written.
    """
    text = plain(answer.text)
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "id": hashlib.sha256(f"{visit}\0{answer.question}\0{text}".encode()).hexdigest()[:16],
        "vote": vote,
        "reason": " ".join(reason.split())[:MOST_REASON],
        "question": answer.question,
        "kind": answer.kind.value,
        "language": answer.language,
        "engine": answer.engine,
        "answer": text,
        "citations": [
            {"source": one.source, "start": one.start, "end": one.end, "quote": one.quote} for one in answer.citations
        ],
        "index": index,
    }
    try:
        with _lock:
            file.parent.mkdir(parents=True, exist_ok=True)
            with open(file, "a", encoding="utf-8", opener=_private) as out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise LcassistError(
            f"what was said of an answer can't be written to {str(file)!r} ({error.strerror}): set LCASSIST_FEEDBACK"
        ) from error


def said(file: Path) -> list[dict[str, Any]]:
    """The last word on each answer, in the order in which they came first.

    Raises:
        LcassistError: there is no file, or it can't be read; the message names the line.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise LcassistError(f"nobody has said anything of an answer yet: there is no file {str(file)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LcassistError(f"{str(file)!r} can't be read: {error}") from error
    found: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            found[data["id"]] = data
        except (ValueError, KeyError, TypeError) as error:
            raise LcassistError(f"line {number} of {str(file)!r} is damaged: remove it") from error
    return list(found.values())


def as_csv(lines: Sequence[dict[str, Any]]) -> str:
    """A table for a spreadsheet, one row for each answer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for line in lines:
        sources = "; ".join(f"{one['source']} {one['start']}-{one['end']}" for one in line.get("citations", ()))
        row = {**line, "sources": sources}
        writer.writerow([_harmless(str(row.get(column, ""))) for column in _COLUMNS])
    return out.getvalue()


def as_cases(lines: Sequence[dict[str, Any]]) -> str:
    """Cases for the evals, to be reviewed: what was called useful is taken for right, the rest is left open."""
    cases = [dict(_case(line)) for line in lines]
    head = (
        "# From `lcassist feedback`: review each case, mend its category, take out `vote` and `reason`, and move it\n"
        "# into a suite. What was called useful is taken for right; the rest is left open.\n"
    )
    return head + yaml.safe_dump(cases, allow_unicode=True, sort_keys=False, width=118)


def _case(line: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "id", f"feedback-{line['id']}"
    yield "category", "feedback"
    yield "language", line.get("language", "en")
    yield "question", line.get("question", "")
    quotes = [{"source": one["source"], "quote": one["quote"]} for one in line.get("citations", ())]
    useful = line.get("vote") == "up"
    if useful and line.get("kind") == "abstention":
        yield "unanswerable", True
    else:
        yield "expected", [[one["quote"]] for one in quotes] if useful else []
        yield "evidence", quotes if useful else []
    yield "vote", line.get("vote")
    yield "reason", line.get("reason", "")


def _harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
