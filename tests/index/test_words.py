"""BM25 over stems in the passage's language, and over names, numbers and capitals in any."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.index.words import Words, tokens

TEXTS = [
    "The municipality of Pécs pays the volunteers 65,549 forints.",
    "Fermo is a city with a library.",
    "De gemeente Fermo betaalt de vrijwilligers 65.549 lire.",
    "Ο Δήμος Λάρισας πληρώνει τους εθελοντές.",
    "",
    "Ir-Raħal jħallas lill-voluntiera f'Fermo.",
]
LANGUAGES = ["en", "en", "nl", "el", "en", None]
NAMES = [["Pécs"], ["Fermo"], ["Fermo"], ["Larissa"], [], ["Fermo"]]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.build(TEXTS, LANGUAGES, NAMES)


def found(words: Words, question: str, language: str | None, names: tuple[str, ...] = ()) -> set[int]:
    scores = words.scores(question, language, names)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    return set(np.flatnonzero(scores).tolist())


@pytest.mark.parametrize("text", ["65,549", "65.549", "65 549", "65\u202f549", "65’549", "65549", "(65,549)"])
def test_a_number_is_one_token_however_it_is_grouped(text: str) -> None:
    assert tokens(text, "en") == ["65549"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5", ["3.5"]),
        ("3,5", ["3.5"]),
        ("1,234.56", ["1234.56"]),
        ("1.234,56", ["1234.56"]),
        ("0.125", ["0.125"]),
        ("1,234,567", ["1234567"]),
        ("12.05.2024", ["12", "05", "2024"]),
        ("2017 365", ["2017", "365"]),
        ("2016–2017", ["2016", "2017"]),
        ("2016, 2017", ["2016", "2017"]),
        ("7-12", ["7", "12"]),
        ("20 km²", ["20", "km"]),
        ("65%", ["65"]),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    assert tokens(text, None) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Municipalities", "municipality"),
        ("en", "Pécs", "pecs"),
        ("nl", "gemeenten", "Gemeente"),
        ("de", "Städte", "STADT"),
        ("de", "Straße", "STRASSE"),
        ("fr", "éducation", "Éducations"),
        ("it", "città", "Città"),
        ("es", "bibliotecas", "Biblioteca"),
        ("ca", "ciutats", "CIUTAT"),
        ("el", "πόλεις", "ΠΟΛΕΙΣ"),
        ("hu", "városok", "város"),
        ("xx", "Ærø", "ærø"),
        (None, "Łódź", "łódz"),
    ],
)
def test_words_of_one_stem_are_one_token(language: str | None, one: str, other: str) -> None:
    assert tokens(one, language) == tokens(other, language) != []


def test_a_word_of_which_the_stemmer_leaves_nothing_stays_as_it_is() -> None:
    assert "οταν" in tokens("Τι συμβαίνει όταν βρέχει;", "el")
    assert all(tokens("Τι συμβαίνει όταν βρέχει;", "el"))


def test_without_a_stemmer_words_stay_as_they_are() -> None:
    assert tokens("cities city", None) == ["cities", "city"]
    assert tokens("cities city", "xx") == ["cities", "city"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The co-operative's e-mail", "cooperative email"),
        ("a co-operative", "a cooperative"),
        ("T-shirts", "Tshirts"),
    ],
)
def test_a_short_prefix_and_the_word_that_a_hyphen_joins_it_to_are_one(text: str, expected: str) -> None:
    assert tokens(text, "en") == tokens(expected, "en")


@pytest.mark.parametrize("text", ["Town - hall", "he is - was", "x-y", "co- operative", "5-year plan", "up to"])
def test_other_short_words_stand_alone(text: str) -> None:
    assert tokens(text, "en") == tokens(text.replace("-", " "), "en")


def test_the_stems_of_a_language_are_those_of_its_passages(words: Words) -> None:
    assert {"municip", "65549", "@Fermo", "librari"} <= set(words.stems("en"))
    assert not any(stem.startswith("=") for stem in words.stems("en"))
    assert words.stems("hu") == []


def test_function_words_are_dropped_and_names_added() -> None:
    assert tokens("What is the population of it?", "en", names=["San Domenico"]) == ["popul", "@San Domenico"]
    assert tokens("", "en") == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, "en", "nl", "de", "fr", "it", "es", "ca", "el", "hu", "xx"]))
def test_any_text_has_tokens_without_case_or_accents(text: str, language: str | None) -> None:
    found = tokens(text, language)
    assert found == tokens(text, language)
    assert all(token and not token.isspace() for token in found)


def test_a_question_finds_passages_in_its_language_by_their_words(words: Words) -> None:
    assert found(words, "What do municipalities pay a volunteer?", "en") == {0}
    assert found(words, "wat betalen gemeenten een vrijwilliger?", "nl") == {2}
    assert found(words, "ποιος πληρώνει τον εθελοντή;", "el") == {3}


def test_a_question_finds_passages_in_other_languages_by_names_numbers_and_capitals_only(
    words: Words,
) -> None:
    assert found(words, "wat kost een library?", "nl") == set()
    assert found(words, "Hoeveel krijgt men: 65 549?", "nl") == {0, 2}
    assert found(words, "wie betaalt er?", "nl", ("Pécs",)) == {0, 2}
    assert found(words, "Chi paga a Fermo?", "it") == {1, 2, 5}
    # the first word has a capital because it is the first
    assert found(words, "Fermo?", "it") == set()


def test_a_question_in_an_unknown_language_is_taken_to_be_in_each(words: Words) -> None:
    assert found(words, "volunteer", None) == {0}
    assert found(words, "vrijwilliger", None) == {2}
    assert found(words, "voluntiera", None) == {5}


def test_what_matches_more_or_rarer_words_scores_higher(words: Words) -> None:
    scores = words.scores("A city with a library in Fermo", "en", ["Fermo"])
    assert scores.argmax() == 1
    assert words.scores("library", "en")[1] < scores[1]
    assert np.array_equal(words.scores("library library", "en"), words.scores("library", "en"))


@pytest.mark.parametrize("question", ["", "?!", "the of it", "zyzzyva", "😀"])
def test_nothing_scores_nothing(words: Words, question: str) -> None:
    assert found(words, question, "en") == set()


def test_what_is_saved_scores_the_same(words: Words, tmp_path: Path) -> None:
    words.save(tmp_path / "words")
    loaded = Words.load(tmp_path / "words")
    for language in ("en", "nl", "el", "it", None):
        question = "What does the gemeente Fermo pay, πληρώνει 65549?"
        assert np.array_equal(loaded.scores(question, language), words.scores(question, language))


def test_passages_without_any_word_can_be_indexed(tmp_path: Path) -> None:
    words = Words.build(["", "...", "+++"], ["en", None, "nl"], [[], [], []])
    words.save(tmp_path / "words")
    assert not Words.load(tmp_path / "words").scores("anything", "en").any()
    assert Words.build([], [], []).scores("anything", "en").shape == (0,)


def test_files_are_the_same_whatever_the_order_of_sets(words: Words, tmp_path: Path) -> None:
    words.save(tmp_path / "one")
    Words.build(TEXTS, LANGUAGES, NAMES).save(tmp_path / "two")
    for file in (tmp_path / "one").rglob("*.*"):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()


def test_many_threads_may_ask_at_once(words: Words) -> None:
    questions = [(f"Who pays the volunteers of Fermo {n}?", language) for n in range(50) for language in LANGUAGES]
    expected = [words.scores(*question).tolist() for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: words.scores(*question).tolist(), questions)) == expected


def test_the_library_does_not_flood_the_log(words: Words, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Words.build(TEXTS, LANGUAGES, NAMES)
    assert not caplog.records
