"""PDFs made by reportlab and printed by a browser, and real ones that ship with packages."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from lcassist.corpus import parsers
from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.pdf import read_pdf
from lcassist.corpus.parsers.pdf.glyphs import Word
from lcassist.corpus.parsers.pdf.lines import Joiner, Line
from lcassist.domain import BlockKind, Document, Source
from lcassist.errors import Unreadable

Shown = Callable[[Document], list[tuple[str, str]]]
Check = Callable[[Document], None]

STYLES = getSampleStyleSheet()
BODY = ParagraphStyle("body", parent=STYLES["Normal"], fontSize=10, leading=12, spaceAfter=6)
SENTENCE = "The municipality of {} supports its schools, its libraries and all of its many volunteers with money."
BUDGETS = [["City", "Budget", "Schools"], ["Fermo", "12", "3"], ["Larissa", "140", "22"], ["Pécs", "99", "17"]]
RULED = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]


def prose(name: str, times: int = 6) -> Paragraph:
    return Paragraph(" ".join(SENTENCE.format(f"{name}{number}") for number in range(times)), BODY)


def simple(parts: Sequence[Flowable], **facts: str) -> bytes:
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, **facts).build(list(parts))
    return file.getvalue()


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(*texts: str, top: int = 700, left: int = 72) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - 13 * number, text)

    return draw


@pytest.fixture
def read(built: Callable[[DocumentBuilder], Document]) -> Callable[[bytes], Document]:
    return lambda data: built(read_pdf(data))


Read = Callable[[bytes], Document]


def test_headings_paragraphs_items_and_a_table(read: Read, shown: Shown) -> None:
    table = Table(BUDGETS)
    table.setStyle(RULED)
    items = ListFlowable(
        [ListItem(Paragraph(f"The {one} library", BODY)) for one in ("old", "new")], bulletType="bullet"
    )
    parts = [Paragraph("A report", STYLES["Title"]), Paragraph("On money", STYLES["Heading2"]), prose("A"), items]
    document = read(simple([*parts, table, Spacer(1, 6), Paragraph("Table 1 Budgets in millions", BODY), prose("B")]))
    assert shown(document) == [
        ("heading1", "A report"),
        ("heading2", "On money"),
        ("paragraph", " ".join(SENTENCE.format(f"A{number}") for number in range(6))),
        ("item1", "The old library"),
        ("item1", "The new library"),
        ("table", "\n".join("\t".join(row) for row in BUDGETS)),
        ("caption", "Table 1 Budgets in millions"),
        ("paragraph", " ".join(SENTENCE.format(f"B{number}") for number in range(6))),
    ]
    (found,) = document.tables
    assert (found.number, found.columns, found.row_names) == ("1", ("Budget", "Schools"), ("Fermo", "Larissa", "Pécs"))
    assert {block.page for block in document.blocks} == {1}


def test_a_table_without_rules(read: Read) -> None:
    plain = Table([["Fermo", "12", "3"], ["Larissa", "140", "22"], ["Pécs", "99", "17"]], colWidths=[120, 80, 80])
    (found,) = read(simple([prose("A"), plain, prose("B")])).tables
    assert [[cell.text for cell in row] for row in found.rows] == BUDGETS[1:]


def test_merged_cells_hold_for_each_row(read: Read) -> None:
    table = Table([["City", "Year", "Budget"], ["Fermo", "2023", "12"], ["", "2024", "13"], ["Pécs", "2024", "99"]])
    table.setStyle([*RULED, ("SPAN", (0, 1), (0, 2))])
    (found,) = read(simple([prose("A"), table])).tables
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["Fermo", "2023", "12"],
        ["Fermo", "2024", "13"],
        ["Pécs", "2024", "99"],
    ]


def test_two_columns_are_read_one_after_the_other(read: Read) -> None:
    """Also where each line of the left column was drawn next to one of the right."""
    left = [f"left {number} the municipality supports all" for number in range(20)]
    right = [f"right {number} and the city pays for it now" for number in range(20)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for number in range(20):
            canvas.drawString(60, 700 - 12 * number, left[number])
            canvas.drawString(310, 700 - 12 * number, right[number])

    assert read(drawn(draw)).text.split() == " ".join(left + right).split()


def test_running_heads_and_page_numbers_go(read: Read) -> None:
    def furniture(canvas: Any, template: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 815, "Reflection on learning cities")
        canvas.drawCentredString(297, 28, f"- {template.page} -")

    file = io.BytesIO()
    template = BaseDocTemplate(file, pagesize=A4)
    template.addPageTemplates([PageTemplate(frames=[Frame(60, 50, 470, 740)], onPage=furniture)])
    template.build([prose(f"P{number}x") for number in range(20)])
    document = read(file.getvalue())
    assert document.blocks[-1].page is not None
    assert document.blocks[-1].page >= 2
    assert "Reflection on learning" not in document.text
    assert " - " not in document.text
    assert sum(text.startswith("The municipality of P") for text in document.text.split("\n\n")) == 20


def test_a_sentence_that_a_page_break_cut_is_whole(read: Read) -> None:
    first = lines(
        "The city of Larissa began with its library, and it went on with the schools of", "the whole region and"
    )
    document = read(drawn(first, lines("with its university, which pays for all that is done there.")))
    assert document.text.endswith("the whole region and with its university, which pays for all that is done there.")
    assert len(document.blocks) == 1
    assert document.blocks[0].page == 1
    assert document.page_at(document.text.index("region and with")) == 1
    assert document.page_at(document.text.index("with its university")) == 2


def test_a_row_on_the_next_page_has_that_page(read: Read) -> None:
    rows = [["City", "Budget"], *([f"Town {number}", f"{number + 100}"] for number in range(80))]
    document = read(simple([Table(rows, style=RULED, repeatRows=1)]))
    (table,) = document.tables
    pages = [document.page_at(row[0].start) for row in table.rows]
    assert len(table.rows) == 80
    assert (pages[0], pages[-1], pages == sorted(pages)) == (1, len(set(pages)), True)
    assert len(set(pages)) > 1


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (["It is a long-", "term plan. A long-term plan is good for all of them."], "a long-term plan. A"),
        (["All the munici-", "pality pays for is here. The municipality knows."], "the municipality pays"),
        (["They pay for the in-", "en uitvoer van de stad, zeggen zij."], "the in- en uitvoer"),
        (["The towns of Rijssen-", "Holten and Raalte are small."], "Rijssen-Holten and"),
        (
            ["They say: https://www.example.org/one/", "two-three.pdf for all."],
            "example.org/one/two-three.pdf for",
        ),
        (["It has some 160,000–", "163,000 people."], "160,000–163,000 people"),
    ],
)
def test_hyphens_at_the_end_of_a_line(cut: list[str], whole: str) -> None:
    """A word of the document tells whether a hyphen is its own; no language's dictionary does."""

    def line(text: str, row: int) -> Line:
        places = ((10.0 * number, one) for number, one in enumerate(text.split()))
        words = (Word(one, left, left + 8, 12.0 * row, 12.0 * row + 10, 10.0, False) for left, one in places)
        return Line(tuple(words), 1)

    made = [line(text, row) for row, text in enumerate(cut)]
    assert whole.lower() in Joiner(made).text(made).lower()


