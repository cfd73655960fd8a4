"""Walks through the elements of a web page's content and adds them to a document as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html as lxml_html

from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.spans import Spanning, add_table, grid
from lcassist.domain import BlockKind

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
    ),
    *("html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "caption"),
    *("tbody", "thead", "tfoot", "tr", "td", "th", "center"),
}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_LINK = re.compile(r"[\[(]?(\d{1,3}|[*†‡])[\])]?")
_BACK = {"↩", "↑", "^", "⤴", "↵", "↩︎"}
_SHORTEST_DESCRIPTION = 2  # words; a shorter one names a logo


class Walker:
    """Adds what it walks through to ``builder``; a footnote follows the block that refers to it first.

    ``tree`` is the whole page, in which footnotes may stand anywhere, ``container`` what will be walked through.
    """

    def __init__(self, tree: lxml_html.HtmlElement, container: lxml_html.HtmlElement) -> None:
        self.builder = DocumentBuilder()
        self._notes = _notes(tree, container)
        self._noted = {id(element): name for name, element in self._notes.items()}
        self._referred: list[str] = []
        self._placed: set[str] = set()
        self._depth = 0

    def walk(self, element: lxml_html.HtmlElement, kind: BlockKind = BlockKind.PARAGRAPH, prefix: str = "") -> None:
        """The children of an element; text between blocks is a paragraph, or what ``kind`` says."""
        if _only_pictures(element):
            kind = BlockKind.CAPTION
        run = [prefix, element.text or ""]
        for child in element:
            if not isinstance(child.tag, str):
                pass
            elif child.tag in _BLOCKS or any(one.tag in _BLOCKS for one in child.iter() if isinstance(one.tag, str)):
                self._flush(run, kind, prefix)
                if "".join(run).strip() != prefix.strip():
                    prefix = ""
                run = [prefix]
                prefix = self._block(child, kind, prefix)
                run = [prefix] if prefix else []
            else:
                run.append(self._inline(child))
            run.append(child.tail or "")
        self._flush(run, kind, prefix)

    def _flush(self, run: list[str], kind: BlockKind, prefix: str) -> None:
        text = clean("".join(run))
        if text and text != prefix.strip():
            self.builder.block(kind, text, self._depth if kind is BlockKind.ITEM else 0)
        self._place_notes()

    def _block(self, element: lxml_html.HtmlElement, kind: BlockKind, prefix: str) -> str:
        """Add a block; the prefix that still waits for a text is given back."""
        tag = element.tag
        if id(element) in self._noted:
            return prefix
        if re.fullmatch("h[1-6]", tag):
            self.builder.heading(self._text(element), int(tag[1]))
            self._place_notes()
        elif tag == "table" and not _for_layout(element):
            self._table(element)
        elif tag in ("ul", "ol", "menu"):
            self._list(element)
        elif tag in ("figcaption", "caption"):
            self.walk(element, BlockKind.CAPTION)
        elif tag == "figure":
            self._figure(element)
        elif tag == "pre":
            for paragraph in re.split(r"\n\s*\n", self._text(element, raw=True)):
                self.builder.block(BlockKind.PARAGRAPH, paragraph)
        else:
            self.walk(element, kind, prefix)
            return ""
        return "" if tag in ("ul", "ol") else prefix

    def _list(self, element: lxml_html.HtmlElement) -> None:
        self._depth += 1
        start = element.get("start") or "1"
        number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
        for item in element:
            if item.tag != "li":
                if isinstance(item.tag, str):
                    self._block(item, BlockKind.ITEM, "")
                continue
            if id(item) not in self._noted:
                value = item.get("value") or ""
                number = int(value) if re.fullmatch(r"\d{1,6}", value) else number
                self.walk(item, BlockKind.ITEM, f"{number}. " if element.tag == "ol" else "")
                number += 1
        self._depth -= 1

    def _figure(self, element: lxml_html.HtmlElement) -> None:
        if element.find(".//figcaption") is not None:
            for picture in element.findall(".//img"):
                picture.set("alt", "")
        self.walk(element)

    def _table(self, element: lxml_html.HtmlElement) -> None:
        rows, captions = [], element.findall("caption")
        for caption in captions:
            self.walk(caption, BlockKind.CAPTION)
        if captions and clean(self._text(captions[-1])):
            self.builder.captioned()
        for row in _own(element, "tr"):
            in_head = any(one.tag == "thead" for one in row.iterancestors("thead", "table") if one.tag != "table")
            cells = [
                Spanning(
                    clean(self._text(cell)),
                    _number(cell.get("rowspan")),
                    _number(cell.get("colspan")),
                    in_head or (cell.tag == "th" and cell.get("scope") != "row"),
                )
                for cell in row
                if cell.tag in ("td", "th")
            ]
            if cells:
                rows.append(cells)
        if rows:
            cells_, headers = grid(rows, "")
            known = headers if any(cell.header for row in rows for cell in row) else None
            add_table(self.builder, cells_, known)
        self._place_notes()

    def _text(self, element: lxml_html.HtmlElement, raw: bool = False) -> str:
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                apart = child.tag in _BLOCKS
                parts.append((" " if apart else "") + self._inline(child, raw) + (" " if apart else ""))
            parts.append(child.tail or "")
        return "".join(parts)

    def _inline(self, element: lxml_html.HtmlElement, raw: bool = False) -> str:
        if element.tag in ("br", "wbr"):
            return ("\n" if raw else " ") if element.tag == "br" else ""
        if element.tag == "img":
            description = clean(element.get("alt") or "")
            if len(description.split()) >= _SHORTEST_DESCRIPTION:
                return f" {description} "
            return ""
        if element.tag == "a" and (reference := self._reference(element)) is not None:
            return reference
        if element.tag == "sup":
            text = clean(self._text(element))
            return text.translate(_SUPERSCRIPTS) if text.isdecimal() else text
        return self._text(element, raw)

    def _reference(self, link: lxml_html.HtmlElement) -> str | None:
        """A footnote's mark where a link leads to one; nothing where it leads back; None for other links."""
        text = clean(link.text_content())
        if text in _BACK or link.get("role") == "doc-backlink" or "backref" in (link.get("class") or ""):
            return ""
        name = (link.get("href") or "").removeprefix("#")
        if name not in self._notes:
            return None
        self._referred.append(name)
        return text.strip("[]()").translate(_SUPERSCRIPTS)

    def _place_notes(self) -> None:
        while self._referred:
            name = self._referred.pop(0)
            if name not in self._placed:
                self._placed.add(name)
                text = clean(self._text(self._notes[name]))
                number = str(len(self._placed)).translate(_SUPERSCRIPTS)
                self.builder.block(BlockKind.FOOTNOTE, text if re.match(r"[\d¹²³⁴-⁹*†]", text) else f"{number} {text}")


