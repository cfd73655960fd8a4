"""The most memory that `lcassist serve` ever had, after questions through the page's endpoint."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.serving import serving

_QUESTIONS = 100


def measure(place: Place) -> Result:
    from gradio_client import Client  # type: ignore[import-untyped]

    with serving(place.index, place.folder) as server:
        client = Client(server.address, verbose=False)
        start = _peak_gb(server.pid)
        for question in itertools.islice(itertools.cycle(questions()), _QUESTIONS):
            client.predict(question, api_name="/ask")
        peak = _peak_gb(server.pid)
    return Result(
        (
            Figure("peak of `serve` when it is up", start, "GB"),
            Figure(f"peak of `serve` after {_QUESTIONS} questions", peak, "GB", 1.5),
        ),
        "The largest resident size of `lcassist serve` (VmHWM in /proc, so on Linux only; 1 GB is 10⁹ "
        "bytes), with the questions asked through the page's endpoint `/ask`.",
    )


def _peak_gb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024 / 1e9
