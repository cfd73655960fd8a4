"""Cuts a document into passages: exact spans, in order, that together hold all of its text.

Prose: the paragraphs, list items, footnotes and captions of one section (and one page) are packed, in
order, into passages of at most ``max_chars``. A heading begins a passage and stays with what follows it;
its own length is not counted, as it says where the passage stands. A paragraph that is too long is cut
at sentence ends into parts of about the same length. A list stays whole, with the paragraph that leads
it in, while it fits in twice that size. A table is one passage, with its caption, and each of its rows
is another: the row is found, the table is read. Spans come out of arithmetic, never out of a search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lcassist.domain import Block, BlockKind, Document, Passage, PassageKind, Sentence, Table
from lcassist.index.sentences import pieces, sentences, trimmed
from lcassist.index.texts import row_text

# A sentence or a table is kept whole up to this many times max_chars, a list up to that many.
_LONGEST_WHOLE = 4
_LONGEST_LIST = 2
_LEAD_IN = (":", "：")


@dataclass(frozen=True, slots=True)
class _Part:
    """Text that is kept together: whole sentences, ``items`` of its characters in list items."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    items: int = 0

    def joined(self, following: _Part) -> _Part:
        return _Part(self.start, following.end, self.sentences + following.sentences, self.items + following.items)


def passages(
    document: Document,
    *,
    max_chars: int,
    names_in: Callable[[str], tuple[str, ...]],
    language_of: Callable[[str], str | None],
) -> tuple[Passage, ...]:
    """All passages of a document, sorted by start, the longer first.

    Every character that is not white space is in at least one of them, and in at least one sentence of
    it; only the passages of a table and of its rows overlap. ``names_in`` gives the names of the
    entities that a text mentions, ``language_of`` a text's language. An id depends on nothing but the
    source's name, the span and the kind.
    """
    found = {(draft.start, draft.end, draft.kind): draft for draft in _drafts(document, max_chars)}
    ordered = sorted(found.values(), key=lambda draft: (draft.start, -draft.end, draft.kind is PassageKind.ROW))
    # Names and numbers, of which tables are full, tell no language.
    tables = [document.language or language_of(document.text[t.start : t.end]) for t in document.tables]
    return tuple(
        replace(
            draft,
            language=language_of(draft.text) if draft.table is None else tables[draft.table],
            entities=names_in(draft.text if draft.row is None else row_text(draft, document)),
        )
        for draft in ordered
    )


def _drafts(document: Document, max_chars: int) -> Iterator[Passage]:
    """Passages without language and entities, in no order."""
    blocks = tuple(_tiled(document))
    owners = _owners(document, blocks)
    for table, group in groupby(range(len(blocks)), owners.get):
        members = [blocks[place] for place in group]
        if table is not None:
            yield from _table(document, table, members[0].start, members[-1].end, max_chars)
            continue
        for run in _runs(members):
            yield from _prose(document, run, max_chars)


def _tiled(document: Document) -> Iterator[Block]:
    """The blocks, trimmed and without overlap, and what lies between them: nothing is lost in silence."""
    at = 0
    last = Block(BlockKind.PARAGRAPH, 0, 0)
    for block in (*document.blocks, Block(BlockKind.PARAGRAPH, len(document.text), len(document.text))):
        start, end = trimmed(document.text, at, max(at, block.start))
        if start < end:
            yield Block(BlockKind.PARAGRAPH, start, end, last.section, 0, last.page)
        start, end = trimmed(document.text, max(at, block.start), max(at, block.end))
        if start < end:
            yield replace(block, start=start, end=end)
        at, last = max(at, block.end), block