def _notes(tree: lxml_html.HtmlElement, container: lxml_html.HtmlElement) -> dict[str, lxml_html.HtmlElement]:
    """The footnotes of a page by their id: what a raised number leads to, and what leads back from there."""
    by_id = {
        element.get("id"): element for element in tree.iter() if isinstance(element.tag, str) and element.get("id")
    }
    found = {}
    for link in container.iter("a"):
        name = (link.get("href") or "")[1:] if (link.get("href") or "").startswith("#") else ""
        note = by_id.get(name)
        raised = any(one.tag == "sup" for one in link.iterancestors()) or link.find("sup") is not None
        marked = link.get("role") == "doc-noteref" or "footnote" in (link.get("class") or "") or raised
        if note is None or not marked or not _NOTE_LINK.fullmatch(clean(link.text_content())):
            continue
        while note.tag in ("a", "sup", "span") and note.getparent() is not None:
            note = note.getparent()
        if note.tag in ("li", "p", "div", "aside", "dd"):
            found[name] = note
    return found


def _only_pictures(element: lxml_html.HtmlElement) -> bool:
    """Whether an element holds pictures and not a word: then their descriptions are captions."""
    inner = [one for one in element.iter() if isinstance(one.tag, str) and one is not element]
    pictures = any(one.tag == "img" for one in inner)
    return pictures and len(inner) < 20 and not element.text_content().strip()


def _for_layout(table: lxml_html.HtmlElement) -> bool:
    """Whether a table only arranges a page: one cell a row, or tables or much text with headings in its cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _own(table, "tr")]
    if any(cell.find(".//table") is not None or cell.find(".//h2") is not None for row in rows for cell in row):
        return True
    return max(map(len, rows), default=0) < 2


def _own(table: lxml_html.HtmlElement, tag: str) -> Iterator[lxml_html.HtmlElement]:
    """The elements of a table itself, not those of a table in it."""
    for element in table.iter(tag):
        if next(element.iterancestors("table"), None) is table:
            yield element


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) and int(text) else 1
