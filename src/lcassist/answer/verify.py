"""The only place where a citation is made: from a span of the library's canonical text, after checking it.

Nothing is matched fuzzily. A quote that somebody else wrote (a language model) is *located* after white
space, typographic quotes and dashes were normalised; what is cited then is the document's own text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lcassist.corpus.language import detect
from lcassist.corpus.library import Library
from lcassist.domain import Block, Citation, Document, TableCell
from lcassist.errors import LcassistError

_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "}
)
_LONG = 120  # characters from which a quote's own language can be told


class Unverified(LcassistError):
    """A quote does not stand in its source as whole words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that shall carry a statement; ``cell`` is (table, row, column), counted in the body."""

    source: str
    start: int
    end: int
    cell: tuple[int, int, int] | None = None


class Citations:
    """Makes and numbers an answer's citations, each span once, in the order in which they are asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._numbers: dict[Evidence, int] = {}
        self._made: list[Citation] = []

    @property
    def made(self) -> tuple[Citation, ...]:
        return tuple(self._made)

    def number(self, evidence: Evidence) -> int:
        """The number of the citation of a span, made now if it is new.

        Raises:
            Unverified: the span is empty, out of the text, or cuts a word.
        """
        if evidence not in self._numbers:
            citation = cite(self._library, evidence, len(self._made) + 1)
            self._made.append(citation)
            self._numbers[evidence] = citation.number
        return self._numbers[evidence]


def cite(library: Library, evidence: Evidence, number: int) -> Citation:
    """A citation of a span: its quote is what stands there in the library's text.

    Raises:
        Unverified: the span is empty, out of the text, cuts a word, or isn't the cell that it claims.
        SourceUnknown: there is no such source.
    """
    document = library.document(evidence.source)
    text, start, end = document.text, evidence.start, evidence.end
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise Unverified(f"{evidence.source!r} has no text at {start}-{end}")
    if not whole_words(text, start, end):
        raise Unverified(f"the span {start}-{end} of {evidence.source!r} cuts a word")
    block = block_at(document, start)
    return Citation(
        number=number,
        source=evidence.source,
        title=document.source.title,
        section=block.section if block else (),
        page=block.page if block else None,
        table=_cell(document, evidence),
        language=detect(text[start:end], document.language) if end - start >= _LONG else document.language,
        quote=text[start:end],
        start=start,
        end=end,
        url=document.source.url,
    )


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the edge of a word or a number."""
    cuts_front = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cuts_back = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    # 37 is no quote of 37,390, nor 390 of it
    digit_front = start > 1 and text[start].isdigit() and text[start - 1] in ".," and text[start - 2].isdigit()
    digit_back = end + 1 < len(text) and text[end - 1].isdigit() and text[end] in ".," and text[end + 1].isdigit()
    return not (cuts_front or cuts_back or digit_front or digit_back)


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """The first span of ``text`` that is ``quote`` but for white space and typography; None where none is."""
    words = [re.escape(word) for word in quote.translate(_TYPOGRAPHY).split()]
    if not words:
        return None
    # each character is replaced by one, so that offsets stay
    for match in re.finditer(r"\s+".join(words), text.translate(_TYPOGRAPHY)):
        if whole_words(text, match.start(), match.end()):
            return match.start(), match.end()
    return None


def block_at(document: Document, position: int) -> Block | None:
    """The block that a position is in; None between blocks."""
    low, high = 0, len(document.blocks)
    while low < high:
        middle = (low + high) // 2
        if document.blocks[middle].end <= position:
            low = middle + 1
        else:
            high = middle
    found: Sequence[Block] = document.blocks[low : low + 1]
    return found[0] if found and found[0].start <= position else None


def _cell(document: Document, evidence: Evidence) -> TableCell | None:
    if evidence.cell is None:
        return None
    number, row, column = evidence.cell
    table = document.tables[number]
    cell = table.body[row][column]
    if (cell.start, cell.end) != (evidence.start, evidence.end):
        raise Unverified(f"{evidence.source!r} has no such cell at {evidence.start}-{evidence.end}")
    caption = table.caption.text if table.caption else None
    return TableCell(caption, table.row_names[row], table.columns[column], row, column)
