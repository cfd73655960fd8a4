"""Which rows and columns of a table a question names: by an entity's name, or in the words of their headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from lcassist.answer.cues import folded
from lcassist.answer.question import Question
from lcassist.answer.series import Series
from lcassist.corpus.language import function_words
from lcassist.index.words import tokens

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SHORTEST = 3  # letters of a header that is found as it stands


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it is looked for in questions: its folded words and its stems, without what stands in brackets."""

    label: str
    words: str
    stems: frozenset[str]

    @classmethod
    def of(cls, label: str, language: str | None) -> Header:
        bare = _BRACKETS.sub(" ", label)
        words = folded(bare)
        if words in function_words(language or "en"):
            return cls(label, "", frozenset())
        return cls(label, words, frozenset(tokens(bare, language)))


class Choice:
    """The headers of one table that a question names, longest first: "population density" is not "population"."""

    def __init__(self, question: Question, headers: Iterable[Header], language: str | None) -> None:
        # a name is found as a name: "club" is not said by "Heron Club"
        words = f" {folded(question.without_names)} "
        same = question.language == language
        stems = stems_of(question.without_names, question.language) if same else frozenset[str]()
        said = {header.label: frozenset(header.words.split()) for header in headers if _said(header, words, stems)}
        self.labels = frozenset(label for label, own in said.items() if not any(own < other for other in said.values()))

    def of(self, series: Series, names: Collection[str]) -> frozenset[str]:
        """The names and headers by which a question asks for some of a series' facts; empty where it asks for all."""
        entities = {series.entity(fact) for fact in series.facts}
        named = {name for name in names if any(name in fact.names for fact in series.facts)}
        if named and all(named <= fact.names for fact in series.facts):
            named = set()  # they are those of the series itself
        covered = {series.entity(fact) for fact in series.facts if fact.names & named}
        return frozenset(named | ({label for label in self.labels if label in entities} - covered))

    def owns(self, series: Series, names: Collection[str]) -> bool:
        """Whether a question names the series itself."""
        return series.label in self.labels or any(series.is_all_of(name) for name in names)


@lru_cache(maxsize=64)  # a question is held against the headers of each table
def stems_of(text: str, language: str) -> frozenset[str]:
    """The stems of a question's words."""
    return frozenset(tokens(text, language))


def _said(header: Header, words: str, stems: frozenset[str]) -> bool:
    """Whether a question says a header, as it stands or in another form."""
    if not header.words:
        return False
    if f" {header.words} " in words and (len(header.words) >= _SHORTEST or header.words.isdigit()):
        return True
    return bool(header.stems) and header.stems <= stems
