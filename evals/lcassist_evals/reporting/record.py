"""The report as JSON: what --baseline reads and other programs build on."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from lcassist_evals.baseline import SCHEMA
from lcassist_evals.gates import GateResult
from lcassist_evals.reporting.model import Report
from lcassist_evals.results import CaseResult, Estimate, Latency, Row


def record(report: Report) -> dict[str, Any]:
    """The report as plain data; numbers rounded to four digits, seconds to six."""
    run = report.run
    return {
        "schema": SCHEMA,
        "complete": run.complete,
        "stopped": run.stopped,
        "verdict": report.verdict,
        "started": run.started,
        "seconds": round(run.seconds, 3),
        "engine": run.engine,
        "model": run.model,
        "version": run.version,
        "suites": list(run.suites),
        "selection": run.selection,
        "planned": run.planned,
        "done": len(run.results),
        "gated_on": report.gated_on,
        "gates": [_gate(result) for result in report.gates],
        "rows": [_row(row) for row in run.rows],
        "latency": _latency(run.latency),
        "abstention": asdict(run.decision) if run.decision else None,
        "without_vocabulary": [_rounded(asdict(drop)) for drop in run.drops],
        "comparison": asdict(report.comparison) if report.comparison else None,
        "hints": [str(hint) for hint in report.hints],
        "cases": [_case(result) for result in report.shown],
        "failed_not_shown": report.hidden_failures,
    }


def _gate(result: GateResult) -> dict[str, Any]:
    gate = result.gate
    return {
        "metric": gate.metric,
        "category": gate.category.value if gate.category else None,
        "target": gate.target,
        "target_state": result.target_text,
        "floor": gate.floor,
        "floor_state": result.floor.value,
        "estimate": _estimate(result.estimate) if result.estimate else None,
    }


def _row(row: Row) -> dict[str, Any]:
    estimates = [_estimate(found) for found in row.estimates]
    return {
        "group": row.group,
        "key": row.key,
        "half": row.half.value,
        "cases": row.cases,
        "estimates": estimates,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return _rounded(asdict(found))


def _latency(latency: Latency | None) -> dict[str, Any] | None:
    if latency is None:
        return None
    ratios = {"ratio_p50": latency.ratio_p50, "ratio_p95": latency.ratio_p95}
    return {key: _finite(value, 6) for key, value in {**asdict(latency), **ratios}.items()}


def _case(result: CaseResult) -> dict[str, Any]:
    data = asdict(result)
    data["correct"] = result.correct
    data["scores"] = _rounded(result.scores)
    data["statements"] = [{"text": text, "citations": list(numbers)} for text, numbers in result.statements]
    return {key: _finite(value, 6) for key, value in data.items()}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _finite(value, 4) for key, value in values.items()}


def _finite(value: Any, digits: int) -> Any:
    """Floats rounded; NaN and infinity, which JSON doesn't have, as null."""
    if not isinstance(value, float):
        return value
    return round(value, digits) if math.isfinite(value) else None
