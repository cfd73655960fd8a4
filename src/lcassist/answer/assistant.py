"""The assistant: the package's door. Opens an index, keeps up with it, searches and answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from lcassist.answer.deadline import limited
from lcassist.answer.history import recent
from lcassist.answer.llm.client import Model
from lcassist.answer.llm.engine import LlmEngine
from lcassist.answer.pipeline import Pipeline
from lcassist.answer.question import checked
from lcassist.answer.suggest import suggestions
from lcassist.answer.tables import Tables
from lcassist.answer.work import Work
from lcassist.corpus.language import known_script
from lcassist.corpus.library import Library
from lcassist.domain import Answer, Hit, Source, Turn
from lcassist.errors import AnswerStopped
from lcassist.index.embed import Encoder, load_encoder
from lcassist.index.store import Store
from lcassist.reader.model import Reader, load_reader
from lcassist.settings import Settings


class Assistant:
    """Searches an index and answers questions about it. One serves many threads at once.

    When a new index was made, the next question is answered from it; those under way finish on the old one.
    """

    def __init__(
        self, settings: Settings, encoder: Encoder, reader: Reader, engine: Pipeline, model: Model | None = None
    ) -> None:
        self.settings = settings
        self.encoder = encoder
        self._reader = reader
        self._engine = engine
        self._model = model
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, encoder: Encoder | None = None, reader: Reader | None = None) -> Assistant:
        """Open the index that the settings name; ``encoder`` and ``reader`` are by default what they name.

        Raises:
            IndexMissing, IndexMismatch, IndexDamaged: there is no index, or it can't be used.
            ModelUnavailable: the embedding model or the reader can't be loaded.
            EngineUnavailable: the engine that the settings name can't be used.
        """
        Store.open(settings.index).close()  # says that it is missing before the models are loaded
        model = Model.open(settings) if settings.engine == "llm" else None
        encoder = encoder or load_encoder(settings.embedding_model, cache=settings.cache)
        reader = reader or load_reader(settings.reader_model, cache=settings.cache)
        return cls(settings, encoder, reader, _opened(settings, encoder, reader), model)

    @property
    def library(self) -> Library:
        """The canonical texts of the index that answers now."""
        return self._current().library

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources of the corpus, with their status."""
        return self._current().store.manifest.sources

    @property
    def store(self) -> Store:
        return self._current().store

    def search(self, question: str, top_k: int | None = None, sources: Collection[str] | None = None) -> list[Hit]:
        """The passages that fit a question best, best first. Raises QuestionError, SourceUnknown."""
        text = checked(question, self.settings.max_question_chars)
        engine = self._current()
        _known(engine, sources)
        if not known_script(text) and not any(character.isdigit() for character in text):
            return []
        asked = engine.understand(text)
        query = engine.retriever.query(asked.text, asked.language, asked.names)
        found = engine.retriever.find(query, self.settings.top_k if top_k is None else max(1, top_k), sources)
        return engine.retriever.hits(found)

    def ask(self, question: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Answer:
        """Answer a question, which may go on from ``history``; ``sources`` restrict where is searched.

        Raises:
            QuestionError: the question is empty, has no word in it, or is too long.
            SourceUnknown: one of ``sources`` is not in the index.
            AnswerTimeout: it takes longer than the settings allow.
        """
        *_, answer = self.stream(question, history, sources)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        sources: Collection[str] | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[Answer, None, None]:
        """As ``ask``, and the answer as it grows: with a language model a statement at a time, each verified.

        Only the last one is final; it may be another than those before it. Closing the iterator stops the model.
        While a thread waits for the next one, another can do so by ``stop``: then it ends without a final answer.
        """
        started = time.perf_counter()
        text = checked(question, self.settings.max_question_chars)
        engine = self._current()
        _known(engine, sources)
        history = recent(history, self.settings.max_question_chars)
        if self._model is None:
            try:
                with limited(self.settings.answer_timeout, stop):
                    answer = engine.ask(text, history, sources)
            except AnswerStopped:
                return
            yield replace(answer, seconds=time.perf_counter() - started)
            return
        with closing(LlmEngine(engine, self._model).stream(text, history, sources, stop)) as answers:
            for answer in answers:
                yield replace(answer, seconds=time.perf_counter() - started)

    def with_suggestions(self, answer: Answer, sources: Collection[str] | None = None) -> Answer:
        """The answer with follow-up questions that the tables of this index answer too."""
        return replace(answer, suggestions=suggestions(self._current(), answer, sources))

    @property
    def entities(self) -> tuple[str, ...]:
        """The names that the tables compare, in their order; empty where no table compares any."""
        return self._current().group

    @property
    def tables(self) -> Tables:
        """The facts and series of the tables of the index that answers now."""
        return self._current().tables

    def about(self, question: str, names: Sequence[str]) -> str:
        """The question with these names added, where it names none of their kind itself."""
        engine = self._current()
        named = any(mention.type in engine.types for mention in engine.vocabulary.find(question))
        return question if named or not names else f"{question} – {', '.join(names)}"

    def work(self, question: str, history: Sequence[Turn] = ()) -> Work | None:
        """What is found and read for a question before it is answered; None where no search is needed."""
        work = self._current().work(checked(question, self.settings.max_question_chars), history)
        return work if isinstance(work, Work) else None

    def _current(self) -> Pipeline:
        if not self._engine.store.is_current():
            with self._lock:
                if not self._engine.store.is_current():
                    self._engine = _opened(self.settings, self.encoder, self._reader)
        return self._engine


def _known(engine: Pipeline, sources: Collection[str] | None) -> None:
    for name in sources or ():
        engine.library.document(name)  # says which ones there are where there is no such source


def _opened(settings: Settings, encoder: Encoder, reader: Reader) -> Pipeline:
    store = Store.open(
        settings.index,
        encoder_id=encoder.id,
        fingerprint=encoder.fingerprint,
        passage_chars=settings.passage_chars,
    )
    return Pipeline(store, encoder, reader)
