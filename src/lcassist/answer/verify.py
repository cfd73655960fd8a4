"""The only place where a citation is made: from a span of the library's canonical text, after checking it.

Nothing is matched fuzzily. A quote that somebody else wrote (a language model) is *located* after white
space, typographic quotes and dashes were normalised; what is cited then is the document's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from lcassist.answer.links import citation_url
from lcassist.corpus.language import detect
from lcassist.corpus.library import Library
from lcassist.domain import Block, Citation, Document, TableCell
from lcassist.errors import LcassistError

# single and double marks count alike: inside of one another, each writer uses the other
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys('‘’‚‛“”„‟«»‹›"', "'")
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "}
)
_HYPHENS = "-‐‑"
_JOINING = f".,{_HYPHENS}"
_SIGNS = "-−"
_LONG = 120  # characters from which a quote's own language can be told


class Unverified(LcassistError):
    """A quote does not stand in its source as whole words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span that shall carry a statement; ``cell`` is (table, row, column), counted in the body; ``answer`` is where
    within it the short answer stands."""

    source: str
    start: int
    end: int
    cell: tuple[int, int, int] | None = None
    answer: tuple[int, int] | None = field(default=None, compare=False)


class Citations:
    """Makes and numbers an answer's citations, each span once, in the order in which they are asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._numbers: dict[Span, int] = {}
        self._made: list[Citation] = []

    @property
    def made(self) -> tuple[Citation, ...]:
        return tuple(self._made)

    def number(self, evidence: Span) -> int:
        """The number of the citation of a span, made now if it is new.

        Raises:
            Unverified: the span is empty, out of the text, or cuts a word.
        """
        if evidence not in self._numbers:
            citation = cite(self._library, evidence, len(self._made) + 1)
            self._made.append(citation)
            self._numbers[evidence] = citation.number
        return self._numbers[evidence]


def cite(library: Library, evidence: Span, number: int) -> Citation:
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
    page = document.page_at(start)
    return Citation(
        number=number,
        source=evidence.source,
        title=document.source.title,
        section=block.section if block else (),
        page=page,
        table=_cell(document, evidence),
        language=detect(text[start:end], document.language) if end - start >= _LONG else document.language,
        quote=text[start:end],
        start=start,
        end=end,
        url=citation_url(document.source, page, text[start:end]),
        answer=within(text, evidence),
    )


def within(text: str, span: Span) -> tuple[int, int] | None:
    """Where the short answer of a span stands, in whole words; None where it has none inside of it."""
    if span.answer is None or not span.start <= span.answer[0] < span.answer[1] <= span.end:
        return None
    start, end = span.answer
    while start > span.start and (_cuts(text, start) or text[start].isspace()):
        start -= 1
    while end < span.end and _cuts(text, end):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end and whole_words(text, start, end) else None


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the edge of a word or a number.

    37 is no quote of 37,390, nor "formal" of "non-formal", nor 5 of -5.
    """
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, place: int) -> bool:
    """Whether a word or a number goes on across a place."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _in_word(before) and _in_word(after):
        return True
    if after in _JOINING and place + 1 < len(text):
        return _joined(before, after, text[place + 1])
    if before in _SIGNS and after.isdigit() and (place == 1 or not _in_word(text[place - 2])):
        return True
    return before in _JOINING and place > 1 and _joined(text[place - 2], before, after)


def _joined(before: str, sign: str, after: str) -> bool:
    """Whether a sign makes one of what stands on both sides of it: a point does of digits, a hyphen of all."""
    if sign in _HYPHENS:
        return _in_word(before) and _in_word(after)
    return before.isdigit() and after.isdigit()


def _in_word(character: str) -> bool:
    # what accents a letter, where it is a character of its own, is part of the letter's word
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """The first span of ``text`` that is ``quote`` but for white space and typography; None where none is."""
    words = [re.escape(word) for word in quote.translate(_TYPOGRAPHY).split()]
    if not words:
        return None
    pattern = re.compile(r"\s+".join(words))
    plain = text.translate(_TYPOGRAPHY)  # each character is replaced by one, so that offsets stay
    match = pattern.search(plain)
    while match and not whole_words(text, *match.span()):
        match = pattern.search(plain, match.start() + 1)  # what overlaps is looked at too
    return match.span() if match else None


def block_at(document: Document, position: int) -> Block | None:
    """The block that a position is in; None between blocks."""
    low = document.block_number(position)
    found: Sequence[Block] = document.blocks[low : low + 1]
    return found[0] if found and found[0].start <= position else None


def _cell(document: Document, evidence: Span) -> TableCell | None:
    if evidence.cell is None:
        return None
    number, row, column = evidence.cell
    table = document.tables[number] if 0 <= number < len(document.tables) else None
    cells = table.body[row] if table is not None and 0 <= row < len(table.rows) else ()
    cell = cells[column] if 0 <= column < len(cells) else None
    if table is None or cell is None or (cell.start, cell.end) != (evidence.start, evidence.end):
        raise Unverified(f"{evidence.source!r} has no such cell at {evidence.start}-{evidence.end}")
    caption = table.caption.text if table.caption else None
    return TableCell(caption, table.row_names[row], table.columns[column], row, column)
