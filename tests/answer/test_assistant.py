"""The assistant: how it opens, keeps up with its index, serves threads, and keeps to the sources it is given."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lcassist.answer.assistant import Assistant
from lcassist.answer.pipeline import Pipeline
from lcassist.domain import Answer, AnswerKind, SourceStatus, Turn
from lcassist.errors import (
    EngineUnavailable,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    QuestionError,
    SourceUnknown,
)
from lcassist.index.embed import Encoder
from lcassist.index.ingest import ingest
from lcassist.index.store import Store
from lcassist.reader.model import Reader
from lcassist.settings import Settings

GUIDE = """# A guide to the mills of Northland

The oldest mill of Alba was built in 1688 by the Guild of Millers. It grinds rye on Saturdays.

The mill of Brenn has an annual budget of 12,500 euros for its roof and sails.

| Town | Mills | Visitors |
| --- | --- | --- |
| Alba | 4 | 3,200 |
| Brenn | 7 | 1,150 |
| Corvo | 2 | 9,800 |

Table 1 Mills and visitors
"""
DIARY = """# A diary of the river

The ferry of Corvo crosses the river every twenty minutes, and carries forty bicycles.

In winter the river freezes near Alba, and the children skate to school.
"""
VOCABULARY = """entities:
  - {name: Alba, type: town}
  - {name: Brenn, type: town}
  - {name: Corvo, type: town}
"""
SOURCES = """sources:
  - {id: guide, title: A guide to the mills, file: guide.md, language: en}
  - {id: diary, title: A diary of the river, file: diary.md, language: en}
  - {id: letter, title: A lost letter, url: 'https://example.org/letter'}
