"""Reads statements out of what a language model writes, while it writes: each as soon as its object is closed.

The JSON may stand between other words or code fences, may lack its end, and may have commas too many: every
object with a statement's text counts, wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_TEXT = ("text", "statement", "claim")
_QUOTES = ("quotes", "quote", "citations", "evidence")
_PASSAGE = ("passage", "passage_id", "id", "source")
_COMMA = re.compile(r",(\s*[}\]])")
_LONGEST = 20_000  # characters of one object; what is longer is no statement
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the model wrote it; ``passage`` is the item's number, None where it gave none."""

    text: str
    passage: int | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement as the model made it, with its quotes. Nothing of it is verified yet."""

    text: str
    quotes: tuple[Quote, ...]


class Parser:
    """Takes a model's text in pieces and gives its statements.

    ``closed`` says whether a list of statements was closed: with none in it, it says that there is no answer.
    """

    def __init__(self) -> None:
        self._open: list[list[str]] = []  # the characters of each object that is not closed yet
        self._in_text = False
        self._escaped = False
        self.closed = False

    def feed(self, piece: str) -> Iterator[Stated]:
        """The statements that a further piece of text completes."""
        for character in piece:
            ended = self._take(character)
            if ended is None:
                continue
            data = _loaded(ended)
            self.closed = self.closed or (isinstance(data, dict) and isinstance(data.get("statements"), list))
            stated = _stated(data)
            if stated is not None:
                yield stated

    def _take(self, character: str) -> str | None:
        """Add a character to every open object; the text of the one that it closes."""
        if not self._open and character != "{":
            return None
        if not self._in_text and character == "{":
            self._open.append([])
        for characters in self._open:
            characters.append(character)
        if len(self._open) > _DEEPEST or (self._open and len(self._open[0]) > _LONGEST and len(self._open) == 1):
            self._reset()
            return None
        if self._in_text:
            if not self._escaped and character == '"':
                self._in_text = False
            self._escaped = not self._escaped and character == "\\"
        elif character == '"':
            self._in_text = True
        elif character == "}":
            return "".join(self._open.pop())
        return None

    def _reset(self) -> None:
        self._open, self._in_text, self._escaped = [], False, False


def parsed(pieces: Iterable[str]) -> list[Stated]:
    """All statements of a text that is given in pieces."""
    parser = Parser()
    return [stated for piece in pieces for stated in parser.feed(piece)]


def _loaded(text: str) -> Any:
    for candidate in (text, _COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _stated(data: Any) -> Stated | None:
    if not isinstance(data, dict):
        return None
    text = next((data[key] for key in _TEXT if isinstance(data.get(key), str)), None)
    given = next((data[key] for key in _QUOTES if key in data), None)
    if text is None or (given is None and not any(key in data for key in _PASSAGE)):
        return None
    items = given if isinstance(given, list) else [] if given is None else [given]
    quotes = (_quote(item, data) for item in items)
    return Stated(text, tuple(quote for quote in quotes if quote is not None))


def _quote(item: Any, around: dict[str, Any]) -> Quote | None:
    """A quote that is an object with its passage, or a mere string beside which the passage stands."""
    holder = item if isinstance(item, dict) else around
    text = item if isinstance(item, str) else next((item[k] for k in ("quote", "text") if k in holder), None)
    if not isinstance(text, str) or not text.strip():
        return None
    return Quote(text, _number(next((holder[key] for key in _PASSAGE if key in holder), None)))


def _number(value: Any) -> int | None:
    """A passage's number, written as 3, "3", "[3]" or "passage 3"."""
    if isinstance(value, bool):
        return None
    found = re.search(r"\d{1,4}", str(value)) if isinstance(value, int | str) else None
    return int(found.group()) if found else None
