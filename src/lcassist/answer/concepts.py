"""What is the same in whatever language it is said: the offices that people hold, and what is said to have happened.

A mayor is no director, who was dismissed did not resign, and what was closed was not built: where a question names
one of these, a sentence that names none of it is likely to be about something else, however like it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files

from lcassist.answer import cues
from lcassist.corpus.vocabulary import fold

_LEADING = frozenset({"leader", "coordinator", "chair"})
_REMEMBERED = 20_000  # texts: the next question is held against many of the same
_WORD = re.compile(r"[^\W_]+")
# "the mayor of Alba", and what stands between an office and whose it is in other languages; folded
_WHOSE = re.compile(r" (?:of|van|von|de|du|des|di|del|della|d) (?:(?:the|la|le|l|de|het|der) )?(\w+)")


@cache
def _patterns(kind: str, language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Of offices the whole words; of predicates the beginnings of words, whatever their inflection."""
    data: dict[str, dict[str, list[str]]] = json.loads(
        (files("lcassist.answer") / "data" / f"{kind}.json").read_text("utf-8")
    )
    return tuple((concept, _any_of(kind, words[language])) for concept, words in data.items() if language in words)


def _any_of(kind: str, words: Collection[str]) -> re.Pattern[str]:
    """Whatever of some words a text has: offices as they are, predicates as beginnings of words but for those that "$"
    ends."""
    ends = [kind == "offices" or word.endswith("$") for word in words]
    every = (re.escape(cues.folded(word)) + (r"\b" if whole else "") for word, whole in zip(words, ends, strict=True))
    return re.compile(rf"\b(?:{'|'.join(every)})")


@lru_cache(maxsize=_REMEMBERED)
def _found(kind: str, folded: str, language: str | None) -> list[tuple[str, re.Match[str]]]:
    every = [(concept, match) for concept, one in _patterns(kind, language or "") for match in one.finditer(folded)]
    spans = [match.span() for _, match in every]
    # a deputy mayor is no mayor
    return [
        (concept, match)
        for concept, match in every
        if not any(a <= match.start() and match.end() <= b and (a, b) != match.span() for a, b in spans)
    ]


def offices_in(folded: str, language: str | None) -> frozenset[str]:
    """The offices that a folded text in a language names: "mayor", "director"."""
    return frozenset(office for office, _ in _found("offices", folded, language))


def predicates_in(folded: str, language: str | None) -> frozenset[str]:
    """What a folded text says to have happened, or to be measured: "close" of "the mill was shut"."""
    return frozenset(predicate for predicate, _ in _found("predicates", folded, language))


def tells_office(text: str, language: str | None, offices: frozenset[str], said: Collection[str]) -> float:
    """Whether a text names one of some offices, and not as that of another place: "the mayor of Alba".

    1 where it does, .5 where it says who leads, which may be a foundation, else 0. ``said`` are the folded words of the
    question, which may name that place.
    """
    folded = cues.folded(text)
    capitals = {fold(match.group()) for match in _WORD.finditer(text) if match.group()[0].isupper()}
    for office, match in _found("offices", folded, language):
        whose = _WHOSE.match(folded, match.end())
        if office in offices and (whose is None or whose.group(1) in said or whose.group(1) not in capitals):
            return 1.0
    # who leads it is its leader, whatever else he is called
    return 0.5 if offices & _LEADING and "lead" in predicates_in(folded, language) else 0.0