def _owners(document: Document, blocks: Sequence[Block]) -> dict[int, int]:
    """The number of the table that a block, by its place, is or is the caption of."""
    # blocks were trimmed: a table whose first header cell is empty begins with a tab
    tables = {trimmed(document.text, table.start, table.end)[0]: number for number, table in enumerate(document.tables)}
    owners = {
        place: tables[block.start]
        for place, block in enumerate(blocks)
        if block.kind is BlockKind.TABLE and block.start in tables
    }
    for place, number in tuple(owners.items()):
        caption = document.tables[number].caption
        for beside in (place - 1, place + 1):
            # One on another page is a passage of its own: a passage has one page.
            if (
                caption
                and 0 <= beside < len(blocks)
                and (blocks[beside].start, blocks[beside].page) == (caption.start, blocks[place].page)
            ):
                owners.setdefault(beside, number)
    return owners


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that may be packed together: headings, then blocks of one section, all on one page."""
    run: list[Block] = []
    for block in blocks:
        if run and not (
            run[-1].page == block.page
            and (run[-1].kind is BlockKind.HEADING or (block.section == run[-1].section and not _is_heading(block)))
        ):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _prose(document: Document, run: Sequence[Block], max_chars: int) -> Iterator[Passage]:
    headings = [block for block in run if _is_heading(block)]
    body = run[len(headings) :]
    before = _packed([part for block in headings for part in _parts(document, block, max_chars)], max_chars)
    packed = _packed(_grouped(document, body, max_chars), max_chars)
    if len(before) == 1 and packed:
        packed[0], before = replace(packed[0].joined(before[0]), start=before[0].start, end=packed[0].end), []
    for part in (*before, *packed):
        kind = PassageKind.LIST if 2 * part.items > part.end - part.start else PassageKind.PROSE
        spans = tuple(sorted(part.sentences, key=lambda sentence: sentence.start))
        last = [block for block in run if block.start < part.end][-1]
        yield _passage(document, part.start, part.end, kind, last, spans)


def _grouped(document: Document, blocks: Sequence[Block], max_chars: int) -> list[_Part]:
    """The parts of consecutive blocks; a list that is short enough is one part, with its lead-in."""
    parts: list[_Part] = []
    place = 0
    while place < len(blocks):
        end = place
        if blocks[place].kind is BlockKind.PARAGRAPH and document.text[: blocks[place].end].endswith(_LEAD_IN):
            end += 1
        first_item = end
        while end < len(blocks) and blocks[end].kind is BlockKind.ITEM:
            end += 1
        own = [part for block in blocks[place : max(end, place + 1)] for part in _parts(document, block, max_chars)]
        fits = own[-1].end - own[0].start <= _LONGEST_LIST * max_chars
        parts += _packed(own, _LONGEST_LIST * max_chars) if end > first_item and fits else own
        place = max(end, place + 1)
    return parts


def _parts(document: Document, block: Block, max_chars: int) -> list[_Part]:
    """A block as one part or, where it is too long, as some of about the same length."""
    limit = _LONGEST_WHOLE * max_chars
    if _is_heading(block):
        spans = tuple(Sentence(*piece) for piece in pieces(document.text, block.start, block.end, limit))
    else:
        spans = sentences(document.text, block.start, block.end, language=document.language, limit=limit)
    is_item = block.kind is BlockKind.ITEM
    own = [_Part(span.start, span.end, (span,), span.end - span.start if is_item else 0) for span in spans]
    length = block.end - block.start
    if length <= max_chars:
        return _packed(own, max_chars)
    return _packed(own, max_chars, enough=length // -(-length // max_chars))


def _packed(parts: Sequence[_Part], most: int, enough: int | None = None) -> list[_Part]:
    """Join consecutive parts, in order, up to ``most`` characters, or until they have ``enough``."""
    packed: list[_Part] = []
    for part in parts:
        last = packed[-1] if packed else None
        if last and part.end - last.start <= most and (enough is None or last.end - last.start < enough):
            packed[-1] = last.joined(part)
        else:
            packed.append(part)
    return packed


def _table(document: Document, number: int, start: int, end: int, max_chars: int) -> Iterator[Passage]:
    """The passages of a table whose block and caption span ``start`` to ``end``."""
    table = document.tables[number]
    longest = _LONGEST_WHOLE * max_chars
    rows = {row: span for row in range(len(table.rows)) if (span := _row_span(document, table, row))}
    outside: list[tuple[int, int]] = []  # the header, the caption and whatever else is in no row
    at = start
    for first, last in (*sorted(rows.values()), (end, end)):
        outside += pieces(document.text, at, max(at, first), longest)
        at = max(at, last)
    place = Block(BlockKind.TABLE, start, end, table.section, 0, table.page)
    if end - start <= longest:
        lines = tuple(Sentence(*span) for span in sorted((*rows.values(), *outside)))
        yield replace(_passage(document, start, end, PassageKind.TABLE, place, lines), table=number)
    else:
        for span in outside:
            made = _passage(document, span[0], span[1], PassageKind.TABLE, place, (Sentence(*span),))
            yield replace(made, table=number)
    for row, (first, last) in rows.items():
        for piece in pieces(document.text, first, last, longest):
            made = _passage(document, piece[0], piece[1], PassageKind.ROW, place, (Sentence(*piece),))
            yield replace(made, table=number, row=row)


def _row_span(document: Document, table: Table, row: int) -> tuple[int, int] | None:
    cells = table.rows[row]
    if not cells:
        return None
    start, end = trimmed(document.text, min(cell.start for cell in cells), max(cell.end for cell in cells))
    return (start, end) if start < end else None


def _passage(
    document: Document, start: int, end: int, kind: PassageKind, place: Block, spans: tuple[Sentence, ...]
) -> Passage:
    source = document.source.name
    identity = f"{source}\0{start}\0{end}\0{kind}"
    return Passage(
        id=hashlib.blake2b(identity.encode(), digest_size=10).hexdigest(),
        source=source,
        start=start,
        end=end,
        text=document.text[start:end],
        kind=kind,
        section=place.section,
        page=document.page_at(start),
        sentences=spans,
    )
