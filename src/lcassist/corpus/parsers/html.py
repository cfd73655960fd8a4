"""Reads web pages: what is the page's content trafilatura finds, how it is built up is read from its elements.

trafilatura gives the text of the main content, without navigation, banners, comments. The smallest element
that holds this text is walked through, so that headings, lists, tables and notes keep their structure; what in
it is neither in trafilatura's text nor looks like text (menus, share buttons, lists of links) is left out.
Nothing that a browser hides is read.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from lcassist.corpus.parsers.build import DocumentBuilder, Metadata, clean
from lcassist.corpus.parsers.decode import decode
from lcassist.corpus.parsers.html_visible import remove_hidden
from lcassist.corpus.parsers.html_walk import Walker
from lcassist.errors import Unreadable

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_BOILERPLATE = re.compile(
    r"(?:^|[-_\s])(?:nav(?:igation|bar)?|menu|breadcrumbs?|share|sharing|social|related|recommend\w*|comments?|reacties"
    r"|cookies?|consent|banner|newsletter|subscribe|sidebar|footer|pagination|pager|tags|toolbar|promo|advert\w*|ads?"
    r"|skip|search|login|popup|modal|widget|addtoany|disqus)(?:$|[-_\s])",
    re.IGNORECASE,
)
_ASIDES = {"nav", "aside", "footer", "form", "menu", "dialog"}
_ROLES = {"navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "banner", "menu", "alert"}
_FRAMES = {"div", "section", "ul", "ol", "header", "p", "dl", "table", *_ASIDES}
_HOLDERS = {*_FRAMES, "main", "article", "tbody", "tr", "td", "center"}
_COVERED = 0.9
_LINKS = 0.6  # share of an element's text that is links, from which it is a menu
_MOST_TEXT = 5_000_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_html(data: bytes) -> DocumentBuilder:
    """Build a document of a web page's bytes.

    Raises:
        Unreadable: it is empty, binary, nested too deeply, or in no encoding that could be told.
    """
    text = _DECLARED.sub("", _decoded(data))
    if len(text) > _MOST_TEXT:
        raise Unreadable(f"it has {len(text):,} characters, more than {_MOST_TEXT:,}: split it")
    tree = _parsed(text)
    metadata = _metadata(text, tree)
    remove_hidden(tree)
    body = tree.find("body")
    body = tree if body is None else body
    main = _squeezed(_main_text(lxml_html.tostring(tree, encoding="unicode")))
    container = _container(body, main)
    _remove_boilerplate(container, main)
    walker = Walker(tree, container)
    first = body.findall(".//h1")
    if len(first) == 1 and container.find(".//h1") is None and container.tag != "h1":
        walker.builder.heading(first[0].text_content(), 1)
    walker.walk(container)
    walker.builder.metadata = metadata
    return walker.builder


def _decoded(data: bytes) -> str:
    """A byte order mark, valid UTF-8 and what the page declares, in this order; else what is likeliest."""
    if (
        not data.strip()
        or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or b"\x00" in data
    ):
        return decode(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
    if declared is None:
        return decode(data)
    name = declared[1].decode("ascii", "replace").lower()
    name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}.get(name, name)
    if name in ("utf-8", "utf8"):
        return _nearly_utf8(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _nearly_utf8(data: bytes) -> str:
    """What says that it is UTF-8 and is not: in another encoding, or with a few wrong bytes, which are marked."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    return text if right > wrong else decode(data)


def _parsed(text: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise Unreadable("it holds no text: put some into it, or remove it") from error
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise Unreadable("its elements are nested more deeply than any page's: save it as text")
    return tree


def _metadata(text: str, tree: lxml_html.HtmlElement) -> Metadata:
    from trafilatura.metadata import extract_metadata  # half a second to import, and not for a query

    try:
        found = extract_metadata(text, date_config={"original_date": True, "extensive_search": False})
    except Exception:  # noqa: BLE001  what it raises on odd pages is not said; the text can be read all the same
        found = None
    language = re.match(
        r"[a-z]{2}", (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()
    )
    if found is None:
        return Metadata(language=language[0] if language else None)
    authors = [clean(one) for one in re.split(r"\s*;\s*", found.author or "")]
    return Metadata(
        title=clean(found.title or "") or None,
        authors=tuple(one for one in authors if one),
        date=found.date or None,
        language=language[0] if language else None,
        publisher=clean(found.sitename or "") or None,
    )


def _main_text(text: str) -> str:
    from trafilatura import extract

    try:
        return extract(text, include_comments=False, include_tables=True, include_links=False, favor_recall=True) or ""
    except Exception:  # noqa: BLE001  as above
        return ""


def _squeezed(text: str) -> str:
    """The letters and digits of a text, by which texts are compared."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _container(body: lxml_html.HtmlElement, main: str) -> lxml_html.HtmlElement:
    """The smallest element that has nearly all of the main text."""
    total = _covered(body, main)
    container = body
    while total:
        inner = [child for child in container if child.tag in _HOLDERS]
        best = max(inner, key=lambda child: _covered(child, main), default=None)
        if best is None or best.tag in ("ul", "ol", "p", "dl") or _covered(best, main) < _COVERED * total:
            break
        container = best
    while container.tag in ("tr", "tbody"):
        container = container.getparent()
    return container


def _covered(element: lxml_html.HtmlElement, main: str) -> int:
    """How many characters of an element stand in the main text."""
    return sum(len(piece) for piece in _pieces(element) if piece in main)


def _pieces(element: lxml_html.HtmlElement) -> Iterator[str]:
    for text in element.itertext():
        piece = _squeezed(text)
        if piece:
            yield piece


def _remove_boilerplate(container: lxml_html.HtmlElement, main: str) -> None:
    for element in list(container.iter(*_FRAMES)):
        if element is container or element.getparent() is None:
            continue
        pieces = list(_pieces(element))
        size = sum(map(len, pieces))
        if (
            size
            and sum(len(piece) for piece in pieces if piece in main) < 0.5 * size
            and _looks_like_none(element, container)
        ):
            element.drop_tree()


def _looks_like_none(element: lxml_html.HtmlElement, container: lxml_html.HtmlElement) -> bool:
    """Whether an element that trafilatura left out does not look like text either."""
    named = " ".join(filter(None, (element.get("class"), element.get("id"))))
    if element.tag in _ASIDES or element.get("role") in _ROLES or _BOILERPLATE.search(named):
        return True
    size = len(_squeezed(element.text_content()))
    linked = sum(len(_squeezed(link.text_content())) for link in element.iter("a"))
    styled = any(one.get("class") or one.get("id") for one in _up(element, container))
    return styled and len(element.findall(".//a")) >= 2 and linked > _LINKS * size


def _up(element: lxml_html.HtmlElement, container: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    while element is not None and element is not container:
        yield element
        element = element.getparent()
