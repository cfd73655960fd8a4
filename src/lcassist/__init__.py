"""lcassist: ask a report and what it links; every statement leads to an exact quote or a table cell.

from lcassist import Assistant, Settings

assistant = Assistant.open(Settings(index=".lcassist/index"))
answer = assistant.ask("Who started it in Utrecht?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lcassist.domain import Answer, AnswerKind, Citation, Hit, Passage, Source, Statement, Turn
from lcassist.errors import (
    CorpusError,
    EngineUnavailable,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    IndexNotWritten,
    LcassistError,
    ModelUnavailable,
    QuestionError,
    SettingsError,
    SourceUnknown,
    Unreadable,
)

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant
    from lcassist.settings import Settings

__all__ = [
    "Answer",
    "AnswerKind",
    "Assistant",
    "Citation",
    "CorpusError",
    "EngineUnavailable",
    "Hit",
    "IndexDamaged",
    "IndexLocked",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritten",
    "LcassistError",
    "ModelUnavailable",
    "Passage",
    "QuestionError",
    "Settings",
    "SettingsError",
    "Source",
    "SourceUnknown",
    "Statement",
    "Turn",
    "Unreadable",
]


def __getattr__(name: str) -> Any:
    # What takes long to import is imported when it is asked for.
    if name == "Assistant":
        from lcassist.answer.assistant import Assistant

        return Assistant
    if name == "Settings":
        from lcassist.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
