"""A first and an unchanged `lcassist ingest`, each in a fresh process, start-up included."""

from __future__ import annotations

import statistics

from benchmarks.figures import Figure, Result
from benchmarks.place import Place
from benchmarks.timing import timed
from lcassist.index.embed import default_model_folder

_ROUNDS = 3


def measure(place: Place) -> Result:
    default_model_folder()  # converted once for each user, which is not part of an ingest
    first, again = [], []
    for number in range(_ROUNDS):
        arguments = place.ingest_arguments(place.folder / f"ingest-{number}")
        first.append(timed(lambda: place.run(*arguments)))  # noqa: B023  called at once
        again.append(timed(lambda: place.run(*arguments)))  # noqa: B023
    return Result(
        (
            Figure("first ingest of the report", statistics.median(first), "s", 60),
            Figure("unchanged ingest", statistics.median(again), "s", 4),
        ),
        f"`lcassist ingest` in a fresh process, from its start to its end, with the embedding model "
        f"converted already. Medians of {_ROUNDS}.",
    )
