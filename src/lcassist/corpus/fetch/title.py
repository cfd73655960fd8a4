"""Whether a page is the one that was looked for: by its own title. Pure."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

from lcassist.corpus.parsers.decode import decode
from lcassist.corpus.vocabulary import fold
from lcassist.errors import NotFetched, Unreadable

_SHOWN = 80  # characters of a title that is another
_WORD = re.compile(r"[^\W_]+")
# what parts a page's title from its site's: "A visit to the mill | The millers"
_SITE = re.compile(r"\s+[|–—·»-]\s+")


def see_title(data: bytes, expected: str) -> None:
    """See that a page has a title, with or without its site's behind it.

    A page that says that there is nothing there, with a status of success, has another title.

    Raises:
        NotFetched: it has another, or is no page with a title.
    """
    found = _titles(data)
    if not any(_words(expected) in (_words(title), _words(_SITE.split(title)[0])) for title in found):
        called = f"is called {found[0][:_SHOWN]!r}" if found else "has no title"
        raise NotFetched(f"what is there {called}, and not {expected[:_SHOWN]!r}")


def _titles(data: bytes) -> list[str]:
    """What a page calls itself: its title, the one that it gives to others, its first heading."""
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8")
        tree = lxml_html.document_fromstring(decode(data).encode("utf-8", "replace"), parser=parser)
    except (Unreadable, etree.LxmlError, ValueError, AssertionError):
        return []
    said = [
        *tree.xpath("//head/title/text()"),
        *tree.xpath("//meta[@property='og:title']/@content"),
        *(heading.text_content() for heading in tree.xpath("//h1")[:1]),
    ]
    return [" ".join(str(one).split()) for one in said if str(one).strip()]


def _words(title: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", title))]
