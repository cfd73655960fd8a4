"""The follow-ups of an answer: made of the tables alone, and nothing is asked for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lcassist.answer import compose
from lcassist.answer.assistant import Assistant
from lcassist.answer.findings import cell_finding
from lcassist.answer.phrases import phrase
from lcassist.answer.pipeline import Pipeline
from lcassist.answer.suggest import MOST, suggestions
from lcassist.domain import Answer, AnswerKind
from lcassist.errors import SourceUnknown

# each question, and the cell that answers it
ASKED = (
    ("What is the population of Viladecans?", "65,549"),
    ("Hoeveel inwoners heeft Viladecans?", "65,549"),
    ("Quelle est la population de Viladecans ?", "65,549"),
    ("Πόσους κατοίκους έχει το Viladecans;", "65,549"),
    ("Mennyi Viladecans népessége?", "65,549"),
    ("Which city has 65,549 inhabitants?", "65,549"),
)


def answered(assistant: Assistant, question: str, cell: str) -> Answer:
    """An answer that rests on a cell of the report, whatever a reader would find."""
    fact = next(fact for fact in assistant.tables.facts if fact.cell.text == cell)
    asked = assistant._current().understand(question)
    answer = compose.answer(asked, [cell_finding(fact, fact.caption, asked.language)], assistant.library)
    assert answer is not None
    return answer


@pytest.fixture
def nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ask", "work", "_evidence"):
        monkeypatch.setattr(Pipeline, name, lambda *_, **__: pytest.fail("something was asked"))


@pytest.mark.usefixtures("nothing_is_asked")
@pytest.mark.parametrize(("question", "cell"), ASKED)
def test_up_to_three_other_questions_are_made_and_nothing_is_asked(
    assistant: Assistant, question: str, cell: str
) -> None:
    answer = answered(assistant, question, cell)
    suggested = assistant.with_suggestions(answer).suggestions
    assert suggested
    assert len(set(suggested)) == len(suggested) <= MOST == 3
    assert answer.question not in suggested
    assert all(one.strip() == one != "" for one in suggested)
    assert assistant.with_suggestions(answer) == replace(answer, suggestions=suggested)


@pytest.mark.usefixtures("nothing_is_asked")
def test_the_same_is_asked_of_another_name_and_something_else_of_this_one(assistant: Assistant) -> None:
    first, *others = suggestions(assistant._current(), answered(assistant, *ASKED[0]))
    assert first in {f"What is the population of {name}?" for name in set(assistant.entities) - {"Viladecans"}}
    assert others
    assert all("Viladecans" in one for one in others)


@pytest.mark.usefixtures("nothing_is_asked")
@pytest.mark.parametrize(("question", "cell"), [ASKED[3], ASKED[4]])
def test_no_other_name_is_put_where_names_are_inflected(assistant: Assistant, question: str, cell: str) -> None:
    assert all("Viladecans" in one for one in suggestions(assistant._current(), answered(assistant, question, cell)))


@pytest.mark.usefixtures("nothing_is_asked")
def test_what_the_answer_shows_already_is_not_suggested(assistant: Assistant) -> None:
    answer = answered(assistant, *ASKED[0])
    (citation,) = answer.citations
    assert citation.table is not None
    shown = phrase("suggest_topic", "en", topic=citation.table.row or "", name="Viladecans")
    assert shown not in suggestions(assistant._current(), answer)


@pytest.mark.usefixtures("nothing_is_asked")
def test_only_the_tables_of_the_sources_that_are_searched_are_told_of(assistant: Assistant) -> None:
    answer = answered(assistant, *ASKED[3])
    engine = assistant._current()
    assert suggestions(engine, answer, assistant.library.sources()) == suggestions(engine, answer)
    assert suggestions(engine, answer, []) == ()


@pytest.mark.usefixtures("nothing_is_asked")
def test_a_question_about_several_names_suggests_nothing(assistant: Assistant) -> None:
    answer = answered(assistant, "What is the population of Viladecans and Larissa?", "65,549")
    assert suggestions(assistant._current(), answer) == ()


@pytest.mark.usefixtures("nothing_is_asked")
@pytest.mark.parametrize("kind", [AnswerKind.ABSTENTION, AnswerKind.REPLY])
def test_what_is_no_answer_suggests_nothing(assistant: Assistant, kind: AnswerKind) -> None:
    answer = replace(answered(assistant, *ASKED[0]), kind=kind)
    assert assistant.with_suggestions(answer).suggestions == ()


def test_small_talk_suggests_nothing(assistant: Assistant) -> None:
    assert assistant.with_suggestions(assistant.ask("Hello!")).suggestions == ()


def test_a_source_that_is_not_there_is_an_error(assistant: Assistant) -> None:
    for call in (assistant.ask, assistant.search):
        with pytest.raises(SourceUnknown, match=r"no source is called 'nothing\.md'"):
            call("Who initiated the learning city in Pécs?", sources=["nothing.md"])


def test_names_are_added_only_where_the_question_has_none(assistant: Assistant) -> None:
    assert assistant.about("How many inhabitants?", ["Larissa", "Fermo"]) == "How many inhabitants? – Larissa, Fermo"
    assert assistant.about("How many inhabitants has Pécs?", ["Larissa"]) == "How many inhabitants has Pécs?"
    assert assistant.about("How many inhabitants?", []) == "How many inhabitants?"
