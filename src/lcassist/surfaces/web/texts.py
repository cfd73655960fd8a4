"""The interface's own words, by language, and the choice of the language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = {"en": "English", "nl": "Nederlands"}  # each called by its own name
DEFAULT = "en"

Texts = Mapping[str, str]


@cache
def texts_in(language: str) -> Texts:
    """The texts of a language; of the default one where there are none in that."""
    every: dict[str, Texts] = json.loads((files(__package__) / "texts.json").read_text("utf-8"))
    return every.get(language, every[DEFAULT])


def preferred(chosen: str | None, accepted: str | None) -> str:
    """The interface's language: the one that was chosen, or the first of the browser's that there is.

    ``accepted`` is an Accept-Language header such as "nl-NL,nl;q=0.9,en;q=0.8".
    """
    if chosen in LANGUAGES:
        return chosen
    ranked = []
    for place, item in enumerate((accepted or "").split(",")):
        name, _, weight = item.partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, name.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), DEFAULT)


def language_name(code: str | None, texts: Texts) -> str | None:
    """What a language is called in the interface's; its code where there is no name."""
    return texts.get(f"language_{code}", code) if code else None
