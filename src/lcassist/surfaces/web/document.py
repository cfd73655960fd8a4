"""A whole document with one quote in view, as a page of its own. Pure: data in, safe HTML out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from lcassist.domain import Block, BlockKind, Document, Table
from lcassist.surfaces.web.markup import digest_of, language, link, marked, text
from lcassist.surfaces.web.texts import Texts

# Nothing but what stands in the page itself: its style, no script, nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_LONGEST_QUOTE = 10_000  # characters of one that is looked for
_BEGINNING = re.compile(r"(?<!\w)\S")

_ELEMENTS = {BlockKind.ITEM: "li", BlockKind.CAPTION: "p", BlockKind.FOOTNOTE: "p", BlockKind.PARAGRAPH: "p"}


def standing(text: str, start: int, end: int, digest: str) -> tuple[int, int] | None:
    """Where the quote of a link stands now: its own place where ``digest`` is that of what stands there (or is empty),
    else the nearest place at a word's beginning where the same words stand; None where they stand nowhere."""
    if not digest or digest_of(text[max(start, 0) : max(end, 0)]) == digest:
        return start, end
    length = end - start
    if not 0 < length <= _LONGEST_QUOTE:
        return None
    places = (match.start() for match in _BEGINNING.finditer(text))
    found = [place for place in places if digest_of(text[place : place + length]) == digest]
    nearest = min(found, key=lambda place: abs(place - start), default=None)
    return None if nearest is None else (nearest, nearest + length)


def document_html(document: Document, start: int, end: int, texts: Texts, code: str, said: Sequence[str] = ()) -> str:
    """The document's text; what lies between ``start`` and ``end`` is marked, and the anchor #quote.

    What is ``said`` stands above it: that the file itself is not there, that the quote isn't where it was.
    """
    style = (files(__package__) / "document.css").read_text("utf-8")
    source = document.source
    body = "".join(_block(document, block, start, end) for block in document.blocks)
    to_quote = f'<p><a href="#quote">{text(texts["to_quote"])}</a></p>' if start < end else ""
    notes = "".join(f'<p role="note">{text(one)}</p>' for one in said)
    original = f"<p>{link(source.url, texts['original'])}</p>" if source.url else ""
    return (
        f'<!doctype html><html lang="{text(code)}"><head><meta charset="utf-8"><title>{text(source.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>'
        f"<header><p>{text(texts['document_text'])}</p><h1>{text(source.title)}</h1>{notes}{to_quote}{original}</header>"
        f"<main{language(document.language)}>{body}</main></body></html>"
    )


def _block(document: Document, block: Block, start: int, end: int) -> str:
    if block.kind is BlockKind.TABLE:
        table = next((one for one in document.tables if one.start <= block.start < one.end), None)
        if table is not None:
            return _table(table, start, end)
    content = _content(document.text[block.start : block.end], block.start, start, end)
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level, 1) + 1, 6)
        return f"<h{level}>{content}</h{level}>"
    name = _ELEMENTS.get(block.kind, "p")
    whole = f'<{name} class="{block.kind.value}">{content}</{name}>'
    return f"<ul>{whole}</ul>" if name == "li" else whole


def _table(table: Table, start: int, end: int) -> str:
    head = "".join(f'<th scope="col">{_content(cell.text, cell.start, start, end)}</th>' for cell in table.header)
    rows = []
    for row in table.rows:
        cells = []
        for place, cell in enumerate(row):
            name = 'th scope="row"' if place == 0 and table.row_headers else "td"
            cells.append(f"<{name}>{_content(cell.text, cell.start, start, end)}</{name[:2]}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        '<div class="table" role="region" tabindex="0" aria-label="'
        f'{text(table.caption.text if table.caption else "Table")}"><table>'
        f"{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _content(value: str, offset: int, start: int, end: int) -> str:
    """Text with the quote marked; the mark where the quote begins is what #quote leads to."""
    shown = marked(value, offset, start, end)
    if start < end and offset <= start < offset + len(value):
        return shown.replace("<mark>", '<mark id="quote">', 1)
    return shown
