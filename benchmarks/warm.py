"""A question to an open assistant, beside what reading eight windows alone takes, and embedding the question alone."""

from __future__ import annotations

import statistics

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.timing import interleaved, median_ms, p95_ms
from lcassist.answer.assistant import Assistant
from lcassist.index.embed import default_model_folder
from lcassist.reader.linearize import Linearizer, Window
from lcassist.reader.model import load_reader

_READ = 8  # windows, as the assistant reads them first
_WARMING = 3  # questions at the start whose times are not counted


def measure(place: Place) -> Result:
    from sentence_transformers import SentenceTransformer

    assistant = Assistant.open(place.settings)
    reference = SentenceTransformer(str(default_model_folder()), device="cpu")
    reader = load_reader(cache=place.settings.cache)
    asked = questions()
    windows = {question: _windows(assistant, reader.linearizer, question) for question in asked}
    seconds = interleaved(
        {
            "ask": assistant.ask,
            "reading": lambda question: reader.read(question, windows[question]),
            "serving": lambda question: assistant.encoder.queries([question]),
            "reference": lambda question: reference.encode(question, prompt_name="query"),
        },
        asked,
    )
    ask, reading, serving, encode = (seconds[name][_WARMING:] for name in ("ask", "reading", "serving", "reference"))
    middle = statistics.median(ask)
    return Result(
        (
            Figure("`Assistant.ask`, median", median_ms(ask), "ms"),
            Figure("`Assistant.ask`, 95th percentile", p95_ms(ask), "ms"),
            Figure("reading 8 windows alone, median", median_ms(reading), "ms"),
            Figure("`SentenceTransformer.encode`, median", median_ms(encode), "ms"),
            Figure("`SentenceTransformer.encode`, 95th percentile", p95_ms(encode), "ms"),
            Figure("the encoder that serves, median", median_ms(serving), "ms"),
            Figure("the encoder that serves, 95th percentile", p95_ms(serving), "ms"),
            Figure("ask / reading 8 windows alone", middle / statistics.median(reading), "×", 1.4),
            Figure("95th percentile / median of ask", p95_ms(ask) / median_ms(ask), "×", 2),
        ),
        f"One process, {len(ask)} distinct questions, each asked once and no answer cached. All four take a "
        f"question in turn before the next one comes; both encoders embed it with the same weights. The "
        f"ratios are those of the medians.",
    )


def _windows(assistant: Assistant, linearizer: Linearizer, question: str) -> list[Window]:
    """The first windows of what is retrieved for a question."""
    found: list[Window] = []
    for hit in assistant.search(question, 2 * _READ):
        passage, document = hit.passage, assistant.library.document(hit.passage.source)
        if passage.table is None:
            found += linearizer.prose(passage, document)
        else:
            found += linearizer.table(document, passage.table)[:1]
    return found[:_READ]
