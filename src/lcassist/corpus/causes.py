"""Why sources are missing or failed: a code for surfaces that say it in other languages, and the words in English."""

from __future__ import annotations

from dataclasses import asdict, replace

from lcassist.domain import Cause, Source, SourceStatus

SAVE = "save {url} as {file} in the corpus folder"
ENGLISH = {
    "absent": "the file {file!r} is not in the corpus folder: put it there",
    "excluded": "the file {file!r} is never read, because of its name: rename it",
    "kind": "the file {file!r} is of a kind that can't be read: save it as PDF, Word (.docx) or text, or remove it",
    "unopened": "the file {file!r} can't be opened: put it there anew",
    "outside": (
        "the file {file!r} is outside the corpus folder: copy it there, and name its path relative to that folder"
    ),
    "address": "its address is not known: save it as {file} with its ending in the corpus folder",
    "likely": (
        "its address is not known: {url} is likely, and unproven; run `lcassist fetch`, which keeps what has the "
        "source's title, or save the source as {file} in the corpus folder"
    ),
    "refused": f"it could not be fetched ({{why}}): {SAVE}",
    "unfetched": f"not fetched yet: run `lcassist fetch`, or {SAVE}",
    "unread": "{why}",  # as the reader says
}


def because(source: Source, status: SourceStatus, cause: Cause) -> Source:
    """The source with its status and why that is so."""
    return replace(source, status=status, cause=cause, reason=ENGLISH[cause.code].format(**asdict(cause)))
