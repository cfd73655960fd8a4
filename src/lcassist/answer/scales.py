"""Ratings in words: scales such as excellent, good, fair, poor, in their order; data/scales.json. General words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lcassist.answer.cues import folded
from lcassist.corpus.parsers.legends import is_mark

_RATING = ("quality", "level", "strength")


@cache
def _scales() -> dict[str, dict[str, float]]:
    """By scale, the place of each folded word, the best highest."""
    data: dict[str, list[dict[str, list[str]]]] = json.loads(
        (files("lcassist.answer") / "data" / "scales.json").read_text("utf-8")
    )
    return {
        name: {
            folded(word): float(len(steps) - place)
            for place, step in reversed(list(enumerate(steps)))
            for words in step.values()
            for word in words
        }
        for name, steps in data.items()
    }


def is_rating(text: str) -> bool:
    """Whether a cell's text is a rating: signs alone, or one word that rates. "Small" and "none" may be mere facts."""
    return is_mark(text) or any(folded(text) in _scales()[name] for name in _RATING)


def same_grade_said(meaning: str, words: str) -> int:
    """How long the longest word is, in any language, that folded ``words`` between blanks say and that is of the same
    grade as a meaning: "zeer goed" for "very good"; 0 where there is none."""
    own = folded(meaning)
    return max(
        (len(word) for name in _RATING if own in (scale := _scales()[name])
         for word, place in scale.items() if place == scale[own] and f" {word} " in words),
        default=0,
    )  # fmt: skip


def scale_of(texts: Iterable[str]) -> dict[str, float]:
    """The scale that has all of some cells' texts: its folded words and their places, the best highest; else empty."""
    words = {folded(text) for text in texts}
    return next((scale for scale in _scales().values() if words and words <= scale.keys()), {})
