"""Where a citation's original can be opened: a PDF at its page, a web page at the very words. Pure.

The words are named by a text fragment (https://wicg.github.io/scroll-to-text-fragment/): a browser that knows it
scrolls to them and marks them; any other opens the page.
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

from lcassist.domain import Source

_PAGES = (".html", ".htm")
_LONG = 200  # characters; longer words are named by how they begin and end
_ENDS = 5  # words at each end


def citation_url(source: Source, page: int | None, quote: str) -> str | None:
    """A source's address, and in it the place of a quote; None where its address is not known."""
    if source.url is None:
        return None
    fragment = place_fragment(source.file, page, quote)
    if not fragment:
        return source.url
    address, _, before = source.url.partition("#")
    # a text fragment stands behind a page's own fragment, a PDF's page in its place
    return f"{address}#{before}{fragment[1:]}" if fragment.startswith("#:~:") else f"{address}{fragment}"


def place_fragment(file: str | None, page: int | None, quote: str) -> str:
    """What is added to the address of a file of that name to open it at a quote; empty for other formats.

    ``#page=3`` for a PDF, ``#:~:text=...`` for a web page.
    """
    name = (file or "").lower()
    if name.endswith(".pdf"):
        return f"#page={page}" if page is not None else ""
    if name.endswith(_PAGES) and quote.strip():
        return f"#:~:text={_directive(quote)}"
    return ""


def _directive(quote: str) -> str:
    """A quote as a text directive: whole, or as "start,end" where it is long or goes across blocks."""
    blocks = [" ".join(block.split()) for block in re.split(r"[\n\t]", quote) if block.strip()]
    if len(blocks) == 1 and len(blocks[0]) <= _LONG:
        return _encoded(blocks[0])
    first, last = blocks[0].split()[:_ENDS], blocks[-1].split()[-_ENDS:]
    if len(blocks) == 1 and len(blocks[0].split()) <= 2 * _ENDS:
        return _encoded(blocks[0])  # few and very long words: the ends would overlap
    return f"{_encoded(' '.join(first))},{_encoded(' '.join(last))}"


def _encoded(text: str) -> str:
    # a hyphen is what a directive's prefix and suffix are told by, and quote() leaves it as it is
    return percent_encoded(text, safe="").replace("-", "%2D")
