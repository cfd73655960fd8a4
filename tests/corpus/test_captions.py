"""Which line is a table's caption, in nine languages, above it or below."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.corpus.parsers.captions import caption_number
from lcassist.domain import BlockKind, Document

Read = Callable[[str, str], Document]

TABLE = {"md": "| a | b |\n| --- | --- |\n| 1 | 2 |", "txt": "a\tb\n1\t2"}
LINES = [
    ("Table 3: Core data", "3"),
    ("TABLE 3. CORE DATA", "3"),
    ("Tabel 4 Kerncijfers", "4"),
    ("Tabelle 2.1 – Kennzahlen", "2.1"),
    ("Tab. 7 Kennzahlen", "7"),
    ("Tableau 5 : Chiffres", "5"),
    ("Tableau n° 5 : Chiffres", "5"),
    ("Tabella 6. Dati", "6"),
    ("Tabla n.º 8. Datos", "8"),
    ("Cuadro 9: Datos", "9"),
    ("Taula 10a Dades", "10a"),
    ("Quadre 11. Dades", "11"),
    ("Πίνακας 12: Στοιχεία", "12"),
    ("3. táblázat: Adatok", "3"),
    ("13.táblázat", "13"),
    ("Table IV Core data", "IV"),
    ("Table3 Core data", "3"),
    ("Table A Stages of the festival", "A"),
    ("Tabel B. Bezoekers", "B"),
    ("Tabelle A.2: Kennzahlen", "A.2"),
    ("Table S1 Further data", "S1"),
    ("Πίνακας Β: Στοιχεία", "Β"),
    ("II. táblázat: Adatok", "II"),
]


@pytest.mark.parametrize(("line", "number"), LINES)
def test_number(line: str, number: str) -> None:
    assert caption_number(line) == number


@pytest.mark.parametrize(
    "line",
    [
        "Tables are useful",
        "Table of contents",
        "The table 3 shows",
        "Tablet 3",
        "Table civil society at",
        "Table ill with",
        "Table 12th of May",
        f"Table 3 {'is too long for a caption ' * 12}",
        "",
    ],
)
def test_what_is_no_caption(line: str) -> None:
    assert caption_number(line) is None


@pytest.mark.parametrize("kind", ["md", "txt"])
@pytest.mark.parametrize(("line", "number"), LINES)
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_a_caption_is_its_tables(read: Read, kind: str, line: str, number: str, above: bool) -> None:
    parts = [line, TABLE[kind]] if above else [TABLE[kind], line]
    document = read(kind, "\n\n".join(["Some text comes first.", *parts, "And some text after it."]))
    [table] = document.tables
    assert table.caption is not None
    assert (table.caption.text, table.number) == (line, number)
    assert [block.kind for block in document.blocks].count(BlockKind.CAPTION) == 1


@pytest.mark.parametrize("kind", ["md", "txt"])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("ctctct", ["1", "2", "3"]),
        ("tctctc", ["1", "2", "3"]),
        ("pctpctp", ["1", "2"]),
        ("ptcptcp", ["1", "2"]),
        ("tct", ["1", None]),  # either's: below, as where nothing tells
        ("ttc", [None, "1"]),
        ("cpt", [None]),
        ("tpc", [None]),
    ],
)
def test_whose_a_caption_between_two_tables_is(read: Read, kind: str, order: str, expected: list[str | None]) -> None:
    parts, number = [], 0
    for one in order:
        number += one == "c"
        parts.append({"t": TABLE[kind], "c": f"Table {number} Data", "p": "A paragraph of text."}[one])
    assert [table.number for table in read(kind, "\n\n".join(parts)).tables] == expected


def test_a_sentence_about_a_table_is_no_caption_where_there_is_one(read: Read) -> None:
    document = read("md", f"Table 2 shows the data.\n\n{TABLE['md']}\n\nTable 2 Data\n")
    assert [table.caption and table.caption.text for table in document.tables] == ["Table 2 Data"]
    assert document.blocks[0].kind is BlockKind.PARAGRAPH
