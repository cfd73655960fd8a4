"""Questions over tables of other shapes and domains than the report's, answered with the real model.

The documents are invented: tests/data/valley. A question names the cells, as they are said, that answer it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.domain import Answer, AnswerKind
from lcassist.index.ingest import ingest
from lcassist.settings import Settings

DATA = Path(__file__).parents[1] / "data" / "valley"


def indexed(folder: Path, assistant: Assistant) -> Assistant:
    """An assistant of the corpus in a folder's ``corpus``, with the model of another one."""
    settings = Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Assistant.open(settings)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder = tmp_path_factory.mktemp("valley")
    shutil.copytree(DATA, folder / "corpus")
    return indexed(folder, assistant)


def rows(answer: Answer) -> set[str]:
    """What the cited cells are about: the header that differs from cell to cell."""
    cells = [citation.table for citation in answer.citations if citation.table is not None]
    by_row = {cell.row_index for cell in cells}
    by_column = {cell.column_index for cell in cells}
    of_rows = len(by_row) > 1 or len(by_column) == 1
    return {str(cell.row if of_rows else cell.column) for cell in cells}


def asked(valley: Assistant, question: str) -> Answer:
    answer = valley.ask(question)
    assert answer.kind is AnswerKind.ANSWER, answer.text
    return answer


def test_of_one_who_is_no_extreme_both_are_shown(valley: Assistant) -> None:
    answer = asked(valley, "Is Goldcrust the largest bakery by staff?")
    assert rows(answer) == {"Goldcrust", "Three Mills"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # the row of totals is neither highest nor lowest
        ("Which bakery bakes the most loaves per day?", {"Three Mills"}),
        ("Which bakery has the second highest turnover?", {"Kornhof"}),
        ("Which bakery has the fewest staff?", {"Penny Oven"}),
        ("Which is the oldest bakery?", {"Kornhof"}),
        ("Which bakery is the youngest?", {"Penny Oven"}),
        ("Which bakeries bake the same number of loaves?", {"Goldcrust", "Ashwell"}),
        ("Which bakeries were founded after 1980?", {"Goldcrust", "Ashwell", "Penny Oven"}),
        ("Which bakeries were founded between 1950 and 1990?", {"Goldcrust", "Three Mills"}),
        ("Which bakeries have at least 11 staff?", {"Kornhof", "Three Mills", "Ashwell"}),
        # yes and no, and a value that the question says
        ("Which bakeries deliver?", {"Kornhof", "Three Mills"}),
        ("Which bakeries do not deliver?", {"Goldcrust", "Penny Oven"}),
        ("Which bakeries have a wood oven?", {"Kornhof", "Penny Oven"}),
        ("Which wards have Tom Berrick as head nurse?", {"Maternity", "Geriatrics"}),
        ("Which boats belong to the Heron Club?", {"Bluebell", "Foxglove"}),
        ("Which boats have 8 seats?", {"Marigold", "Foxglove"}),
        ("Which boat is the lightest?", {"Campion"}),
        # dates
        ("Which ward opened first?", {"Maternity"}),
        ("Which ward was opened last?", {"Oncology"}),
        ("Which wards opened in 2004?", {"Cardiology", "Geriatrics"}),
        # the years are the rows
        ("In which year did the Swift Club win no medals?", {"2020"}),
        ("Quale parco è il più grande?", {"Montescuro"}),
        ("Quali parchi hanno sentieri valutati sufficienti?", {"Montescuro", "Lagoblu"}),
        ("Quale parco ha i parcheggi peggiori?", {"Valdora"}),
        ("Quelle boulangerie a été fondée en premier ?", {"Kornhof"}),
    ],
)
def test_rows_of_a_table(valley: Assistant, question: str, expected: set[str]) -> None:
    assert rows(asked(valley, question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Welke bibliotheek heeft de meeste leden?", {"Vlierdam"}),
        ("Welke bibliotheken hebben geen zelfscan?", {"Boomrade", "Rondweer"}),
        ("Welke bibliotheken hebben een zelfscan?", {"Asterveld", "Vlierdam"}),
        ("Welke bibliotheken hebben een budget van meer dan 1 miljoen euro?", {"Asterveld", "Vlierdam"}),
        ("In welke bibliotheken zijn er meer dan 40 openingsuren per week?", {"Asterveld", "Vlierdam"}),
        ("Which library has the largest budget?", {"Vlierdam"}),
        ("Which hospitals have no helicopter pad?", {"Saint Bride", "Westmoor"}),
        ("Which hospital has the longest waiting time?", {"Saint Bride", "Westmoor"}),
        ("Which hospitals have the same waiting time?", {"Saint Bride", "Westmoor"}),
        ("In which hospitals are fewer than 85% of the patients satisfied?", {"Lakeside", "Westmoor"}),
        ("Compare the waiting times of the hospitals", {"Northgate", "Saint Bride", "Lakeside", "Westmoor"}),
        ("Quel hôpital a le temps d'attente le plus court ?", {"Lakeside"}),
        ("Welches Krankenhaus hat die wenigsten Betten?", {"Westmoor"}),
        ("Which bakeries were disappointing in fruit loaf?", {"Kornhof"}),
        ("Which bakery got the best mark for rye bread?", {"Kornhof", "Ashwell"}),
    ],
)
def test_columns_of_a_table(valley: Assistant, question: str, expected: set[str]) -> None:
    answer = asked(valley, question)
    assert {c.table.column for c in answer.citations if c.table is not None} == expected


