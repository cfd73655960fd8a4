"""The highest, the lowest, ties, bounds and equals of a series of cells, and cells that hold what is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest

from lcassist.answer.aggregate import aggregated, agreement, rank
from lcassist.answer.holding import holding
from lcassist.answer.question import Question, analyse
from lcassist.answer.tables import Fact, Series
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Cell, Mark

POPULATION = {"Alba": "65,549", "Brenn": "145,985", "Corvo": "37,396", "Dorn": "164,000"}
DENSITY = {
    "Alba": "> 500 inh./km ²",
    "Brenn": "> 500 inh./km ²",
    "Corvo": "> 300 inh./km ²",
    "Dorn": "> 1,100 inh./km ²",
}
OPENING = {"Alba": "9:30", "Brenn": "8:00", "Corvo": "10:15", "Dorn": "8:00"}
YEARS = {"Alba": "2016", "Brenn": "2017", "Corvo": "2019", "Dorn": "2016"}
RATINGS = {"Alba": "+++", "Brenn": "+", "Corvo": "-/+", "Dorn": "++"}
LEGEND = [("+++", "very good"), ("++", "good"), ("+", "average"), ("-/+", "poor"), ("-", "insufficient")]


def series(
    cells: Mapping[str, str], label: str = "Value", legend: Sequence[tuple[str, str]] = (), *, bare: bool = False
) -> Series:
    """A row with a cell for each name; ``bare``: one series of cells that hold name and value themselves."""
    marks = tuple(Mark(text, meaning, 0, 1) for text, meaning in legend)
    facts = tuple(
        Fact(
            "a.md",
            0,
            0,
            column,
            Cell(f"{name} {text}" if bare else text, 0, 1),
            None if bare else label,
            None if bare else name,
            frozenset({name}),
            next((mark for mark in marks if mark.text == text), None),
            "en",
            "Table 1",
            f"{name} – {label}: {text}",
        )
        for column, (name, text) in enumerate(cells.items())
    )
    return Series("a.md", 0, True, label, facts, marks, "en")


def ask(text: str, names: Vocabulary, language: str = "en") -> Question:
    return analyse(text, names, frozenset(), language)


def found(text: str, one: Series, names: Vocabulary, restricted: Collection[str] = ()) -> list[str]:
    return [next(iter(fact.names)) for fact in aggregated(ask(text, names), one, restricted)]


@pytest.mark.parametrize(
    ("question", "cells", "expected"),
    [
        ("Which town has the largest population?", POPULATION, ["Dorn"]),
        ("Which town has the smallest population?", POPULATION, ["Corvo"]),
        ("Which town has the lowest density?", DENSITY, ["Corvo"]),
        ("Which town has the highest density?", DENSITY, ["Dorn"]),
        ("Which towns have the same density?", DENSITY, ["Alba", "Brenn"]),
        ("Which towns have more than 100,000 inhabitants?", POPULATION, ["Brenn", "Dorn"]),
        ("Which towns have fewer than 100,000 inhabitants?", POPULATION, ["Alba", "Corvo"]),
        ("Which towns have more than 1,000,000 inhabitants?", POPULATION, []),
        ("Which towns have more than 500 people per square kilometre?", DENSITY, ["Alba", "Brenn", "Dorn"]),
        ("Which town was first?", YEARS, ["Alba", "Dorn"]),
        ("Which town was the last?", YEARS, ["Corvo"]),
        ("Which towns came after 2016?", YEARS, ["Brenn", "Corvo"]),
        ("Which towns came before 2017?", YEARS, ["Alba", "Dorn"]),
        ("Which towns came later than 2016?", YEARS, ["Brenn", "Corvo"]),
        ("Which towns came earlier than 2017?", YEARS, ["Alba", "Dorn"]),
        ("Which towns have the same year?", YEARS, ["Alba", "Dorn"]),
        ("Which towns have the same population?", POPULATION, []),
        ("Which towns open at the same time?", OPENING, ["Brenn", "Dorn"]),
        ("Where is the population first?", POPULATION, []),  # numbers are neither early nor late
        ("What is the population of the towns?", POPULATION, []),  # nothing is compared
    ],
)
def test_numbers_and_years(question: str, cells: Mapping[str, str], expected: list[str], names: Vocabulary) -> None:
    assert found(question, series(cells), names) == expected
    assert found(question, series(cells, bare=True), names) == expected or cells in (DENSITY, OPENING)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which town has the best rating?", ["Alba"]),
        ("Which town has the lowest rating?", ["Corvo"]),
        ("Which towns have the same rating?", []),
    ],
)
def test_ratings_are_in_the_order_of_their_legend(question: str, expected: list[str], names: Vocabulary) -> None:
    assert found(question, series(RATINGS, legend=LEGEND), names) == expected


def test_all_who_tie_are_named(names: Vocabulary) -> None:
    tied = series({"Alba": "++", "Brenn": "+++", "Corvo": "+++", "Dorn": "+"}, legend=LEGEND)
    assert found("Which town has the highest score?", tied, names) == ["Brenn", "Corvo"]
    assert found("Which towns have the same score?", tied, names) == ["Brenn", "Corvo"]


def test_an_unlisted_mark_is_ranked_by_its_signs(names: Vocabulary) -> None:
    legend = [("+++++", "very great"), ("++++", "great"), ("+++", "medium"), ("++", "low")]
    marks = series({"Alba": "++", "Brenn": "+", "Corvo": "++", "Dorn": "+++++"}, legend=legend)
    assert found("Which town scores lowest?", marks, names) == ["Brenn"]
    assert found("Which town scores highest?", marks, names) == ["Dorn"]


def test_ranks() -> None:
    legend = [Mark(text, meaning, 0, 1) for text, meaning in LEGEND]
    order = ["-", "-/+", "+", "++", "+++", "++++"]
    ranks = [rank(mark, legend) for mark in order]
    assert None not in ranks
    assert ranks == sorted(set(ranks))
    assert rank("good", legend) is None
    letters = [Mark("A", "good", 0, 1), Mark("B", "fair", 2, 3)]
    assert [rank(mark, letters) for mark in ("A", "B", "C")] == [2.0, 1.0, None]


def test_others_are_held_against_one_who_is_named(names: Vocabulary) -> None:
    population = series(POPULATION)
    assert found("Which towns are larger than Alba?", population, names, ["Alba"]) == ["Brenn", "Dorn"]
    assert found("Which towns are smaller than Alba?", population, names, ["Alba"]) == ["Corvo"]
    assert found("Which towns have the same rating as Alba?", series(DENSITY), names, ["Alba"]) == ["Brenn"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which is larger, Alba or Corvo?", ["Alba"]),
        ("Which is smaller, Alba or Corvo?", ["Corvo"]),
        ("Is Corvo larger or smaller than Alba?", ["Alba"]),
        ("Which has the largest population, Alba or Corvo?", ["Alba"]),
    ],
)
def test_two_who_are_named_are_compared(question: str, expected: list[str], names: Vocabulary) -> None:
    assert found(question, series(POPULATION), names, ["Alba", "Corvo"]) == expected


def test_one_alone_is_not_compared(names: Vocabulary) -> None:
    population = series(POPULATION)
    assert found("Which is larger, Alba or Elsewhere?", population, names, ["Alba", "Elsewhere"]) == []
    assert found("Which is the largest?", series({"Alba": "12"}), names) == []
    assert found("Which is the largest?", series({}), names) == []


def test_texts_are_not_compared(names: Vocabulary) -> None:
    texts = {"Alba": "Industry and 2 harbours, of which one is new", "Brenn": "Trade", "Corvo": "Mills", "Dorn": "30"}
    assert found("Which has the largest economy?", series(texts), names) == []


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Welke stad heeft de meeste inwoners?", "nl", ["Dorn"]),
        ("Welke stad heeft het laagste aantal inwoners?", "nl", ["Corvo"]),
        ("Welke steden hebben meer dan 100.000 inwoners?", "nl", ["Brenn", "Dorn"]),
        ("Welche Stadt hat die meisten Einwohner?", "de", ["Dorn"]),
        ("Quelle ville a la population la plus grande ?", "fr", ["Dorn"]),
        ("Quale città ha la popolazione più bassa?", "it", ["Corvo"]),
        ("¿Qué ciudad tiene la mayor población?", "es", ["Dorn"]),
        ("Quina ciutat té la població més gran?", "ca", ["Dorn"]),
        ("Ποια πόλη έχει τον μεγαλύτερο πληθυσμό;", "el", ["Dorn"]),
        ("Melyik városnak van a legnagyobb népessége?", "hu", ["Dorn"]),
    ],
)
def test_in_nine_languages(question: str, language: str, expected: list[str], names: Vocabulary) -> None:
    asked = ask(question, names, language)
    assert asked.language == language
    facts = aggregated(asked, series(POPULATION), ())
    assert [next(iter(fact.names)) for fact in facts] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which towns have at least 65,549 inhabitants?", ["Alba", "Brenn", "Dorn"]),
        ("Which towns have at most 65,549 inhabitants?", ["Alba", "Corvo"]),
        ("Which towns have 65,549 inhabitants or more?", ["Alba", "Brenn", "Dorn"]),
        ("Which towns have no more than 65,549 inhabitants?", ["Alba", "Corvo"]),
        ("Which towns have no fewer than 65,549 inhabitants?", ["Alba", "Brenn", "Dorn"]),
    ],
)
def test_bounds_that_are_included(question: str, expected: list[str], names: Vocabulary) -> None:
    assert found(question, series(POPULATION), names) == expected


# cells that hold what the question gives


@pytest.mark.parametrize(
    ("question", "cells", "legend", "expected"),
    [
        ("Which towns joined in 2016?", YEARS, (), ["Alba", "Dorn"]),
        ("Which town joined in 2018?", YEARS, (), []),
        ("Which town has 145,985 inhabitants?", POPULATION, (), ["Brenn"]),
        ("Which town is rated very good?", RATINGS, LEGEND, ["Alba"]),
        ("Which town is rated good?", RATINGS, LEGEND, ["Dorn"]),
        ("Which town got a -/+?", RATINGS, LEGEND, ["Corvo"]),
        ("Which town got “++”?", RATINGS, LEGEND, ["Dorn"]),
        ("Which town is insufficient?", RATINGS, LEGEND, []),
        ("Which towns are there?", RATINGS, LEGEND, []),
    ],
)
def test_holding(
    question: str,
    cells: Mapping[str, str],
    legend: Sequence[tuple[str, str]],
    expected: list[str],
    names: Vocabulary,
) -> None:
    facts = holding(ask(question, names), series(cells, legend=legend))
    assert [next(iter(fact.names)) for fact in facts] == expected


def test_a_number_is_given_in_any_locale(names: Vocabulary) -> None:
    (fact,) = holding(ask("Welke stad heeft 145.985 inwoners?", names, "nl"), series(POPULATION))
    assert fact.cell.text == "145,985"


def test_best_and_worst_go_with_ratings(names: Vocabulary) -> None:
    worst = analyse("Where does Alba do worst?", names, frozenset(), "en")
    largest = analyse("Which town is the largest?", names, frozenset(), "en")
    assert agreement(worst, series(RATINGS, legend=LEGEND)) > 0 > agreement(worst, series(POPULATION))
    assert agreement(largest, series(RATINGS, legend=LEGEND)) == 0


def test_without_a_legend_more_stars_are_better() -> None:
    assert [rank(mark, ()) for mark in ("★★★", "★", "good")] == [3.0, 1.0, None]
