"""From case results to estimates: what each metric averages, and its 95 % interval.

Intervals are percentile bootstraps over cases (Efron 1979): 1,000 resamples with a fixed seed, 2.5 and
97.5 percentiles. Where all cases agree the interval has no width; it says nothing then about how many
cases there were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcassist_evals.cases import Category, Half
from lcassist_evals.results import CaseResult, Drop, Estimate, Latency, Row, pooled
from lcassist_evals.retrieval import METRICS as RETRIEVAL

RESAMPLES = 1000
SEED = 20241115
FACTUAL = (Category.FACTS_IN_PROSE, Category.FACTS_IN_TABLES)

Values = NDArray[np.float64]
# Takes values[..., case] and gives the statistic along the last axis.
Statistic = Callable[[Values], Values]


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured: the value of one case (None: not eligible) and the statistic over cases."""

    name: str
    title: str
    value: Callable[[CaseResult], float | None]
    statistic: Statistic = lambda values: np.asarray(np.mean(values, axis=-1))
    higher_is_better: bool = True
    share: bool = True


def _score(name: str) -> Callable[[CaseResult], float | None]:
    return lambda result: result.scores.get(name)


def _abstained_of(unanswerable: bool) -> Callable[[CaseResult], float | None]:
    def value(result: CaseResult) -> float | None:
        return result.scores.get("abstained") if result.scores.get("unanswerable") == unanswerable else None

    return value


def _rightly_abstained(result: CaseResult) -> float | None:
    return result.scores.get("unanswerable") if result.scores.get("abstained") == 1 else None


def _confusion(result: CaseResult) -> float | None:
    """0 to 3: twice whether the case is unanswerable plus whether the assistant abstained."""
    unanswerable, abstained = result.scores.get("unanswerable"), result.scores.get("abstained")
    return None if unanswerable is None or abstained is None else 2 * unanswerable + abstained


def _f1(codes: Values) -> Values:
    hits = np.sum(codes == 3, axis=-1)
    errors = np.sum((codes == 1) | (codes == 2), axis=-1)
    # A resample without a single unanswerable case has no F1; percentiles leave it out.
    return np.asarray(np.where(hits + errors > 0, 2 * hits / np.maximum(2 * hits + errors, 1), np.nan))


def _labelled_confidence(result: CaseResult) -> float | None:
    """The confidence, from 0 to 1, and 2 more where the case is answerable."""
    confidence, unanswerable = result.scores.get("confidence"), result.scores.get("unanswerable")
    return None if confidence is None or unanswerable is None else confidence + 2 * (1 - unanswerable)


def _roc_auc(codes: Values) -> Values:
    """The chance that an answerable question has more confidence than an unanswerable one (Mann-Whitney's U)."""
    from scipy.stats import rankdata

    answerable = codes >= 2
    positive = answerable.sum(axis=-1)
    pairs = positive * (codes.shape[-1] - positive)
    # Rounded: taking the label off again must leave equal confidences equal.
    ranks = rankdata(np.round(codes - 2 * answerable, 9), axis=-1)
    wins = np.sum(ranks * answerable, axis=-1) - positive * (positive + 1) / 2
    # With cases of one kind alone there is nothing to tell apart; percentiles leave such a resample out.
    return np.asarray(np.where(pairs > 0, wins / np.maximum(pairs, 1), np.nan))


def _factual_words(result: CaseResult) -> float | None:
    return result.scores.get("words") if result.category in FACTUAL else None


