"""How far the evidence carries a question: features that are numbers, and a probability that is one."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.answer.assistant import Assistant
from lcassist.answer.confidence import Features, operating_point, probability
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.support import features, of_other_years, unsupported_numbers
from lcassist.domain import Cell

NAMES = [item.name for item in fields(Features)]
NOTHING = Features(**dict.fromkeys(NAMES, 0.0))
many = settings(max_examples=300, deadline=None)

ASKED = [
    "Who initiated the learning city in Pécs?",
    "Which city has the largest population?",
    "Why is lifelong learning important for cities?",
    "Wat is de rol van de gemeente in Fermo?",
    "Πόσους κατοίκους έχει η Λάρισα;",
    "Melyik városnak van a legnagyobb népessége?",
    "When did Tokyo become a learning city?",
    "How many goals did Pécs score in 2031?",
    "qwertz uiop asdfgh",
    "a",
    "Pécs",
    "the of and",
    "Compare Pécs, Fermo, Larissa and Viladecans",
]


@many
@given(st.lists(st.floats(-1e6, 1e6), min_size=len(NAMES), max_size=len(NAMES)))
def test_a_probability_is_between_0_and_1(values: list[float]) -> None:
    assert 0.0 < probability(Features(**dict(zip(NAMES, values, strict=True)))) < 1.0


def test_the_operating_point_is_a_probability() -> None:
    assert 0.0 < operating_point() < 1.0


def test_without_evidence_it_abstains() -> None:
    question = Question("Who?", "en")
    assert features(question, [], {}, ()) == NOTHING
    assert probability(NOTHING) < operating_point()


def test_the_model_is_of_these_features() -> None:
    """A feature that was renamed would count for nothing, in silence."""
    model = json.loads((files("lcassist.answer") / "data" / "confidence.json").read_text("utf-8"))
    assert set(model["weights"]) == set(NAMES)


@pytest.mark.parametrize("question", ASKED)
def test_features_are_finite(assistant: Assistant, question: str) -> None:
    work = assistant.work(question)
    assert work is not None
    found = assistant.support(work)
    assert all(math.isfinite(value) for value in asdict(found).values()), found
    assert all(-10 <= value <= 10 for value in asdict(found).values()), found
    assert 0.0 < probability(found) < 1.0


def test_what_the_scores_are_made_of_is_finite(assistant: Assistant) -> None:
    for question in ASKED:
        work = assistant.work(question)
        assert work is not None
        assert work.units
        assert all(math.isfinite(unit.score) for unit in work.units)
        assert all(math.isfinite(value) for unit in work.units for value in unit.features.values())


def test_what_the_report_answers_is_likelier_than_what_it_does_not(assistant: Assistant) -> None:
    answered, unanswered = (
        [probability(assistant.support(work)) for question in questions if (work := assistant.work(question))]
        for questions in (
            ["Who initiated the learning city in Pécs?", "What is the population of Larissa?"],
            ["How many moons does Jupiter have?", "Who won the football match in Zork?"],
        )
    )
    assert min(answered) > operating_point() > max(unanswered)


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        ("Why did Alba join in 2015?", ["Alba 2016 (Table 1)"], ["2015"]),
        ("Why did Alba join in 2016?", ["Alba 2016 (Table 1)"], []),
        ("Why did Alba join in 2015?", ["Alba – Budget: 2016 €"], []),  # no year is there to contradict
        ("Why did Alba join in 2015?", ["Alba joined."], []),
        ("Was it 2014 or 2015?", ["It was 2016, after 2015."], ["2014"]),
        ("Why did Alba join?", ["Alba 2016"], []),
        ("Are there 2,015 mills?", ["Alba 2016"], []),
    ],
)
def test_claimed_years(question: str, texts: list[str], expected: list[str]) -> None:
    findings = [Finding(text, ()) for text in texts]
    assert unsupported_numbers(Question(question, "en"), findings) == expected


@pytest.mark.parametrize(
    ("question", "row", "column", "caption", "expected"),
    [
        ("How much grain was there in 2018?", "2019", "Grain", "Table 1", True),
        ("How much grain was there in 2019?", "2019", "Grain", "Table 1", False),
        ("How much grain was there in 2018?", "Grain", "Alba", "Table 1 Harvest of 2020", True),
        ("How much grain was there in 2018?", "Grain", "Alba", "Table 1 Harvests 2016-2020", False),
        ("How much grain was there in 2018?", "Grain", "Alba", "Table 1 Harvest", False),
        ("How much grain was there?", "2019", "Grain", "Table 1", False),
        ("When after 2018 was there grain?", "2019", "Grain", "Table 1", False),
    ],
)
def test_cells_of_other_years(question: str, row: str, column: str, caption: str, expected: bool) -> None:
    fact = Fact("a.md", 0, 0, 0, Cell("12", 0, 2), row, column, frozenset(), None, "en", caption, "12")
    asked = Question(question, "en", wants=frozenset({"when"} if question.startswith("When") else ()))
    assert of_other_years(asked, [fact]) is expected


def test_years_that_are_bounds_or_values_head_nothing() -> None:
    fact = Fact(
        "a.md", 0, 0, 0, Cell("2006", 0, 4), "Alba", "Opened", frozenset(), None, "en", "Table 1 of 2024", "2006"
    )
    other = Fact("a.md", 0, 0, 0, Cell("12", 0, 2), "Alba", "2019", frozenset(), None, "en", "Table 1", "12")
    assert not of_other_years(Question("Which opened in 2006?", "en"), [fact])
    assert not of_other_years(Question("Which had less before 2018?", "en", wants=frozenset({"below"})), [other])


def test_no_cells_are_of_no_years() -> None:
    assert not of_other_years(Question("In 2018?", "en"), [])
