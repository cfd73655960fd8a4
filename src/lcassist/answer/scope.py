"""Which entities a sentence is about: those it names, or else those that the text before it is about.

"The municipality has an annual budget ..." is about the city that the paragraph spoke of last. A sentence
that names a country and no city is about the cities in it; one in a section or document about one entity,
and that names none, is about that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Document, Sentence

_FEW = 12  # names that one sentence may be about
_REMEMBERED = 20_000  # sentences whose names are known: the next question is weighed against many of the same


@dataclass(frozen=True, slots=True)
class Scope:
    """The entities of one type that a sentence is about, and how many sentences before it named them.

    ``distance`` 0: the sentence itself; -1: the section or the document.
    """

    names: frozenset[str]
    distance: int = 0

    @property
    def wide(self) -> bool:
        """Whether it is of so many that what is said is said of none of them: of a whole country."""
        return len(self.names) > _FEW


class Scopes:
    """Scopes of sentences, for entities of some types. Safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary, types: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._types = types
        self._inside: dict[str, list[str]] = {}
        for entity in vocabulary.entities:
            if entity.within and entity.type in types:
                self._inside.setdefault(entity.within, []).append(entity.name)
        self.named = lru_cache(maxsize=_REMEMBERED)(self._named)

    def of_block(self, document: Document, sentences: Iterable[Sentence], section: Iterable[str]) -> list[Scope]:
        """The scope of each of a block's sentences, which are given in order and from the block's start."""
        base = self._base(document, section)
        current, distance = base, -1
        scopes = []
        for sentence in sentences:
            named = self.named(document.text[sentence.start : sentence.end])
            if named:
                current, distance = named, 0
            elif distance >= 0:
                distance += 1
            scopes.append(Scope(current, distance))
        return scopes

    def _named(self, text: str) -> frozenset[str]:
        """The entities that a text names, or that are within those that it names."""
        mentions = self._vocabulary.find(text)
        direct = frozenset(mention.name for mention in mentions if mention.type in self._types)
        if direct:
            return direct
        return frozenset(name for mention in mentions for name in self._inside.get(mention.name, ()))

    def _base(self, document: Document, section: Iterable[str]) -> frozenset[str]:
        for heading in reversed(tuple(section)):
            named = self.named(heading)
            if named:
                return named
        own = frozenset(
            entity.name
            for name in document.source.entities
            if (entity := self._vocabulary.entity(name)) and entity.type in self._types
        )
        return own or self.named(document.source.title)
