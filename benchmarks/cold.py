"""`lcassist ask` in a fresh process."""

from __future__ import annotations

import statistics

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.timing import timed

_ROUNDS = 5


def measure(place: Place) -> Result:
    index = str(place.index)
    asked = questions()[:_ROUNDS]
    seconds = [timed(lambda: place.run("ask", "--index", index, question)) for question in asked]  # noqa: B023
    return Result(
        (Figure("cold ask", statistics.median(seconds), "s", 5), Figure("slowest", max(seconds), "s")),
        f"`lcassist ask` in a fresh process, from its start to its end. {_ROUNDS} different questions; their median.",
    )
