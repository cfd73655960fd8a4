"""The report: the restored Markdown has the words of the raw text, and both parsers find its structure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lcassist.corpus import parsers
from lcassist.corpus.parsers.build import clean
from lcassist.domain import BlockKind, Document, Source, Table

MARKDOWN = "corpus/learning-cities-2024.en.md"
RAW = "tests/data/learning-cities-2024.en.txt"

# The footnotes, which stood at the foot of a page in the raw text: in the middle of a sentence (the first),
# and after the list of sources (the second). Each now follows the paragraph that refers to it.
FOOTNOTES = ["¹ As per September 2024", "² In: Deligiannis, D., Kokkos A., Fleming T., 2022"]
FOLLOWED = ["join thematic working groups.", "fair quality education and learning."]
CITIES = ["Viladecans", "Pécs", "Fermo", "Larissa"]

CAPTIONS = [
    "Table 1 Year of acquiring UNESCO Learning Cities status",
    "Table 2: Core data",
    "Table 3 The extent to which we believe the cities meet the UNESCO criteria",
    "Table 4 Basic conditions according to UNESCO",
    "Table 5 Way the learning city is organised",
    "Table 6 Core points identified",
    "Table 7 other core points",
    "Table 8 What potential partners have to offer",
]
ROWS = [2, 7, 6, 4, 3, 5, 9, 12]
CORNERS = [
    None,
    "Cities visited Differences",
    "Learning cities visited Unesco Features",
    "Learning cities visited Unesco Conditions",
    "Learning cities visited Elements org culture",
    "Learning cities visited Core points",
    "Learning cities visited Concretisation core points",
    None,
]
CRITERIA = [("+++++", "very great"), ("++++", "great"), ("+++", "medium"), ("++", "low")]
POINTS = [("+++", "very good"), ("++", "good"), ("+", "average"), ("-/+", "poor"), ("-", "insufficient")]
LEGENDS = [[], [], CRITERIA, CRITERIA, [], POINTS, POINTS, []]

CORE_POINTS = [
    "1 Broader policy, learning culture",
    "2 Cooperation, organisational structure",
    "3 Funding",
    "4 Use of volunteers",
    "5 Regional involvement",
    "6 Focus/themes",
    "7 Inclusivity",
    "8 Intergenerationality",
    "9 Digitalisation",
    "10 Sustainability",
    "11 Involvement local business community",
    "12 Manifestations and events to increase recognisability",
    "13 Cultural participation",
    "14 Participation of vulnerable adults",
]
PICTURES = [
    "The delegation in Viladecans",
    "The delegation in Larissa",
    "Textile recycling shop in Pécs",
    "International hybrid conference in Pécs",
    "Museum Fermo",
    "Exchange in Larissa",
    "computer courses for the elderly in Larissa",
    "Visiting Gabor Zag, the Vice-Mayor of Pécs, responsible for culture, education and community affairs",
]

# What plain text leaves open, and the reader takes for a heading: a caption that stands directly above a text
# or a table, and a short line of the colophon.
TAKEN_FOR_HEADINGS = {
    "International hybrid conference in Pécs",
    "Museum Fermo",
    "Original Dutch ed. November 2024",
}


@pytest.fixture(scope="module")
def markdown(project: Path) -> Document:
    return _read(project / MARKDOWN)


@pytest.fixture(scope="module")
def raw(project: Path) -> Document:
    return _read(project / RAW)


@pytest.fixture(scope="module", params=["markdown", "raw"])
def report(request: pytest.FixtureRequest) -> Document:
    """The report as either reader makes it."""
    document: Document = request.getfixturevalue(request.param)
    return document


def _read(path: Path) -> Document:
    return parsers.read(Source("report", path.stem), path, max_bytes=1_000_000)


def _texts(document: Document, *kinds: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def test_the_words_are_those_of_the_raw_text(project: Path, markdown: Document) -> None:
    text = (project / RAW).read_text("utf-8")
    # markup that the raw text has too
    text = re.sub(r"(?m)^- (?!insufficient)", "", text)
    text = re.sub(r"\[([^\[\]]+)\]\(#\)", r"\1", text)
    text = re.sub(r"<(https?:[^<>]+)>", r"\1", text)
    text = re.sub(r"\\([()])", r"\1", text)
    text = clean(re.sub(r"(?s)(?<!\w)\*([^*]+)\*", r"\1", text))
    # what moved
    for note, before in zip(FOOTNOTES, FOLLOWED, strict=True):
        assert text.count(note) == 1
        assert text.count(before) == 1
        text = clean(text.replace(note, "")).replace(before, f"{before} {note}")
    assert markdown.text.split() == text.split()


def test_well_formed(report: Document, well_formed: Callable[[Document], None]) -> None:
    well_formed(report)


def test_title_and_language(report: Document) -> None:
    assert (report.source.title, report.language) == ("A closer look at Learning Cities", "en")


def test_tables_have_their_captions_headers_and_shapes(report: Document) -> None:
    tables = report.tables
    assert [table.number for table in tables] == list("12345678")
    assert [table.caption and table.caption.text for table in tables] == CAPTIONS
    assert [len(table.rows) for table in tables] == ROWS
    assert [table.header[0].text if table.header else None for table in tables] == CORNERS
    assert [table.row_headers for table in tables] == [False, *[True] * 7]
    assert [len(table.columns) for table in tables] == [4] * 7 + [1]
    for table in tables[1:7]:
        assert list(table.columns) == CITIES
        assert None not in table.row_names
        assert all(cell.text for row in table.body for cell in row)
    for table in (tables[0], tables[7]):
        assert set(table.columns) == {None}


def test_cells(report: Document) -> None:
    tables = report.tables
    assert [[cell.text for cell in row] for row in tables[0].rows] == [
        ["Viladecans 2016", "Pécs 2017", "Fermo 2017", "Larissa 2016"],
        ["Groningen 2019", "Den Bosch 2019", "Oss 2022", ""],
    ]
    assert _row(tables[1], "Population") == ["65,549", "145,985", "37,396", "164,000"]
    assert _row(tables[1], "Urban area") == ["20 km ²", "163 km ²", "125 km ²", "363 km ²"]
    assert _row(tables[3], "A monitoring and evaluation system") == ["++", "+", "++", "+++++"]
    assert _row(tables[4], "Initiators")[2] == "University College San Domenico"
    assert _row(tables[5], "Regional engagement") == ["-", "++", "+++", "-/+"]
    assert _row(tables[7], "Trade unions") == [
        "Advocates of on the job learning and educational leave, bridge between workers and job seekers"
    ]


def test_legends(report: Document) -> None:
    legends = [[(mark.text, mark.meaning) for mark in table.legend] for table in report.tables]
    assert legends == LEGENDS
    for table in report.tables:
        for mark in table.legend:
            written = "-/" if mark.text == "-/+" else mark.text
            assert report.text[mark.start : mark.end] == f"{written} {mark.meaning}"
            assert (mark.note is not None) == (mark.text == "-/+")


def test_a_mark_that_no_legend_explains(report: Document) -> None:
    # Table 4 has no legend of its own, and Table 3's knows no single plus
    table = report.tables[3]
    assert table.mark("+") is None
    assert table.mark("++") == report.tables[2].mark("++")
    assert _row(table, "A monitoring and evaluation system")[CITIES.index("Pécs")] == "+"


def test_the_core_points_are_of_one_level(report: Document) -> None:
    headings = [b for b in report.blocks if b.kind is BlockKind.HEADING]
    points = [b for b in headings if report.text[b.start : b.end] in CORE_POINTS]
    assert [report.text[b.start : b.end] for b in points] == CORE_POINTS
    assert {b.level for b in points} == {3}
    parents = {b.section[:-1] for b in points}
    assert len(parents) == 1
    assert parents.pop()[0] == report.source.title


def test_footnotes_follow_what_refers_to_them(markdown: Document) -> None:
    for note, before in zip(FOOTNOTES, FOLLOWED, strict=True):
        place = next(
            n for n, b in enumerate(markdown.blocks) if b.kind is BlockKind.FOOTNOTE and note == _at(markdown, n)
        )
        paragraph = _at(markdown, place - 1)
        assert note[0] in paragraph
        assert paragraph.endswith(before)
        assert markdown.blocks[place - 1].kind is BlockKind.PARAGRAPH
    assert _texts(markdown, BlockKind.FOOTNOTE) == FOOTNOTES


def test_footnotes_of_the_raw_text_cut_no_sentence(raw: Document) -> None:
    assert _texts(raw, BlockKind.FOOTNOTE) == FOOTNOTES
    assert "peer learning between member cities" in raw.text
    assert "policy dialogue" in next(p for p in _texts(raw, BlockKind.PARAGRAPH) if "79 countries¹" in p)


def test_captions_of_pictures(markdown: Document) -> None:
    captions = _texts(markdown, BlockKind.CAPTION)
    assert [caption for caption in captions if caption not in CAPTIONS] == PICTURES


def test_the_raw_text_has_the_same_tables(markdown: Document, raw: Document) -> None:
    assert [_grid(table) for table in raw.tables] == [_grid(table) for table in markdown.tables]
    assert [[m.text for m in t.legend] for t in raw.tables] == [[m.text for m in t.legend] for t in markdown.tables]


def test_the_raw_text_has_nearly_the_same_headings(markdown: Document, raw: Document) -> None:
    headings, found = _texts(markdown, BlockKind.HEADING), _texts(raw, BlockKind.HEADING)
    assert [heading for heading in found if heading not in TAKEN_FOR_HEADINGS] == headings
    assert set(found) - set(headings) == TAKEN_FOR_HEADINGS


def test_the_raw_text_has_the_same_paragraphs(markdown: Document, raw: Document) -> None:
    kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    # links and addresses are markup in Markdown, and stay as they are in plain text
    whole = [text for text in _texts(markdown, *kinds) if len(text) > 60 and not _linked(text)]
    found = set(_texts(raw, *kinds))
    assert len(whole) > 50
    assert [text for text in whole if text not in found] == []
    # and none is cut: the first half does not end in mid-sentence
    for text in _texts(raw, BlockKind.PARAGRAPH):
        assert not re.match(r"[a-z]", text) or text in PICTURES, text


def _linked(text: str) -> bool:
    return "http" in text or "| EPALE" in text or "Join the network" in text or text.startswith(("Németh", "Deligi"))


def _row(table: Table, name: str) -> list[str]:
    return [cell.text for cell in table.body[table.row_names.index(name)]]


def _grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (table.header, *table.rows)]


def _at(document: Document, place: int) -> str:
    block = document.blocks[place]
    return document.text[block.start : block.end]
