"""Text as HTML. All text that the page shows passes through here, so that none of it is ever markup."""

from __future__ import annotations

import html
from urllib.parse import urlsplit


def text(value: str) -> str:
    """Text as HTML on one line: at an empty line Markdown would take an HTML block to be over."""
    return html.escape(" ".join(value.split()))


def language(code: str | None) -> str:
    """The attributes of an element whose text is in a language that may not be the page's."""
    return f' lang="{html.escape(code)}" dir="auto"' if code else ' dir="auto"'


def marked(value: str, offset: int, start: int, end: int) -> str:
    """Text that stands at ``offset`` in its document, with what lies between ``start`` and ``end`` marked."""
    first = min(max(start - offset, 0), len(value))
    last = min(max(end - offset, first), len(value))
    if first == last:
        return html.escape(value)
    before, quote, after = map(html.escape, (value[:first], value[first:last], value[last:]))
    return f"{before}<mark>{quote}</mark>{after}"


def link(url: str | None, label: str) -> str:
    """A link that leaves the page; only the label where the address is none of the web's."""
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        return text(label)
    return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{text(label)}</a>'
