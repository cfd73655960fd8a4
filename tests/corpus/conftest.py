"""What the tests of the corpus share: how to read a text, and what holds for every document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.captions import caption_number
from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.corpus.parsers.plain import read_plain
from lcassist.domain import Block, BlockKind, Document, Source, Table

READERS = {"md": read_markdown, "txt": read_plain}


@pytest.fixture(scope="session")
def read(built: Callable[[DocumentBuilder], Document]) -> Callable[[str, str], Document]:
    """``read("md", text)``: the document that a reader makes of a text; all that must hold for it holds."""

    def document(kind: str, text: str) -> Document:
        return built(READERS[kind](text))

    return document


@pytest.fixture(scope="session")
def well_formed() -> Callable[[Document], None]:
    """Asserts what must hold for every document."""
    return check


@pytest.fixture(scope="session")
def built() -> Callable[[DocumentBuilder], Document]:
    """The document of what a parser built; all that must hold for it holds."""

    def document(builder: DocumentBuilder) -> Document:
        made = builder.document(Source("test", "Test"))
        check(made)
        return made

    return document


@pytest.fixture(scope="session")
def shown() -> Callable[[Document], list[tuple[str, str]]]:
    """The blocks as (kind with its level, text): "heading2", "item1", "paragraph"."""

    def blocks(document: Document) -> list[tuple[str, str]]:
        return [
            (f"{block.kind.value}{block.level or ''}", document.text[block.start : block.end])
            for block in document.blocks
        ]

    return blocks


def check(document: Document) -> None:
    """Spans are what they say, blocks cover the text, the text is canonical."""
    text = document.text
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")  # no lone surrogate
    for character in text:
        assert unicodedata.category(character) != "Cc" or character in "\n\t", repr(character)
        assert character not in "\u00ad\u200b\u200e\u200f\u2028\u202e\u2066\ufeff", repr(character)
    end = None
    for block in document.blocks:
        assert block.start == (0 if end is None else end + 2)
        assert text[end or 0 : block.start] == ("" if end is None else "\n\n")
        assert block.start < block.end
        end = block.end
    assert (end or 0) == len(text)
    for block in document.blocks:
        if block.kind is not BlockKind.TABLE:
            own = text[block.start : block.end]
            assert own == " ".join(own.split()), repr(own)
    _check_sections(document)
    tables = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert [(block.start, block.end) for block in tables] == [(t.start, t.end) for t in document.tables]
    for block, table in zip(tables, document.tables, strict=True):
        _check_table(document, block, table)
    captions = [table.caption for table in document.tables if table.caption]
    assert len(set(captions)) == len(captions), "a caption is one table's"


def _check_sections(document: Document) -> None:
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            path = [item for item in path if item[0] < block.level]
            path.append((block.level, document.text[block.start : block.end]))
        assert block.section == tuple(heading for _, heading in path)


def _check_table(document: Document, block: Block, table: Table) -> None:
    text = document.text
    rows = [row for row in (table.header, *table.rows) if row]
    assert text[table.start : table.end] == "\n".join("\t".join(c.text for c in row) for row in rows)
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert text[cell.start : cell.end] == cell.text
            assert not re.search(r"[\n\t]", cell.text)
    assert table.section == block.section
    assert len(table.columns) == len(table.body[0]) if table.rows else not table.body
    if table.caption is None:
        assert table.number is None
    else:
        caption = table.caption
        assert text[caption.start : caption.end] == caption.text
        assert caption_number(caption.text) == table.number
        own = [b for b in document.blocks if b.start == caption.start]
        assert [(b.kind, b.end) for b in own] == [(BlockKind.CAPTION, caption.end)]
    for mark in table.legend:
        entry = text[mark.start : mark.end]
        assert entry.endswith(mark.meaning)
        written = entry.removesuffix(mark.meaning).rstrip(" \t=:–—-") if mark.note else mark.text
        assert entry.startswith(written)
        assert mark.text.startswith(written)
        assert mark.meaning
