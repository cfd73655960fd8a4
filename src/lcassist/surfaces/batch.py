"""Answers one line of JSON with one object; what is wrong with a line is said in its ``error``."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, NoReturn

from lcassist.answer.assistant import Assistant
from lcassist.answer.compose import plain
from lcassist.domain import Turn
from lcassist.errors import LcassistError, QuestionError
from lcassist.surfaces.render import answer_data, search_data

logger = logging.getLogger(__name__)


def ask_line(assistant: Assistant, line: bytes) -> dict[str, Any]:
    """The answer to ``{"id", "question"}`` or ``{"id", "turns"}``, or ``{"id", "error"}``."""
    return _outcome(
        line, lambda data: answer_data(assistant.with_suggestions(_answered(assistant, data)), data.get("id"))
    )


def search_line(assistant: Assistant, line: bytes, top_k: int | None) -> dict[str, Any]:
    """The hits for ``{"id", "question"}``, or ``{"id", "error"}``."""

    def searched(data: dict[str, Any]) -> dict[str, Any]:
        question = data.get("question")
        if not isinstance(question, str):
            raise QuestionError('the line needs "question", a string')
        started = time.perf_counter()
        hits = assistant.search(question, top_k)
        return search_data(question, hits, time.perf_counter() - started, data.get("id"))

    return _outcome(line, searched)


def _outcome(line: bytes, work: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """What ``work`` makes of a line; the id is given back as it came."""
    data: dict[str, Any] = {}
    try:
        data = _parsed(line)
        return work(data)
    except LcassistError as error:
        return {"id": data.get("id"), "error": str(error)}
    except Exception as error:
        logger.warning("a line failed", exc_info=True)
        return {"id": data.get("id"), "error": f"it failed: {type(error).__name__}: {error}"}


def _answered(assistant: Assistant, data: dict[str, Any]) -> Any:
    if "turns" not in data:
        question = data.get("question")
        if not isinstance(question, str):
            raise QuestionError('the line needs "question", a string, or "turns", a list')
        return assistant.ask(question)
    turns = turns_of(data["turns"])
    if any(turn.role == "assistant" for turn in turns):
        last = max((n for n, turn in enumerate(turns) if turn.role == "user"), default=-1)
        if last < 0:
            raise QuestionError('"turns" has no turn of the user')
        return assistant.ask(turns[last].content, turns[:last])
    history: list[Turn] = []
    answer = None
    for turn in turns:
        answer = assistant.ask(turn.content, history)
        history += [turn, Turn("assistant", plain(answer.text))]
    return answer


def turns_of(value: Any) -> list[Turn]:
    """The turns of a conversation from what JSON gave. Raises QuestionError."""
    if not isinstance(value, list) or not value:
        raise QuestionError('"turns" must be a list with at least one turn')
    turns = []
    for item in value:
        if (
            not isinstance(item, dict)
            or item.get("role") not in ("user", "assistant")
            or not isinstance(item.get("content"), str)
        ):
            raise QuestionError('each turn must be {"role": "user" or "assistant", "content": a string}')
        turns.append(Turn(item["role"], item["content"]))
    return turns


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        # a file that Windows wrote may begin with a byte order mark
        data = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"the line is no valid JSON in UTF-8: {str(error)[:200]}") from error
    if not isinstance(data, dict):
        raise QuestionError('the line must hold an object such as {"id": "1", "question": "..."}')
    return data


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
