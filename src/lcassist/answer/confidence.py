"""Decides whether the evidence carries the question: a logistic regression on few, named features.

Its weights are data (data/confidence.json), fitted by ``python -m lcassist_evals.fit`` on labelled questions:
1 where the sources answer, 0 where they don't. Below the operating point the assistant abstains.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Features:
    """What the decision rests on, each between about -1 and 2.

    ``likeness``: the cosine of the best evidence (above .8, times 10); ``margin``: how far its score stands out
    from that of the other evidence; ``score``: the score itself; ``coverage``: the share of the question's
    content words that the best evidence covers, weighted by rarity; ``named``: whether it is about the names in
    the question; ``unknown``: how many names the corpus doesn't know; ``typed``: whether a number or year is
    there where one is asked for; ``cell``: whether it is a table's cell; ``foreign``: whether it is in another
    language than the question, and ``foreign_likeness`` its likeness then.
    """

    likeness: float
    margin: float
    score: float
    coverage: float
    named: float
    unknown: float
    typed: float
    cell: float
    foreign: float
    foreign_likeness: float


@cache
def _model() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((files("lcassist.answer") / "data" / "confidence.json").read_text("utf-8"))
    return data


def probability(features: Features) -> float:
    """The probability that the evidence answers the question, between 0 and 1."""
    model = _model()
    total = float(model["intercept"])
    for name, value in asdict(features).items():
        total += float(model["weights"].get(name, 0.0)) * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def operating_point() -> float:
    """The probability from which on the assistant answers."""
    return float(_model()["operating_point"])
