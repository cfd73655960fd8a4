"""The decision to abstain, as it was fitted (training/calibrate.py): what the reports say of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """``facts``: how it was fitted and at which point it decides; ``weights``: the weight of each logit."""

    facts: dict[str, float | str]
    weights: dict[str, float]


def decision() -> Decision:
    """The decision of the reader that is installed."""
    text = (files("lcassist.reader") / "weights" / "reader.json").read_text(encoding="utf-8")
    data: dict[str, Any] = dict(json.loads(text)["calibration"])
    unit, answerable, span = data.pop("weights")
    return Decision(data, {"unit": unit, "answerable": answerable, "span": span})
