"""The turns of a conversation that a question may go on from: the last ones, none longer than is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lcassist.domain import Turn

_TURNS = 40
_ANSWER = 20_000  # characters of an answer: the longest that is given has a tenth


def recent(history: Sequence[Turn], longest: int) -> tuple[Turn, ...]:
    """The last turns; a question's text ends after ``longest`` characters, as no longer one is answered."""
    return tuple(_cut(turn, longest if turn.role == "user" else _ANSWER) for turn in history[-_TURNS:])


def _cut(turn: Turn, most: int) -> Turn:
    return turn if len(turn.content) <= most else replace(turn, content=turn.content[:most])
