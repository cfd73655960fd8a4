"""What a question is understood to be: its language, names, words, and what kind of answer it wants."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.answer.question import Question, analyse, checked
from lcassist.corpus.vocabulary import Entity, Vocabulary
from lcassist.errors import QuestionError

many = settings(max_examples=300, deadline=None)

KNOWN = frozenset(
    [
        "alba",
        "brenn",
        "brennerheim",
        "castle",
        "corvo",
        "grinders",
        "mills",
        "mill",
        "mayor",
        "of",
        "population",
        "the",
        "unesco",
    ]
)


@pytest.fixture(scope="module")
def towns(names: Vocabulary) -> Vocabulary:
    return names.extended([Entity("Brennerheim", "town")])


def understood(text: str, vocabulary: Vocabulary, language: str = "en") -> Question:
    return analyse(text, vocabulary, KNOWN, language)


# what can be asked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the question is empty"),
        (" \n\t\u00a0", "the question is empty"),
        ("\x00\x1b\u200b\ufeff", "the question is empty"),
        ("?!... —", "no word in it"),
        ("👍", "no word in it"),
        ("x" * 4_001, r"4,001 characters, more than the 4,000 .*LCASSIST_MAX_QUESTION_CHARS"),
        ("?" * 100_000, "100,000 characters"),
    ],
)
def test_what_can_not_be_asked(text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message) as caught:
        checked(text, 4_000)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who?", "Who?"),
        ("  Who\n\nstarted \t it?  ", "Who started it?"),
        ("Pe\u0301cs", "Pécs"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("Who\u202estarted\u200bit", "Who started it"),
        ("x" * 4_000, "x" * 4_000),
        ("7", "7"),
        ("什么", "什么"),
    ],
)
def test_a_question_is_made_tidy(text: str, expected: str) -> None:
    assert checked(text, 4_000) == expected


@many
@given(st.text(max_size=60))
def test_a_checked_question_is_one_tidy_line(text: str) -> None:
    try:
        tidy = checked(text, 50)
    except QuestionError:
        return
    assert tidy == " ".join(tidy.split())
    assert tidy.isprintable()
    assert unicodedata.is_normalized("NFC", tidy)
    assert any(character.isalnum() for character in tidy)
    assert checked(tidy, 100) == tidy


@many
@given(st.text(min_size=1, max_size=60), st.sampled_from(["en", "nl", "el"]))
def test_any_question_is_understood_somehow(towns: Vocabulary, text: str, language: str) -> None:
    question = understood(text, towns, language)
    assert question.text == text
    for mention in question.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
    assert all(name in text for name in question.unknown_names)


# names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who started it in Alba?", ("Alba",)),
        ("who started it in alba?", ("Alba",)),
        ("Compare Corvo, Albe and ALBA.", ("Corvo", "Alba")),
        ("What does the Guild of Millers do in Άλμπα?", ("Guild of Millers", "Alba")),
        ("Is Albania a town?", ()),
        # one wrong letter in a long name
        ("Who started it in Brenerheim?", ("Brennerheim",)),
        ("Who started it in brennerhiem?", ("Brennerheim",)),
        ("Who started it in Brennerhaim?", ("Brennerheim",)),
        # two are too many, and a short name has no typos
        ("Who started it in Brenarheim?", ()),
        ("Who started it in Alb?", ()),
        ("Who started it in Alma?", ()),
        # a word that the sources have is no typo
        ("Who started it in the mills?", ()),
    ],
)
def test_names(text: str, expected: tuple[str, ...], towns: Vocabulary) -> None:
    question = understood(text, towns)
    assert question.names == expected
    assert question.names_of(frozenset({"town"})) == tuple(name for name in expected if name != "Guild of Millers")


def test_what_is_asked_about_the_names(towns: Vocabulary) -> None:
    question = understood("What is the population of Alba and Corvo?", towns)
    assert question.without_names == "What is the population of and ?"
    assert question.terms == ("popul",)


def test_a_function_word_is_no_name() -> None:
    vocabulary = Vocabulary([Entity("Die", "town"), Entity("Was", "town")])
    assert understood("Was kostet die Reise nach Die?", vocabulary, "de").names == ()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Who is the mayor of Zork?", "en", ("Zork",)),
        ("What do Zork and O'Neil say of Zork?", "en", ("Zork", "O'Neil")),
        ("Is Rijssen-Holten like Alba?", "en", ("Rijssen-Holten",)),
        ("Wie is de burgemeester van Zork?", "nl", ("Zork",)),
        ("Qui est le maire de Zork ?", "fr", ("Zork",)),
        ("Ποιος είναι ο δήμαρχος της Ζορκ;", "el", ("Ζορκ",)),
        ("Ki Zork polgármestere?", "hu", ("Zork",)),
        # known words, the first word of a sentence, and words that are inflected
        ("What does UNESCO say of the Castle?", "en", ()),
        ("Zork is what?", "en", ()),
        ("Who? Zork?", "en", ()),
        ("“Zork” is what?", "en", ()),
        ("Where are the Castles?", "en", ()),
        # in German a capital tells no name
        ("Wer ist der Bürgermeister von Zork?", "de", ()),
    ],
)
def test_unknown_names(text: str, language: str, expected: tuple[str, ...], towns: Vocabulary) -> None:
    question = understood(text, towns)
    assert question.language == language
    assert question.unknown_names == expected


# language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who started the mill?", "en"),
        ("Wie begon er met de molen?", "nl"),
        ("Wer hat mit der Mühle angefangen?", "de"),
        ("Qui a commencé le moulin ?", "fr"),
        ("Chi ha iniziato il mulino?", "it"),
        ("¿Quién empezó el molino?", "es"),
        ("Qui va començar el molí?", "ca"),
        ("Ποιος ξεκίνησε τον μύλο;", "el"),
        ("Ki kezdte a malmot?", "hu"),
        ("Alba?", "en"),
        ("2016?", "en"),
    ],
)
def test_languages(text: str, language: str, towns: Vocabulary) -> None:
    question = understood(text, towns)
    assert question.language == language
    assert question.readable == (text != "2016?")


@pytest.mark.parametrize(
    "text", ["Какой город самый большой?", "学习型城市是什么?", "ما هي مدينة التعلم؟", "학습도시란 무엇입니까?"]
)
def test_an_unknown_script_is_not_readable(text: str, towns: Vocabulary) -> None:
    assert not understood(text, towns).readable


# what is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who started it?", "who"),
        ("When did it start?", "when"),
        ("Why did it start?", "why"),
        ("How can we start?", "how"),
        ("How many mills are there?", "count"),
        ("What is the budget?", "money"),
        ("What percentage works?", "percent"),
        ("Which town has the most mills?", "most"),
        ("Which town has the fewest mills?", "least"),
        ("Which was the first mill?", "earliest"),
        ("Which is the newest mill?", "latest"),
        ("Which towns have more than 20 mills?", "above"),
        ("Which towns have fewer than 20 mills?", "below"),
        ("Which towns have the same rating?", "same"),
        ("Compare the mills.", "compare"),
        ("What does each town do?", "each"),
        ("What are the conditions?", "list"),
        ("How well is funding rated?", "rating"),
        ("Wie is begonnen?", "who"),
        ("Hoeveel molens zijn er?", "count"),
        ("Waarom is het begonnen?", "why"),
        ("Wanneer begon het?", "when"),
        ("Welche Stadt hat die meisten Mühlen?", "most"),
        ("Pourquoi le moulin est-il vieux ?", "why"),
        ("Quanti mulini ci sono?", "count"),
        ("¿Cuándo empezó?", "when"),
        ("Per què va començar?", "why"),
        ("Πόσοι μύλοι υπάρχουν;", "count"),
        ("Mikor kezdődött?", "when"),
    ],
)
def test_what_is_wanted(text: str, wanted: str, towns: Vocabulary) -> None:
    assert wanted in understood(text, towns).wants


def test_a_plain_question_wants_nothing_special(towns: Vocabulary) -> None:
    assert understood("What is the economy of Alba?", towns).wants == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What do people who live in Alba eat?", "who"),
        ("Who is told when something is broken?", "when"),
        ("Quels sont les gens qui habitent Alba ?", "who"),
        ("Who took the first step in Alba?", "earliest"),
        ("How old is it, I mean when was it built?", "average"),
        ("Quanto si paga per il mulino?", "count"),
    ],
)
def test_what_is_not_wanted(text: str, kind: str, towns: Vocabulary) -> None:
    assert kind not in understood(text, towns).wants


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How did it begin and by whom?", "who"),
        ("Who built it, and when?", "when"),
        ("Tell me when the mill was built.", "when"),
        ("Wat is de onderwijsbegroting van Alba?", "money"),
        ("Quanto si paga per il mulino?", "money"),
    ],
)
def test_what_is_wanted_besides(text: str, kind: str, towns: Vocabulary) -> None:
    assert kind in understood(text, towns).wants
