"""Times things side by side: on a shared machine only figures of the same minutes can be compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence


def timed(action: Callable[[], object]) -> float:
    """The seconds that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def interleaved(actions: Mapping[str, Callable[[str], object]], questions: Iterable[str]) -> dict[str, list[float]]:
    """The seconds that each action takes on each question, all on one question before the next.

    Who begins changes with each question, so that none always finds the caches as the same other left them.
    """
    names = list(actions)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number, question in enumerate(questions):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            seconds[name].append(timed(lambda: actions[name](question)))  # noqa: B023  called at once
    return seconds


def median_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.median(seconds)


def p95_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.quantiles(seconds, n=20, method="inclusive")[-1]
