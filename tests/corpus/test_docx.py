"""Word documents made by python-docx, with what it can't make added as XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as new_docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from lcassist.corpus import parsers
from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.docx import read_docx
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

Shown = Callable[[Document], list[tuple[str, str]]]

FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="2"><w:p><w:r><w:t>As per September 2024</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def saved(document: Any, footnotes: bool = False) -> bytes:
    file = io.BytesIO()
    document.save(file)
    if not footnotes:
        return file.getvalue()
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                link = f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                part = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                data = data.replace(b"</Types>", part.encode())
            new.writestr(name, data)
        new.writestr("word/footnotes.xml", FOOTNOTES)
    return made.getvalue()


@pytest.fixture
def read(built: Callable[[DocumentBuilder], Document]) -> Callable[[bytes], Document]:
    return lambda data: built(read_docx(data))


Read = Callable[[bytes], Document]


def test_headings_lists_captions_and_notes(read: Read, shown: Shown) -> None:
    made = new_docx()
    made.add_heading("A report", 0)
    made.add_heading("On money", 1)
    paragraph = made.add_paragraph("There are 356 cities")
    paragraph.runs[0]._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    paragraph.add_run(" in the network.")
    for text, style in [("one", "List Number"), ("two", "List Number"), ("a", "List Bullet"), ("b", "List Bullet 2")]:
        made.add_paragraph(text, style)
    made.add_paragraph("The delegation in Pécs", "Caption")
    assert shown(read(saved(made, footnotes=True))) == [
        ("heading1", "A report"),
        ("heading2", "On money"),
        ("paragraph", "There are 356 cities¹ in the network."),
        ("footnote", "¹ As per September 2024"),
        ("item1", "1. one"),
        ("item1", "2. two"),
        ("item1", "a"),
        ("item2", "b"),
        ("caption", "The delegation in Pécs"),
    ]


def test_tables_to_the_cell(read: Read) -> None:
    made = new_docx()
    made.add_paragraph("Table 1 Budgets")
    table = made.add_table(4, 3)
    grid = [["City", "Year", "Budget"], ["Fermo", "2023", "12"], ["", "2024", "13"], ["Pécs", "2024", ""]]
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    (found,) = read(saved(made)).tables
    assert [cell.text for cell in found.header] == ["City", "Year", "Budget"]
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["Fermo", "2023", "12"],
        ["Fermo", "2024", "13"],
        ["Pécs", "2024", ""],
    ]
    assert found.number == "1"


def test_what_is_deleted_hidden_or_in_a_control(read: Read) -> None:
    made = new_docx()
    word = nsdecls("w")
    body = made.element.body
    for inner in (
        "<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t>Inserted</w:t></w:r></w:ins></w:p>",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>Shown</w:t></w:r></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>",
    ):
        tag, rest = inner.split(">", 1)
        body.insert(len(body) - 1, parse_xml(f"{tag} {word}>{rest}"))
    assert read(saved(made)).text == "Inserted\n\nShown\n\nIn a control\n\none two three"


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    made = new_docx()
    made.core_properties.title, made.core_properties.author = "Learning in Fermo", "A. Writer; B. Other"
    made.add_paragraph("It is a city that has a library, and they pay for it.")
    path = tmp_path / "paper.docx"
    path.write_bytes(saved(made))
    said = parsers.read(Source("paper.docx", "paper", file="paper.docx"), path, max_bytes=10**7).source
    assert (said.title, said.authors, said.language) == ("Learning in Fermo", ("A. Writer", "B. Other"), "en")


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(400):
            part.write(bytes(1_000_000))
    return file.getvalue()


def archive_of_something_else() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(bomb, "it unpacks to 400 MB in 1 files, more than any document needs", id="zip bomb"),
        pytest.param(archive_of_something_else, "it is damaged, or no Word document", id="another archive"),
        pytest.param(lambda: saved(new_docx())[:5_000], "it is cut off, damaged, or no Word document", id="truncated"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "it is encrypted, or of an old version", id="encrypted"),
        pytest.param(lambda: saved(new_docx()), "it holds no text", id="empty document"),
        pytest.param(lambda: b"", "it is empty", id="empty"),
    ],
)
def test_what_cannot_be_read(data: Callable[[], bytes], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data())
    with pytest.raises(Unreadable) as caught:
        parsers.read(Source("a.docx", "a", file="a.docx"), path, max_bytes=10**8)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def of_xml(*paragraphs: str) -> bytes:
    """A document of paragraphs that are given as XML, without the element w:p around them."""
    document = new_docx()
    for inside in paragraphs:
        document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"))
    return saved(document)


@pytest.mark.parametrize(
    ("font", "code", "expected"),
    [
        ("Symbol", "F02D", "works down to −12 degrees"),
        ("Symbol", "00B3", "works down to ≥12 degrees"),
        ("Wingdings", "F0FE", "works down to ☑12 degrees"),
        ("Wingdings", "F001", "works down to \ufffd12 degrees"),
        ("Arial", "00B1", "works down to ±12 degrees"),
        ("Symbol", "x", "works down to \ufffd12 degrees"),
    ],
)
def test_signs_of_symbol_fonts(read: Read, font: str, code: str, expected: str) -> None:
    sign = f'<w:sym w:font="{font}" w:char="{code}"/>'
    assert expected in read(of_xml(f"<w:r><w:t>works down to </w:t>{sign}<w:t>12 degrees</w:t></w:r>")).text


def test_what_is_struck_out_is_not_in_force(read: Read) -> None:
    def run(name: str, text: str) -> str:
        return f'<w:r><w:rPr><w:{name}/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    kept = '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>4 euros</w:t></w:r>'
    assert read(of_xml(run("strike", "3 euros ") + kept, run("dstrike", "The slide."))).text == "4 euros"


def test_check_boxes_and_placeholders(read: Read) -> None:
    def box(inside: str) -> str:
        data = f"<w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData>"
        return f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:t>yes </w:t></w:r>'

    def control(properties: str, text: str) -> str:
        content = f"<w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent>"
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr>{content}</w:sdt>"

    empty, full = control("<w:showingPlcHdr/>", "Click here"), control("", "Elm")
    boxes = box("<w:checked/>") + box('<w:checked w:val="0"/>') + box('<w:default w:val="1"/>') + box("")
    assert (
        read(of_xml(boxes, f"<w:r><w:t>Street: </w:t></w:r>{empty}{full}")).text == "☒yes ☐yes ☒yes ☐yes\n\nStreet: Elm"
    )


def test_a_paragraph_whose_end_was_deleted_goes_on(read: Read) -> None:
    deleted = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    text = read(of_xml(f"{deleted}<w:r><w:t>The pool </w:t></w:r>", "<w:r><w:t>opens at nine.</w:t></w:r>")).text
    assert text == "The pool opens at nine."


def test_a_text_box_in_a_cell_is_read_once(read: Read) -> None:
    document = new_docx()
    table = document.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    inside = "<w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(box))
    text = read(saved(document)).text
    assert text.count("boxed") == 1
    assert "cell 3" in text
