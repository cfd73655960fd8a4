"""Samples of the cases: each category has its share; and the journal, which appends and resumes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lcassist.domain import Answer, AnswerKind, Verification
from lcassist_evals.cases import Category, Half, load_suites
from lcassist_evals.model_metrics import model_scores
from lcassist_evals.problems import UsageError
from lcassist_evals.results import CaseResult, ShownCitation
from lcassist_evals.sample import Journal, sampled

MADE_WITH = {"engine": "llm", "seed": 7}
RESULT = CaseResult(
    "s", "a", Category.HOW_WHY, "en", Half.HELDOUT, ("Why?", "And?"), kind="answer", statements=(("Ä", (1, 2)),),
    citations=(ShownCitation(1, "x.md", 0, 3, "abc"),), scores={"correct": 1.0, "words": None}, missing=("b",),
)  # fmt: skip


@pytest.fixture(scope="module")
def suites(project: Path) -> list:  # type: ignore[type-arg]
    return load_suites(sorted(file.parent for file in (project / "evals" / "suites").glob("*/suite.yaml")))


def names(chosen: tuple) -> set[str]:  # type: ignore[type-arg]
    return {case.name for suite in chosen for case in suite.cases}


def test_a_sample_has_its_size_and_every_category_its_share(suites: list) -> None:  # type: ignore[type-arg]
    chosen = sampled(suites, 120, 3)
    assert len(names(chosen)) == 120
    total = Counter(case.category for suite in suites for case in suite.cases)
    found = Counter(case.category for suite in chosen for case in suite.cases)
    for category, count in total.items():
        share = 120 * count / total.total()
        assert abs(found[category] - share) <= 5, category  # each stratum is rounded by itself


def test_a_larger_sample_begins_with_a_smaller_one(suites: list) -> None:  # type: ignore[type-arg]
    assert names(sampled(suites, 20, 3)) < names(sampled(suites, 60, 3))
    assert names(sampled(suites, 20, 3)) == names(sampled(suites, 20, 3)) != names(sampled(suites, 20, 4))


def test_more_than_there_are_is_all(suites: list) -> None:  # type: ignore[type-arg]
    assert names(sampled(suites, 10**6, 1)) == {case.name for suite in suites for case in suite.cases}


def test_the_journal_gives_back_what_was_added(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "deep" / "j.jsonl", MADE_WITH)
    assert journal.known() == {}
    journal.add(RESULT)
    journal.add(replace(RESULT, id="b"))
    assert Journal(journal.file, MADE_WITH).known() == {"s/a": RESULT, "s/b": replace(RESULT, id="b")}


def test_half_a_line_of_a_killed_run_is_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl", MADE_WITH)
    journal.add(RESULT)
    with journal.file.open("a") as file:
        file.write('{"suite": "s", "id": "hal')
    assert set(journal.known()) == {"s/a"}
    journal.add(replace(RESULT, id="b"))
    assert set(journal.known()) == {"s/a", "s/b"}


def test_a_journal_of_something_else_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "j.jsonl", MADE_WITH).add(RESULT)
    with pytest.raises(UsageError, match="another seed"):
        Journal(tmp_path / "j.jsonl", {**MADE_WITH, "seed": 8}).known()


def test_a_damaged_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "j.jsonl").write_text("{}\nnonsense\n")
    with pytest.raises(UsageError, match="can't be read"):
        Journal(tmp_path / "j.jsonl", MADE_WITH).known()


def test_the_models_part_in_an_answer() -> None:
    answer = Answer(AnswerKind.ANSWER, "q", "t", "en", "llm")
    dropped = (("a", "dropped: b"), ("c", "replaced by its quote: d"))
    written = replace(answer, verification=Verification(4, 2, dropped))
    assert model_scores(written) == {"model_written": 1.0, "model_verified": 0.5, "model_dropped": 0.25}
    fallen = replace(answer, engine="quotes", verification=Verification(2, 0, dropped))
    assert model_scores(fallen) == {"model_written": 0.0, "model_verified": 0.0, "model_dropped": 0.5}
    failed = replace(answer, engine="quotes", verification=Verification(1, 1))
    assert model_scores(failed) == {"model_written": 0.0, "model_verified": None, "model_dropped": None}
    assert set(model_scores(replace(answer, kind=AnswerKind.ABSTENTION)).values()) == {None}
