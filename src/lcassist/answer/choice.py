"""Which rows and columns of a table a question names: by an entity's name, or in the words of their headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from lcassist.answer.cues import folded
from lcassist.answer.question import Question
from lcassist.answer.series import Series
from lcassist.corpus.language import function_words
from lcassist.index.words import tokens

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SHORTEST = 3  # letters of a header that is found as it stands


class Choice:
    """The headers of one table that a question names, longest first: "population density" is not "population"."""

    def __init__(self, question: Question, labels: Iterable[str], language: str | None) -> None:
        # a name is found as a name: "club" is not said by "Heron Club"
        words = f" {folded(question.without_names)} "
        same = question.language == language
        stems = frozenset(tokens(question.without_names, question.language)) if same else frozenset[str]()
        said = {label: own for label in labels if (own := _said(label, words, stems, language))}
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


def _said(label: str, words: str, stems: Collection[str], language: str | None) -> frozenset[str]:
    """The words of a header if a question says them, as they stand or in another form; else none."""
    bare = _BRACKETS.sub(" ", label)
    own = folded(bare)
    if not own or own in function_words(language or "en"):
        return frozenset()
    if f" {own} " in words and (len(own) >= _SHORTEST or own.isdigit()):
        return frozenset(own.split())
    parts = frozenset(tokens(bare, language))
    return frozenset(own.split()) if parts and parts <= frozenset(stems) else frozenset()
