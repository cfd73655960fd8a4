"""Follow-up questions that an answer invites, made of the tables alone: nothing is asked for them.

The same question about another name of the group that the tables compare, where the answer rests on a cell and its row
(or column) has a cell for that name too; and other rows (or columns) for the name that was asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lcassist.answer.phrases import phrase
from lcassist.answer.series import Fact, is_total
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, AnswerKind

if TYPE_CHECKING:
    from lcassist.answer.pipeline import Pipeline

MOST = 3

_PEERS = 1  # of the suggestions are about another name, where there are others to make
_LONGEST = 120  # characters of a question that fits a button
# In these a name changes its form with its place in the sentence.
_INFLECTING = frozenset({"el", "hu"})


def suggestions(engine: Pipeline, answer: Answer, sources: Collection[str] | None = None) -> tuple[str, ...]:
    """Up to three questions in the answer's language; none for what is no answer."""
    if answer.kind is not AnswerKind.ANSWER:
        return ()
    cited = [fact for fact in engine.tables.facts if _is_cited(fact, answer)]
    name = _subject(engine, answer, cited)
    if name is None:
        return ()
    peers = list(islice(_of_peers(engine, answer, name, cited), MOST))
    topics = list(islice(_topics(engine, answer, name, cited, sources), MOST))
    made = [*peers[:_PEERS], *topics, *peers[_PEERS:]]
    return tuple(dict.fromkeys(one for one in made if len(one) <= _LONGEST))[:MOST]


def _is_cited(fact: Fact, answer: Answer) -> bool:
    return any(
        (one.source, one.start, one.end) == (fact.source, fact.cell.start, fact.cell.end) for one in answer.citations
    )


def _subject(engine: Pipeline, answer: Answer, cited: Collection[Fact]) -> str | None:
    """The one name that the question is about, or that the answer gives where the question names none."""
    names = engine.understand(answer.question).names_of(engine.types)
    if names:
        return names[0] if len(names) == 1 else None
    return next((name for fact in cited for name in engine.group if name in fact.names), None)


def _of_peers(engine: Pipeline, answer: Answer, name: str, cited: Collection[Fact]) -> Iterator[str]:
    """The question with each other name in the place of the one that it has."""
    mentions = [mention for mention in engine.vocabulary.find(answer.question) if mention.name == name]
    if answer.language in _INFLECTING or not mentions or name not in engine.group:
        return
    if any(fold(answer.question[one.start : one.end]) != fold(name) for one in mentions):
        return  # an adjective, or a form of another language
    known = {
        peer for fact in cited for series in engine.tables.series_of(fact) for f in series.facts for peer in f.names
    }
    for peer in engine.group:
        if peer == name or peer not in known:
            continue
        changed = answer.question
        for mention in reversed(mentions):
            changed = changed[: mention.start] + peer + changed[mention.end :]
        yield changed


def _topics(
    engine: Pipeline, answer: Answer, name: str, cited: Collection[Fact], sources: Collection[str] | None
) -> Iterator[str]:
    """What else the tables tell of a name, those of the tables that were cited first."""
    own = {(fact.source, fact.table) for fact in cited}
    shown = {fact.row_name for fact in cited} | {fact.column_name for fact in cited}
    facts = (
        fact
        for fact in engine.tables.facts
        if name in fact.names and fact.row_name and fact.column_name and (sources is None or fact.source in sources)
    )
    for fact in sorted(facts, key=lambda fact: (fact.source, fact.table) not in own):
        for label in (fact.row_name, fact.column_name):
            if (
                label
                and label not in shown
                and not is_total(label)
                and name not in engine.vocabulary.all_names_in(label)
            ):
                shown.add(label)
                yield phrase("suggest_topic", answer.language, topic=label, name=name)
