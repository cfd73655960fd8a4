"""What a language model's server may fail by: each failure by its reason, which is told to the reader."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import httpx

from lcassist.errors import LcassistError


class Reason(StrEnum):
    """Why a language model gave no answer; the notes' phrases are named after these."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REFUSED = "refused"
    BUSY = "busy"
    FAILED = "failed"
    CONTEXT = "context"
    ENDLESS = "endless"
    MALFORMED = "malformed"
    EMPTY = "empty"


class ModelFailed(LcassistError):
    """The language model gave no usable answer."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason


class SchemaRefused(Exception):
    """The server doesn't take what was asked for besides the messages."""


def failure_of(error: Exception, *, with_schema: bool) -> Exception:
    """What a client's error means: ModelFailed, or SchemaRefused where it may be for the schema that was sent."""
    import openai

    if isinstance(error, ModelFailed):
        return error
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx.TimeoutException):
        return ModelFailed(Reason.SLOW)
    if isinstance(error, openai.APIStatusError):
        return _refusal(error, with_schema=with_schema)
    if isinstance(error, openai.APIConnectionError | httpx.TransportError | OSError):
        cause = error.__cause__
        return cause if isinstance(cause, ModelFailed) else ModelFailed(Reason.UNREACHABLE, _line(error))
    if isinstance(error, openai.APIError):  # an error that came in the middle of the stream
        return ModelFailed(Reason.CONTEXT if _too_long(str(error)) else Reason.FAILED, _line(error))
    return ModelFailed(Reason.MALFORMED, _line(error))


def _refusal(error: Any, *, with_schema: bool) -> Exception:
    status = int(error.status_code)
    text = f"{error} {error.response.text if error.response.is_stream_consumed else ''}"
    if status in (400, 413, 422) and _too_long(text):
        return ModelFailed(Reason.CONTEXT, _line(error))
    if status in (400, 415, 422, 501) and with_schema:
        return SchemaRefused()
    reason = {401: Reason.REFUSED, 403: Reason.REFUSED, 429: Reason.BUSY}.get(status, Reason.FAILED)
    return ModelFailed(reason, f"HTTP {status}")


def _too_long(text: str) -> bool:
    text = text.casefold()
    return "context" in text and any(word in text for word in ("exceed", "length", "long", "maximum", "window", "size"))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