"""


@dataclass(frozen=True)
class Mills:
    settings: Settings
    assistant: Assistant


def made(folder: Path, assistant: Assistant) -> Mills:
    """A small index made with the real encoder, which the report's assistant has loaded already."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("guide.md", GUIDE), ("diary.md", DIARY)):
        (corpus / name).write_text(text, "utf-8")
    (corpus / "vocabulary.yaml").write_text(VOCABULARY, "utf-8")
    (corpus / "sources.yaml").write_text(SOURCES, "utf-8")
    settings = Settings(_env_file=None, corpus=corpus, index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Mills(settings, Assistant.open(settings))


@pytest.fixture(scope="module")
def mills(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Mills:
    return made(tmp_path_factory.mktemp("mills"), assistant)


def same(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


# opening


def test_it_opens_and_answers(mills: Mills) -> None:
    answer = mills.assistant.ask("When was the oldest mill of Alba built?")
    assert answer.kind is AnswerKind.ANSWER
    assert "1688" in answer.text
    assert answer.seconds > 0
    assert [source.name for source in mills.assistant.sources] == ["diary.md", "guide.md", "letter"]
    assert mills.assistant.library.sources() == ("diary.md", "guide.md")


def test_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="lcassist ingest"):
        Assistant.open(Settings(_env_file=None, index=tmp_path / "nowhere"))


def test_another_chunking(mills: Mills) -> None:
    settings = Settings(_env_file=None, index=mills.settings.index, passage_chars=300)
    with pytest.raises(IndexMismatch, match="LCASSIST_PASSAGE_CHARS"):
        Assistant.open(settings)


def test_another_model(mills: Mills, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        id = "other"
        fingerprint = "0123456789abcdef"

    monkeypatch.setattr("lcassist.answer.assistant.load_encoder", lambda *_, **__: Other())
    with pytest.raises(IndexMismatch, match=r"'multilingual-e5-small'.*'other'.*LCASSIST_EMBEDDING_MODEL"):
        Assistant.open(mills.settings)


def test_a_damaged_index(mills: Mills, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(mills.settings.index, index)
    for file in index.rglob("manifest.json"):
        file.write_text("{", "utf-8")
    with pytest.raises(IndexDamaged, match="lcassist ingest"):
        Assistant.open(Settings(_env_file=None, index=index))


def test_an_engine_without_its_model(mills: Mills) -> None:
    settings = Settings(_env_file=None, index=mills.settings.index, engine="llm")
    with pytest.raises(EngineUnavailable, match="LCASSIST_ENGINE=quotes"):
        Assistant.open(settings)


@pytest.mark.parametrize("question", ["", " ", "?", "x" * 4_001])
def test_what_can_not_be_asked(mills: Mills, question: str) -> None:
    with pytest.raises(QuestionError):
        mills.assistant.ask(question)
    with pytest.raises(QuestionError):
        mills.assistant.search(question)


# conversation


def test_it_goes_on_from_what_was_said(mills: Mills) -> None:
    history = [Turn("user", "How many visitors does Alba have?"), Turn("assistant", "Alba – Visitors: 3,200 [1]")]
    answer = mills.assistant.ask("And in Corvo?", history)
    assert answer.question == "How many visitors does Corvo have?"
    assert [citation.quote for citation in answer.citations] == ["9,800"]


# search


def test_search_gives_passages_best_first(mills: Mills) -> None:
    hits = mills.assistant.search("How often does the ferry cross?", top_k=3)
    assert len(hits) == 3
    assert "every twenty minutes" in hits[0].passage.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].title == "A diary of the river"


@pytest.mark.parametrize(("top_k", "count"), [(1, 1), (2, 2), (0, 1), (-3, 1)])
def test_search_gives_as_many_as_are_wanted(mills: Mills, top_k: int, count: int) -> None:
    assert len(mills.assistant.search("mill", top_k)) == count


def test_search_gives_as_many_as_the_settings_say(mills: Mills) -> None:
    most = min(mills.settings.top_k, mills.assistant.store.manifest.passages)
    assert len(mills.assistant.search("mill")) == most


def test_an_unknown_script_finds_nothing(mills: Mills) -> None:
    assert mills.assistant.search("学习型城市是什么") == []
    answer = mills.assistant.ask("学习型城市是什么")
    assert answer.kind is AnswerKind.ABSTENTION


@pytest.mark.xfail(strict=True, reason="a question of digits alone counts as one in an unknown script")
def test_a_number_alone_is_searched(mills: Mills) -> None:
    assert mills.assistant.search("1688")
    answer = mills.assistant.ask("1688")
    assert answer.statements or answer.nearest


# sources


def test_search_keeps_to_the_sources_that_are_given(mills: Mills) -> None:
    for question in ("How often does the ferry cross?", "mill of Brenn budget", "Alba"):
        for name in ("guide.md", "diary.md"):
            hits = mills.assistant.search(question, 10, [name])
            assert hits
            assert {hit.passage.source for hit in hits} == {name}
    assert mills.assistant.search("ferry", 10, []) == []
    with pytest.raises(SourceUnknown, match="'letter'"):
        mills.assistant.search("ferry", 10, ["letter"])


@pytest.mark.parametrize(
    "question",
    [
        "When was the oldest mill of Alba built?",
        "Which town has the most visitors?",
        "How many mills does Brenn have?",
        "How often does the ferry of Corvo cross the river?",
        "Compare Alba and Brenn.",
        "What happens in winter?",
    ],
)
def test_answers_keep_to_the_sources_that_are_given(mills: Mills, question: str) -> None:
    for name in ("guide.md", "diary.md"):
        answer = mills.assistant.ask(question, sources=[name])
        assert {citation.source for citation in answer.citations} <= {name}
        assert {hit.passage.source for hit in answer.nearest} <= {name}


def test_what_another_source_says_is_not_answered(mills: Mills) -> None:
    question = "How many visitors does Corvo have?"
    assert mills.assistant.ask(question).citations[0].quote == "9,800"
    assert mills.assistant.ask(question, sources=["guide.md"]).citations[0].quote == "9,800"
    assert "9,800" not in mills.assistant.ask(question, sources=["diary.md"]).text
    assert mills.assistant.ask(question, sources=[]).kind is AnswerKind.ABSTENTION


def test_an_abstention_counts_what_was_searched(mills: Mills) -> None:
    answer = mills.assistant.ask("Who won the match in Zork?", sources=["diary.md"])
    assert answer.kind is AnswerKind.ABSTENTION
    assert "documents: 1" in answer.text


# a new index


def test_a_new_index_is_picked_up(tmp_path: Path, assistant: Assistant) -> None:
    mills = made(tmp_path, assistant)
    question = "How many visitors does Dorn have?"
    before = mills.assistant.ask(question)
    assert "4,321" not in before.text
    corpus = mills.settings.corpus
    (corpus / "guide.md").write_text(GUIDE.replace("| Corvo |", "| Dorn | 5 | 4,321 |\n| Corvo |"), "utf-8")
    (corpus / "vocabulary.yaml").write_text(VOCABULARY + "  - {name: Dorn, type: town}\n", "utf-8")
    ingest(mills.settings, encoder=assistant.encoder)
    after = mills.assistant.ask(question)
    assert [citation.quote for citation in after.citations] == ["4,321"]
    # and a source that is gone is gone
    (corpus / "diary.md").unlink()
    ingest(mills.settings, encoder=assistant.encoder)
    assert mills.assistant.library.sources() == ("guide.md",)
    statuses = {source.id: source.status for source in mills.assistant.sources}
    assert statuses == {
        "guide": SourceStatus.INDEXED,
        "diary": SourceStatus.MISSING,
        "letter": SourceStatus.MISSING,
    }
    assert all(hit.passage.source == "guide.md" for hit in mills.assistant.search("ferry"))


class Waiting:
    """An encoder that waits in the midst of a question until it is told to go on."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.fingerprint, self.dimension = encoder.id, encoder.fingerprint, encoder.dimension
        self.passages, self._queries = encoder.passages, encoder.queries
        self.begun, self.go_on = threading.Event(), threading.Event()

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.begun.set()
        assert self.go_on.wait(120)
        return self._queries(texts)


def test_a_question_in_flight_finishes_on_the_old_index(tmp_path: Path, assistant: Assistant, reader: Reader) -> None:
    mills = made(tmp_path, assistant)
    question = "How many visitors does Alba have?"
    waiting = Waiting(assistant.encoder)
    store = Store.open(mills.settings.index)
    serving = Assistant(mills.settings, waiting, reader, Pipeline(store, waiting, reader))
    with ThreadPoolExecutor(1) as pool:
        in_flight = pool.submit(serving.ask, question)
        assert waiting.begun.wait(120)
        (mills.settings.corpus / "guide.md").write_text(GUIDE.replace("3,200", "6,543"), "utf-8")
        assert ingest(mills.settings, encoder=assistant.encoder).changed
        waiting.go_on.set()
        assert [citation.quote for citation in in_flight.result(120).citations] == ["3,200"]
    assert [citation.quote for citation in serving.ask(question).citations] == ["6,543"]


# threads

QUESTIONS = [
    "Who initiated the learning city in Pécs?",
    "Which city has the largest population?",
    "How is funding rated in Fermo?",
    "Which festivals are held in Fermo?",
    "Wat is de rol van de gemeente in Larissa?",
    "Πόσους κατοίκους έχει η Λάρισα;",
    "Hány lakosa van Pécsnek?",
    "Why is a learning city important?",
    "When did Tokyo become a learning city?",
    "Hello!",
]


def test_many_threads_get_the_answers_of_one(report_settings: Settings, assistant: Assistant) -> None:
    expected = [same(assistant.ask(question)) for question in QUESTIONS]
    hits = [assistant.search(question) for question in QUESTIONS]
    fresh = Assistant.open(report_settings)  # what is loaded late is loaded under the threads

    def ask(thread: int) -> list[tuple[int, Answer]]:
        order = [(thread + number) % len(QUESTIONS) for number in range(len(QUESTIONS))]
        return [(place, same(fresh.ask(QUESTIONS[place]))) for place in order]

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask, range(8)):
            for place, answer in answers:
                assert answer == expected[place]
        assert list(pool.map(fresh.search, QUESTIONS)) == hits
