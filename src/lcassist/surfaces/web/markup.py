"""Text as HTML. All text that the page shows passes through here, so that none of it is ever markup."""

from __future__ import annotations

import hashlib
import html
from urllib.parse import quote, urlencode, urlsplit

from lcassist.domain import Citation

_ENDS = 4  # words of a long quote's beginning, and of its end, that find it in the original


def text(value: str) -> str:
    """Text as HTML on one line: at an empty line Markdown would take an HTML block to be over."""
    return html.escape(" ".join(value.split()))


def language(code: str | None) -> str:
    """The attributes of an element whose text is in a language that may not be the page's."""
    return f' lang="{html.escape(code)}" dir="auto"' if code else ' dir="auto"'


def marked(value: str, offset: int, start: int, end: int, answer: tuple[int, int] | None = None) -> str:
    """Text that stands at ``offset`` in its document, with what lies between ``start`` and ``end`` marked.

    The short answer within that is marked more strongly.
    """
    first = min(max(start - offset, 0), len(value))
    last = min(max(end - offset, first), len(value))
    if first == last:
        return html.escape(value)
    before, inside, after = map(html.escape, (value[:first], value[first:last], value[last:]))
    if answer is not None and first <= answer[0] - offset < answer[1] - offset <= last:
        parts = (value[first : answer[0] - offset], value[answer[0] - offset : answer[1] - offset])
        lead, short = map(html.escape, parts)
        inside = f"{lead}<strong>{short}</strong>{html.escape(value[answer[1] - offset : last])}"
    return f"{before}<mark>{inside}</mark>{after}"


def link(url: str | None, label: str, *, download: bool = False) -> str:
    """A link that leaves the page; only the label where the address is none of the web's, or none of ours."""
    parts = urlsplit(url or "")
    ours = not parts.scheme and not parts.netloc and url and not url.startswith(("/", "\\"))
    if not url or (parts.scheme not in ("http", "https") and not ours):
        return text(label)
    how = " download" if download else ' target="_blank" rel="noopener noreferrer"'
    return f'<a href="{html.escape(url)}"{how}>{text(label)}</a>'


def button(act: str, label: str, name: str | None = None, *, pressed: bool | None = None, **data: object) -> str:
    """A button that page.js carries out: ``act`` says what, ``data`` on what; ``name`` is for screen readers."""
    attributes = "".join(f' data-{key}="{html.escape(str(value))}"' for key, value in data.items())
    if name is not None:
        attributes += f' aria-label="{text(name)}"'
    if pressed is not None:
        attributes += f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-act="{act}"{attributes}>{text(label)}</button>'


def complaint(message: str) -> str:
    """What is wrong, said at once by a screen reader."""
    return f'<p class="complaint" role="alert">{text(message)}</p>'


def digest_of(quote: str) -> str:
    """What tells whether a quote still stands where a link says."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def address(citation: Citation) -> str:
    """Where a quote is shown in its whole document, relative to the page."""
    place = {"source": citation.source, "start": citation.start, "end": citation.end}
    query = urlencode({**place, "quote": digest_of(citation.quote)})
    return f"document?{query}#quote"


def original(citation: Citation) -> str | None:
    """The original's address, with the quote as a text fragment, which browsers scroll to and mark."""
    if not citation.url or "#" in citation.url or citation.url.lower().endswith((".pdf", ".docx")):
        return citation.url
    words = citation.quote.split()
    ends = (words[:_ENDS], words[-_ENDS:]) if len(words) > 3 * _ENDS else (words,)
    # a dash has a meaning of its own there
    fragment = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{citation.url}#:~:text={fragment}"
