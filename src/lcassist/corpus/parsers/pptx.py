"""Reads presentations (.pptx): each slide is a page, its title a heading, then its texts, tables and notes.

Hidden slides, and the footers and numbers that each slide repeats, are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from lcassist.corpus.parsers import office
from lcassist.corpus.parsers.build import DocumentBuilder, clean
from lcassist.corpus.parsers.spans import Spanning, add_table, grid
from lcassist.domain import BlockKind
from lcassist.errors import Unreadable

_REPEATED = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER})
_BODIES = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT})
_DEEPEST = 20  # groups in groups


def read_pptx(data: bytes) -> DocumentBuilder:
    """Build a document of a presentation's bytes.

    Raises:
        Unreadable: it is no archive, damaged, encrypted, a zip bomb, or an archive of something else.
    """
    office.refuse_bombs(data, "presentation", ".pptx")
    builder = DocumentBuilder()
    try:
        presentation = Presentation(io.BytesIO(data))
        for number, slide in enumerate(presentation.slides, 1):
            if slide.element.get("show") != "0":
                builder.page = number
                _add_slide(builder, slide)
        builder.metadata = office.metadata(presentation.core_properties)
    except (*office.ERRORS, PythonPptxError) as error:
        raise Unreadable("it is damaged, or no presentation: open it and save it anew") from error
    return builder


def _add_slide(builder: DocumentBuilder, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None:
        builder.heading(title.text_frame.text, 2)
    for shape in _shapes(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            _add_text(builder, shape.text_frame, items=_is_body(shape))
        elif shape.has_table:
            _add_table(builder, shape.table)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        _add_text(builder, slide.notes_slide.notes_text_frame, items=False)


def _shapes(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """The shapes with text or a table, those of groups too, in the order in which they are laid on each other."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _shapes(shape.shapes, depth + 1)
        elif (shape.has_text_frame or shape.has_table) and not (
            shape.is_placeholder and shape.placeholder_format.type in _REPEATED
        ):
            yield shape


def _is_body(shape: Any) -> bool:
    return bool(shape.is_placeholder and shape.placeholder_format.type in _BODIES)


def _add_text(builder: DocumentBuilder, frame: Any, *, items: bool) -> None:
    """The paragraphs of a shape; several of a slide's body are items of a list."""
    texts = [(clean(paragraph.text), paragraph.level) for paragraph in frame.paragraphs]
    texts = [(text, level) for text, level in texts if text]
    for text, level in texts:
        is_item = items and len(texts) > 1
        builder.block(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, text, level if is_item else 0)


def _add_table(builder: DocumentBuilder, table: Any) -> None:
    rows = []
    for number, row in enumerate(table.rows):
        cells = [cell for cell in row.cells if not cell.is_spanned]
        rows.append(
            [
                Spanning(
                    clean(cell.text),
                    cell.span_height if cell.is_merge_origin else 1,
                    cell.span_width if cell.is_merge_origin else 1,
                    header=bool(table.first_row) and number == 0,
                )
                for cell in cells
            ]
        )
    lines, headers = grid(rows, "")
    add_table(builder, lines, headers or None)
