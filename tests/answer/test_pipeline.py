"""What a question takes for granted and the findings don't say."""

from __future__ import annotations

import pytest

from lcassist.answer.findings import Finding
from lcassist.answer.pipeline import unsupported_years
from lcassist.answer.question import Question


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
def test_years_that_the_question_claims(question: str, texts: list[str], expected: list[str]) -> None:
    findings = [Finding(text, ()) for text in texts]
    assert unsupported_years(Question(question, "en"), findings) == expected


@pytest.mark.parametrize("bound", ["above", "below", "between"])
def test_a_bound_claims_nothing(bound: str) -> None:
    question = Question("Which joined after 2015?", "en", wants=frozenset({bound}))
    assert unsupported_years(question, [Finding("Alba 2016", ())]) == []
