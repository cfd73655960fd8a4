"""Holds a model's statement against its quotes: whether they stand in the documents, and carry what it says.

Each quote is located word by word in what the model was given, and widened to its whole sentence or cell, so that
no "not" is cut off. Then of the statement: every number and date (by value, with its bound and unit) and every name
(by alias) stands there; a number and the name next to it stand in one sentence or row; negations and comparisons
agree; and its words are those of its evidence but for a few or, in another language, it is as like it as a translation
is. What fails is replaced by its quote or, where
that stands nowhere or is about somebody else, dropped.

This is no proof of entailment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lcassist.answer.findings import Finding
from lcassist.answer.llm import lexicon
from lcassist.answer.llm.context import Item
from lcassist.answer.llm.extremes import extremes
from lcassist.answer.llm.figures import Figure, dates, figures
from lcassist.answer.llm.parse import Stated
from lcassist.answer.llm.segments import Quotable, Segment
from lcassist.answer.tables import Tables
from lcassist.corpus.language import detect, function_words
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary, fold
from lcassist.index.embed import Encoder
from lcassist.index.words import tokens

_LONGEST = 600  # characters of a statement
_NEW = 0.2  # the share of a statement's words from which on too many are its own
_NEW_WITH_NUMBER = 0.5  # the same, where it gives a number
_CAPITAL = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# How like a sentence its translations and rephrasings are (cosine), by the one embedding model of which that was
# measured: true ones are nearly all above, others about the same name seldom.
_MEASURED = "multilingual-e5-small"
_TRANSLATED = 0.86
_REPHRASED = 0.90
_MARKER = re.compile(r"\s*\[\d+\]")
_NOUNS = frozenset({"de"})  # where every noun has a capital
_STEM = 4  # letters that the same name has in common in two languages


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
    two texts are; without it only words are compared.
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
    ) -> None:
        self._quotable = Quotable(items, library)
        self._library = library
        self._vocabulary = vocabulary
        self._tables = tables
        self._language = language
        self._names = frozenset(names)
        self._types = types
        self._elsewhere = frozenset(elsewhere)
        self._encoder = encoder

    def check(self, stated: Stated) -> Checked:
        """What can be shown of a statement."""
        text = _MARKER.sub("", " ".join(stated.text.split()))
        located = [self._quotable.segments(quote) for quote in stated.quotes]
        segments = list(dict.fromkeys(segment for found in located for segment in found))
        if not segments:
            return Checked(stated, (), "its quote stands in no passage" if located else "it has no quote")
        if self._is_about_others(text, segments):
            return Checked(stated, (), "its quote is about another than was asked about")
        if any(segment.text == text for segment in segments) and all(located):
            return Checked(stated, (Finding(text, self._quotable.evidence(segments)),))
        reason = None if all(located) else "one of its quotes stands in no passage"
        reason = reason or self._shortcoming(text, segments)
        if reason is not None:
            shown = (segment.finding(self._language) for segment in segments)
            return Checked(stated, tuple(dict.fromkeys(shown)), reason)
        return Checked(stated, (Finding(text, self._quotable.evidence(segments)),))

    def _is_about_others(self, text: str, segments: Sequence[Segment]) -> bool:
        """Whether a statement that names nobody rests on what is said of others than those asked about."""
        if not self._names or self._scoping(text):
            return False

        def other(segment: Segment) -> bool:
            named = self._scoping(segment.text)
            return not named & self._names if named else (segment.source, segment.start) in self._elsewhere

        return all(other(segment) for segment in segments)

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
            self._wrong_figure(text, language, segments)
            or self._wrong_name(text, language, segments)
            or self._wrong_pair(text, language, segments)
            or self._wrong_polarity(text, language, segments)
            or self._wrong_words(text, language, segments)
        )

    def _wrong_figure(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        told = [date for segment in segments for date in dates(segment.text, segment.language)]
        stated = dates(text, language)
        for date in stated:
            if not date.told_by(told):
                return f"the date {text[date.start : date.end]!r} is not in its quote"
        given = [figure for segment in segments for figure in figures(segment.text, segment.language)]
        around = " ".join(segment.text for segment in segments)
        for figure in figures(text, language):
            if any(date.start <= figure.start and figure.end <= date.end for date in stated):
                continue
            same = [other for other in given if other.value == figure.value]
            said = text[figure.start : figure.end]
            if not same:
                return f"the number {said!r} is not in its quote"
            if figure.bound not in {other.bound for other in same}:
                return f"the number {said!r} has another bound in its quote"
            units = {other.unit for other in same} - {""}
            if figure.unit and figure.unit not in units and (units or not _names_unit(figure, around, segments)):
                return f"the number {said!r} has another unit in its quote"
        return None

    def _wrong_name(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        known = frozenset[str]().union(*(self._vocabulary.all_names_in(segment.text) for segment in segments))
        mentions = self._vocabulary.find(text)
        for mention in mentions:
            if mention.name not in known and not self._is_common(text[mention.start : mention.end], language):
                return f"the name {mention.name!r} is not in its quote"
        # a month's name is judged with its date
        covered = [(mention.start, mention.end) for mention in mentions]
        covered += [(date.start, date.end) for date in dates(text, language)]
        words = [word for segment in segments for word in _CAPITAL.findall(segment.text)]
        same = any(segment.language == language for segment in segments)
        for match in _CAPITAL.finditer(text):
            if any(start <= match.start() < end for start, end in covered):
                continue
            if not self._is_name(text, match, language, same_language=same):
                continue
            if not _told(match.group(), words, language, same_language=same):
                return f"the name {match.group()!r} is not in its quote"
        return None

    def _is_common(self, word: str, language: str) -> bool:
        """Whether a name as it is written here is an ordinary word: "us", of which the country is an alias."""
        return word.islower() and word in function_words(language)

    def _is_name(self, text: str, match: re.Match[str], language: str, *, same_language: bool) -> bool:
        """Whether a word is a name: it has a capital that it doesn't have for beginning a sentence.

        Of one that begins a sentence the corpus tells: a word that it never writes small. One that it doesn't know
        counts as a name too, but in another language than the evidence's, where most words are unknown to it.
        """
        word = match.group()
        if language in _NOUNS or not word[0].isupper() or word.lower() in function_words(language):
            return False
        before = text[: match.start()].rstrip(" \"'“”‘’«»(¿¡")
        if (before and before[-1] not in ".!?;:…") or not word[1:].islower():
            return True
        if self._writes(word.lower()):
            return False
        return same_language or self._writes(word)

    def _writes(self, word: str) -> bool:
        whole = re.compile(rf"\b{re.escape(word)}\b")
        return any(whole.search(self._library.text(name)) for name in self._library.sources())

    def _wrong_pair(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        """Whether a number stands with another name than in its sentence or row."""
        for figure, name in self._pairs(text, language):
            if not any(self._pairs_hold(segment, figure, name) for segment in segments):
                return f"the number {text[figure.start : figure.end]!r} is not said of {name!r}"
        return None

    def _pairs(self, text: str, language: str | None) -> list[tuple[Figure, str]]:
        """Each number with the name next to it: before it where names come first in the text, else behind it.

        Years are paired by themselves: "In 2016 Alba had 300, Brenn 200".
        """
        mentions = self._vocabulary.find(text)
        if not mentions:
            return []
        found = []
        every = [f for f in figures(text, language) if not any(m.start <= f.start < m.end for m in mentions)]
        for kind in (True, False):
            own = [figure for figure in every if figure.year is kind]
            if not own:
                continue
            names_first = mentions[0].start < own[0].start
            for figure in own:
                before = [mention for mention in mentions if mention.end <= figure.start]
                behind = [mention for mention in mentions if mention.start >= figure.end]
                near = (
                    (before[-1] if names_first else behind[0] if behind else before[-1]) if before or behind else None
                )
                if near is not None:
                    found.append((figure, near.name))
        return found

    def _pairs_hold(self, segment: Segment, figure: Figure, name: str) -> bool:
        names = self._vocabulary.all_names_in(segment.text)
        same = [other for other in figures(segment.text, segment.language) if other.value == figure.value]
        if name not in names or not same:
            return False
        entity = self._vocabulary.entity(name)
        peers = {n for n in names if (e := self._vocabulary.entity(n)) and entity and e.type == entity.type}
        if len(peers) < 2 or segment.fact is not None:
            return True
        values = {other.value for other in figures(segment.text, segment.language) if other.year is figure.year}
        if len(values) < 2:
            return True
        pairs = self._pairs(segment.text, segment.language)
        return any(other.value == figure.value and near == name for other, near in pairs)

    def _wrong_polarity(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        stated = lexicon.negations(text, language)
        told = sum(lexicon.negations(segment.text, segment.language) for segment in segments)
        # two languages don't negate with equally many words ("ne ... pas")
        same = all(segment.language == language for segment in segments)
        if (stated != told) if same else (bool(stated) != bool(told)):
            return "it negates where its quote doesn't" if stated > told else "its quote negates, and it doesn't"
        made = lexicon.comparisons(text, language)
        found = sum((lexicon.comparisons(s.text, s.language) for s in segments), Counter[str]())
        # counted, as a sentence may have both "more" and "smaller"; two languages count differently
        lacking = set(made - found) if same else set(made) - set(found)
        lacking -= self._extremes(segments)
        if lacking:
            return f"its quote doesn't compare so ({', '.join(sorted(lacking))})"
        return None

    def _extremes(self, segments: Sequence[Segment]) -> frozenset[str]:
        """What the tables themselves say of cells: which have the highest or the lowest value of their series."""
        facts = [segment.fact for segment in segments]
        if not facts or any(fact is None for fact in facts):
            return frozenset()
        found = [extremes(fact, self._tables) for fact in facts if fact is not None]
        return frozenset.intersection(*found)

    def _wrong_words(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        """Whether something else is said: too many words that stand nowhere in the evidence.

        A statement with a number, which has been verified, may use more words of its own than one without.
        """
        own = [segment for segment in segments if segment.language == language]
        if not own:
            return "it is unlike its quote" if self._likeness(text, segments, _TRANSLATED) < 0 else None
        bare = text
        for mention in reversed(self._vocabulary.find(text)):
            bare = f"{bare[: mention.start]} {bare[mention.end :]}"
        stems = {stem for stem in tokens(bare, language) if not stem[0].isdigit()}
        told = {stem for segment in own for stem in tokens(f"{segment.text} {segment.label}", language)}
        new = len(stems - told) / len(stems) if stems else 0.0
        if not figures(text, language):
            return "too many of its words are not in its quote" if new >= _NEW else None
        if new <= _NEW_WITH_NUMBER or self._likeness(text, segments, _REPHRASED) > 0:
            return None
        return "most of its words are not in its quote"

    def _likeness(self, text: str, segments: Sequence[Segment], least: float) -> float:
        """How much more like its evidence a statement is than the least; 0 where the embedding model can't tell."""
        if self._encoder is None or self._encoder.id != _MEASURED:
            return 0.0
        vectors = self._encoder.queries([text, " ".join(segment.text for segment in segments)])
        return float(vectors[0] @ vectors[1]) - least


def _names_unit(figure: Figure, text: str, segments: Sequence[Segment]) -> bool:
    """Whether a unit is named apart from its number: in the header of a column, for instance."""
    sign = {"euro": "€", "dollar": "$", "pound": "£", "percent": "%"}[figure.unit]
    named = {lexicon.unit("", word, s.language) for s in segments for word in re.findall(r"[^\W\d_]+", s.text)}
    return sign in text or figure.unit in named


def _told(word: str, words: Sequence[str], language: str, *, same_language: bool) -> bool:
    """Whether a name stands among the words of the evidence: itself, inflected, or in another language's form."""
    own = fold(word)
    others = {fold(other) for other in words}
    if own in others:
        return True
    parts = [fold(part) for part in re.split(r"[-'’]", word) if part]
    split = {part for other in others for part in re.split(r"[-'’]", other)}
    if all(part in split or len(part) == 1 for part in parts):
        return True
    if same_language:
        return bool(set(tokens(word, language)) & {stem for other in words for stem in tokens(other, language)})
    capitals = {fold(other) for other in words if other[0].isupper()}
    return len(own) > _STEM and any(other[:_STEM] == own[:_STEM] for other in capitals)
