"""What keeps the page from answering, said plainly, each state with its way out."""

from __future__ import annotations

import hashlib
import logging

from lcassist.answer.assistant import Assistant
from lcassist.errors import (
    AnswerTimeout,
    EngineUnavailable,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    LcassistError,
    ModelUnavailable,
    SourceUnknown,
)
from lcassist.index.layout import is_being_written
from lcassist.surfaces.web.limit import TooMany
from lcassist.surfaces.web.markup import complaint, text
from lcassist.surfaces.web.texts import Texts

logger = logging.getLogger(__name__)

_STATES: tuple[tuple[type[LcassistError], str], ...] = (
    (IndexMissing, "state_missing"),
    (IndexMismatch, "state_mismatch"),
    (IndexDamaged, "state_damaged"),
    (ModelUnavailable, "state_model"),
    (EngineUnavailable, "state_engine"),
    (TooMany, "too_many"),
    (AnswerTimeout, "too_slow"),
    (SourceUnknown, "source_gone"),
)


def reason_of(error: LcassistError, texts: Texts) -> str:
    """An error in the interface's language, with the way out; the error's own words are for who runs the page."""
    said = next((texts[key] for kind, key in _STATES if isinstance(error, kind)), texts["unavailable"])
    return said.format(reason=error)


def said_of(error: Exception, texts: Texts) -> str:
    """Whatever broke, in one plain line; the cause of what was not foreseen is in the log."""
    if isinstance(error, LcassistError):
        return reason_of(error, texts)
    logger.error("a question could not be answered", exc_info=error)
    return texts["broken"]


def notice_of(assistant: Assistant, texts: Texts) -> str:
    """What keeps questions from being answered now, or changes what answers rest on: safe HTML, often empty."""
    running = (
        f'<p class="hint">{text(texts["state_running"])}</p>' if is_being_written(assistant.settings.index) else ""
    )
    try:
        assistant.store.manifest  # noqa: B018  opens the index where it is new
    except LcassistError as error:
        return running or complaint(reason_of(error, texts))
    return running


def index_mark(assistant: Assistant) -> str:
    """A short mark of what is indexed, and how; empty where no index can be opened."""
    try:
        return hashlib.sha256(assistant.store.manifest.inputs.encode()).hexdigest()[:12]
    except LcassistError:
        return ""