@pytest.mark.parametrize(
    ("question", "said", "cells"),
    [
        ("How many bakeries have more than 10 staff?", "3 of 5", {"14", "22", "11"}),
        ("Hoeveel bibliotheken hebben een kinderhoek?", "3 van 4", {"✓"}),
        ("How many boats does the Otter Club have?", "2 of 5", {"Otter Club"}),
        ("How much more turnover does Three Mills have than Kornhof?", "650", {"1,480", "830"}),
        ("What is the difference in staff between Goldcrust and Penny Oven?", "5", {"9", "4"}),
    ],
)
def test_what_is_computed_cites_the_cells_that_it_was_computed_from(
    valley: Assistant, question: str, said: str, cells: set[str]
) -> None:
    answer = asked(valley, question)
    first, *rest = answer.statements
    assert said in first.text
    quotes = {citation.number: citation.quote for citation in answer.citations if citation.table is not None}
    assert {quotes[number] for number in first.citations} == cells
    assert len(rest) == len(first.citations)


def test_a_total_that_the_table_gives_is_not_computed(valley: Assistant) -> None:
    (statement,) = asked(valley, "How many loaves do the bakeries bake in total?").statements
    assert "5,770" in statement.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare the staff of Kornhof and Ashwell", ["14", "11"]),  # Ashwell is in the table only
        ("Does Three Mills have more staff than Kornhof?", ["22", "14"]),
        ("Which is heavier, Bluebell or Teasel?", ["52 kg", "27 kg"]),
        ("Heeft Vlierdam meer leden dan Asterveld?", ["21.060", "12.480"]),
        ("Hoeveel broden per dag bakt Ashwell?", ["980"]),
        ("What is the average stay at Lakeside?", ["4.9"]),
        ("What is the lowest mark of Kornhof?", ["D"]),
        ("On which breads is Goldcrust only fine?", ["B", "B"]),
        ("Which bread got the same mark everywhere?", ["B"] * 5),
    ],
)
def test_the_cells_that_are_cited(valley: Assistant, question: str, expected: list[str]) -> None:
    cells = [citation.quote for citation in asked(valley, question).citations if citation.table is not None]
    assert sorted(cells) == sorted(expected)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder = tmp_path_factory.mktemp("sheet")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "guild.en.md").write_text(
        "# The guild of the valley\n\nThe guild of millers runs the mills.\n\n| | |\n| --- | --- |\n"
        "| Founded | 1 April 1768 |\n| Seat | Mill House, Alba |\n| Turnover 2023 | € 31,800 |\n"
        "| Deepest pond | 9.2 m |\n\n## Storms\n\nA storm of 1801 broke the old mill, and it was closed.\n",
        "utf-8",
    )
    (folder / "corpus" / "molens.nl.md").write_text(
        "# De molens van 2024\n\nTabel 1 Kerncijfers 2024\n\n| Molen | Zakken | Geopend in |\n| --- | --- | --- |\n"
        "| Koolmees | 310 | 1991 |\n| Roodborst | 95 | 2006 |\n| Zwaluw | 120 | 1998 |\n\n"
        "Tabel 2 Waardering\n\n| Molen | Meel | Ruimte |\n| --- | --- | --- |\n| Koolmees | ++ | + |\n"
        "| Roodborst | ++ | - |\n| Zwaluw | + | 0 |\n\n++ zeer goed, + goed, 0 voldoende, - matig\n",
        "utf-8",
    )
    return indexed(folder, assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # the year that a caption gives is no bound; "voor" is "for" as well as "before"
        ("Welke molens zijn na 1995 geopend?", {"Roodborst: 2006", "Zwaluw: 1998"}),
        ("Welke molens hebben een zeer goed voor hun meel?", {"Koolmees: ++ (zeer goed)", "Roodborst: ++ (zeer goed)"}),
        ("Welke molen scoort voldoende op ruimte?", {"Zwaluw: 0 (voldoende)"}),
        (
            "Vergelijk Koolmees en Zwaluw op meel en ruimte",
            {"Koolmees: ++ (zeer goed)", "Zwaluw: + (goed)", "Koolmees: + (goed)", "Zwaluw: 0 (voldoende)"},
        ),
    ],
)
def test_years_ratings_and_several_matters(sheet: Assistant, question: str, expected: set[str]) -> None:
    assert {statement.text.partition(" – ")[2] for statement in asked(sheet, question).statements} == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the guild founded?", "Founded: 1 April 1768"),
        ("What was the turnover of the guild in 2023?", "Turnover 2023: € 31,800"),
        ("How deep is the deepest pond?", "Deepest pond: 9.2 m"),
    ],
)
def test_a_sheet_of_facts(sheet: Assistant, question: str, expected: str) -> None:
    assert [statement.text for statement in asked(sheet, question).statements] == [expected]


