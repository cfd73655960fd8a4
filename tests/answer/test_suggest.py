"""The follow-ups of an answer: made of the index, and each answered by it."""

from __future__ import annotations

from typing import Any

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.answer.engine import QuoteEngine
from lcassist.domain import Answer, AnswerKind
from lcassist.errors import SourceUnknown

QUESTIONS = (
    "Who initiated the learning city in Pécs?",
    "Which city has the largest population?",
    "Hoeveel inwoners heeft Viladecans?",
    "Ποιος ξεκίνησε στη Λάρισα;",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_suggestion_is_answered_in_the_answers_language(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    suggested = assistant.with_suggestions(answer).suggestions
    assert suggested
    assert len(set(suggested)) == len(suggested) <= 3
    assert answer.question not in suggested
    for one in suggested:
        own = assistant.ask(one)
        assert own.kind is AnswerKind.ANSWER
        assert own.language == answer.language
    assert assistant.with_suggestions(answer).suggestions == suggested


def test_what_was_tried_out_is_not_tried_again(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = assistant.ask(QUESTIONS[0])
    suggested = assistant.with_suggestions(answer)
    monkeypatch.setattr(QuoteEngine, "ask", lambda *_: pytest.fail("asked again"))
    assert assistant.with_suggestions(answer) == suggested


def test_another_index_makes_its_own_suggestions(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = assistant.ask(QUESTIONS[0])
    suggested = assistant.with_suggestions(answer)
    asked: list[str] = []

    class Other(QuoteEngine):
        def ask(self, text: str, *given: Any) -> Answer:
            asked.append(text)
            return super().ask(text, *given)

    monkeypatch.setattr(assistant, "_engine", Other(assistant.store, assistant.encoder))
    assert assistant.with_suggestions(answer) == suggested
    assert set(suggested.suggestions) <= set(asked)


@pytest.mark.parametrize("question", ["What is the capital of Mongolia?", "Hello!"])
def test_what_is_no_answer_suggests_nothing(assistant: Assistant, question: str) -> None:
    assert not assistant.with_suggestions(assistant.ask(question)).suggestions


def test_a_source_that_is_not_there_is_an_error(assistant: Assistant) -> None:
    for call in (assistant.ask, assistant.search):
        with pytest.raises(SourceUnknown, match=r"no source is called 'nothing\.md'"):
            call("Who initiated the learning city in Pécs?", sources=["nothing.md"])


def test_names_are_added_only_where_the_question_has_none(assistant: Assistant) -> None:
    assert assistant.about("How many inhabitants?", ["Larissa", "Fermo"]) == "How many inhabitants? – Larissa, Fermo"
    assert assistant.about("How many inhabitants has Pécs?", ["Larissa"]) == "How many inhabitants has Pécs?"
    assert assistant.about("How many inhabitants?", []) == "How many inhabitants?"
