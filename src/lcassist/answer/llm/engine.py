"""The engine that writes with a language model: what is found and whether it carries an answer is the quote engine's.

Where that abstains, the model isn't asked. Otherwise it gets the passages and rows, and each statement that it makes
is checked as soon as it is complete. Whatever goes wrong with the model, and wherever less than half of what it says
can be verified, the quote engine's answer is shown, with a note that says why.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace

from lcassist.answer import compose
from lcassist.answer.llm.check import Checked, Checker
from lcassist.answer.llm.client import Model
from lcassist.answer.llm.context import Item, fitting, items_for
from lcassist.answer.llm.failure import ModelFailed, Reason
from lcassist.answer.llm.parse import Parser, Stated
from lcassist.answer.llm.prompt import prompt
from lcassist.answer.phrases import phrase
from lcassist.answer.pipeline import Pipeline
from lcassist.answer.work import Work
from lcassist.domain import Answer, AnswerKind, Turn, Verification

ENGINE = "llm"

_MOST = 12  # statements; a model that makes more doesn't come to an end
_LONGEST = 30_000  # characters of what a model writes
_FRAME = 700  # tokens of the rules and the question's frame


class LlmEngine:
    """Answers from one quote engine's store by a model. Safe to share between threads."""

    def __init__(self, quotes: Pipeline, model: Model) -> None:
        self._quotes = quotes
        self._model = model

    def ask(self, text: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Answer:
        """Answer a question that was checked; ``sources`` restrict the search to some."""
        *_, answer = self.stream(text, history, sources)
        return answer

    def stream(
        self,
        text: str,
        history: Sequence[Turn] = (),
        sources: Collection[str] | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[Answer, None, None]:
        """The answer as it grows, a verified statement at a time; the last one is whole, and alone final.

        Closing the iterator stops the model; so does ``stop``, set by another thread: then there is no final answer.
        """
        deadline = time.monotonic() + self._model.seconds
        work = self._quotes.work(text, history, sources)
        if isinstance(work, Answer):
            yield work
            return
        draft = self._quotes.draft(work)
        quoted = self._quotes.answered(work, draft)
        items = items_for(work, draft, self._quotes) if quoted.kind is AnswerKind.ANSWER else []
        if not items:
            yield quoted
            return
        checked: list[Checked] = []
        try:
            checker = self._checker(work, items)
            for stated in self._said(work, items, deadline, stop):
                checked.append(checker.check(stated))
                answer = self._written(work, checked, quoted.notes)
                if checked[-1].findings and answer is not None:
                    yield answer
        except ModelFailed as failure:
            if stop is None or not stop.is_set():
                yield _instead(quoted, str(failure.reason))
            return
        if stop is not None and stop.is_set():
            return
        final = self._written(work, checked, quoted.notes)
        verification = _verification(checked)
        if final is None or 2 * verification.verified < verification.stated:
            yield replace(_instead(quoted, "unverified"), verification=verification)
        else:
            yield final

    def _said(
        self, work: Work, items: Sequence[Item], deadline: float, stop: threading.Event | None
    ) -> Iterator[Stated]:
        """The model's statements; a prompt that proves too long is tried once more with half of it.

        Raises:
            ModelFailed: the model can't be had, or says nothing that can be used.
        """
        room = max(0, self._model.context - self._model.longest - _FRAME - len(work.question.text.encode()) // 3)
        given = fitting(items, room)
        try:
            yield from self._statements(work, given, deadline, stop)
        except ModelFailed as failure:
            if failure.reason is not Reason.CONTEXT or len(given) < 2:
                raise
            fewer = fitting(given, sum(item.tokens for item in given) // 2)
            yield from self._statements(work, fewer, deadline, stop)

    def _statements(
        self, work: Work, items: Sequence[Item], deadline: float, stop: threading.Event | None
    ) -> Iterator[Stated]:
        question = work.question
        parser = Parser()
        said: set[str] = set()
        length = 0
        pieces = self._model.stream(prompt(question.text, question.language, items), deadline, stop)
        try:
            for piece in pieces:
                length += len(piece)
                if length > _LONGEST:
                    raise ModelFailed(Reason.ENDLESS)
                for stated in parser.feed(piece):
                    if stated.text in said:
                        return  # it has begun to repeat itself
                    if len(said) == _MOST:
                        raise ModelFailed(Reason.ENDLESS)
                    said.add(stated.text)
                    yield stated
        finally:
            pieces.close()
        if not said:
            raise ModelFailed(Reason.EMPTY if parser.closed or not length else Reason.MALFORMED)

    def _checker(self, work: Work, items: Sequence[Item]) -> Checker:
        # of another of those who are compared than is asked about
        elsewhere = {
            (one.source, one.start)
            for one in work.evidence
            if work.names and one.scope.names and not one.scope.names & set(work.names)
        }
        return Checker(
            items,
            self._quotes.library,
            self._quotes.vocabulary,
            self._quotes.tables,
            work.question.language,
            work.names,
            self._quotes.types,
            elsewhere,
            self._quotes.retriever.encoder,
            self._quotes.reader,
        )

    def _written(self, work: Work, checked: Sequence[Checked], notes: Sequence[str]) -> Answer | None:
        findings = list(dict.fromkeys(finding for one in checked for finding in one.findings))
        verification = _verification(checked)
        counted = phrase(
            "llm_verified",
            work.question.language,
            verified=str(verification.verified),
            stated=str(verification.stated),
        )
        answer = compose.answer(work.question, findings, self._quotes.library, notes=[*notes, counted], engine=ENGINE)
        return None if answer is None else replace(answer, verification=verification)


def _verification(checked: Sequence[Checked]) -> Verification:
    """What was verified; of the rest the text and the reason, and whether its quote is shown instead."""
    dropped = tuple(
        (one.stated.text, f"{'replaced by its quote' if one.findings else 'dropped'}: {one.reason}")
        for one in checked
        if not one.verified
    )
    return Verification(len(checked), sum(one.verified for one in checked), dropped)


def _instead(quoted: Answer, why: str) -> Answer:
    """The quote engine's answer, with a note on why it and not the model's is shown."""
    note = f"{phrase(f'llm_{why}', quoted.language)} {phrase('llm_instead', quoted.language)}"
    return replace(quoted, notes=(*quoted.notes, note), text=f"{quoted.text}\n\n*{compose.escaped(note)}*")
