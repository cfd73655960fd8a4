from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lcassist.domain import Answer, Turn
from lcassist.errors import QuestionError
from lcassist_evals.cases import Case, Suite
from lcassist_evals.problems import EvalError
from lcassist_evals.results import CaseResult
from lcassist_evals.runner import WARM_UP, run

Opening = Callable[[Any], Any]


def by_id(results: tuple[CaseResult, ...]) -> dict[str, CaseResult]:
    return {result.id: result for result in results}


def test_a_right_engine_gets_everything_right(suite: Suite, right_engine: Any, opening: Opening) -> None:
    outcome = run([suite], opening(right_engine))
    assert (outcome.planned, len(outcome.results), outcome.stopped, outcome.hints) == (8, 8, None, ())
    assert all(result.correct for result in outcome.results)
    prose = by_id(outcome.results)["prose-founded"]
    assert prose.scores["recall@1"] == 1
    assert prose.citations[0].quote == "Alba was founded in 1904."
    assert prose.seconds is not None
    assert prose.embedding is not None
    assert by_id(outcome.results)["talk-hello"].scores.get("recall@1") is None


def test_the_first_question_warms_up(suite: Suite, right_engine: Any, opening: Opening) -> None:
    run([suite], opening(right_engine))
    assert right_engine.asked[0] == (WARM_UP, ())
    assert len(right_engine.asked) == 9


def test_a_conversation_has_its_real_history(
    suite: Suite,
    case: Callable[[str], Case],
    right_engine: Any,
    opening: Opening,
    answer: Callable[..., Answer],
) -> None:
    talk = replace(case("prose-founded"), turns=("hello", "And Alba?", "When was it founded?"))
    right_engine.answers["When was it founded?"] = answer("Alba was founded in 1904.")
    (result,) = run([replace(suite, cases=(talk,))], opening(right_engine)).results
    assert result.correct
    _, first, second, third = right_engine.asked
    assert first == ("hello", ())
    assert second == ("And Alba?", (Turn("user", "hello"), Turn("assistant", "Hello!")))
    assert third[1][2:] == (Turn("user", "And Alba?"), Turn("assistant", "The sources don't say."))


def test_a_case_that_crashes_is_a_failed_case(suite: Suite, right_engine: Any, opening: Opening) -> None:
    right_engine.answers["When was Alba founded?"] = RuntimeError("broken pipe")
    outcome = run([suite], opening(right_engine))
    assert len(outcome.results) == 8
    crashed = by_id(outcome.results)["prose-founded"]
    assert crashed.error == "RuntimeError: broken pipe"
    assert not crashed.correct
    assert crashed.scores["abstained"] == 0
    assert by_id(outcome.results)["tables-population"].correct


def test_a_refusal_of_a_malformed_question_is_an_abstention(suite: Suite, right_engine: Any, opening: Opening) -> None:
    right_engine.answers["Wat is de begroting van Alba?"] = QuestionError("empty")
    right_engine.answers["When was Alba founded?"] = QuestionError("empty")
    found = by_id(run([suite], opening(right_engine)).results)
    assert found["unanswerable-budget"].correct
    assert not found["prose-founded"].correct
    assert found["prose-founded"].scores["abstained"] == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), None])
def test_an_interrupt_leaves_what_was_done(
    suite: Suite, right_engine: Any, opening: Opening, error: BaseException | None
) -> None:
    if error:
        right_engine.answers["How many people live in Bora?"] = error
    outcome = run([suite], opening(right_engine))
    assert [result.id for result in outcome.results][:1] == ["prose-founded"]
    assert (outcome.stopped is not None) == (error is not None)
    if error:
        assert outcome.stopped == "interrupted after 1 of 8 cases"


def test_progress_is_told_after_each_case(suite: Suite, right_engine: Any, opening: Opening) -> None:
    seen: list[tuple[int, int]] = []
    run([suite], opening(right_engine), lambda results, planned: seen.append((len(results), planned)))
    assert seen == [(i, 8) for i in range(1, 9)]


def test_nothing_is_scored_with_evidence_that_is_not_there(
    suite: Suite, case: Callable[[str], Case], right_engine: Any, opening: Opening
) -> None:
    lost = replace(case("prose-founded"), evidence=case("prose-founded").evidence[:1])
    lost = replace(lost, evidence=(lost.evidence[0].model_copy(update={"quote": "not there at all"}),))
    with pytest.raises(EvalError, match=r"all\.yaml:9: case 'prose-founded': the quote is not in"):
        run([replace(suite, cases=(lost, *suite.cases[1:]))], opening(right_engine))
    assert right_engine.asked == []


def test_the_second_run_asks_only_for_answers(suite: Suite, right_engine: Any, opening: Opening) -> None:
    (first, *_) = run([suite], opening(right_engine), answers_only=True).results
    assert first.correct
    assert first.embedding is None
    assert "recall@1" not in first.scores
