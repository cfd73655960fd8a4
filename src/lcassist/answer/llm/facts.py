"""Holds the facts of a statement against its evidence: dates, numbers, names, and which number is said of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.answer.llm import lexicon
from lcassist.answer.llm.figures import Figure, dates, figures
from lcassist.answer.llm.segments import Segment
from lcassist.corpus.language import function_words
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary, fold
from lcassist.index.words import tokens

_CAPITAL = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_WORD_NEXT = re.compile(r"\s+[^\W\d_]")
_NOUNS = frozenset({"de"})  # where every noun has a capital
_STEM = 4  # letters that the same name has in common in two languages


class Facts:
    """Compares facts by value and by alias. ``library`` tells which words the documents never write small."""

    def __init__(self, library: Library, vocabulary: Vocabulary) -> None:
        self._library = library
        self._vocabulary = vocabulary

    def shortcoming(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        """The first fact of a statement that the segments don't tell; None where they tell all."""
        return (
            self._wrong_figure(text, language, segments)
            or self._wrong_name(text, language, segments)
            or self._wrong_pair(text, language, segments)
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
        before = text[: match.start()].rstrip(" \"'“”‘’«»(¿¡")
        inside = bool(before) and before[-1] not in ".!?;:…"
        if len(word) == 1 and word.isupper() and (inside or not _WORD_NEXT.match(text, match.end())):
            return True  # a mark, such as the A of "condition: A", and no article
        if language in _NOUNS or not word[0].isupper() or word.lower() in function_words(language):
            return False
        if inside or not word[1:].islower():
            return True
        if self._library.writes(word.lower()):
            return False
        return same_language or self._library.writes(word)

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


def _names_unit(figure: Figure, text: str, segments: Sequence[Segment]) -> bool:
    """Whether a unit is named apart from its number: in the header of a column, for instance."""
    sign = {"euro": "€", "dollar": "$", "pound": "£", "percent": "%"}[figure.unit]
    named = {lexicon.unit("", word, s.language) for s in segments for word in re.findall(r"[^\W\d_]+", s.text)}
    return sign in text or figure.unit in named


def _told(word: str, words: Sequence[str], language: str, *, same_language: bool) -> bool:
    """Whether a name stands among the words of the evidence: itself, inflected, or in another language's form."""
    if len(word) == 1:
        return word in words
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
