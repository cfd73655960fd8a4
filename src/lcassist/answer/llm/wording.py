"""Holds the wording of a statement against its evidence: negations, comparisons, and words that are its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.llm import lexicon
from lcassist.answer.llm.extremes import extremes
from lcassist.answer.llm.figures import figures
from lcassist.answer.llm.segments import Segment
from lcassist.answer.tables import Tables
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.index.embed import Encoder
from lcassist.index.words import tokens

_NEW = 0.2  # the share of a statement's words from which on too many are its own
_NEW_UNTOLD = 0.5  # the same of one with a number, where no embedding model tells how like its quote it is
# what leads somewhere or is shown otherwise than it is written: addresses, tags, links in Markdown
_ADDRESS = re.compile(
    r"(?:https?|ftp|mailto|data|javascript):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|</?[a-z][^>]*>|\]\(", re.IGNORECASE
)
_SIGN = re.compile(r"(?<!\w)[^\W\d_]\w*\d\w*")  # the same in every language
# How like a sentence its translations and rephrasings are (cosine), by the one embedding model of which that was
# measured: true ones are nearly all above, others about the same name seldom (DECISIONS.md).
_MEASURED = "multilingual-e5-small"
_TRANSLATED = 0.85
_REPHRASED = 0.88
_REPHRASED_CELL = 0.855


class Wording:
    """Compares words by lists and stems. ``encoder`` tells how like each other two texts are; None: not at all."""

    def __init__(self, vocabulary: Vocabulary, tables: Tables, encoder: Encoder | None) -> None:
        self._vocabulary = vocabulary
        self._tables = tables
        self._encoder = encoder

    def shortcoming(self, text: str, language: str, segments: Sequence[Segment]) -> str | None:
        """What a statement says otherwise than the segments; None where nothing."""
        return (
            self._own_addresses(text, segments)
            or self._wrong_signs(text, segments)
            or self._wrong_polarity(text, language, segments)
            or self._wrong_words(text, language, segments)
        )

    def _own_addresses(self, text: str, segments: Sequence[Segment]) -> str | None:
        """Whether a statement has an address, a tag or a link that stands nowhere in the evidence."""
        told = " ".join(one.text for one in segments)
        lacking = [found for found in _ADDRESS.findall(text) if found not in told]
        return "it has an address or markup that its quote lacks" if lacking else None

    def _wrong_signs(self, text: str, segments: Sequence[Segment]) -> str | None:
        """Whether a word of letters with digits behind them ("m2", "CO2") stands nowhere in the evidence."""
        told = {sign.casefold() for one in segments for sign in _SIGN.findall(f"{one.text} {one.label}")}
        lacking = sorted({sign for sign in _SIGN.findall(text) if sign.casefold() not in told})
        return f"its quote lacks {', '.join(lacking)}" if lacking else None

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

        A statement with a number, which has been verified, may use more words of its own where it is as like its quote
        as a rephrasing is: a number alone doesn't tell "demolished in 1954" from "opened in 1954".
        """
        own = [segment for segment in segments if segment.language == language]
        if not own:
            return "it is unlike its quote" if self._likeness(text, segments, _TRANSLATED, _TRANSLATED) < 0 else None
        bare = text
        for mention in reversed(self._vocabulary.find(text)):
            bare = f"{bare[: mention.start]} {bare[mention.end :]}"
        stems = {stem for stem in tokens(bare, language) if not stem[0].isdigit()}
        told = {stem for segment in own for stem in tokens(f"{segment.text} {segment.label}", language)}
        new = len(stems - told) / len(stems) if stems else 0.0
        if new < _NEW:
            return None
        if figures(text, language):
            likeness = self._likeness(text, segments, _REPHRASED, _REPHRASED_CELL)
            if likeness > 0 or (likeness == 0 and new <= _NEW_UNTOLD):
                return None
        return "too many of its words are not in its quote"

    def _likeness(self, text: str, segments: Sequence[Segment], sentence: float, cell: float) -> float:
        """How much more like a sentence or a cell of its evidence a statement is than the least that is wanted.

        0 where the embedding model can't tell.
        """
        if self._encoder is None or self._encoder.id != _MEASURED:
            return 0.0
        (stated,) = self._encoder.queries([text])
        return max(
            self._cosine(self._encoder, stated, segment) - (sentence if segment.fact is None else cell)
            for segment in segments
        )

    def _cosine(self, encoder: Encoder, stated: NDArray[np.float32], segment: Segment) -> float:
        """The cosine of a statement with a sentence or a cell, whose vectors the index has."""
        if segment.fact is not None:
            return float(self._tables.likeness(stated)[self._tables.number[(segment.source, *segment.fact.place)]])
        told = encoder.passages([segment.text])[0] if segment.vector is None else segment.vector
        return float(stated @ told)
