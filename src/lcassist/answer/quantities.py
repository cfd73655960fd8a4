"""Quantities and their units: what a question asks to be measured, and what a number in a text or a cell measures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from lcassist.answer import cues
from lcassist.answer.question import Question

_WITHIN = (("density", "surface"), ("density", "extent"), ("surface", "extent"))  # units in which others stand
_COUNTED = 2  # words behind "how many", one of which may be a unit: "square metres"
# "inh./km ²" is one unit, and none of an area
_UNIT = r"(?:°\s?[a-z]?|[€$£%]|[^\W\d_]+\.?(?:\s?/\s?[^\W\d_]+)?\s?[²³2]?(?![^\W_]))"
_AFTER = re.compile(rf"\d[\s-]?({_UNIT})")
_BEHIND = re.compile(rf"[\s-]?({_UNIT})")
_BEFORE = re.compile(r"([€$£])\s?\d")
_SHARES = re.compile(r"%|per\s?cent|procent|prozent|pour cent|por ciento|τοις εκατό|százalék", re.I)
_HEADER = re.compile(rf"[(\[]\s*(?:in\s)?({_UNIT})\s*[)\]]|\bin\s({_UNIT})$|,\s({_UNIT})$")


@cache
def units() -> dict[str, frozenset[str]]:
    """The units of each kind of quantity in all languages, by the kind of cue that asks for it: data/units.json."""
    data: dict[str, list[str]] = json.loads((files("lcassist.answer") / "data" / "units.json").read_text("utf-8"))
    return {kind: frozenset(own) for kind, own in data.items()}


@cache
def _folded(kind: str) -> frozenset[str]:
    return frozenset(map(cues.folded, units()[kind]))


def asked(question: Question) -> frozenset[str]:
    """The kinds of quantities that a question's words ask for: of "heaviest" a mass, of "how many miles" a length."""
    return _asked(question.folded, question.language)


@lru_cache(maxsize=256)  # a question is held against hundreds of sentences
def _asked(folded: str, language: str) -> frozenset[str]:
    counting = cues.find("count", folded, language)
    counted = folded[counting.end() :].split()[:_COUNTED] if counting else []
    # so many years are a time, whoever's age they may be
    found = {kind for kind in units() if kind != "years_old" and _folded(kind).intersection(counted)}
    found |= {kind for kind in units() if cues.find(kind, folded, language)}
    for whole, part in _WITHIN:
        if whole in found and not cues.find(part, cues.without((whole,), folded, language), language):
            found.discard(part)  # a square kilometre is no length, and so many to one no area
    return frozenset(found)


def units_in(texts: Iterable[str], header: str = "") -> frozenset[str]:
    """The units beside the numbers in some texts, and the one in their header: "Length (m)"."""
    found = [unit for text in texts for unit in (*_AFTER.findall(text.lower()), *_BEFORE.findall(text))]
    found += [unit for one in _HEADER.findall(header.lower()) for unit in one if unit]
    return frozenset(map(_tidy, found))


def is_share(header: str) -> bool:
    """Whether a header or a caption says that what stands under it are shares: "Income by source, in percent"."""
    return _SHARES.search(header) is not None


def unit_behind(text: str, end: int) -> str:
    """The unit, or whatever word it is, behind a number that ends there, in figures or as a word; "%" for any share."""
    if _SHARES.match(text[end:].lstrip()):
        return "%"
    found = _BEHIND.match(text.lower(), end)
    return _tidy(found[1]) if found else ""


def kind_of(text: str, end: int) -> str | None:
    """The kind of quantity that the unit behind a number's ``end`` is of, "%" being one; None where none is known."""
    unit = unit_behind(text, end)
    return "%" if unit == "%" else next((kind for kind, own in units().items() if unit in own), None)


def _tidy(unit: str) -> str:
    return unit.replace(" ", "").replace("\u00a0", "").replace(".", "")
