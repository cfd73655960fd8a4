"""What was filled into a PDF's form, notes on its pages, and tables that are drawn as boxes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.pdf import read_pdf
from lcassist.domain import Document

ROWS = [
    ("Course", "Teacher", "Fee"),
    ("Weaving", "Ines Korvald", "75 euros"),
    ("First aid", "Otis Brandal", "45 euros"),
]


def pdf(draw: Callable[[Canvas], None]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def read(built: Callable[[DocumentBuilder], Document]) -> Callable[[bytes], Document]:
    return lambda data: built(read_pdf(data))


Read = Callable[[bytes], Document]


def blocks(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def form(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 760, "Please return this form before the end of the month.")
    fields = canvas.acroForm
    canvas.drawString(72, 710, "Contact person:")
    fields.textfield(name="contact", value="Wilma Tessaro", x=240, y=705, width=200, height=18)
    canvas.drawString(72, 680, "Remarks")
    fields.textfield(name="remarks", value="Two keys\nand a lamp", x=240, y=675, width=200, height=18)
    canvas.drawString(72, 650, "District:")
    fields.choice(name="d", value="Mill", options=["Old Town", "Mill"], x=240, y=645, width=120, height=18)
    canvas.drawString(72, 620, "Is it accessible?")
    fields.checkbox(name="yes", checked=True, x=240, y=617, size=12)
    canvas.drawString(258, 620, "Yes")
    fields.checkbox(name="no", checked=False, x=300, y=617, size=12)
    canvas.drawString(318, 620, "No")
    canvas.drawString(72, 590, "Empty:")
    fields.textfield(name="empty", value="", x=240, y=585, width=200, height=18)
    fields.textfield(name="alone", value="Elm Row", x=72, y=300, width=200, height=18)


def test_values_stand_behind_their_labels(read: Read) -> None:
    assert blocks(read(pdf(form))) == [
        "Please return this form before the end of the month.",
        "Contact person: Wilma Tessaro",
        "Remarks: Two keys and a lamp",
        "District: Mill",
        "Is it accessible? ☒ Yes ☐ No",
        "Empty:",
        "alone: Elm Row",
    ]


def test_a_form_without_any_other_text_is_read(read: Read) -> None:
    def only(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="contact", value="Wilma Tessaro", x=240, y=705, width=200, height=18)

    assert read(pdf(only)).text == "contact: Wilma Tessaro"


def test_notes_on_a_page_are_read(read: Read) -> None:
    reader = PdfReader(io.BytesIO(pdf(lambda canvas: canvas.drawString(72, 760, "The pool opens at nine."))))
    writer = PdfWriter(clone_from=reader)
    writer.add_annotation(0, FreeText(text="Closed in August.", rect=(72, 400, 300, 440)))
    file = io.BytesIO()
    writer.write(file)
    assert blocks(read(file.getvalue())) == ["The pool opens at nine.", "Closed in August."]


def cells() -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The texts of a table with rows of uneven height, each with the box of its cell."""
    top = 700.0
    for number, row in enumerate(ROWS):
        height = 20.0 + 12 * (number % 2)
        for column, text in enumerate(row):
            yield text, (72.0 + 150 * column, top - height, 150.0, height)
        top -= height


def write(canvas: Canvas) -> None:
    canvas.setFillGray(0)
    for text, (left, bottom, _, height) in cells():
        canvas.drawString(left + 4, bottom + height - 14, text)


def as_boxes(canvas: Canvas) -> None:
    for _, box in cells():
        canvas.rect(*box)
    write(canvas)


def as_one_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for _, (left, bottom, width, height) in cells():
        path.moveTo(left, bottom)
        path.lineTo(left + width, bottom)
        path.lineTo(left + width, bottom + height)
        path.lineTo(left, bottom + height)
        path.close()
    canvas.drawPath(path)
    write(canvas)


def as_fills(canvas: Canvas) -> None:
    for number, (_, box) in enumerate(cells()):
        canvas.setFillGray(0.8 if number % 2 else 0.9)
        canvas.rect(*box, stroke=0, fill=1)
    write(canvas)


@pytest.mark.parametrize("draw", [as_boxes, as_one_path, as_fills])
def test_a_table_that_is_drawn_as_boxes(read: Read, draw: Callable[[Canvas], None]) -> None:
    document = read(pdf(draw))
    (table,) = document.tables
    assert tuple(cell.text for cell in table.header) == ROWS[0]
    assert [tuple(cell.text for cell in row) for row in table.rows] == ROWS[1:]
