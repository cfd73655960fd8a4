"""What keeps the page from answering, said plainly, each state with its way out."""

from __future__ import annotations

import hashlib

from lcassist.answer.assistant import Assistant
from lcassist.errors import (
    EngineUnavailable,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    LcassistError,
    ModelUnavailable,
)
from lcassist.surfaces.web.texts import Texts

_STATES: tuple[tuple[type[LcassistError], str], ...] = (
    (IndexMissing, "state_missing"),
    (IndexMismatch, "state_mismatch"),
    (IndexDamaged, "state_damaged"),
    (ModelUnavailable, "state_model"),
    (EngineUnavailable, "state_engine"),
)


def reason_of(error: LcassistError, texts: Texts) -> str:
    """An error in the interface's language, with the way out; the error's own words are for who runs the page."""
    said = next((texts[key] for kind, key in _STATES if isinstance(error, kind)), texts["unavailable"])
    return said.format(reason=error)


def index_mark(assistant: Assistant) -> str:
    """A short mark of what is indexed, and how; empty where no index can be opened."""
    try:
        return hashlib.sha256(assistant.store.manifest.inputs.encode()).hexdigest()[:12]
    except LcassistError:
        return ""
