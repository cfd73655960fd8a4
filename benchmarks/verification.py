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
# Nothing in them that could fail before the likeness is asked for, which is the dearest check.
_FOREIGN = {
    "en": "Dat wordt in het stuk zo beschreven door degenen die het hebben opgesteld.",
    "nl": "That is how those who drew up the document describe it in its text.",
}


def measure(place: Place) -> Result:
    assistant = Assistant.open(place.settings)
    engine = assistant._current()
    seconds: dict[str, list[float]] = {"own": [], "foreign": []}
    for question in questions():
        work = assistant.work(question)
        if work is None:
            continue
        items = items_for(work, engine.draft(work), engine)
        for kind, made in (("own", _changed(items)), ("foreign", _foreign(items))):
            if not made:
                continue

            checker = Checker(
                items, engine.library, engine.vocabulary, engine.tables, work.question.language, work.names,
                engine.types, frozenset(), assistant.encoder,
            )  # fmt: skip
            seconds[kind].append(timed(lambda: [checker.check(stated) for stated in made]))  # noqa: B023  called at once
    own, foreign = seconds["own"], seconds["foreign"]
    return Result(
        (
            Figure("an answer of 4 statements, median", median_ms(own), "ms", 50),
            Figure("an answer of 4 statements, 95th percentile", p95_ms(own), "ms", 50),
            Figure("4 statements in another language than their quotes, median", median_ms(foreign), "ms", 50),
            Figure("4 statements in another language than their quotes, 95th percentile", p95_ms(foreign), "ms", 50),
        ),
        f"{len(own)} answers, each of {_STATEMENTS} statements made of the sentences and cells that a model would "
        "get, changed by a word, so that all checks are made. A statement in another language than its quote is also "
        "held against it by its vector: one text is embedded for each.",
    )


def _lines(items: list[Item]) -> list[tuple[Item, str]]:
    lines = [(item, line) for item in items for line in item.shown.splitlines() if len(line.split()) > 5]
    return lines[:_STATEMENTS]


def _changed(items: list[Item]) -> list[Stated]:
    return [Stated(f"Indeed {line[0].lower()}{line[1:]}", (Quote(line, item.number),)) for item, line in _lines(items)]


def _foreign(items: list[Item]) -> list[Stated]:
    return [
        Stated(_FOREIGN["nl" if item.language == "nl" else "en"], (Quote(line, item.number),))
        for item, line in _lines(items)
    ]
