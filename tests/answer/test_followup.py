"""What a follow-up leaves out is taken from what was said before; what leaves nothing out stands as it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lcassist.answer.followup import Standalone, is_small_talk, small_talk_language, standalone
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Turn

TOWNS = frozenset({"town"})
GROUP = ("Alba", "Brenn", "Corvo")
WHO = "Who started it in Alba?"
WER = "Wer hat in Alba angefangen?"
WIE = "Wie begon het in Alba?"
CHI = "Chi ha iniziato ad Alba?"
QUI = "Qui a commencé à Alba ?"
KI = "Ki kezdte Alba városában?"
POIOS = "Ποιος ξεκίνησε στην Άλμπα;"


def alone(question: str, said: Sequence[str], names: Vocabulary, language: str = "en") -> str:
    """The standalone question; what was said is the user's, or the assistant's where it begins with ">"."""
    history = [
        Turn("assistant", text.removeprefix("> ")) if text.startswith("> ") else Turn("user", text) for text in said
    ]
    return standalone(question, history, names, language, TOWNS, GROUP).text


@pytest.mark.parametrize(
    ("said", "question", "expected"),
    [
        # an ellipsis
        ([WHO], "And in Brenn?", "Who started it in Brenn?"),
        ([WHO], "What about Corvo?", "Who started it in Corvo?"),
        ([WHO], "Brenna?", "Who started it in Brenna?"),
        (["What is the budget of Alba?"], "And Brenn and Corvo?", "What is the budget of Brenn, Corvo?"),
        (["Compare the budgets of Alba and Brenn."], "And Corvo?", "Compare the budgets of Corvo."),
        (["Compare Alba, Brenn and Corvo."], "And only Corvo?", "Compare Corvo."),
        (["Is Alba larger than Brenn?"], "And Corvo?", "Is Corvo larger than Brenn?"),
        (["How far is it from Alba to Brenn?"], "And from Alba to Corvo?", "How far is it from Alba to Corvo?"),
        (["What does Alba do for Alba?"], "And Corvo?", "What does Corvo do for Corvo?"),
        (["Which mills are there?"], "And in Corvo?", "Which mills are there? (Corvo)"),
        (["What is the budget?"], "In Alba.", "What is the budget? (Alba)"),
        ([WIE], "En in Brenn?", "Wie begon het in Brenn?"),
        ([WER], "Und in Brenn?", "Wer hat in Brenn angefangen?"),
        ([QUI], "Et à Brenn ?", "Qui a commencé à Brenn ?"),
        ([CHI], "E a Brenn?", "Chi ha iniziato ad Brenn?"),
        (["¿Quién empezó en Alba?"], "¿Y en Brenn?", "¿Quién empezó en Brenn?"),
        (["Qui va començar a Alba?"], "I a Brenn?", "Qui va començar a Brenn?"),
        ([POIOS], "Και στο Corvo;", "Ποιος ξεκίνησε στην Corvo;"),
        ([KI], "És Brenn?", "Ki kezdte Brenn városában?"),
        # in another language than the question before it
        ([WHO], "En in Brenn?", "Who started it in Brenn?"),
        ([WHO], "Et à Brenn ?", "Who started it in Brenn?"),
        ([WIE], "And in Brenn?", "Wie begon het in Brenn?"),
        # a matter without a name
        ([WHO], "And the budget?", "And the budget? (Alba)"),
        ([WIE], "En het budget?", "En het budget? (Alba)"),
        ([WER], "Und das Budget?", "Und das Budget? (Alba)"),
        ([KI], "És a költségvetés?", "És a költségvetés? (Alba)"),
        # a pronoun
        ([WHO], "What is its population?", "What is its population? (Alba)"),
        ([WIE], "Hoeveel inwoners heeft het?", "Hoeveel inwoners heeft het? (Alba)"),
        ([WER], "Wie viele Einwohner hat sie?", "Wie viele Einwohner hat sie? (Alba)"),
        ([CHI], "Qual è la sua popolazione?", "Qual è la sua popolazione? (Alba)"),
        ([POIOS], "Πόσους κατοίκους έχει αυτή;", "Πόσους κατοίκους έχει αυτή; (Alba)"),
        (["Compare Alba and Brenn."], "What are their budgets?", "What are their budgets? (Alba, Brenn)"),
        (["Vergelijk Alba en Brenn."], "Wat zijn hun budgetten?", "Wat zijn hun budgetten? (Alba, Brenn)"),
        # a pronoun for what the answer named
        (
            ["Which town has the most inhabitants?", "> Brenn – Population: 12 [1]"],
            "Who started it there?",
            "Who started it there? (Brenn)",
        ),
        (
            ["Which towns are in Northland?", "> Alba and Brenn. [1]"],
            "What are their budgets?",
            "What are their budgets? (Alba, Brenn)",
        ),
        (
            ["Which town has the most inhabitants?", "> Brenn. [1]", "Thanks!", "> You're welcome."],
            "What is its budget?",
            "What is its budget? (Brenn)",
        ),
        # the others
        ([WHO], "And the others?", "Who started it in Brenn, Corvo?"),
        ([WIE], "En de andere?", "Wie begon het in Brenn, Corvo?"),
        (["What is the budget of Alba and Brenn?"], "And the others?", "What is the budget of Corvo?"),
        # a correction
        ([WHO], "No, I meant Corvo", "Who started it in Corvo?"),
        ([WHO], "Sorry, Brenn", "Who started it in Brenn?"),
        ([WIE], "Nee, ik bedoel Corvo", "Wie begon het in Corvo?"),
        ([WER], "Nein, ich meine Corvo", "Wer hat in Corvo angefangen?"),
        ([QUI], "Non, je voulais dire Corvo", "Qui a commencé à Corvo ?"),
        ([CHI], "No, intendevo Corvo", "Chi ha iniziato ad Corvo?"),
        ([POIOS], "Όχι, εννοούσα το Corvo", "Ποιος ξεκίνησε στην Corvo;"),
        ([KI], "Nem, Corvo városára gondoltam", "Ki kezdte Corvo városában?"),
        # thanks in between, or before
        ([WHO, "> The mayor. [1]", "Thanks!", "> You're welcome."], "And in Brenn?", "Who started it in Brenn?"),
        ([WIE, "> De burgemeester. [1]", "Dank je wel!"], "En in Brenn?", "Wie begon het in Brenn?"),
        ([POIOS, "Ευχαριστώ πολύ"], "Και στο Corvo;", "Ποιος ξεκίνησε στην Corvo;"),
        ([KI, "Köszönöm!"], "És Brenn?", "Ki kezdte Brenn városában?"),
        ([WIE], "Bedankt! En in Corvo?", "Wie begon het in Corvo?"),
        ([QUI], "Merci ! Et à Corvo ?", "Qui a commencé à Corvo ?"),
        (["Hello!", WHO], "Great. And in Brenn?", "Who started it in Brenn?"),
        # a return
        (
            [WHO, "And the budget?", "And in Brenn?", "Thanks"],
            "Back to Corvo: who started it?",
            "Back to Corvo: who started it?",
        ),
        ([WHO, "And the budget?"], "And in Brenn?", "And the budget? (Brenn)"),
        ([WHO, "And in Brenn?", "And in Corvo?"], "And in Alba?", "Who started it in Alba?"),
        ([WHO, "What is the budget of Brenn?"], "And who started it there?", "And who started it there? (Brenn)"),
        # so little that it can only go on
        ([WHO], "More", WHO),
        ([WHO], "Why?", f"Why? ({WHO})"),
        ([WHO], "When?", f"When? ({WHO})"),
        ([WIE], "Wanneer?", f"Wanneer? ({WIE})"),
        (["What is its rent?"], "And the budget?", "And the budget? (What is its rent?)"),
    ],
)
def test_follow_ups(said: list[str], question: str, expected: str, names: Vocabulary) -> None:
    assert alone(question, said, names) == expected


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ([], "And in Brenn?"),
        ([], "What is its population?"),
        (["Hello!"], "And in Brenn?"),
        (["> Hello! Ask me about the documents."], "What about it?"),
        ([WHO], "What is the budget of Corvo?"),
        ([WHO], "Who started it in Corvo?"),
        ([WHO], "What are the tips for beginners?"),
        ([WHO], "Who are the Guild of Millers?"),
        ([WIE], "Welke tips geeft de gids aan beginners?"),
        ([WIE], "Wat is het budget van Corvo?"),
        ([WER], "Was ist eine Mühle am Fluss?"),
        ([QUI], "Pourquoi les moulins sont importants pour les citoyens ?"),
        ([KI], "Miért fontosak a malmok?"),
        ([POIOS], "Γιατί είναι σημαντικοί οι μύλοι;"),
    ],
)
def test_what_stands_alone_is_left_alone(said: list[str], question: str, names: Vocabulary) -> None:
    assert alone(question, said, names) == question


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ([WHO], "How many mills are there?"),
        ([WHO], "How many mills are there in Southland?"),
        ([WIE], "Wat zijn de voorwaarden voor een nieuwe molen?"),
        ([WIE], "Wat is het doel van de gids?"),
        ([WIE], "Hoeveel molens zijn er?"),
        ([POIOS], "Ποια είναι τα χαρακτηριστικά της νέας γενιάς;"),
        ([KI], "Mi az a tanuló város?"),
    ],
)
def test_a_new_topic_is_not_narrowed(said: list[str], question: str, names: Vocabulary) -> None:
    assert alone(question, said, names) == question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What goes on in front of that museum?", "What goes on in front of that museum? (Alba)"),
        ("Will grown-ups get one?", "Will grown-ups get one? (Alba)"),
        # a relative clause points nowhere
        ("Which mills that turn are old?", "Which mills that turn are old?"),
        ("Are there guilds that own mills?", "Are there guilds that own mills?"),
    ],
)
def test_a_word_that_points_back(question: str, expected: str, names: Vocabulary) -> None:
    assert alone(question, [WHO], names) == expected


def test_he_is_the_person_who_was_the_answer(names: Vocabulary) -> None:
    said = [WHO, "> The guild of Alba was founded by Jan Wiek. [1]"]
    assert alone("What was his job before?", said, names) == "What was his job before? (Jan Wiek)"
    assert alone("How large is it?", said, names) == "How large is it? (Alba)"


def test_it_is_none_of_several(names: Vocabulary) -> None:
    said = ["Which towns won the prize?", "> Alba and Brenn won it. [1]"]
    assert alone("How often is it given?", said, names) == "How often is it given? (Which towns won the prize?)"
    assert alone("How large are they?", said, names) == "How large are they? (Alba, Brenn)"


def test_a_pronoun_with_little_else_leans_on_the_question_before(names: Vocabulary) -> None:
    said = [Turn("user", "Why did the mill of Alba need a new roof?")]
    leaning = standalone("What did it cost?", said, names, "en", TOWNS, GROUP)
    assert (leaning.text, leaning.earlier) == ("What did it cost? (Alba)", said[0].content)


def test_the_most_of_all_is_not_asked_of_the_one_that_answered(names: Vocabulary) -> None:
    said = ["Which town has the smallest area?", "> Alba – Area: 20"]
    assert alone("And which has the most mills?", said, names) == "And which has the most mills?"
    assert alone("And how many mills?", said, names) == "And how many mills? (Alba)"


def test_what_points_back_to_a_matter_leans_on_the_question_before(names: Vocabulary) -> None:
    said = [Turn("user", "What is the passport of the guilds?")]
    leaning = standalone("Will grown-ups get one as well?", said, names, "en", TOWNS, GROUP)
    assert (leaning.text, leaning.earlier) == ("Will grown-ups get one as well?", said[0].content)
    for other in ("How many mills are there?", "Will grown-ups get one in Alba?"):
        assert standalone(other, said, names, "en", TOWNS, GROUP).earlier == ""


@pytest.mark.parametrize(
    ("said", "question", "expected", "language"),
    [
        (WIE, "Hoe zit het daar met de molens?", "Hoe zit het daar met de molens? (Alba)", "nl"),
        (WER, "Wie viele Mühlen stehen dort?", "Wie viele Mühlen stehen dort? (Alba)", "de"),
    ],
)
def test_there_is_the_place_and_leans_on_no_matter(
    said: str, question: str, expected: str, language: str, names: Vocabulary
) -> None:
    found = standalone(question, [Turn("user", said)], names, language, TOWNS, GROUP)
    assert (found.text, found.earlier) == (expected, "")


def test_another_year_takes_the_place_of_a_year(names: Vocabulary) -> None:
    assert alone("And in 2017?", ["Who led Alba in 2016?"], names) == "Who led Alba in 2017?"


def test_long_conversations_end_where_they_should(names: Vocabulary) -> None:
    said = [WHO]
    for number in range(30):
        said += [f"> The mayor of {GROUP[number % 3]}. [1]", f"And in {GROUP[(number + 1) % 3]}?", "Thanks!"]
    assert alone("And in Corvo?", said, names) == "Who started it in Corvo?"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello!", "en"),
        ("Thanks a lot", "en"),
        ("Hoi, goedemorgen", "nl"),
        ("Dank je wel!", "nl"),
        ("Vielen Dank", "de"),
        ("Merci beaucoup", "fr"),
        ("Grazie mille", "it"),
        ("Muchas gracias", "es"),
        ("Moltes gràcies", "ca"),
        ("Ευχαριστώ πολύ", "el"),
        ("Nagyon köszönöm", "hu"),
    ],
)
def test_small_talk_is_known_in_its_language(text: str, language: str, names: Vocabulary) -> None:
    assert small_talk_language(text, "en") == language
    assert is_small_talk(text, names, "en")


@pytest.mark.parametrize("text", [WHO, "Thanks to whom did it start?", "Hello Alba", "Good mills", "Who?", "12"])
def test_what_is_no_small_talk(text: str, names: Vocabulary) -> None:
    assert not is_small_talk(text, names, "en")


@pytest.mark.parametrize(
    ("language", "said", "question"),
    [
        ("en", [WHO], "Thanks. Something else: where do they keep the flour?"),
        ("nl", [WIE], "Iets anders: waar bewaren ze het meel?"),
        ("it", [CHI], "Altra cosa: dove tengono la farina?"),
    ],
)
def test_something_else_is_a_new_topic(language: str, said: list[str], question: str, names: Vocabulary) -> None:
    history = [Turn("user", text) for text in said]
    assert standalone(question, history, names, language, TOWNS, GROUP) == Standalone(question)


def test_there_is_the_place_that_was_spoken_of(names: Vocabulary) -> None:
    assert alone("How many people live there?", [WHO], names) == "How many people live there? (Alba)"
    # "there is" points to no place
    assert alone("How many mills are there in the north?", [WHO], names) == "How many mills are there in the north?"


def test_there_is_the_place_that_the_question_names_itself(names: Vocabulary) -> None:
    question = "And in Southland, what do they call it there?"
    assert alone(question, [WHO], names) == question


def test_back_to_a_matter_is_not_asked_of_the_last_one(names: Vocabulary) -> None:
    question = "Back to the next meeting: where will it be held?"
    assert alone(question, [WHO], names) == question
