"""Where all questions of the page and its endpoints come in: limited for each client, and logged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from lcassist.answer.assistant import Assistant
from lcassist.briefing.compare import Matrix, compared, questions_of
from lcassist.domain import Answer, Turn
from lcassist.errors import AnswerStopped
from lcassist.surfaces.web.limit import Limit

logger = logging.getLogger("lcassist.requests")


class Desk:
    """Asks the assistant for a client, within the limit, and logs it: without any text, unless asked to."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._limit = Limit(assistant.settings.requests_per_minute)
        self._texts = assistant.settings.log_questions
        self._under_way: set[threading.Event] = set()
        self._lock = threading.Lock()

    def ask(
        self, client: str, question: str, turns: Sequence[Turn] = (), sources: Collection[str] | None = None
    ) -> Answer:
        """As ``Assistant.ask``; also raises TooMany, and AnswerStopped where the server is stopped meanwhile."""
        given = list(self.stream(client, question, turns, sources))
        if not given:
            raise AnswerStopped("the server is being stopped: ask again in a minute")
        return given[-1]

    def stream(
        self,
        client: str,
        question: str,
        turns: Sequence[Turn] = (),
        sources: Collection[str] | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[Answer, None, None]:
        """As ``Assistant.stream``, whose last answer alone is final; also raises TooMany."""
        self.admit(client)
        said = f" {question!r}" if self._texts else ""
        answer = None
        stop = threading.Event() if stop is None else stop
        with self._counted(stop), closing(self.assistant.stream(question, turns, sources, stop)) as answers:
            try:
                for answer in answers:
                    yield answer
            except GeneratorExit:
                logger.info("stopped%s", said)
                raise
        if answer is None or stop.is_set():
            logger.info("stopped%s", said)
            return
        logger.info(
            "%s in %s, %d citations, %.0f ms%s",
            answer.kind.value, answer.language, len(answer.citations), answer.seconds * 1000, said,
        )  # fmt: skip

    @contextmanager
    def _counted(self, stop: threading.Event) -> Iterator[None]:
        with self._lock:
            self._under_way.add(stop)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(stop)

    def end(self) -> None:
        """Ends all answers that are under way: what reads next, or a model's next word, is the last."""
        with self._lock:
            for stop in self._under_way:
                stop.set()

    def compare(self, client: str, names: Sequence[str], themes: Sequence[str], language: str) -> Matrix:
        """As ``compared``, counted as the questions that it asks; also raises TooMany."""
        self.admit(client, max(1, questions_of(self.assistant, names, themes)))
        matrix = compared(self.assistant, names, themes, language)
        logger.info("compared %d names on %d themes", len(matrix.names), len(matrix.themes))
        return matrix

    def admit(self, client: str, count: int = 1) -> None:
        """Count a request that asks no question, or several. Raises TooMany."""
        self._limit.take(client, count=count)
