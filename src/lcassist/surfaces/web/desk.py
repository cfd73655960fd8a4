"""Where all questions of the page and its endpoints come in: limited for each client, and logged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Generator, Sequence
from contextlib import closing

from lcassist.answer.assistant import Assistant
from lcassist.domain import Answer, Turn
from lcassist.surfaces.web.limit import Limit

logger = logging.getLogger("lcassist.requests")


class Desk:
    """Asks the assistant for a client, within the limit, and logs it: without any text, unless asked to."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._limit = Limit(assistant.settings.requests_per_minute)
        self._texts = assistant.settings.log_questions

    def ask(
        self, client: str, question: str, turns: Sequence[Turn] = (), sources: Collection[str] | None = None
    ) -> Answer:
        """As ``Assistant.ask``; also raises TooMany."""
        *_, answer = self.stream(client, question, turns, sources)
        return answer

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
        with closing(self.assistant.stream(question, turns, sources, stop)) as answers:
            try:
                for answer in answers:
                    yield answer
            except GeneratorExit:
                logger.info("stopped%s", said)
                raise
        if answer is None or (stop is not None and stop.is_set()):
            logger.info("stopped%s", said)
            return
        logger.info(
            "%s in %s, %d citations, %.0f ms%s",
            answer.kind.value, answer.language, len(answer.citations), answer.seconds * 1000, said,
        )  # fmt: skip

    def admit(self, client: str) -> None:
        """Count a request that asks no question. Raises TooMany."""
        self._limit.take(client)
