from collections.abc import Callable
from dataclasses import replace

import pytest
from sklearn.metrics import roc_auc_score

from lcassist_evals.cases import Half
from lcassist_evals.results import CaseResult, Estimate
from lcassist_evals.summary import METRICS, drops, estimate, latency, table

Make = Callable[..., CaseResult]


def test_the_mean_with_its_interval(result: Make) -> None:
    results = [result(correct=float(i % 4 > 0)) for i in range(80)]
    found = estimate("correct", results)
    assert found is not None
    assert (found.value, found.n) == (0.75, 80)
    # The normal approximation gives 0.75 ± 0.095.
    assert found.low == pytest.approx(0.655, abs=0.03)
    assert found.high == pytest.approx(0.845, abs=0.03)
    assert estimate("correct", results) == found


def test_cases_that_are_not_eligible_are_left_out(result: Make) -> None:
    results = [result(verbatim=None), result(verbatim=1.0)]
    assert estimate("verbatim", results) == Estimate("verbatim", 1.0, 1.0, 1.0, 1)
    assert estimate("verbatim", results[:1]) is None
    assert estimate("correct", []) is None


def test_abstention(result: Make) -> None:
    kinds = [(1.0, 1.0)] * 3 + [(1.0, 0.0)] + [(0.0, 1.0)] * 2 + [(0.0, 0.0)] * 4
    results = [result(unanswerable=u, abstained=a) for u, a in kinds]
    results.append(result(unanswerable=None, abstained=None))
    values = {name: found.value for name in METRICS if (found := estimate(name, results))}
    assert values["abstention_recall"] == 0.75
    assert values["abstention_precision"] == 0.6
    assert values["abstention_f1"] == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert values["answerable_abstained"] == pytest.approx(2 / 6)


def test_abstention_f1_without_any_positive_is_not_measured(result: Make) -> None:
    assert estimate("abstention_f1", [result(), result()]) is None


def test_the_roc_auc_is_that_of_scikit_learn(result: Make) -> None:
    pairs = [(0.0, 0.9), (0.0, 0.4), (1.0, 0.4), (1.0, 0.1), (0.0, 0.7), (1.0, 0.8), (0.0, 0.95)]
    results = [result(unanswerable=u, confidence=c) for u, c in pairs]
    found = estimate("abstention_auc", [*results, result(confidence=None), result(unanswerable=None, confidence=0.5)])
    assert found is not None
    assert found.value == pytest.approx(roc_auc_score([1 - u for u, _ in pairs], [c for _, c in pairs]))
    assert found.n == 7
    assert found.low <= found.value <= found.high


def test_the_roc_auc_of_one_kind_of_case_is_not_measured(result: Make) -> None:
    assert estimate("abstention_auc", [result(confidence=0.1), result(confidence=0.9)]) is None


def test_words_are_a_median_of_factual_answers(result: Make) -> None:
    results = [result(words=float(n)) for n in (5, 7, 90)] + [result(category="how-why", words=200.0)]
    found, all_words = estimate("factual_words", results), estimate("words", results)
    assert found is not None
    assert all_words is not None
    assert (found.value, found.n, all_words.value) == (7, 3, 48.5)


def test_the_table_has_each_group_by_half(result: Make) -> None:
    rows = table([result("a"), result("b", "how-why", "development", correct=0.0)])
    seen = {(row.group, row.key, row.half): row.cases for row in rows}
    assert seen[("all", "all", Half.HELDOUT)] == 1
    assert seen[("category", "how-why", Half.DEVELOPMENT)] == 1
    assert ("category", "how-why", Half.HELDOUT) not in seen
    assert ("language", "en", Half.HELDOUT) in seen
    assert ("suite", "towns", Half.DEVELOPMENT) in seen


def test_suites_that_are_not_gated_stay_out_of_the_pool(result: Make) -> None:
    public = replace(result("b", correct=0.0), suite="public", gated=False)
    rows = table([result("a"), public])
    values = {(row.group, row.key): row.get("correct") for row in rows}
    assert values[("all", "all")] == Estimate("correct", 1.0, 1.0, 1.0, 1)
    assert values[("suite", "public")] == Estimate("correct", 0.0, 0.0, 0.0, 1)
    alone = {(row.group, row.key): row.cases for row in table([public])}
    assert alone[("all", "all")] == 1


def test_latency_is_a_ratio_to_the_encoder(result: Make) -> None:
    results = [replace(result(), seconds=s / 100, embedding=0.01) for s in range(1, 101)]
    found = latency([*results, result()])
    assert found is not None
    assert found.n == 100
    assert found.p50 == pytest.approx(0.505)
    assert found.ratio_p50 == pytest.approx(50.5)
    assert found.ratio_p95 == pytest.approx(95.05)
    assert latency([result()]) is None


def test_the_drop_is_over_the_same_cases(result: Make) -> None:
    first = [result("a"), result("b"), result("c", "how-why")]
    second = [result("a", correct=0.0), result("b")]
    found = {(drop.category): (drop.with_vocabulary, drop.without, drop.n) for drop in drops(first, second)}
    assert found == {"all": (1.0, 0.5, 2), "facts-in-prose": (1.0, 0.5, 2)}
