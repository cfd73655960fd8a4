"""Words of one family: "employ" and "employees", of which a stemmer leaves two stems.

Two stems are of one family where one is the beginning of the other and hardly shorter. Of the corpus' stems alone
those are looked for that a question's may mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from lcassist.index.words import Words

_SHORTEST = 5  # letters that two stems have to share
_ENDING = 4  # letters that the longer one may have besides
_REMEMBERED = 20_000


class Families:
    """The word families among the stems of an index. Safe to share between threads."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._beginning: dict[str, dict[str, list[str]]] = {}  # the stems by their first letters, for each language
        self._of = lru_cache(maxsize=_REMEMBERED)(self._found)

    def meant(self, terms: Iterable[str], language: str | None) -> dict[str, str]:
        """For each other stem of the corpus that is of the family of one of some terms: that term."""
        own = list(terms)
        return {stem: term for term in own for stem in self._of(term, language) if stem not in own}

    def _found(self, term: str, language: str | None) -> tuple[str, ...]:
        if len(term) < _SHORTEST or not term.isalpha():
            return ()
        key = language or ""
        if key not in self._beginning:
            stems: dict[str, list[str]] = {}
            for stem in self._words.stems(language):
                if len(stem) >= _SHORTEST and stem.isalpha():
                    stems.setdefault(stem[:_SHORTEST], []).append(stem)
            self._beginning[key] = stems
        near = self._beginning[key].get(term[:_SHORTEST], ())
        return tuple(stem for stem in near if stem != term and _of_one(stem, term))


def _of_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING


def terms_said(stems: Collection[str], terms: Collection[str], meant: Mapping[str, str]) -> frozenset[str]:
    """The terms that some stems say, themselves or in another form (``meant``)."""
    own = frozenset(terms).intersection(stems)
    return own | {meant[stem] for stem in stems if stem in meant} if meant else own
