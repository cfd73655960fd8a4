"""Breaking the engine on purpose must fail the gates, or the gates measure nothing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from lcassist.domain import Answer, AnswerKind, Hit
from lcassist_evals.ablation import NeverAbstains, SwapsEntities, TakesFirstSentences, broken
from lcassist_evals.cases import Suite
from lcassist_evals.engine import Engine
from lcassist_evals.gates import Gate, check, hold
from lcassist_evals.runner import run
from lcassist_evals.summary import METRICS, estimate

BREAKS: dict[str, Callable[[Engine], Engine]] = {
    "swaps two towns": partial(SwapsEntities, first="Alba", second="Bora"),
    "never abstains": NeverAbstains,
    "takes first sentences": TakesFirstSentences,
}


@pytest.fixture
def engine(right_engine: Any, answer: Callable[..., Answer], hit: Callable[..., Hit]) -> Any:
    """The right engine, which also knows the answers to the questions about the other town."""
    right_engine.answers["When was Bora founded?"] = answer("Bora was founded in 1950")
    right_engine.answers["How many people live in Alba?"] = answer(("Population, Alba: 12,500", "12,500"))
    right_engine.hits = [hit("Two towns\n\nAlba was founded in 1904."), *right_engine.hits]
    return right_engine


def floors(suite: Suite, opener: Any) -> list[Gate]:
    """Gates whose floors are what the whole engine reaches: the lower end of each interval."""
    results = run([suite], opener).results
    found = [estimate(name, results) for name in ("correct", "abstention_recall", "verbatim")]
    assert all(METRICS[gate.metric].higher_is_better for gate in found if gate)
    return [Gate(gate.metric, None, None, gate.low) for gate in found if gate]


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_fails_the_gates(suite: Suite, engine: Any, opening: Callable[[Any], Any], name: str) -> None:
    opener = opening(engine)
    gates = floors(suite, opener)
    assert hold(check(gates, run([suite], opener).results, whole=True))
    results = run([suite], broken(opener, BREAKS[name])).results
    assert not hold(check(gates, results, whole=True))


def test_a_swap_says_the_other_towns_facts_under_this_ones_name(engine: Any) -> None:
    said = SwapsEntities(engine, "Alba", "Bora").ask("When was Alba founded?", [])
    assert said.statements[0].text == "Alba was founded in 1950"
    assert said.citations[0].quote == "Bora was founded in 1950"


def test_what_is_quoted_instead_is_verbatim(engine: Any, hit: Callable[..., Hit]) -> None:
    asked = "Wat is de begroting van Alba?"
    text = engine.library.text("towns.md")
    for said in (
        NeverAbstains(engine).ask(asked, []),
        TakesFirstSentences(engine).ask("When was Alba founded?", []),
    ):
        (citation,) = said.citations
        assert said.kind is AnswerKind.ANSWER
        assert text[citation.start : citation.end] == citation.quote


def test_answers_that_are_not_broken_are_left_alone(engine: Any) -> None:
    asked = "When was Alba founded?"
    right = engine.ask(asked, [])
    assert NeverAbstains(engine).ask(asked, []) == right
    engine.hits = []
    assert TakesFirstSentences(engine).ask(asked, []) == right
    cell = replace(right.citations[0], table=object())
    engine.answers[asked] = replace(right, citations=(cell,))
    assert TakesFirstSentences(engine).ask(asked, []).statements == right.statements
