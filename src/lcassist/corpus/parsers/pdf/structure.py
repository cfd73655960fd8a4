"""The structure tree of a tagged PDF: its elements, and the places of the text that is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

HEADINGS = {"H": 1, "Title": 1, "H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}
_BLOCKS = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "TOCI", "Index", "NonStruct", "Aside"),
    *("P", "L", "LI", "LBody", "Table", "Caption", "Note", "FENote", "Figure", "Formula", *HEADINGS),
}
# What holds other blocks and is none itself: without a block in it, it is part of a line.
CONTAINERS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "Index", "NonStruct", "Aside", "LBody"}
_DEEPEST = 60
_MOST_ELEMENTS = 300_000

Place = tuple[int, int]  # the page's number and the mark's


@dataclass(slots=True)
class Element:
    """A structure element: its standard type, its children (elements, or places of text), its attributes."""

    kind: str
    children: list[Element | Place] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    description: str = ""

    @property
    def block(self) -> bool:
        """Whether it stands for itself, and not within a line."""
        if self.kind in CONTAINERS:
            return any(isinstance(child, Element) and child.block for child in self.children)
        return self.kind in _BLOCKS


def structure_of(reader: PdfReader) -> Element | None:
    """The root of a file's structure tree; None where it has none."""
    root = _resolved(reader.root_object.get("/StructTreeRoot"))
    if not isinstance(root, DictionaryObject) or "/K" not in root:
        return None
    return _Tree(reader, root).read()


def is_label(thing: Element | Place) -> bool:
    return isinstance(thing, Element) and thing.kind == "Lbl"


def places(things: Sequence[Element | Place]) -> Iterator[Place]:
    for thing in things:
        if isinstance(thing, Element):
            yield from places(thing.children)
        else:
            yield thing


def elements(element: Element, kinds: set[str], stop: set[str]) -> Iterator[Element]:
    """The nearest elements of some kinds below one, not looking into those of the kinds ``stop``."""
    for child in element.children:
        if isinstance(child, Element):
            if child.kind in kinds:
                yield child
            elif child.kind not in stop:
                yield from elements(child, kinds, stop)


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


class _Tree:
    """Reads the structure tree out of the file; what is there twice or too deep is left out."""

    def __init__(self, reader: PdfReader, root: DictionaryObject) -> None:
        self._root = root
        self._roles: dict[str, Any] = dict(_resolved(root.get("/RoleMap")) or {})
        self._pages = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(reader.pages, 1)
            if page.indirect_reference
        }
        self._seen: set[int] = set()
        self._count = 0

    def read(self) -> Element:
        top = Element("Document")
        self._children(self._root, top, 0, 0)
        return top

    def _children(self, source: DictionaryObject, element: Element, page: int, depth: int) -> None:
        kids = _resolved(source.get("/K"))
        if kids is None or depth > _DEEPEST:
            return
        for kid in kids if isinstance(kids, ArrayObject) else [source.raw_get("/K")]:
            if isinstance(kid, IndirectObject):
                if kid.idnum in self._seen:
                    continue
                self._seen.add(kid.idnum)
            self._count += 1
            if self._count > _MOST_ELEMENTS:
                return
            self._child(_resolved(kid), element, page, depth)

    def _child(self, kid: Any, element: Element, page: int, depth: int) -> None:
        if isinstance(kid, int):
            element.children.append((page, int(kid)))
        elif isinstance(kid, DictionaryObject):
            own = self._page(kid) or page
            if "/MCID" in kid:
                element.children.append((own, int(str(kid["/MCID"]))))
            elif "/S" in kid:
                child = Element(self._kind(kid), attributes=_attributes(kid), description=str(kid.get("/Alt") or ""))
                element.children.append(child)
                self._children(kid, child, own, depth + 1)

    def _page(self, kid: DictionaryObject) -> int:
        page = kid.raw_get("/Pg") if "/Pg" in kid else None
        return self._pages.get(page.idnum, 0) if isinstance(page, IndirectObject) else 0

    def _kind(self, kid: DictionaryObject) -> str:
        kind = str(kid["/S"])
        for _ in range(5):  # a role may be mapped to a role
            if kind.removeprefix("/") in _BLOCKS or kind not in self._roles:
                break
            kind = str(_resolved(self._roles[kind]))
        return kind.removeprefix("/")


def _attributes(kid: DictionaryObject) -> dict[str, Any]:
    found = _resolved(kid.get("/A"))
    items = found if isinstance(found, ArrayObject) else [found]
    merged: dict[str, Any] = {}
    for item in map(_resolved, items):
        if isinstance(item, DictionaryObject):
            merged.update({str(name): _resolved(value) for name, value in item.items()})
    return merged
