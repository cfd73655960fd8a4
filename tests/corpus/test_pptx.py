"""Presentations made by python-pptx."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.pptx import read_pptx
from lcassist.domain import Document
from lcassist.errors import Unreadable

Built = Callable[[DocumentBuilder], Document]
Shown = Callable[[Document], list[tuple[str, str]]]


def saved(presentation: Any) -> bytes:
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


@pytest.fixture
def two_slides() -> Any:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Learning in Lyon"
    frame = slide.placeholders[1].text_frame
    frame.text = "Ask the schools first"
    frame.add_paragraph().text = "Then the libraries"
    slide.notes_slide.notes_text_frame.text = "The notes say why."
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Figures"
    box = (Inches(1), Inches(1), Inches(4), Inches(2))
    table = slide.shapes.add_table(3, 2, *box).table
    for row, texts in enumerate([["City", "Schools"], ["Lyon", "12"], ["Pau", "3"]]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(*box).text_frame.text = "A text in a group"
    return made


def test_slides_are_pages_with_titles_items_tables_and_notes(built: Built, shown: Shown, two_slides: Any) -> None:
    document = built(read_pptx(saved(two_slides)))
    assert shown(document) == [
        ("heading2", "Learning in Lyon"),
        ("item", "Ask the schools first"),
        ("item", "Then the libraries"),
        ("paragraph", "The notes say why."),
        ("heading2", "Figures"),
        ("table", "City\tSchools\nLyon\t12\nPau\t3"),
        ("paragraph", "A text in a group"),
    ]
    assert [block.page for block in document.blocks] == [1, 1, 1, 1, 2, 2, 2]
    assert document.tables[0].columns == ("Schools",)


def test_a_hidden_slide_is_not_read(built: Built, two_slides: Any) -> None:
    two_slides.slides[0].element.set("show", "0")
    document = built(read_pptx(saved(two_slides)))
    assert "Lyon\t12" in document.text
    assert "libraries" not in document.text
    assert {block.page for block in document.blocks} == {2}


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), b"no archive"])
def test_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"damaged|encrypted"):
        read_pptx(data)
