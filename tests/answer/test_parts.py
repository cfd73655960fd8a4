"""Messages that ask several questions at once are parted; those that ask one are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist import Assistant
from lcassist.answer.parts import parts, prefaced
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Turn


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "When was Alba founded and who runs it?", ["When was Alba founded?", "Who runs it?"]),
        ("en", "What is the budget? Who pays it?", ["What is the budget?", "Who pays it?"]),
        ("nl", "Wanneer opende Alba, en wie betaalt het?", ["Wanneer opende Alba?", "Wie betaalt het?"]),
        ("de", "Wann wurde Alba gegründet und wer leitet es?", ["Wann wurde Alba gegründet?", "Wer leitet es?"]),
        ("hu", "Mikor nyílt Alba, és ki vezeti a várost?", ["Mikor nyílt Alba?", "Ki vezeti a várost?"]),
    ],
)
def test_several_questions(language: str, text: str, expected: list[str], names: Vocabulary) -> None:
    assert parts(text, language, names) == expected


@pytest.mark.parametrize(
    "text",
    [
        "How are volunteers and vulnerable adults reached in Alba?",
        "How many of the four are large, and which?",
        "Who started it in Alba, and who did in Brenn?",  # one question of two towns
        "How do Alba and Brenn pay for it, and where do they differ?",  # a comparison
        "What is in it for companies, when they join in?",
        "Is there a bus, and how often does it run?",
        "And in Corvo?",
        "When and where was the mill built?",
        "How and why did they begin?",
        "When do the millers meet again, and in which town?",
    ],
)
def test_one_question(text: str, names: Vocabulary) -> None:
    assert parts(text, "en", names) == [text]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We are a choir of 24. Is there a boat for us?", ("We are a choir of 24.", "Is there a boat for us?")),
        ("nl", "Ik zit in de raad. Wat kost de molen?", ("Ik zit in de raad.", "Wat kost de molen?")),
        ("en", "Is there a boat for us?", ("", "Is there a boat for us?")),
        ("en", "Who runs it? What does it cost?", ("", "Who runs it? What does it cost?")),
        ("en", "The mill turns. It is old.", ("", "The mill turns. It is old.")),
    ],
)
def test_what_is_said_before_a_question(language: str, text: str, expected: tuple[str, str]) -> None:
    assert prefaced(text, language) == expected


@given(st.text(max_size=80), st.sampled_from(["en", "nl", "el", "hu"]))
def test_no_text_is_lost_for_want_of_parts(text: str, language: str) -> None:
    found = parts(text, language, Vocabulary([]))
    assert found == [text] or 2 <= len(found) <= 3


def test_each_part_is_answered_of_whom_the_first_names(assistant: Assistant) -> None:
    answer = assistant.ask("Wanneer werd Pécs erkend en wie nam het initiatief?")
    texts = [statement.text for statement in answer.statements]
    assert any("2017" in text for text in texts)
    assert any("Initiators" in text and "University of Pécs" in text for text in texts)
    assert not answer.notes


def test_all_parts_are_asked_again_of_another_name(assistant: Assistant) -> None:
    first = "Wanneer werd Pécs erkend en wie nam het initiatief?"
    history = [Turn("user", first), Turn("assistant", assistant.ask(first).text)]
    answer = assistant.ask("En in Larissa?", history)
    assert answer.question == "Wanneer werd Larissa erkend en wie nam het initiatief?"
    texts = [statement.text for statement in answer.statements]
    assert any("2016" in text for text in texts), texts
    assert any("Initiators" in text and "Mayor" in text for text in texts), texts


def test_a_part_without_an_answer_is_said(assistant: Assistant) -> None:
    history: list[Turn] = []
    answer = assistant.ask("What is the motto of Fermo and how many trams does it have?", history)
    assert "think global" in answer.statements[0].text
    assert any("trams" in note for note in answer.notes)
