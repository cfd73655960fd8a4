"""Holds a model's statement against its quotes: whether they stand in the documents, and carry what it says.

Each quote is located word by word in what the model was given, and widened to its whole sentence or cell, so that
no "not" is cut off. Then of the statement: every number and date (by value, with its bound and unit) and every name
(by alias) stands there; a number and the name next to it stand in one sentence or row; negations and comparisons
agree; its words are those of its evidence but for a few or, in another language, it is as like it as a translation
is; and the reader's entailment head does not hold it to be contradicted. What fails is replaced by its quote or, where
that stands nowhere or is about somebody else, dropped.

This is no proof of entailment: the head is small.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lcassist.answer.findings import Finding
from lcassist.answer.llm import lexicon
from lcassist.answer.llm.context import Item
from lcassist.answer.llm.facts import Facts
from lcassist.answer.llm.parse import Stated
from lcassist.answer.llm.segments import Quotable, Segment
from lcassist.answer.llm.wording import Wording
from lcassist.answer.tables import Tables
from lcassist.corpus.language import detect
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.index.embed import Encoder
from lcassist.reader.model import CONTRADICTS, Reader

_LONGEST = 600  # characters of a statement
_CONTRADICTED = 0.5  # the probability from which on a statement contradicts its quotes
_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is shown of a statement: itself, or its quotes, or nothing; ``reason`` says what it failed at."""

    stated: Stated
    findings: tuple[Finding, ...]
    reason: str | None = None

    @property
    def verified(self) -> bool:
        return self.reason is None


class Checker:
    """Checks the statements of one answer.

    ``names`` are the entities that the question asks about, ``types`` those of their kind, and ``elsewhere`` the
    starts of sentences (source, start) that are about others of that kind. ``encoder`` tells how like each other
    two texts are; without it only words are compared. ``reader`` tells what contradicts what.
    """

    def __init__(
        self,
        items: Sequence[Item],
        library: Library,
        vocabulary: Vocabulary,
        tables: Tables,
        language: str,
        names: Collection[str] = (),
        types: frozenset[str] = frozenset(),
        elsewhere: Collection[tuple[str, int]] = frozenset(),
        encoder: Encoder | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._reader = reader
        self._quotable = Quotable(items, library)
        self._vocabulary = vocabulary
        self._facts = Facts(library, vocabulary)
        self._wording = Wording(vocabulary, tables, encoder)
        self._language = language
        self._names = frozenset(names)
        self._types = types
        self._elsewhere = frozenset(elsewhere)

    def check(self, stated: Stated) -> Checked:
        """What can be shown of a statement."""
        text = _MARKER.sub("", " ".join(stated.text.split()))
        located = [self._quotable.segments(quote) for quote in stated.quotes]
        segments = list(dict.fromkeys(segment for found in located for segment in found))
        if not segments:
            return Checked(stated, (), "its quote stands in no passage" if located else "it has no quote")
        if self._names and not self._scoping(text):  # it speaks of those who were asked about, without their names
            segments = [segment for segment in segments if not self._is_about_others(segment)]
        if not segments:
            return Checked(stated, (), "its quote is about another than was asked about")
        if any(segment.text == text for segment in segments) and all(located):
            return Checked(stated, (Finding(text, self._quotable.evidence(segments)),))
        reason = None if all(located) else "one of its quotes stands in no passage"
        reason = reason or self._shortcoming(text, segments)
        if reason is not None:
            shown = (segment.finding(self._language) for segment in segments)
            return Checked(stated, tuple(dict.fromkeys(shown)), reason)
        return Checked(stated, (Finding(text, self._quotable.evidence(segments)),))

    def _is_about_others(self, segment: Segment) -> bool:
        """Whether a segment is about others than those asked about."""
        named = self._scoping(segment.text)
        return not named & self._names if named else (segment.source, segment.start) in self._elsewhere

    def _scoping(self, text: str) -> frozenset[str]:
        return frozenset(mention.name for mention in self._vocabulary.find(text) if mention.type in self._types)

    def _shortcoming(self, text: str, segments: Sequence[Segment]) -> str | None:
        """What keeps the segments from carrying a statement; None where nothing does."""
        if not any(character.isalnum() for character in text):
            return "it says nothing"
        if len(text) > _LONGEST:
            return f"it is longer than {_LONGEST} characters"
        if lexicon.gives_orders(text):
            return "it gives orders"
        language = detect(text, self._language) or self._language
        return (
            self._facts.shortcoming(text, language, segments)
            or self._wording.shortcoming(text, language, segments)
            or self._contradicted(text, segments)
        )

    def _contradicted(self, text: str, segments: Sequence[Segment]) -> str | None:
        if self._reader is None:
            return None
        told = " ".join(one.fact.text if one.fact is not None else one.text for one in segments)
        premise = f"{segments[0].label}: {told}" if segments[0].label else told
        likely = float(self._reader.entailment(premise, text)[CONTRADICTS])
        return "its quote contradicts it" if likely >= _CONTRADICTED else None
