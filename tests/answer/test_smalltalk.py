"""Greetings, thanks, and questions about the assistant and its documents, in nine languages."""

from __future__ import annotations

import pytest

from lcassist.answer.phrases import phrase
from lcassist.answer.smalltalk import reply_to
from lcassist.corpus.language import LANGUAGES
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Source, SourceStatus

SOURCES = (
    Source("guide", "A guide to mills", file="guide.md", status=SourceStatus.INDEXED),
    Source("book", "The millers' book", file="book.txt", status=SourceStatus.INDEXED),
    Source("lost", "A lost letter", status=SourceStatus.MISSING),
    Source("torn", "A torn page", file="torn.md", status=SourceStatus.FAILED, reason="it is empty"),
)


def replied(text: str, names: Vocabulary, language: str = "en") -> tuple[str, str] | None:
    return reply_to(text, SOURCES, names, language)


@pytest.mark.parametrize("default", ["en", "nl", "hu"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Good morning!", "en"),
        ("Hello, how are you?", "en"),
        ("Goedemorgen!", "nl"),
        ("Guten Morgen!", "de"),
        ("Bonjour !", "fr"),
        ("Buongiorno!", "it"),
        ("¡Buenos días!", "es"),
        ("Bon dia!", "ca"),
        ("Καλημέρα!", "el"),
        ("Jó napot kívánok!", "hu"),
    ],
)
def test_greetings(text: str, language: str, default: str, names: Vocabulary) -> None:
    assert replied(text, names, default) == (phrase("greeting", language), language)


@pytest.mark.parametrize("default", ["en", "nl", "el"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thank you very much!", "en"),
        ("THANKS", "en"),
        ("Hartelijk dank!", "nl"),
        ("Vielen Dank!", "de"),
        ("Merci beaucoup !", "fr"),
        ("Grazie mille!", "it"),
        ("¡Muchas gracias!", "es"),
        ("Moltes gràcies!", "ca"),
        ("Ευχαριστώ πολύ!", "el"),
        ("Köszönöm szépen!", "hu"),
    ],
)
def test_thanks(text: str, language: str, default: str, names: Vocabulary) -> None:
    assert replied(text, names, default) == (phrase("thanks", language), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who are you?", "en"),
        ("Hello, what can you do?", "en"),
        ("Wie ben je?", "nl"),
        ("Wer bist du?", "de"),
        ("Qui es-tu ?", "fr"),
        ("Chi sei?", "it"),
        ("¿Quién eres?", "es"),
        ("Qui ets?", "ca"),
        ("Ποιος είσαι;", "el"),
        ("Ki vagy?", "hu"),
    ],
)
def test_who_are_you(text: str, language: str, names: Vocabulary) -> None:
    assert replied(text, names) == (phrase("about_self", language), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which documents do you have?", "en"),
        ("What are your sources?", "en"),
        ("Hello! Which documents do you have?", "en"),
        ("Welke documenten heb je?", "nl"),
        ("Welche Dokumente hast du?", "de"),
        ("Quels documents avez-vous ?", "fr"),
        ("Quali documenti hai?", "it"),
        ("¿Qué documentos tienes?", "es"),
        ("Quins documents tens?", "ca"),
        ("Ποιες είναι οι πηγές σου;", "el"),
        ("Ποια έγγραφα έχεις;", "el"),
        ("Milyen dokumentumok vannak?", "hu"),
    ],
)
def test_which_documents(text: str, language: str, names: Vocabulary) -> None:
    reply = replied(text, names)
    assert reply is not None
    assert reply[1] == language
    assert "(2)" in reply[0]
    for source in SOURCES:  # those that are not there are named too
        assert source.title in reply[0]
    there, missing = reply[0].index("A lost letter"), reply[0].index("The millers' book")
    assert there > missing


def test_all_documents_there_are_none_missing(names: Vocabulary) -> None:
    reply = reply_to("Which documents do you have?", SOURCES[:2], names, "en")
    assert reply is not None
    assert reply[0] == phrase("about_corpus", "en", count="2", titles="A guide to mills; The millers' book")


def test_a_long_list_of_documents_is_cut_with_its_count(names: Vocabulary) -> None:
    sources = tuple(Source(str(n), f"Part {n}", file=f"{n}.md", status=SourceStatus.INDEXED) for n in range(40))
    reply = reply_to("Which documents do you have?", sources, names, "en")
    assert reply is not None
    assert "(40)" in reply[0]
    assert "(+28)" in reply[0]
    assert "Part 11" in reply[0]
    assert "Part 12" not in reply[0]


@pytest.mark.parametrize(
    "text",
    [
        "Hello, who started it in Alba?",
        "Thanks, and in Brenn?",
        "Thanks to whom did the mill survive?",
        "What are the sources of income?",
        "Which documents prove the age of the mill?",
        "Which documents were signed in 1990?",
        "Who are you and who started it?",
        "Who are the millers?",
        "What can the mayor do?",
        "Help for the poor",
        "How are the mills?",
        "Alba",
        "Hello Alba",
        "Welke bronnen van inkomsten zijn er?",
        "Wie is de burgemeester?",
        "Chi è il sindaco?",
        "Ποιος είναι ο δήμαρχος;",
        "Ki a polgármester?",
        "2016",
    ],
)
def test_a_question_is_no_small_talk(text: str, names: Vocabulary) -> None:
    assert replied(text, names) is None


def test_all_phrases_are_there_in_all_languages() -> None:
    places = {"count": "1", "total": "2", "titles": "t", "name": "n", "claimed": "1999", "question": "q"}
    for key in (
        "abstain",
        "searched",
        "searched_in",
        "nearest",
        "unknown_name",
        "nothing_for",
        "no_meaning",
        "disagree",
        "premise",
        "count",
        "greeting",
        "thanks",
        "about_self",
        "about_corpus",
        "missing_sources",
    ):
        texts = [phrase(key, language, **places) for language in LANGUAGES]
        assert len(set(texts)) == len(texts) or key in ("count", "searched_in"), key
        assert not any("{" in text for text in texts), key
        assert phrase(key, "sv", **places) == texts[0]  # English, where there is no other