def _median(values: Values) -> Values:
    return np.asarray(np.median(values, axis=-1))


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("correct", "correct and cited", _score("correct")),
        Metric("citation_precision", "citation precision", _score("citation_precision")),
        Metric("citation_recall", "citation recall", _score("citation_recall")),
        Metric("verbatim", "verbatim quotes", _score("verbatim")),
        Metric("abstention_recall", "abstains on the unanswerable", _abstained_of(True)),
        Metric("abstention_precision", "abstentions that were right", _rightly_abstained),
        Metric("abstention_f1", "abstention F1", _confusion, _f1),
        Metric("answerable_abstained", "abstains on the answerable", _abstained_of(False), higher_is_better=False),
        Metric("abstention_auc", "abstention ROC AUC", _labelled_confidence, _roc_auc),
        *(Metric(name, name.replace("mrr", "MRR").replace("ndcg", "nDCG"), _score(name)) for name in RETRIEVAL),
        Metric("model_written", "answers that the model wrote", _score("model_written")),
        Metric("model_verified", "its statements that were verified", _score("model_verified")),
        Metric("model_dropped", "its statements that were dropped", _score("model_dropped"), higher_is_better=False),
        Metric("words", "words, median", _score("words"), _median, False, share=False),
        Metric("factual_words", "words of a factual answer, median", _factual_words, _median, False, share=False),
    )
}


def estimate(metric: str, results: Sequence[CaseResult]) -> Estimate | None:
    """The metric over the eligible ones of these results; None where none is."""
    definition = METRICS[metric]
    values = np.array([v for result in results if (v := definition.value(result)) is not None], dtype=np.float64)
    if not len(values):
        return None
    value = float(definition.statistic(values))
    if np.isnan(value):
        return None
    draws = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.nanpercentile(definition.statistic(values[draws]), [2.5, 97.5])
    return Estimate(metric, value, float(low), float(high), len(values))


def table(results: Sequence[CaseResult]) -> tuple[Row, ...]:
    """The estimates of all gated cases, by category, by language (each by half), and of each suite."""
    gated = pooled(results)
    groups: list[tuple[str, str, list[CaseResult]]] = [("all", "all", gated)]
    groups += [("category", c, [r for r in gated if r.category == c]) for c in Category]
    languages = sorted({result.language for result in gated})
    groups += [("language", name, [r for r in gated if r.language == name]) for name in languages]
    suites = dict.fromkeys(result.suite for result in results)
    groups += [("suite", name, [r for r in results if r.suite == name]) for name in suites]
    return tuple(
        _row(group, key, half, inside)
        for group, key, members in groups
        for half in Half
        if (inside := [result for result in members if result.half is half])
    )


def _row(group: str, key: str, half: Half, results: Sequence[CaseResult]) -> Row:
    estimates = (estimate(metric, results) for metric in METRICS)
    return Row(group, str(key), half, len(results), tuple(found for found in estimates if found is not None))


def latency(results: Sequence[CaseResult]) -> Latency | None:
    """Percentiles of the questions that were answered, and of embedding a part of them alone."""
    asked = [result.seconds for result in results if result.seconds is not None]
    embedded = [result.embedding for result in results if result.embedding is not None]
    if not asked or not embedded:
        return None
    p50, p95 = np.percentile(asked, [50, 95])
    encoder_p50, encoder_p95 = np.percentile(embedded, [50, 95])
    return Latency(float(p50), float(p95), float(encoder_p50), float(encoder_p95), len(asked))


def drops(results: Sequence[CaseResult], without: Sequence[CaseResult]) -> tuple[Drop, ...]:
    """How many of the same cases are correct with and without vocabulary.yaml, over all and by category."""
    second = {(result.suite, result.id): result for result in without}
    both = [(r, second[(r.suite, r.id)]) for r in pooled(results) if (r.suite, r.id) in second]
    found: list[Drop] = []
    for half in Half:
        for category in ("all", *Category):
            pairs = [(a, b) for a, b in both if a.half is half and category in ("all", a.category)]
            if pairs:
                first_rate = sum(a.correct for a, _ in pairs) / len(pairs)
                second_rate = sum(b.correct for _, b in pairs) / len(pairs)
                found.append(Drop(str(category), half, first_rate, second_rate, len(pairs)))
    return tuple(found)
