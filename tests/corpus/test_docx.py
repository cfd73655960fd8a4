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
def read(well_formed: Callable[[Document], None]) -> Callable[[bytes], Document]:
    def document(data: bytes) -> Document:
        made = read_docx(data).document(Source("test", "Test"))
        well_formed(made)
        return made

    return document


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
