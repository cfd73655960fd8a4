"""The model that decides whether to abstain, as it was fitted: what the reports say of it.

It ships with the assistant as data and is written by ``lcassist_evals.fit``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """``facts``: how it was fitted and at which point it decides; ``weights``: the weight of each feature."""

    facts: dict[str, float | str]
    weights: dict[str, float]


def decision() -> Decision:
    """The decision of the assistant that is installed."""
    text = (files("lcassist.answer") / "data" / "confidence.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    weights = data.pop("weights")
    return Decision(data, weights)
