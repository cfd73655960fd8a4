"""How long answering a question may take, and that it ends where nobody waits for it any more.

Whatever takes long, which is reading, asks before it begins. The limit is the thread's own, so that it needs no
argument through all that a question passes through.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lcassist.errors import AnswerStopped, AnswerTimeout


class _Limit:
    def __init__(self, seconds: float, stop: threading.Event | None) -> None:
        self.seconds = seconds
        self.until = time.monotonic() + seconds
        self.stop = stop


_LIMIT: ContextVar[_Limit | None] = ContextVar("limit", default=None)


@contextmanager
def limited(seconds: float, stop: threading.Event | None = None) -> Iterator[None]:
    """What is done within may take so long, and ends where ``stop`` is set: then ``check`` raises."""
    token = _LIMIT.set(_Limit(seconds, stop))
    try:
        yield
    finally:
        _LIMIT.reset(token)


def check() -> None:
    """Whether there is time left; nothing where no limit is set.

    Raises:
        AnswerTimeout: there is none.
        AnswerStopped: nobody waits any more.
    """
    limit = _LIMIT.get()
    if limit is None:
        return
    if limit.stop is not None and limit.stop.is_set():
        raise AnswerStopped("the question was stopped")
    if time.monotonic() > limit.until:
        raise AnswerTimeout(
            f"answering takes longer than the {limit.seconds:g} s that LCASSIST_ANSWER_TIMEOUT allows: ask something"
            " shorter, or set that higher"
        )
