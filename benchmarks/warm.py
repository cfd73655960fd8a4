"""A question to an open assistant, beside what embedding that question alone takes."""

from __future__ import annotations

import statistics

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.timing import interleaved, median_ms, p95_ms
from lcassist.answer.assistant import Assistant
from lcassist.index.embed import default_model_folder

_WARMING = 3  # questions at the start whose times are not counted


def measure(place: Place) -> Result:
    from sentence_transformers import SentenceTransformer

    assistant = Assistant.open(place.settings)
    reference = SentenceTransformer(str(default_model_folder()), device="cpu")
    asked = questions()
    seconds = interleaved(
        {
            "ask": assistant.ask,
            "serving": lambda question: assistant.encoder.queries([question]),
            "reference": lambda question: reference.encode(question, prompt_name="query"),
        },
        asked,
    )
    ask, serving, encode = (seconds[name][_WARMING:] for name in ("ask", "serving", "reference"))
    middle = statistics.median(ask)
    return Result(
        (
            Figure("`Assistant.ask`, median", median_ms(ask), "ms"),
            Figure("`Assistant.ask`, 95th percentile", p95_ms(ask), "ms"),
            Figure("`SentenceTransformer.encode`, median", median_ms(encode), "ms"),
            Figure("`SentenceTransformer.encode`, 95th percentile", p95_ms(encode), "ms"),
            Figure("the encoder that serves, median", median_ms(serving), "ms"),
            Figure("the encoder that serves, 95th percentile", p95_ms(serving), "ms"),
            Figure("ask / `SentenceTransformer.encode`", middle / statistics.median(encode), "×", 2),
            Figure("ask / the encoder that serves", middle / statistics.median(serving), "×", 4),
        ),
        f"One process, {len(ask)} distinct questions, each asked once and no answer cached. All three take a "
        f"question in turn before the next one comes; both encoders embed it with the same weights. The "
        f"ratios are those of the medians.",
    )
