"""Spreadsheets made by openpyxl, and tables as text."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from lcassist.corpus import parsers
from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.delimited import read_delimited
from lcassist.corpus.parsers.xlsx import read_xlsx
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

Built = Callable[[DocumentBuilder], Document]
Shown = Callable[[Document], list[tuple[str, str]]]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_sheet_is_a_section_with_its_tables_titles_and_notes(built: Built, shown: Shown) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budget"
    sheet["A1"] = "Budget by district"
    sheet.merge_cells("A1:C1")
    for row in (["District", "Income", "Since"], ["Noord", 1234.5, datetime.date(2020, 3, 1)], ["Zuid", 0.5, None]):
        sheet.append(row)
    sheet["B3"].number_format = '#,##0.00 "€"'
    sheet["B4"].number_format = "0%"
    sheet["A6"] = "Figures of the municipality"
    document = built(read_xlsx(saved(book)))
    assert shown(document) == [
        ("heading1", "Budget"),
        ("caption", "Budget by district"),
        ("table", "District\tIncome\tSince\nNoord\t1,234.50 €\t2020-03-01\nZuid\t50%\t"),
        ("paragraph", "Figures of the municipality"),
    ]
    assert document.tables[0].columns == ("Income", "Since")
    assert document.tables[0].section == ("Budget",)


def test_merged_headers_hold_for_each_column(built: Built) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["D1"] = "City", 2022, 2023
    for cells in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(cells)
    for column, text in enumerate(["men", "women", "men", "women"], 2):
        sheet.cell(2, column, text)
    sheet.append(["Lyon", 1, 2, 3, 4])
    (table,) = built(read_xlsx(saved(book))).tables
    assert table.columns == ("2022 men", "2022 women", "2023 men", "2023 women")
    assert [cell.text for cell in table.rows[0]] == ["Lyon", "1", "2", "3", "4"]


def test_two_tables_beside_each_other_are_two(built: Built) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["City", "Schools", None, "Year", "Rain"], ["Lyon", 12, None, 2020, 800], ["Pau", 3, None, 2021, 900]):
        sheet.append(row)
    assert [table.columns for table in built(read_xlsx(saved(book))).tables] == [("Schools",), ("Rain",)]


def test_what_is_hidden_is_not_read(built: Built) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["City", "Pay", "Schools"], ["Lyon", 99, 12], ["Pau", 98, 3]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("Secret")["A1"] = "nobody reads this"
    book["Secret"].sheet_state = "hidden"
    text = built(read_xlsx(saved(book))).text
    assert "99" not in text
    assert "Pau" not in text
    assert "nobody" not in text


def test_a_formula_is_what_it_was_when_saved(built: Built) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["City", "Twice"])
    sheet.append(["Lyon", "=2*21"])
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<f>2*21</f><v></v>", b"<f>2*21</f><v>42</v>"))
    (table,) = built(read_xlsx(data.getvalue())).tables
    assert table.rows[0][1].text == "42"


def test_a_sheet_formatted_to_its_last_row_takes_no_time(built: Built) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A1048576"] = "first", "last"
    assert "first" in built(read_xlsx(saved(book))).text


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), b"no archive", saved(Workbook())[:900]]
)
def test_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"damaged|encrypted"):
        read_xlsx(data)


def test_an_archive_of_something_else_is_no_spreadsheet() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(Unreadable, match="no spreadsheet"):
        read_xlsx(file.getvalue())


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        ("City;Income\nLyon;1.250,50\nPau;3,2\n", ("Income",), ["Lyon", "1.250,50"]),
        ('City,Income\n"Lyon, France","1,250"\nPau,3\n', ("Income",), ["Lyon, France", "1,250"]),
        ("City\tIncome\nLyon\t1\nPau\t2\n", ("Income",), ["Lyon", "1"]),
        ("City|Income\r\nLyon|1\r\nPau|2\r\n", ("Income",), ["Lyon", "1"]),
        ("Figures of 2024\nCity;Income\nLyon;1\nPau;2\n", ("Income",), ["Lyon", "1"]),
    ],
)
def test_the_delimiter_is_found_out(built: Built, text: str, columns: tuple[str, ...], first: list[str]) -> None:
    (table,) = built(read_delimited(text)).tables
    assert table.columns == columns
    assert [cell.text for cell in table.rows[0]] == first


def test_the_encoding_too(tmp_path: Path) -> None:
    path = tmp_path / "steden.csv"
    path.write_bytes("Stad;Één\nPécs;ja\nKöln;nee\n".encode("cp1252"))
    document = parsers.read(Source("x", "x", file=path.name), path, max_bytes=1000)
    assert document.tables[0].columns == ("Één",)


def test_many_rows_are_read(built: Built) -> None:
    rows = "\n".join(f"Town {number},{number}" for number in range(20_000))
    (table,) = built(read_delimited(f"City,Number\n{rows}\n")).tables
    assert len(table.rows) == 20_000
