"""What the network says of a window, as scores of its sentences and cells. Pure.

Ranking and deciding want different scores (measured on held-out documents): to rank units the sum of the unit's logit
and half of (its best span, less "no span", plus answerable); to decide whether to answer a calibrated probability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcassist.reader.linearize import Unit, Window
from lcassist.reader.weights import Calibration

LONGEST_SPAN = 30  # tokens of a short answer


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit of a window with its logits, and where in the document its short answer stands (None: not in its text).

    ``unit`` is how far it is evidence, ``answerable`` how far its window answers, ``span`` the logit of its best span
    less that of "no span", ``operations`` how likely each is what the question asks to be done, beside its window.
    """

    window: Window
    unit_of: Unit
    unit: float
    answerable: float
    span: float
    answer: tuple[int, int] | None
    operations: tuple[float, ...] = ()

    @property
    def rank(self) -> float:
        """What units are ranked by."""
        return self.unit + (self.span + self.answerable) / 2

    def probability(self, calibration: Calibration) -> float:
        """How likely this unit is evidence that answers the question."""
        unit, answerable, span = calibration.weights
        logit = unit * self.unit + answerable * self.answerable + span * self.span + calibration.constant
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def scored(
    window: Window, tokens: NDArray[np.float32], answerable: float, base: int, operations: tuple[float, ...] = ()
) -> list[Scored]:
    """A window's units by the logits of all tokens of its input, of shape (tokens, 4): start, end, and the two parts of
    a unit's; ``base`` is the place of the window's first token."""
    none = float(tokens[0, 0] + tokens[0, 1])
    own = tokens[base : base + len(window.tokens)].astype(np.float64)
    found = []
    for unit in window.units:
        rows = own[unit.first : unit.last]
        highest = float(rows[:, 3].max())
        strongest = highest + math.log(float(np.exp(rows[:, 3] - highest).mean()))
        logit = float(rows[:, 2].mean()) + strongest
        best, (first, last) = _best_span(rows)
        places = window.places[unit.first + first : unit.first + last + 1]
        places = places[places[:, 0] >= 0]
        answer = (int(places[0, 0]), int(places[-1, 1])) if len(places) else None
        if answer is not None:
            answer = (max(answer[0], unit.start), min(answer[1], unit.end))
            answer = answer if answer[0] < answer[1] else None
        found.append(Scored(window, unit, logit, answerable, best - none, answer, operations))
    return found


def _best_span(rows: NDArray[np.float64]) -> tuple[float, tuple[int, int]]:
    """The highest sum of a start and an end at or behind it, at most LONGEST_SPAN tokens apart, and where."""
    both = rows[:, 0][:, None] + rows[:, 1][None, :]
    allowed = np.tril(np.triu(np.ones_like(both, dtype=bool)), LONGEST_SPAN - 1)
    both = np.where(allowed, both, -np.inf)
    first, last = divmod(int(both.argmax()), both.shape[1])
    return float(both[first, last]), (first, last)
