"""Decides whether the evidence carries the question: a logistic regression on few, named features.

Its weights are data (data/confidence.json), fitted by ``python -m lcassist_evals.fit`` on labelled questions:
1 where the sources answer, 0 where they don't or where what answers was taken away. Below the operating point
the assistant abstains.
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

    ``likeness``: the best cosine (above .8, times 10); ``gap``: how far the best evidence's score stands out from that
    of the rest, and ``lead``: from that of the fifth; ``score``: that score; ``matter``: how like what is asked,
    without its names, the best is.

    ``coverage``: the share of the question's content words in the three best, weighted by rarity; ``missing``: the
    share, so weighted, that they lack, without what the corpus knows as names, 0 across languages; ``lacking``: how
    many of its names the best three don't mention; ``unknown``: how many names the corpus doesn't know; ``number``:
    whether the question gives a number that they lack.

    ``amount``: whether a number is asked for; ``typed``: whether an amount, a share, a year or a number is there where
    one is asked for, ``untyped``: whether it isn't, ``untyped_amount``: whether it isn't and a number is asked for,
    ``elsewhere``: whether its number is one of something else, and ``uncounted``: whether a cell's seems to be.

    ``label``: how well the header of a cell fits, ``foreign_label``: the same in another language, and ``unlike``: by
    how much it fits too little; ``address``: whether the best is a mere reference; ``foreign``: whether it is in
    another language, ``foreign_score``: its score then, and ``foreign_cell``: whether it is a cell then.

    ``premise``: -1 where why or when something happened is asked, and none of the three best says that it did;
    ``reason``: whether a reason is given where one is asked for; ``office``: 1 where a sentence names the office whose
    holder is asked for, -1 where it doesn't; ``unnamed``: whether the question says whom it is about and the best
    doesn't; ``other_header``: whether it is a cell, and the question says headers of other cells.
    """

    likeness: float
    gap: float
    lead: float
    score: float
    matter: float
    coverage: float
    lacking: float
    unknown: float
    number: float
    typed: float
    untyped: float
    untyped_amount: float
    elsewhere: float
    uncounted: float
    label: float
    foreign_label: float
    unlike: float
    address: float
    foreign: float
    foreign_score: float
    foreign_cell: float
    missing: float
    amount: float
    premise: float
    reason: float
    unnamed: float
    office: float
    other_header: float


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