def test_of_another_year_than_was_asked_about_it_is_said_that_it_is(sheet: Assistant) -> None:
    answer = sheet.ask("What was the turnover of the guild in 2021?")
    assert answer.kind is AnswerKind.ABSTENTION or any("2021" in note for note in answer.notes)


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    folder = tmp_path_factory.mktemp("museums")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "museums.en.md").write_text(
        "# The museums of Valcastro\n\nTable 1 Visitors and staff\n\n"
        "| Museum | Visitors | Staff | Surface (m²) | Opened in |\n| --- | --- | --- | --- | --- |\n"
        "| Gallery | 41,200 | 14 | 2,100 | 1932 |\n| Silk Museum | 18,700 | 6 | 950 | 1988 |\n"
        "| Old Museum | 25,900 | 9 | 1,600 | 1954 |\n| Bellori House | 7,600 | 3 | 320 | 2011 |\n",
        "utf-8",
    )
    return indexed(folder, assistant)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which museum has the most visitors?", {"Gallery"}),
        ("Which museum has more visitors?", {"Gallery"}),
    ],
)
def test_the_values_of_one_kind_are_compared(museums: Assistant, question: str, expected: set[str]) -> None:
    assert rows(asked(museums, question)) == expected


def test_the_values_of_a_row_of_several_kinds_are_not_compared(museums: Assistant) -> None:
    mixed = {series.label: museums.tables.mixed(series) for series in museums.tables.series}
    assert (mixed["Silk Museum"], mixed["Visitors"], mixed["Opened in"]) == (True, False, False)


def test_the_lowest_marks_of_one_who_is_named(assistant: Assistant) -> None:
    lowest = {"Family and community learning", "Learning for and on the job", "Digital learning"}
    answer = asked(assistant, "Which UNESCO criterion does Pécs meet least?")
    assert {cell.table.row for cell in answer.citations if cell.table is not None} == lowest
