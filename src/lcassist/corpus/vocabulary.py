"""Names and their aliases, from vocabulary.yaml in the corpus folder; everything works without it too.

Names are found as whole words, whatever their case and accents, the longest first, so that "University of
Oxford" is the university and not the city.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from lcassist.corpus import yaml_file
from lcassist.errors import CorpusError

FILE = "vocabulary.yaml"

# letters and digits, with what accents them where it is a character of its own
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_SHORTEST_TYPO = 5  # letters; one wrong letter in a shorter word makes it another word
_KEYS = {"name", "type", "aliases", "adjectives", "within"}


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case without accents; ß becomes ss, a final sigma a sigma."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).replace("ς", "σ")


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that has a name. ``adjectives`` name it too, less directly ("Dutch")."""

    name: str
    type: str = "other"
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names an entity; ``fuzzy`` where a letter had to be mended."""

    name: str
    start: int
    end: int
    type: str = "other"
    fuzzy: bool = False


class Vocabulary:
    """Entities, and how to find them in a text. Immutable once it is made."""

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self.entities = tuple(entities)
        self._by_words: dict[tuple[str, ...], Entity] = {}
        for entity in self.entities:
            for alias in (entity.name, *entity.aliases, *entity.adjectives):
                words = tuple(fold(match.group()) for match in _WORD.finditer(alias))
                if words:
                    self._by_words.setdefault(words, entity)
        # How many words the longest alias that begins with a word has: most words begin none.
        self._longest: dict[str, int] = {}
        for words in self._by_words:
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        named = {fold(alias) for entity in self.entities for alias in (entity.name, *entity.aliases)}
        self._single = [
            words[0]
            for words in self._by_words
            if len(words) == 1 and len(words[0]) >= _SHORTEST_TYPO and words[0] in named
        ]

    @classmethod
    def load(cls, corpus: Path) -> Vocabulary:
        """The corpus folder's vocabulary; an empty one where it has none.

        Raises:
            CorpusError: vocabulary.yaml is malformed.
        """
        path = corpus / FILE
        if not path.is_file():
            return cls()
        data = yaml_file.load(path)
        items = (data.get("entities") or []) if isinstance(data, dict) else data or []
        if not isinstance(items, list) or isinstance(data, list):
            raise CorpusError(f"{str(path)!r} must hold a list under the key 'entities'")
        return cls(_entity(item, f"entity {number} in {str(path)!r}") for number, item in enumerate(items, 1))

    def extended(self, entities: Iterable[Entity]) -> Vocabulary:
        """A vocabulary with more entities; those that are known already stay as they are."""
        known = set(self._by_words)
        more = [e for e in entities if tuple(fold(m.group()) for m in _WORD.finditer(e.name)) not in known]
        return Vocabulary((*self.entities, *more))

    def entity(self, name: str) -> Entity | None:
        """The entity of that name or alias."""
        return self._by_words.get(tuple(fold(match.group()) for match in _WORD.finditer(name)))

    def find(self, text: str, *, fuzzy: bool = False) -> tuple[Mention, ...]:
        """All mentions in a text, in order, none overlapping; with ``fuzzy`` also with one letter wrong."""
        words = [(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
        mentions = []
        position = 0
        while position < len(words):
            for length in range(min(self._longest.get(words[position][0], 0), len(words) - position), 0, -1):
                entity = self._by_words.get(tuple(word for word, _, _ in words[position : position + length]))
                if entity is not None:
                    end = words[position + length - 1][2]
                    mentions.append(Mention(entity.name, words[position][1], end, entity.type))
                    position += length
                    break
            else:
                word, start, end = words[position]
                near = self._near(word) if fuzzy else None
                if near is not None:
                    mentions.append(Mention(near.name, start, end, near.type, fuzzy=True))
                position += 1
        return tuple(mentions)

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names of the entities that a text mentions, each once, in the order of their mention."""
        return tuple(dict.fromkeys(mention.name for mention in self.find(text)))

    def all_names_in(self, text: str) -> frozenset[str]:
        """The names that a text mentions, also those inside longer ones: of a route its two ends as well."""
        words = [fold(match.group()) for match in _WORD.finditer(text)]
        found = set()
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest.get(words[start], 0), len(words)) + 1):
                entity = self._by_words.get(tuple(words[start:end]))
                if entity is not None:
                    found.add(entity.name)
        return frozenset(found)

    def _near(self, word: str) -> Entity | None:
        """The one entity whose name differs from a word by one letter (Damerau 1964)."""
        if len(word) < _SHORTEST_TYPO:
            return None
        found = {
            self._by_words[(name,)].name: self._by_words[(name,)]
            for name in self._single
            if name[0] == word[0] and DamerauLevenshtein.distance(name, word, score_cutoff=1) <= 1
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def to_json(self) -> str:
        return json.dumps(
            [[e.name, e.type, e.aliases, e.adjectives, e.within] for e in self.entities], ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        return cls(Entity(name, type_, tuple(a), tuple(b), within) for name, type_, a, b, within in json.loads(text))

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]


def _entity(item: Any, where: str) -> Entity:
    if not isinstance(item, dict) or not item.get("name"):
        raise CorpusError(f"{where} must be a mapping with a name")
    unknown = set(map(str, item)) - _KEYS
    if unknown:
        raise CorpusError(f"{where} has the unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}")

    def texts(key: str) -> tuple[str, ...]:
        values = item.get(key) or []
        if not isinstance(values, list):
            raise CorpusError(f"{where} has {values!r} as its {key}: write a list, such as [{values}]")
        return tuple(map(str, values))

    return Entity(
        str(item["name"]),
        str(item.get("type") or "other"),
        texts("aliases"),
        texts("adjectives"),
        str(item["within"]) if item.get("within") else None,
    )
