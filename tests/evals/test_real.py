"""The real assistant on the suite about the report: the seam fits, and breaking it fails the gates.

The floors here are measured on the whole engine in the same test, so that they hold for whatever it reaches;
those of gates.yaml are checked by ``lcassist eval``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from lcassist_evals.ablation import NeverAbstains, SwapsEntities, TakesFirstSentences, broken
from lcassist_evals.cases import Case, Category, Half, Suite, load_suites
from lcassist_evals.engine import Engine, Opener, opener
from lcassist_evals.gates import Gate, check, hold
from lcassist_evals.results import CaseResult
from lcassist_evals.runner import run
from lcassist_evals.summary import estimate

SUITE = Path(__file__).parents[2] / "evals" / "suites" / "report"
CATEGORIES = (
    Category.FACTS_IN_TABLES,
    Category.FACTS_IN_PROSE,
    Category.AGGREGATES,
    Category.COMPARISONS,
    Category.UNANSWERABLE,
)
MOST_PER_CATEGORY = {Category.FACTS_IN_PROSE: 24}  # of which one of those below drops the ranking
MOST = 12  # of the others: each is answered four times


@dataclass(frozen=True)
class Measured:
    suite: Suite
    opener: Opener
    results: tuple[CaseResult, ...]
    gates: tuple[Gate, ...]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """A part of the suite, its assistant, opened once, and gates at what the whole engine reaches."""
    (suite,) = load_suites([SUITE])
    suite = replace(suite, cases=tuple(c for category in CATEGORIES for c in _some(suite, category)))
    with opener(tmp_path_factory.mktemp("evals"))(suite) as engine:

        def again(_: Suite) -> AbstractContextManager[Engine]:
            return nullcontext(engine)

        results = run([suite], again).results
        yield Measured(suite, again, results, tuple(_gates(results)))


def _some(suite: Suite, category: Category) -> list[Case]:
    cases = [case for case in suite.cases if case.category is category]
    most = MOST_PER_CATEGORY.get(category, MOST)
    return list(cases[:: max(1, len(cases) // most)][:most])


def _gates(results: tuple[CaseResult, ...]) -> Iterator[Gate]:
    # the gates count no development cases: floors of other cases would not be theirs
    results = tuple(result for result in results if result.half is not Half.DEVELOPMENT)
    for metric in ("verbatim", "abstention_recall"):
        if found := estimate(metric, results):
            yield Gate(metric, None, None, found.low)
    for category in CATEGORIES:
        if found := estimate("correct", [result for result in results if result.category is category]):
            yield Gate("correct", category, None, found.low)


def test_no_case_crashes_and_every_quote_is_verbatim(measured: Measured) -> None:
    assert [result.error for result in measured.results if result.error] == []
    verbatim = estimate("verbatim", measured.results)
    assert verbatim is not None
    assert verbatim.value == 1
    assert hold(check(measured.gates, measured.results, whole=True))


def test_retrieval_and_the_encoder_are_measured(measured: Measured) -> None:
    recall = estimate("recall@10", measured.results)
    assert recall is not None
    assert recall.value > 0.5
    assert any(result.embedding for result in measured.results)


@pytest.mark.parametrize(
    "breaking",
    [
        pytest.param(partial(SwapsEntities, first="Pécs", second="Fermo"), id="swaps two cities"),
        pytest.param(NeverAbstains, id="never abstains"),
        pytest.param(TakesFirstSentences, id="drops the ranking of sentences"),
    ],
)
def test_a_broken_assistant_fails_the_gates(measured: Measured, breaking: Callable[[Engine], Engine]) -> None:
    results = run([measured.suite], broken(measured.opener, breaking), answers_only=True).results
    assert not hold(check(measured.gates, results, whole=True))
