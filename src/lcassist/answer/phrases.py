"""The fixed phrases of an answer's frame, in nine languages: data/phrases.json."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

FALLBACK = "en"


@cache
def _all() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = json.loads(
        (files("lcassist.answer") / "data" / "phrases.json").read_text("utf-8")
    )
    return data


def phrase(key: str, language: str, **values: str) -> str:
    """A phrase in a language, in English where there is none; ``values`` fill its {places}."""
    texts = _all()[key]
    return texts.get(language, texts[FALLBACK]).format(**values)
