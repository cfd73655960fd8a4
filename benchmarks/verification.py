"""What verifying a language model's statements adds to an answer; no model is asked."""

from __future__ import annotations

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.timing import median_ms, p95_ms, timed
from lcassist.answer.assistant import Assistant
from lcassist.answer.llm.check import Checker
from lcassist.answer.llm.context import Item, items_for
from lcassist.answer.llm.parse import Quote, Stated

_STATEMENTS = 4


def measure(place: Place) -> Result:
    assistant = Assistant.open(place.settings)
    engine = assistant._current()
    seconds, unlike = [], []
    for question in questions():
        work = assistant.work(question)
        if work is None:
            continue
        items = items_for(work, engine.draft(work), engine)
        made = _statements(items)
        if not made:
            continue

        checker = Checker(
            items, engine.library, engine.vocabulary, engine.tables, work.question.language, work.names, engine.types,
            frozenset(), assistant.encoder,
        )  # fmt: skip
        seconds.append(timed(lambda: [checker.check(stated) for stated in made]))  # noqa: B023  called at once
        # what a statement in another language costs besides: two texts are embedded
        texts = [question, made[0].text]
        unlike.append(timed(lambda: assistant.encoder.queries(texts)))  # noqa: B023  called at once
    return Result(
        (
            Figure("an answer of 4 statements, median", median_ms(seconds), "ms", 50),
            Figure("an answer of 4 statements, 95th percentile", p95_ms(seconds), "ms"),
            Figure("likeness, for each statement in another language, median", median_ms(unlike), "ms"),
        ),
        f"{len(seconds)} answers, each of {_STATEMENTS} statements made of the sentences and cells that a model would "
        "get, changed by a word, so that all checks are made. A statement in another language than its quote is also "
        "held against it by its vector.",
    )


def _statements(items: list[Item]) -> list[Stated]:
    lines = [(item.number, line) for item in items for line in item.shown.splitlines() if len(line.split()) > 5]
    return [
        Stated(f"Indeed {line[0].lower()}{line[1:]}", (Quote(line, number),)) for number, line in lines[:_STATEMENTS]
    ]
