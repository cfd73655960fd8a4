"""A whole document with one quote in view, as a page of its own. Pure: data in, safe HTML out."""

from __future__ import annotations

from importlib.resources import files

from lcassist.domain import Block, BlockKind, Document, Table
from lcassist.surfaces.web.markup import language, link, marked, text
from lcassist.surfaces.web.texts import Texts

# Nothing but what stands in the page itself: its style, no script, nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_ELEMENTS = {BlockKind.ITEM: "li", BlockKind.CAPTION: "p", BlockKind.FOOTNOTE: "p", BlockKind.PARAGRAPH: "p"}


def document_html(document: Document, start: int, end: int, texts: Texts, code: str, *, gone: bool = False) -> str:
    """The document's text; what lies between ``start`` and ``end`` is marked, and the anchor #quote.

    With ``gone`` it says that the file itself was asked for and is not there.
    """
    style = (files(__package__) / "document.css").read_text("utf-8")
    source = document.source
    body = "".join(_block(document, block, start, end) for block in document.blocks)
    to_quote = f'<p><a href="#quote">{text(texts["to_quote"])}</a></p>' if start < end else ""
    missing = f'<p role="note">{text(texts["file_gone"])}</p>' if gone else ""
    original = f"<p>{link(source.url, texts['original'])}</p>" if source.url else ""
    return (
        f'<!doctype html><html lang="{text(code)}"><head><meta charset="utf-8"><title>{text(source.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>'
        f"<header><p>{text(texts['document_text'])}</p><h1>{text(source.title)}</h1>{missing}{to_quote}{original}</header>"
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
