"""Which entities a sentence is about: those it names, or else those that the text before it is about.

"The municipality has an annual budget ..." is about the city that the paragraph spoke of last. A sentence
that names a country and no city is about the cities in it; one in a section or document about one entity,
and that names none, is about that one. So are the cells of a table whose headers name none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Document, Sentence, Table

_FEW = 12  # names that one sentence may be about
_OPENING = 4  # blocks that a document begins with, where they are lines
_LINE = 25  # words that a line has fewer of than a paragraph
_MOSTLY = 0.6  # the share of the mentions of one that its title names
_OFTEN = 3  # mentions of the entity that a document is about,
_MAINLY = 0.8  # and their share in all
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
        self._apart = frozenset(entity.name for entity in vocabulary.entities if entity.type in types)
        self._inside: dict[str, list[str]] = {}
        for entity in vocabulary.entities:
            if entity.within and entity.type in types:
                self._inside.setdefault(entity.within, []).append(entity.name)
        self.named = lru_cache(maxsize=_REMEMBERED)(self._named)
        self._of_tables: dict[tuple[str, int], Scope] = {}
        self._mains: dict[str, frozenset[str]] = {}  # by the name of the document

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

    def of_cell(self, document: Document, table: Table, names: Collection[str]) -> Scope:
        """The scope of a cell whose headers name some entities, of whatever types."""
        peers = self._apart.intersection(names)
        return Scope(peers, 0) if peers else self.of_table(document, table)

    def of_table(self, document: Document, table: Table) -> Scope:
        """The scope of a table's cells whose headers name nobody."""
        place = (document.source.name, table.start)
        found = self._of_tables.get(place)
        if found is None:
            named = self.named(table.caption.text) if table.caption else frozenset[str]()
            found = self._of_tables[place] = Scope(named or self._base(document, table.section), -1)
        return found

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
        return own or self.named(document.source.title) or self._main(document)

    def _main(self, document: Document) -> frozenset[str]:
        name = document.source.name
        if name not in self._mains:
            self._mains[name] = self._mainly(document)
        return self._mains[name]

    def _mainly(self, document: Document) -> frozenset[str]:
        """The one entity that hardly any mention in a document isn't of; or most of them are, where its file is named
        after it, or the lines name it that it begins with."""
        text = document.text
        counts = Counter(mention.name for mention in self._vocabulary.find(text) if mention.type in self._types)
        if not counts:
            return frozenset()
        [(most, count)] = counts.most_common(1)
        lines = [text[block.start : block.end] for block in document.blocks[:_OPENING]]
        filed = self.named(" ".join(re.findall(r"[^\W_]+", document.source.name))) == {most}
        headed = count > 1 and any(self.named(line) == {most} for line in lines if len(line.split()) < _LINE)
        share = count / counts.total()
        mainly = ((filed or headed) and share > _MOSTLY) or (count >= _OFTEN and share >= _MAINLY)
        return frozenset([most] if mainly else [])
