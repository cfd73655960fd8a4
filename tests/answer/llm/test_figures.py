"""Numbers and dates by value, in the forms of several languages."""

from __future__ import annotations

import pytest

from lcassist.answer.llm.figures import dates, figures


@pytest.mark.parametrize(
    ("text", "language", "value", "bound", "unit"),
    [
        ("37,390 inhabitants", "en", 37390, "", ""),
        ("37.390 inwoners", "nl", 37390, "", ""),
        ("more than 500 people", "en", 500, ">", ""),
        ("meer dan 500 mensen", "nl", 500, ">", ""),
        ("άνω των 500 ατόμων", "el", 500, ">", ""),
        ("at most 12", "en", 12, "<", ""),
        ("weniger als 12", "de", 12, "<", ""),
        ("5 million euros", "en", 5e6, "", "euro"),
        ("€ 5.000.000", "nl", 5e6, "", "euro"),
        ("2,5 miljoen euro", "nl", 2.5e6, "", "euro"),
        ("40 %", "en", 40, "", "percent"),
        ("40 procent", "nl", 40, "", "percent"),
        ("three mills", "en", 3, "", ""),
        ("három malom", "hu", 3, "", ""),
        ("$ 20", "en", 20, "", "dollar"),
    ],
)
def test_a_number_with_its_bound_and_unit(text: str, language: str, value: float, bound: str, unit: str) -> None:
    (figure,) = figures(text, language)
    assert (figure.value, figure.bound, figure.unit) == (value, bound, unit)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Alba – Digital: +++ (good)", ["+++"]),
        ("Alba has ++, Brenn (+) and Corvo '–'.", ["++", "+", "–"]),
        ("It got ★★☆, ** or --.", ["★★☆", "**", "--"]),
        ("Digital: -", ["-"]),
        ("A dash – as here - is none, nor > 500, & so on ...", []),
        ("C++ and e-mail, 50+, 20 °C, 5 km² (€ 20)", []),
    ],
)
def test_marks_are_figures(text: str, marks: list[str]) -> None:
    assert [figure.value for figure in figures(text, "en") if isinstance(figure.value, str)] == marks


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12 May 2024", "en"),
        ("May 12, 2024", "en"),
        ("12th of May 2024", "en"),
        ("12/05/2024", "en"),
        ("2024-05-12", "nl"),
        ("12 mei 2024", "nl"),
        ("12. Mai 2024", "de"),
        ("12 de mayo de 2024", "es"),
        ("12 mai 2024", "fr"),
        ("12 Μαΐου 2024", "el"),
        ("2024. május 12-én", "hu"),
    ],
)
def test_a_date_in_many_forms(text: str, language: str) -> None:
    (date,) = dates(text, language)
    assert (date.day, date.month, date.year) == (12, 5, 2024)
    assert all(date.start <= figure.start and figure.end <= date.end for figure in figures(text, language))


def test_a_date_tells_what_says_less() -> None:
    (whole,) = dates("12 May 2024", "en")
    for text, told in (("May 2024", True), ("12 May", True), ("13 May 2024", False), ("May 2023", False)):
        (date,) = dates(text, "en")
        assert date.told_by([whole]) is told


def test_a_word_that_is_a_month_too_is_no_date() -> None:
    assert dates("You may go.", "en") == []
