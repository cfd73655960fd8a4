"""Follow-up questions that an answer invites, each of which the same index answers.

They are made of the index alone: the same question about another name of the group that the tables compare, and
other rows (or columns) of the tables for the name that was asked about, those first that fit the question best.
A question is offered only after it was asked: one about another name must be answered, one about a cell must
cite that cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from lcassist.answer.phrases import phrase
from lcassist.answer.tables import Fact
from lcassist.answer.work import Work
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, AnswerKind

if TYPE_CHECKING:
    from lcassist.answer.engine import QuoteEngine

MOST = 3

_PEERS = 1  # of the suggestions are about another name, where there are others to make
_TRIED = 8  # questions that are asked before what was found is enough
_REMEMBERED = 4096  # questions that were tried out
_LONGEST = 120  # characters of a question that fits a button
# In these a name changes its form with its place in the sentence.
_INFLECTING = frozenset({"el", "hu"})


class Suggester:
    """Makes suggestions from one engine, and remembers which it tried out. Safe to share between threads."""

    def __init__(self, engine: QuoteEngine) -> None:
        self.engine = engine
        # many answers suggest the same, and the same index always answers it alike
        self._cited = lru_cache(maxsize=_REMEMBERED)(self._asked)

    def suggestions(self, answer: Answer, sources: Collection[str] | None = None) -> tuple[str, ...]:
        """Up to three questions in the answer's language; none for what is no answer."""
        engine = self.engine
        if answer.kind is not AnswerKind.ANSWER:
            return ()
        name = _subject(engine, answer, engine.understand(answer.question).names_of(engine.types))
        work = engine.work(answer.question, (), sources) if name is not None else None
        if name is None or not isinstance(work, Work):
            return ()
        among = None if sources is None else frozenset(sources)
        tried = _TRIED
        found: list[str] = []

        def take(questions: Iterator[tuple[str, Fact | None]], most: int) -> None:
            nonlocal tried
            for question, fact in questions:
                if len(found) >= most or not tried:
                    return
                if len(question) > _LONGEST or question in found:
                    continue
                tried -= 1
                cited = self._cited(question, among)
                if cited and (fact is None or (fact.source, fact.cell.start) in cited):
                    found.append(question)

        peers = [other for other in engine.group if other != name] if name in engine.group else []
        take(_of_peers(engine, answer, name, peers), _PEERS)
        cited = {(one.source, one.start) for one in answer.citations}
        labels = {one.table.row if one.table else None for one in answer.citations}
        labels |= {one.table.column if one.table else None for one in answer.citations}
        facts = (
            (series.label, fact)
            for series in (fit.series for fit in work.series)
            for fact in series.facts
            # a cell without headers is called by its table's whole caption, which is no topic
            if series.label and series.label not in labels and fact.row_name and fact.column_name
            if name in fact.names and (fact.source, fact.cell.start) not in cited
        )
        take(((_topic(label, name, answer.language), fact) for label, fact in facts), MOST)
        take(_of_peers(engine, answer, name, peers), MOST)
        return tuple(found)

    def _asked(self, question: str, sources: frozenset[str] | None) -> frozenset[tuple[str, int]]:
        """Where the citations of a question's answer begin; none where it is not answered."""
        answer = self.engine.ask(question, (), sources)
        return frozenset((one.source, one.start) for one in answer.citations if answer.kind is AnswerKind.ANSWER)


def _subject(engine: QuoteEngine, answer: Answer, names: Collection[str]) -> str | None:
    """The one name that the question is about, or that the answer gives where the question names none."""
    if names:
        return next(iter(names)) if len(names) == 1 else None
    for citation in answer.citations:
        if citation.table is not None:
            headers = f"{citation.table.column or ''} {citation.table.row or ''}"
            known = [name for name in engine.vocabulary.all_names_in(headers) if name in engine.group]
            if known:
                return known[0]
    return None


def _of_peers(
    engine: QuoteEngine, answer: Answer, name: str, peers: Collection[str]
) -> Iterator[tuple[str, Fact | None]]:
    """The question with each other name in the place of the one that it has."""
    text = answer.question
    mentions = [mention for mention in engine.vocabulary.find(text) if mention.name == name]
    if answer.language in _INFLECTING or not mentions:
        return
    if any(fold(text[mention.start : mention.end]) != fold(name) for mention in mentions):
        return  # an adjective, or a form of another language
    for peer in peers:
        changed = text
        for mention in reversed(mentions):
            changed = changed[: mention.start] + peer + changed[mention.end :]
        yield changed, None


def _topic(label: str | None, name: str, language: str) -> str:
    return phrase("suggest_topic", language, topic=label or "", name=name)
