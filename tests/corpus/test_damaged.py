"""Damaged files: whatever bytes are wrong, a reader gives a document or the one error that is reported."""

from __future__ import annotations

import io
import random
import resource
from collections.abc import Callable

import pytest
from docx import Document as new_docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Image as Picture
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.decode import decode
from lcassist.corpus.parsers.docx import read_docx
from lcassist.corpus.parsers.html import read_html
from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.corpus.parsers.pdf import read_pdf
from lcassist.corpus.parsers.plain import read_plain
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

_MEMORY = 1_000_000_000  # bytes that all these files together may add

TEXT = "The city of Pécs supports its schools and all of its libraries. " * 4
PAGE = f"""<html lang=en><head><title>T</title><style>.a{{display:none}}</style></head><body><main><h1>T</h1>
<p>{TEXT}</p>
<ul><li>one<sup><a href="#n">1</a></sup></ul><table><tr><th>a<th>b<tr><td rowspan=2>c<td>d<tr><td>e</table>
<ol><li id=n>note</ol><p hidden>x</p></main></body></html>"""


def pdf(compressed: bool) -> bytes:
    """Two pages with a table, a picture, an outline and tags of no meaning; streams as text where not compressed."""
    pixels = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(pixels, "PNG")
    pixels.seek(0)
    table = Table([["a", "b"], ["c", "d"]])
    table.setStyle([("GRID", (0, 0), (-1, -1), 1, (0, 0, 0))])
    style = getSampleStyleSheet()
    parts = [
        Paragraph("T", style["Title"]),
        Paragraph(TEXT, style["Normal"]),
        table,
        Picture(pixels, 20, 20),
        PageBreak(),
    ]
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, pageCompression=int(compressed)).build(
        [*parts, Paragraph(TEXT, style["Normal"])]
    )
    writer = PdfWriter(clone_from=PdfReader(file))
    writer.add_outline_item("T", 0)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def docx() -> bytes:
    made = new_docx()
    made.add_heading("T", 1)
    made.add_paragraph(TEXT)
    made.add_paragraph("one", "List Number")
    made.add_table(2, 2).cell(0, 0).merge(made.tables[0].cell(1, 0)).text = "merged"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


READERS: dict[str, Callable[[bytes], DocumentBuilder]] = {
    "pdf": read_pdf,
    "plain pdf": read_pdf,
    "html": read_html,
    "docx": read_docx,
    "markdown": lambda data: read_markdown(decode(data)),
    "text": lambda data: read_plain(decode(data)),
}
FILES = {
    "pdf": pdf(compressed=True),
    "plain pdf": pdf(compressed=False),
    "html": PAGE.encode(),
    "docx": docx(),
    "markdown": f"# T\n\n{TEXT}\n\n| a | b |\n|---|---|\n| c | d |\n".encode(),
    "text": f"T\n\n{TEXT}\n\na\tb\nc\td\n".encode(),
}


@pytest.fixture
def survives(well_formed: Callable[[Document], None]) -> Callable[[str, bytes], None]:
    def check(name: str, data: bytes) -> None:
        try:
            document = READERS[name](data).document(Source("test", "Test"))
        except Unreadable as error:
            reason = str(error)
            well_said = "\n" not in reason and ":" in reason
        else:
            well_formed(document)
            well_said = True
        assert well_said

    return check


@pytest.mark.parametrize("name", READERS)
def test_what_is_not_damaged_is_read(name: str) -> None:
    assert "supports its schools" in READERS[name](FILES[name]).document(Source("test", "Test")).text


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes(survives: Callable[[str, bytes], None], name: str, data: st.DataObject) -> None:
    """A few bytes flipped, a stretch lost, doubled or overwritten, the end cut off."""
    damaged = bytearray(FILES[name])
    places = st.integers(0, len(damaged) - 1)
    for place in data.draw(st.lists(places, max_size=20)):
        damaged[place] ^= data.draw(st.integers(1, 255))
    start, length = data.draw(places), data.draw(st.integers(0, 300))
    match data.draw(st.sampled_from(["none", "lost", "doubled", "overwritten", "cut"])):
        case "lost":
            del damaged[start : start + length]
        case "doubled":
            damaged[start:start] = damaged[start : start + length]
        case "overwritten":
            damaged[start : start + length] = data.draw(st.binary(min_size=length, max_size=length))
        case "cut":
            del damaged[start:]
    survives(name, bytes(damaged))


@pytest.mark.parametrize("name", ["pdf", "plain pdf", "docx"])
def test_many_more_of_the_same_need_no_more_memory(survives: Callable[[str, bytes], None], name: str) -> None:
    """Numbers in a file say how large a thing is: a wrong one must not be believed."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chance = random.Random(0)
    for _ in range(25):
        damaged = bytearray(FILES[name])
        digits = [place for place, byte in enumerate(damaged) if 48 <= byte <= 57]
        for place in chance.sample(digits, min(8, len(digits))):
            damaged[place] = chance.choice(b"0123456789")
        survives(name, bytes(damaged))
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < _MEMORY
