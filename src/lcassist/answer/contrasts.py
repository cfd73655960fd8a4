"""Words that tell one thing from another of its kind: the second turbine is not the first, the old hall not the new.

Of two such words (data/contrasts.json) one excludes the other where both stand beside the same word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from lcassist.answer import cues
from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import fold
from lcassist.index.words import tokens

_Told = tuple[tuple[int, int], str]  # which word of which group stands beside a word, by its stem


@cache
def _groups(language: str) -> dict[str, tuple[int, int]]:
    data: dict[str, list[list[list[str]]]] = json.loads(
        (files("lcassist.answer") / "data" / "contrasts.json").read_text("utf-8")
    )
    return {
        cues.folded(word): (number, place)
        for number, group in enumerate(data.get(language, []))
        for place, words in enumerate(group)
        for word in words
    }


@lru_cache(maxsize=256)  # a question is held against hundreds of sentences
def told_apart(folded: str, language: str) -> frozenset[_Told]:
    """What a folded text tells from others of its kind: "second" beside "turbine"."""
    return frozenset(_told(folded, language))


def contradicts(asked: frozenset[_Told], text: str, language: str) -> bool:
    """Whether a text speaks of another than a question tells apart (``asked``): of the first turbine for the second."""
    if not asked:
        return False
    told = frozenset(_told(cues.folded(text), language))
    if told & asked:
        return False
    return any(group == other and word == beside for (group, _), word in asked for (other, _), beside in told)


def _told(folded: str, language: str) -> Iterator[_Told]:
    functional = {fold(word) for word in function_words(language)}
    groups = _groups(language)
    words = [word for word in folded.split() if word in groups or word not in functional]
    for place, word in enumerate(words):
        if word not in groups:
            continue
        for beside in (*words[max(0, place - 1) : place], *words[place + 1 : place + 2]):
            if beside not in groups:
                yield from ((groups[word], stem) for stem in tokens(beside, language))
