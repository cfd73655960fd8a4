"""The panel beside the conversation: where each citation stands. Pure: data in, safe HTML out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from lcassist.corpus.library import Library
from lcassist.domain import Block, BlockKind, Citation, Document, Hit, Passage
from lcassist.errors import SourceUnknown
from lcassist.index.sentences import sentences
from lcassist.surfaces.render import section
from lcassist.surfaces.web.conversation import Exchange
from lcassist.surfaces.web.markup import address, language, link, marked, original, text
from lcassist.surfaces.web.table import table_at, table_html
from lcassist.surfaces.web.texts import Texts, language_name

_OPEN = 3  # so many citations are shown open; of more only the first, each other is one line until it is chosen
_SHORT = 240  # characters; a shorter passage is shown with its neighbours
_BEFORE, _AFTER = 400, 240  # characters; sentences farther from the quote are left to the whole document
_LONGEST = 600  # characters of a sentence


def empty_panel(texts: Texts) -> str:
    """The panel before there is an answer."""
    return _panel(texts["sources"], None, f'<p class="hint">{text(texts["sources_hint"])}</p>')


def panel(number: int, exchange: Exchange, library: Library, texts: Texts) -> str:
    """The citations of an exchange's answer, or the passages that came nearest; ``number`` counts from 1."""
    answer = exchange.answer
    asked = texts["sources_for"].format(question=answer.question)
    if answer.citations:
        opened = _OPEN if len(answer.citations) <= _OPEN else 1
        shown = (
            _citation(f"cite-{number}-{one.number}", one, library, texts, opened=place < opened)
            for place, one in enumerate(answer.citations)
        )
        return _panel(texts["sources"], asked, "".join(shown))
    if answer.nearest:
        hint = f'<p class="hint">{text(texts["nearest_hint"])}</p>'
        hits = "".join(_hit(hit, library, texts) for hit in answer.nearest)
        return _panel(texts["nearest"], asked, f'<div id="nearest-{number}" tabindex="-1">{hint}{hits}</div>')
    return _panel(texts["sources"], asked, f'<p class="hint">{text(texts["no_sources"])}</p>')


def _panel(title: str, asked: str | None, content: str) -> str:
    about = f'<p class="about" dir="auto">{text(asked)}</p>' if asked else ""
    heading = f'<h2 id="panel-title">{text(title)}</h2>'
    return f'<section aria-labelledby="panel-title">{heading}{about}{content}</section>'


def _citation(id: str, citation: Citation, library: Library, texts: Texts, *, opened: bool) -> str:
    cell, path = citation.table, citation.section
    if cell is not None:
        where, detail = cell.caption or texts["table"], _joined([cell.row, cell.column])
    else:
        where, path, detail = path[-1] if path else citation.title, path[:-1], ""
    below = f' <span class="cell">{text(detail)}</span>' if detail else ""
    links = [link(address(citation), texts["in_document"])]
    if citation.source.lower().endswith(".pdf"):
        page = f"#page={citation.page}" if citation.page is not None else ""
        links.append(link(f"file?{urlencode({'source': citation.source})}{page}", texts["in_pdf"]))
    if citation.url:
        links.append(link(original(citation), texts["original"]))
    name = f"{texts['citation'].format(number=citation.number)}: {_joined([where, detail])}"
    source = _from(citation.title, path, citation.page, citation.language, texts)
    return (
        f'<details class="citation" id="{id}"{" open" if opened else ""}>'
        f'<summary aria-label="{text(name)}">'
        f'<span class="number">[{citation.number}]</span>'
        f'<span class="where"><span class="place">{text(where)}</span>{below}</span></summary>'
        f'<p class="from">{source}</p>'
        f"{_passage(citation, library, texts)}<p class='links'>{' '.join(links)}</p></details>"
    )


def _from(title: str, path: tuple[str, ...], page: int | None, code: str | None, texts: Texts) -> str:
    # The path begins with the document's own heading, which mostly is its title.
    path = path[1:] if path and path[0] == title else path
    where = texts["page"].format(page=page) if page is not None else None
    return text(_joined([title, section(path), where, language_name(code, texts)]))


def _joined(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)


def _passage(citation: Citation, library: Library, texts: Texts) -> str:
    """The quote marked in what stands around it."""
    start, end = citation.start, citation.end
    try:
        document = library.document(citation.source)
    except SourceUnknown:
        document = None
    if document is None or document.text[start:end] != citation.quote:
        # A new index may have come since; the answer's own copy of the quote is still what was verified.
        quote = f"<p><mark>{text(citation.quote)}</mark></p>"
        hint = f'<p class="hint">{text(texts["moved"])}</p>'
        return f"<blockquote{language(citation.language)}>{quote}</blockquote>{hint}"
    table = table_at(document, start, end)
    if table is not None:
        return table_html(table, start, end, texts, citation.language or document.language)
    code = citation.language or document.language
    around = "".join(_block(document, block, citation, code) for block in _around(document, start, end))
    return f"<blockquote{language(code)}>{around}</blockquote>"


def _around(document: Document, start: int, end: int) -> list[Block]:
    """The blocks that the span lies in; with their neighbours where these are short."""
    blocks = document.blocks
    inside = [place for place, block in enumerate(blocks) if block.start < end and start < block.end]
    first, last = inside[0], inside[-1]
    if blocks[last].end - blocks[first].start < _SHORT:
        neighbours = [place for place in (first - 1, last + 1) if 0 <= place < len(blocks) and _is_prose(blocks[place])]
        inside = sorted(inside + [n for n in neighbours if blocks[n].section == blocks[first].section])
    return [blocks[place] for place in inside]


def _is_prose(block: Block) -> bool:
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.FOOTNOTE)


def _block(document: Document, block: Block, citation: Citation, code: str | None) -> str:
    """A block with the quote marked; of a long one the sentences around it, so that both it and its place are seen."""
    start, end = citation.start, citation.end
    found = sentences(document.text, block.start, block.end, language=code, limit=_LONGEST)
    near = [one for one in found if one.end > start - _BEFORE and one.start < end + _AFTER]
    first, last = (near[0].start, near[-1].end) if near else (block.start, block.end)
    before = "… " if near and near[0] is not found[0] else ""
    after = " …" if near and near[-1] is not found[-1] else ""
    content = marked(document.text[first:last], first, start, end, citation.answer)
    return f'<p class="{block.kind.value}">{before}{content}{after}</p>'


def _hit(hit: Hit, library: Library, texts: Texts) -> str:
    passage = hit.passage
    return (
        '<article class="nearest">'
        f'<p class="from">{_from(hit.title, passage.section, passage.page, passage.language, texts)}</p>'
        f"{_nearest_table(passage, library, texts) or _nearest_prose(passage)}</article>"
    )


def _nearest_table(passage: Passage, library: Library, texts: Texts) -> str | None:
    """The table of a passage, or its row alone, with nothing marked: it is no answer."""
    try:
        document = library.document(passage.source)
    except SourceUnknown:
        return None
    table = table_at(document, passage.start, passage.end)
    if passage.table is None or table is None or document.text[passage.start : passage.end] != passage.text:
        return None
    if passage.row is not None:
        table = replace(table, rows=(table.rows[passage.row],))
    return table_html(table, 0, 0, texts, passage.language)


def _nearest_prose(passage: Passage) -> str:
    paragraphs = "".join(f"<p>{text(part)}</p>" for part in passage.text.split("\n\n"))
    return f"<blockquote{language(passage.language)}>{paragraphs}</blockquote>"
