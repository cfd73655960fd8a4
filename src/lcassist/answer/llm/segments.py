"""Locates a model's quotes in what it was given, and widens each to its whole sentences or its cell.

A quote counts as it stands, but for white space and typography; its passage is looked at first, then the others.
Where something is left out ("...", or headers of a cell), each part must stand there, in this order. What a statement
is held against is never the quote but the whole sentence or cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lcassist.answer.findings import Finding, cell_finding
from lcassist.answer.llm.context import Item
from lcassist.answer.llm.parse import Quote
from lcassist.answer.tables import Fact
from lcassist.answer.verify import Span, locate
from lcassist.corpus.library import Library

_SHORTEST = 3  # words of a quote that is not a whole sentence or cell
_ELISION = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3,}|…)\s*")
_HEADERS = re.compile(r"\s+–\s+|:\s+|\s*[()]\s*")  # what stands between a cell and its headers
_AROUND = " \t\n\"'“”‘’„«».,;:!?•*-–—"  # what a model adds at the ends of a quote


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a cell with its headers: the smallest thing that a statement may rest on.

    ``vector`` is the sentence's in the index, of shape (dimension,); the tables have those of cells.
    """

    text: str
    language: str | None
    source: str
    start: int
    end: int
    fact: Fact | None = None
    label: str = ""  # the title and section above it
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    @property
    def evidence(self) -> tuple[Span, ...]:
        if self.fact is None:
            return (Span(self.source, self.start, self.end),)
        return cell_finding(self.fact, self.fact.caption, self.language or "en").evidence

    def finding(self, language: str) -> Finding:
        """What is shown where the quote replaces the statement."""
        if self.fact is not None:
            return cell_finding(self.fact, self.fact.caption, language)
        return Finding(self.text, self.evidence)


class Quotable:
    """The items of one answer, in which quotes are located."""

    def __init__(self, items: Sequence[Item], library: Library) -> None:
        self._items = {item.number: item for item in items}
        self._library = library

    def segments(self, quote: Quote) -> list[Segment]:
        """The whole sentences or cells that a quote is from; its passage first, then the others."""
        named = self._items.get(quote.passage) if quote.passage is not None else None
        for item in dict.fromkeys(filter(None, (named, *self._items.values()))):
            found = self._within(item, quote.text)
            if found:
                return found
        lines = [line.strip() for line in quote.text.splitlines() if line.strip()]
        if len(lines) < 2:
            return []
        parts = [self.segments(Quote(line, quote.passage)) for line in lines]
        return [segment for part in parts for segment in part] if all(parts) else []

    def _within(self, item: Item, quote: str) -> list[Segment]:
        fact = next((fact for fact in item.facts if _is_of_cell(quote, fact)), None)
        if fact is not None:
            return [Segment(fact.text, fact.language, fact.source, fact.cell.start, fact.cell.end, fact, item.label)]
        for one in dict.fromkeys((quote, quote.strip(_AROUND))):
            parts = list(self._parts(item, [part for part in _ELISION.split(one) if part]))
            if parts and all(parts):
                return list(dict.fromkeys(segment for part in parts for segment in part))
        return []

    def _parts(self, item: Item, parts: Sequence[str]) -> Iterator[list[Segment]]:
        """The sentences that each part of a quote is from, each part looked for behind the one before it."""
        if not item.sentences:
            return
        text = self._library.text(item.source)
        position, high = item.sentences[0].start, item.sentences[-1].end
        for part in parts:
            span = locate(text[position:high], part)
            if span is None:
                yield []
                return
            yield self._touched(item, position + span[0], position + span[1], part)
            position += span[1]

    def _touched(self, item: Item, start: int, end: int, quote: str) -> list[Segment]:
        text = self._library.text(item.source)
        touched = [(place, one) for place, one in enumerate(item.sentences) if one.start < end and one.end > start]
        # what is withheld in between belongs to no sentence of the item
        if not touched or touched[0][1].start > start or touched[-1][1].end < end:
            return []
        if any(a.end < b.start and text[a.end : b.start].strip() for (_, a), (_, b) in pairwise(touched)):
            return []
        segments = [self._sentence(item, place) for place, _ in touched]
        whole = len(segments) == 1 and _same(segments[0].text, quote)
        return segments if whole or _long(quote) else []

    def _sentence(self, item: Item, place: int) -> Segment:
        sentence = item.sentences[place]
        own = self._library.text(item.source)[sentence.start : sentence.end]
        start = sentence.start + len(own) - len(own.lstrip())
        end = sentence.start + len(own.rstrip())
        vector = None if item.vectors is None else item.vectors[place]
        return Segment(own.strip(), item.language, item.source, start, end, None, item.label, vector)

    def evidence(self, segments: Sequence[Segment]) -> tuple[Span, ...]:
        """The evidence of segments, sentences that follow each other as one span."""
        merged: list[Span] = []
        for segment in segments:
            for evidence in segment.evidence:
                last = merged[-1] if merged else None
                if (
                    last is not None and last.cell is None and evidence.cell is None and segment.fact is None
                    and last.source == evidence.source and 0 <= evidence.start - last.end < 3
                    and not self._library.text(last.source)[last.end : evidence.start].strip(" ")
                ):  # fmt: skip
                    merged[-1] = Span(last.source, last.start, evidence.end)
                else:
                    merged.append(evidence)
        return tuple(dict.fromkeys(merged))


def _is_of_cell(quote: str, fact: Fact) -> bool:
    """Whether a quote is a cell, with or without its headers, or a longer piece of it."""
    cell = fact.cell.text
    if any(_same(text, quote) or (_long(quote) and locate(text, quote)) for text in (cell, fact.text)):
        return True
    parts = [part for part in _HEADERS.split(quote.strip(_AROUND)) if part.strip(_AROUND)]
    own = any(_same(cell, part) or (_long(part) and locate(cell, part)) for part in parts)
    return own and all(locate(fact.text, part) for part in parts)


def _same(text: str, quote: str) -> bool:
    span = locate(text, quote)
    return span is not None and not (text[: span[0]] + text[span[1] :]).strip(" .;,:!?")


def _long(quote: str) -> bool:
    return sum(any(map(str.isalnum, word)) for word in quote.split()) >= _SHORTEST