def test_ligatures_are_letters_and_raised_numbers_stay_raised(read: Read) -> None:
    raised = Paragraph("The oﬃce pays the staﬀ of the city<super>1</super> and all its schools, they say.", BODY)
    text = read(simple([raised], title="T")).text
    assert "oﬃce" not in text
    assert "city¹ and all" in text


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(simple([prose("A")], title="Learning in Fermo", author="A. Writer; B. Other"))
    said = parsers.read(Source("paper.pdf", "paper", file="paper.pdf"), path, max_bytes=10**7).source
    assert (said.title, said.authors, said.language) == ("Learning in Fermo", ("A. Writer", "B. Other"), "en")
    assert said.date is not None
    named = Source("p", "Named", language="nl", date="2020", authors=("C",), file="paper.pdf")
    kept = parsers.read(named, path, max_bytes=10**7).source
    assert (kept.title, kept.authors, kept.language, kept.date) == ("Named", ("C",), "nl", "2020")


def test_what_a_program_wrote_for_want_of_a_title_is_none(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(simple([Paragraph("The mills", STYLES["Heading1"]), prose("A")]))  # "(anonymous)", says reportlab
    said = parsers.read(Source("paper.pdf", "paper", file="paper.pdf"), path, max_bytes=10**7).source
    assert (said.title, said.authors) == ("The mills", ())


def test_the_outline_names_the_headings(read: Read, shown: Shown) -> None:
    """Of the text's own size and weight, so that nothing else tells."""
    writer = PdfWriter()
    pages = [lines("Money", "", "", *["It is paid by the city and by the region, as they say."] * 3) for _ in range(1)]
    pages.append(lines("Schools", "", "", *["There are many schools in the city and in the region."] * 3))
    for page in PdfReader(io.BytesIO(drawn(*pages))).pages:
        writer.add_page(page)
    writer.add_outline_item("Money", 0)
    writer.add_outline_item("Schools", 1)
    file = io.BytesIO()
    writer.write(file)
    assert [text for kind, text in shown(read(file.getvalue())) if kind == "heading1"] == ["Money", "Schools"]


def test_a_printed_page_is_read_by_its_tags(
    read: Read, shown: Shown, require: Callable[[str, str], str], tmp_path: Path
) -> None:
    browser = require("chromium", "chromium")
    page = """<!doctype html><html lang=en><title>Printed</title><h1>A report</h1><p>All of it is here, they say.</p>
    <h2>Marks</h2><ol><li>first<ul><li>deeper</ul><li>- second</ol>
    <table><tr><th>City<th>Mark<tr><td>Pécs<td>++<tr><td rowspan=2>Fermo<td>+<tr><td>-</table><p>Table 2 Marks</p>"""
    (tmp_path / "page.html").write_text(page, "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += [f"--user-data-dir={tmp_path}/profile", f"--print-to-pdf={tmp_path}/page.pdf"]
    subprocess.run([browser, *flags, (tmp_path / "page.html").as_uri()], check=True, capture_output=True, timeout=120)
    document = read((tmp_path / "page.pdf").read_bytes())
    assert shown(document) == [
        ("heading1", "A report"),
        ("paragraph", "All of it is here, they say."),
        ("heading2", "Marks"),
        ("item1", "1. first"),
        ("item2", "deeper"),
        ("item1", "2. - second"),
        ("table", "City\tMark\nPécs\t++\nFermo\t+\nFermo\t-"),
        ("caption", "Table 2 Marks"),
    ]


@pytest.mark.parametrize("name", ["qt4_editor_options.pdf", "matplotlib.pdf", "home.pdf"])
def test_real_pictures_have_no_text(name: str) -> None:
    """The icons of matplotlib, which a drawing program saved as PDF."""
    data = (files("matplotlib") / "mpl-data" / "images" / name).read_bytes()
    with pytest.raises(Unreadable, match="without any text: run text recognition"):
        read_pdf(data)


def test_a_real_manual(read: Read, shown: Shown) -> None:
    """pdfTeX's, with running heads, an outline and footnotes; Debian installs it with whatever shows icons."""
    path = Path("/usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf")
    if not path.is_file():
        pytest.skip(f"{path} is not here: install the package 'shared-mime-info' with its documentation")
    document = read(path.read_bytes())
    headings = [text for kind, text in shown(document) if kind.startswith("heading")]
    assert any("Introduction" in heading for heading in headings)
    assert any("Recommended checking order" in heading for heading in headings)
    pages = [block.page for block in document.blocks]
    assert pages == sorted(pages)
    assert pages[-1] == 17
    assert sum(block.kind is BlockKind.PARAGRAPH for block in document.blocks) > 50


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(simple([prose("A")])))
    writer.encrypt("secret", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def scanned() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(file, "PDF")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(encrypted, "it is encrypted: save it without a password", id="encrypted"),
        pytest.param(lambda: simple([prose("A")])[:-600], "it is cut off, its end is missing", id="truncated"),
        pytest.param(scanned, "it is a scan, which has pictures of pages and no text: run text rec", id="scanned"),
        pytest.param(lambda: drawn(lambda canvas: None), "it is without any text: run text", id="blank"),
        pytest.param(lambda: b"<html>Not found</html>", "it is no PDF, whatever its name says", id="HTML"),
        pytest.param(lambda: b"%PDF-1.7\nnothing\n%%EOF", "it is malformed, or no PDF", id="malformed"),
        pytest.param(lambda: b"", "it is empty: get the file again", id="empty"),
    ],
)
def test_what_cannot_be_read(data: Callable[[], bytes], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data())
    with pytest.raises(Unreadable) as caught:
        parsers.read(Source("a.pdf", "a", file="a.pdf"), path, max_bytes=10**7)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_a_password_for_changes_only_is_no_obstacle(read: Read) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(simple([prose("A")])))
    writer.encrypt("", "owner", algorithm="AES-128")
    file = io.BytesIO()
    writer.write(file)
    assert "The municipality of A0 supports" in read(file.getvalue()).text
