"""The tables that the terminal, Markdown and HTML reports have in common, as plain strings, misses first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lcassist_evals.cases import Half
from lcassist_evals.gates import FloorState, Gate, GateResult, TargetState
from lcassist_evals.reporting.model import Report
from lcassist_evals.results import Estimate, Row
from lcassist_evals.summary import METRICS

_HALVES = {Half.DEVELOPMENT: "development", Half.HELDOUT: "held out", Half.UNSPLIT: "no half"}


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title; ``bad`` are the indexes of rows that need to be seen."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bad: frozenset[int] = frozenset()
    note: str = ""


def sections(report: Report) -> list[Section]:
    """All tables that have rows, in the order of the report."""
    rows = report.run.rows
    found = [
        _gates(report),
        _by("category", "Correct and cited, by category", rows),
        _by("language", "Correct and cited, by language", rows),
        _by("suite", "Correct and cited, by suite", rows),
        _all_metrics(rows),
        _decision(report),
        _latency(report),
        _drops(report),
        *_comparison(report),
    ]
    return [section for section in found if section.rows]


def number(metric: str, value: float) -> str:
    """A value as the reports print it."""
    if math.isnan(value):
        return "-"
    return f"{value:.3f}" if METRICS[metric].share else f"{value:.0f}"


def with_interval(found: Estimate | None) -> str:
    if found is None:
        return "-"
    value, low, high = (number(found.metric, v) for v in (found.value, found.low, found.high))
    return f"{value} [{low}, {high}] n={found.n}"


def gate_line(result: GateResult) -> str:
    """A gate in one line."""
    gate = result.gate
    target = f"target {bound(gate, gate.target)} {result.target_text}"
    floor = f"floor {bound(gate, gate.floor)} {result.floor.value}"
    return f"{gate.title}: {with_interval(result.estimate)}; {target}; {floor}"


def bound(gate: Gate, value: float | None) -> str:
    return "-" if value is None else f"{gate.sign} {number(gate.metric, value)}"


def _gates(report: Report) -> Section:
    note = f"Over the {report.gated_on}. A target counts as measured with 40 cases or more."
    rows = tuple(_gate(result) for result in report.gates)
    bad = frozenset(
        i for i, g in enumerate(report.gates) if g.floor is FloorState.FAILS or g.target is TargetState.MISSED
    )
    return Section("Gates", ("gate", "measured", "target", "", "floor", ""), rows, bad, note)


def _gate(result: GateResult) -> tuple[str, ...]:
    gate = result.gate
    target, floor = bound(gate, gate.target), bound(gate, gate.floor)
    return (gate.title, with_interval(result.estimate), target, result.target_text, floor, result.floor.value)


def _by(group: str, title: str, rows: Sequence[Row]) -> Section:
    inside = [row for row in rows if row.group == group]
    halves = _halves(inside)
    table = tuple(
        (key, *(with_interval(_estimate(inside, key, half, "correct")) for half in halves))
        for key in dict.fromkeys(row.key for row in inside)
    )
    return Section(title, (group, *(_HALVES[half] for half in halves)), table)


def _all_metrics(rows: Sequence[Row]) -> Section:
    inside = [row for row in rows if row.group == "all"]
    halves = _halves(inside)
    table = tuple(
        (metric.title, *(with_interval(_estimate(inside, "all", half, name)) for half in halves))
        for name, metric in METRICS.items()
        if any(row.get(name) for row in inside)
    )
    note = "In brackets the 95 % bootstrap interval; n counts the eligible cases."
    return Section("All metrics", ("metric", *(_HALVES[half] for half in halves)), table, note=note)


def matrices(rows: Sequence[Row]) -> list[Section]:
    """Every metric of each category, language and suite, a table for each half: too wide for a terminal."""
    found = []
    for group, half in itertools.product(("category", "language", "suite"), Half):
        inside = [row for row in rows if row.group == group and row.half is half]
        names = [name for name in METRICS if any(row.get(name) for row in inside)]
        header = (group, *(METRICS[name].title for name in names))
        body = tuple((row.key, *(with_interval(row.get(name)) for name in names)) for row in inside)
        found.append(Section(f"All metrics by {group}, {_HALVES[half]}", header, body))
    return [section for section in found if section.rows]


def _halves(rows: Iterable[Row]) -> list[Half]:
    present = {row.half for row in rows}
    return [half for half in Half if half in present]


def _estimate(rows: Iterable[Row], key: str, half: Half, metric: str) -> Estimate | None:
    return next((row.get(metric) for row in rows if row.key == key and row.half is half), None)


def _decision(report: Report) -> Section:
    """How the decision to abstain was fitted. Its ROC AUC on these cases is among the metrics."""
    title, header = "Abstaining: the decision as it was fitted", ("", "")
    found = report.run.decision
    if found is None:
        return Section(title, header, ())
    rows = [(name.replace("_", " "), str(value)) for name, value in found.facts.items()]
    rows += [(f"weight of {name.replace('_', ' ')}", f"{weight:+.2f}") for name, weight in found.weights.items()]
    note = "On development cases, in cross-validation; its ROC AUC on these cases is among the metrics."
    return Section(title, header, tuple(rows), note=note)


def _latency(report: Report) -> Section:
    title, header = "Latency (reported, never gated)", ("", "median", "p95")
    times = report.run.latency
    if times is None:
        return Section(title, header, ())
    rows = (
        ("answer, ms", f"{1000 * times.p50:.1f}", f"{1000 * times.p95:.1f}"),
        (
            "embedding the question alone, ms",
            f"{1000 * times.encoder_p50:.1f}",
            f"{1000 * times.encoder_p95:.1f}",
        ),
        ("times the encoder's median", f"{times.ratio_p50:.2f}", f"{times.ratio_p95:.2f}"),
    )
    return Section(title, header, rows, note=f"Warm, {times.n} questions, both measured one after the other.")


def _drops(report: Report) -> Section:
    rows = tuple(
        (
            d.category,
            _HALVES[d.half],
            f"{d.with_vocabulary:.3f}",
            f"{d.without:.3f}",
            f"{d.without - d.with_vocabulary:+.3f}",
            str(d.n),
        )
        for d in report.run.drops
    )
    header = ("category", "half", "with", "without", "change", "n")
    return Section("Correct without vocabulary.yaml", header, rows)


def _comparison(report: Report) -> list[Section]:
    if report.comparison is None:
        return []
    found = report.comparison
    lists = (("worse", found.worse), ("better", found.better), ("new", found.new), ("gone", found.gone))
    cases = tuple((what, name) for what, names in lists for name in names)
    totals = tuple(
        (
            f"{change.key}, {change.half}",
            METRICS[change.metric].title,
            number(change.metric, change.before),
            number(change.metric, change.after),
        )
        for change in found.changes
        if change.group in ("all", "category") and change.metric in METRICS
    )
    summary = f"{len(found.worse)} worse, {len(found.better)} better, {len(found.new)} new, {len(found.gone)} gone."
    return [
        Section(
            "Since the baseline: cases",
            ("", "case"),
            cases or (("", "no shown case changed"),),
            frozenset(range(len(found.worse))),
            summary,
        ),
        Section("Since the baseline: totals that changed", ("cases", "metric", "before", "now"), totals),
    ]
