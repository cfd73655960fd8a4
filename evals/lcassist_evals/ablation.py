"""Engines that are broken on purpose, at the seam between runner and assistant.

An eval that a broken engine passes measures nothing: the gates must fail for each of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from lcassist.domain import Answer, AnswerKind, Citation, Document, Hit, Statement, Turn
from lcassist_evals.cases import Suite
from lcassist_evals.engine import Engine, Opener


class _Wrapper:
    """Passes everything on; a broken engine overrides ``ask``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return self._engine.ask(question, history)

    def search(self, question: str, top_k: int) -> Sequence[Hit]:
        return self._engine.search(question, top_k)

    def document(self, source: str) -> Document:
        return self._engine.document(source)

    def embed(self, question: str) -> None:
        self._engine.embed(question)

    def confidence(self, question: str, history: Sequence[Turn]) -> float | None:
        return self._engine.confidence(question, history)


class SwapsEntities(_Wrapper):
    """Takes one entity for the other: asked about A it says B's facts under A's name, citing B's place."""

    def __init__(self, engine: Engine, first: str, second: str) -> None:
        super().__init__(engine)
        self._names = {first: second, second: first}
        self._pattern = re.compile("|".join(map(re.escape, self._names)))

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        asked = [Turn(turn.role, self._swapped(turn.content)) for turn in history]
        answer = self._engine.ask(self._swapped(question), asked)
        statements = tuple(replace(s, text=self._swapped(s.text)) for s in answer.statements)
        return replace(answer, statements=statements, text=self._swapped(answer.text))

    def _swapped(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._names[match.group()], text)


class NeverAbstains(_Wrapper):
    """Where it should abstain it quotes the nearest passage as if that were the answer."""

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        answer = self._engine.ask(question, history)
        if not answer.abstained:
            return answer
        hits = answer.nearest or tuple(self._engine.search(question, 1))
        return _quoting(answer, hits[0], hits[0].passage.start, hits[0].passage.end) if hits else answer


class TakesFirstSentences(_Wrapper):
    """Does not rank sentences: quotes the first one of the best passage instead of the one that answers.

    Answers from tables, which rank no sentences, stay as they are.
    """

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        answer = self._engine.ask(question, history)
        prose = answer.kind is AnswerKind.ANSWER and not any(c.table for c in answer.citations)
        hits = self._engine.search(answer.question or question, 1) if prose else ()
        if not hits:
            return answer
        passage = hits[0].passage
        first = passage.sentences[0] if passage.sentences else passage
        return _quoting(answer, hits[0], first.start, first.end)


def _quoting(answer: Answer, hit: Hit, start: int, end: int) -> Answer:
    passage = hit.passage
    quote = passage.text[start - passage.start : end - passage.start]
    citation = Citation(
        1,
        passage.source,
        hit.title,
        passage.section,
        passage.page,
        None,
        passage.language,
        quote,
        start,
        end,
        None,
    )
    statements = (Statement(quote, (1,)),)
    return replace(answer, kind=AnswerKind.ANSWER, text=quote, statements=statements, citations=(citation,))


def broken(opener: Opener, breaking: Callable[[Engine], Engine]) -> Opener:
    """An opener whose engines are wrapped in a broken one."""

    @contextmanager
    def open_suite(suite: Suite) -> Iterator[Engine]:
        with opener(suite) as engine:
            yield breaking(engine)

    return open_suite
