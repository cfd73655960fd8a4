"""A cited table as an HTML table, its cited cells marked. Pure: data in, safe HTML out."""

from __future__ import annotations

from lcassist.domain import Cell, Document, Table
from lcassist.surfaces.web.markup import language, marked, text
from lcassist.surfaces.web.texts import Texts

_ROWS = 20  # that are shown of a table that has more, around the cited one


def table_at(document: Document, start: int, end: int) -> Table | None:
    """The table that a span of the document lies in."""
    return next((table for table in document.tables if table.start < end and start < table.end), None)


def table_html(table: Table, start: int, end: int, texts: Texts, code: str | None) -> str:
    """A table with what lies between ``start`` and ``end`` marked; ``code`` is its language."""
    first, last = _window(table, start, end)
    rows = "".join(
        [
            _left_out(first, table, texts),
            *(_row(row, table.row_headers, start, end) for row in table.rows[first:last]),
            _left_out(len(table.rows) - last, table, texts),
        ]
    )
    caption = table.caption.text if table.caption else ""
    head = "".join(f'<th scope="col">{_cell(cell, start, end)}</th>' for cell in table.header)
    return (
        # a region that scrolls must be reachable by keyboard, and then needs a name
        f'<div class="table" role="region" tabindex="0" aria-label="{text(caption or texts["table"])}">'
        f'<table class="{"named" if table.row_headers else "plain"}"{language(code)}>'
        + (f"<caption>{text(caption)}</caption>" if caption else "")
        + (f"<thead><tr>{head}</tr></thead>" if head else "")
        + f"<tbody>{rows}</tbody></table></div>{_legend(table, start, end, texts)}"
    )


def _window(table: Table, start: int, end: int) -> tuple[int, int]:
    """The rows that are shown, from the first up to the last of them, exclusive."""
    if len(table.rows) <= _ROWS:
        return 0, len(table.rows)
    cited = [n for n, row in enumerate(table.rows) if any(_overlaps(cell, start, end) for cell in row)]
    first = min(max((cited[0] if cited else 0) - _ROWS // 2, 0), len(table.rows) - _ROWS)
    return first, first + _ROWS


def _row(row: tuple[Cell, ...], header: bool, start: int, end: int) -> str:
    cells = []
    for place, cell in enumerate(row):
        content = _cell(cell, start, end)
        if header and place == 0:
            cells.append(f'<th scope="row">{content}</th>')
        else:
            cited = ' class="cited"' if _overlaps(cell, start, end) else ""
            cells.append(f"<td{cited}>{content}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell, start: int, end: int) -> str:
    return marked(cell.text, cell.start, start, end)


def _overlaps(cell: Cell, start: int, end: int) -> bool:
    return cell.start < end and start < cell.end


def _left_out(count: int, table: Table, texts: Texts) -> str:
    if not count:
        return ""
    more = text(texts["more_rows"].format(count=count))
    return f'<tr class="more"><td colspan="{len(table.rows[0])}">{more}</td></tr>'


def _legend(table: Table, start: int, end: int, texts: Texts) -> str:
    """What the document says that the marks mean, the cited ones first to be seen."""
    if not table.legend:
        return ""
    cited = {cell.text for row in table.rows for cell in row if _overlaps(cell, start, end)}
    entries = []
    for mark in table.legend:
        entry = f"{text(mark.text)} {text(mark.meaning)}{f' ({text(mark.note)})' if mark.note else ''}"
        entries.append(f"<li><strong>{entry}</strong></li>" if mark.text in cited else f"<li>{entry}</li>")
    return f'<div class="legend"><p>{text(texts["legend"])}</p><ul>{"".join(entries)}</ul></div>'
