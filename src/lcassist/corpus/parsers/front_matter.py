"""Takes the front matter off a Markdown text: YAML between lines of "---", or TOML between lines of "+++".

A block between such lines that is neither is text, and stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from lcassist.corpus import yaml_file
from lcassist.corpus.parsers.build import Metadata, clean

_BLOCK = re.compile(r"\A(?P<mark>---|\+\+\+)[ \t]*\n(?P<inside>(?:.*\n)*?)(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"[^\W\d][\w.-]*")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)")


def without_front_matter(text: str) -> tuple[Metadata, str]:
    """What a text says of itself before it begins, and the text."""
    found = _BLOCK.match(text.replace("\r\n", "\n"))
    if found is None:
        return Metadata(), text
    said = yaml_file.texts(found["inside"]) if found["mark"] == "---" else _toml(found["inside"])
    if said is None or not all(map(_KEY.fullmatch, said)):
        return Metadata(), text
    return _metadata({key.lower(): value for key, value in said.items()}), text.replace("\r\n", "\n")[found.end() :]


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _metadata(said: Mapping[str, Any]) -> Metadata:
    language = (_first(said, "lang", "language", "locale") or "")[:2].lower()
    date = _DATE.match(_first(said, "date", "published", "year") or "")
    url = _first(said, "url", "canonical_url", "source", "link") or ""
    return Metadata(
        title=_first(said, "title"),
        authors=tuple(_texts(said.get("authors")) or _texts(said.get("author"))),
        date=date[0] if date else None,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
        publisher=_first(said, "publisher"),
        url=url if re.match(r"https?://[^\s]+$", url) else None,
    )


def _first(said: Mapping[str, Any], *keys: str) -> str | None:
    return next((text for key in keys for text in _texts(said.get(key))), None)


def _texts(value: Any) -> list[str]:
    """The texts of a value: of a list its items, of an author with a name the name."""
    values = value if isinstance(value, list) else [value]
    named = (one.get("name") if isinstance(one, dict) else one for one in values)
    return [text for one in named if one is not None and not isinstance(one, dict | list) and (text := clean(str(one)))]
