"""Comparisons: a cited value in each place, or that the sources don't say."""

from __future__ import annotations

import io

import pytest
from docx import Document

from lcassist.answer.assistant import Assistant
from lcassist.briefing.chart import chart, rated
from lcassist.briefing.compare import compared, themes
from lcassist.briefing.comparison import of_comparison
from lcassist.briefing.export import FORMATS
from lcassist.briefing.report import Provenance
from lcassist.errors import QuestionError

NAMES = ("Fermo", "Viladecans")
WHERE = Provenance("2026-11-23", ("A report",), "abc123")


def test_themes_are_the_headers_of_tables_that_compare(assistant: Assistant) -> None:
    found = {theme.label: theme.group for theme in themes(assistant)}
    assert found["Digitalisation"].startswith("Table 7")
    assert found["Population"].startswith("Table 2")
    assert not set(found) & set(assistant.entities)


def test_each_place_is_cited_from_the_source_or_says_nothing(assistant: Assistant) -> None:
    matrix = compared(assistant, NAMES, ["Digitalisation", "Population", "volunteers", "submarine cables"])
    digital, population, volunteers, cables = matrix.places
    assert [place.text for place in digital] == ["+ (average)", "+++ (very good)"]
    assert [place.text for place in population] == ["37,396", "65,549"]
    assert all(place.text and place.citations[0].table is None for place in volunteers)
    assert not any(place.text or place.citations for place in cables)
    for place in (*digital, *population, *volunteers):
        for one in place.citations:
            assert assistant.library.text(one.source)[one.start : one.end] == one.quote


def test_a_theme_in_own_words_that_a_table_has_is_the_tables(assistant: Assistant) -> None:
    matrix = compared(assistant, NAMES, ["digitalisation", "Digitalisation"])
    assert matrix.themes == ("Digitalisation",)
    assert [place.text for place in matrix.places[0]] == ["+ (average)", "+++ (very good)"]


@pytest.mark.xfail(strict=True, reason="a sentence on workshops is taken for one on snowboarding")
def test_a_theme_of_which_nothing_is_said_has_only_silent_places(assistant: Assistant) -> None:
    assert not any(place.text for place in compared(assistant, NAMES, ["snowboarding"]).places[0])


@pytest.mark.parametrize(
    ("names", "chosen", "said"),
    [
        (["Fermo"], ["Population"], "choose 2 to 4"),
        (["Fermo", "Atlantis"], ["Population"], "'Atlantis' can't be compared"),
        (NAMES, ["  "], "choose 1 to"),
        (NAMES, [str(n) for n in range(99)], "99 themes"),
    ],
)
def test_a_choice_that_cannot_be_compared_is_said(
    assistant: Assistant, names: list[str], chosen: list[str], said: str
) -> None:
    with pytest.raises(QuestionError, match=said):
        compared(assistant, names, chosen)


def test_the_chart_has_each_legend_on_an_axis_of_its_own(assistant: Assistant) -> None:
    matrix = compared(assistant, NAMES, ["Digitalisation", "Population", "Digital learning"])
    legends = [[mark.meaning for mark in legend] for legend in rated(matrix)]
    assert [meanings[0] for meanings in legends] == ["very good", "very great"]
    first, second = (matrix.places[0][place].rating for place in (0, 1))
    assert first is not None
    assert second is not None
    assert first < second
    svg = chart(matrix)
    assert svg is not None
    assert b"<script" not in svg
    assert svg == chart(matrix)
    assert chart(compared(assistant, NAMES, ["Population"])) is None


@pytest.mark.parametrize("format", FORMATS)
def test_a_comparison_is_exported(assistant: Assistant, format: str) -> None:
    matrix = compared(assistant, NAMES, ["Digitalisation", "snowboarding"])
    written = FORMATS[format][0](of_comparison(matrix, WHERE, "en"))
    assert len(written) > 500
    if format == "docx":
        table = Document(io.BytesIO(written)).tables[0]
        assert table.rows[1].cells[1].text == "+ (average) [1][2]"
        assert table.rows[2].cells[1].text == "the sources don't say"
    if format == "md":
        assert "| Theme | Fermo | Viladecans |" in written.decode()
        assert "| + (average) [1][2] |" in written.decode().replace("\\+", "+")
        assert written.decode().count("\n## ") == 1  # no heading of a drawing that isn't there
