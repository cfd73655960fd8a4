"""Cues: words that tell what kind of answer is wanted, whole and in their language."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from lcassist.answer import cues
from lcassist.corpus.language import LANGUAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who started it, in 2016?", "who started it in 2016"),
        ("Πόσους κατοίκους;", "ποσουσ κατοικουσ"),
        ("Größte Straße", "grosste strasse"),
        ("l’école d'Alba_1", "l ecole d alba 1"),
        ("?!", ""),
    ],
)
def test_folded(text: str, expected: str) -> None:
    assert cues.folded(text) == expected


def test_cues_are_whole_words() -> None:
    assert cues.find("who", "who started it", "en")
    assert not cues.find("who", "the whole mill", "en")
    assert cues.find("who", "and by whom", "en")
    assert not cues.find("who", "wie is het", "en")
    assert cues.find("who", "wie is het", "nl")


def test_the_longest_cue_is_found() -> None:
    match = cues.find("thanks", "thank you very much", "en")
    assert match is not None
    assert match.group() == "thank you very much"


def test_begins() -> None:
    assert cues.begins("and", "and in alba", "en")
    assert not cues.begins("and", "alba and brenn", "en")
    assert not cues.begins("and", "android", "en")


def test_what_is_not_known_is_not_found() -> None:
    assert cues.find("who", "who", "sv") is None
    assert cues.find("nothing of the kind", "who", "en") is None
    assert cues.find("who", "", "en") is None


def test_consists() -> None:
    assert cues.consists(("greeting", "thanks"), "hello thank you", "en")
    assert not cues.consists(("greeting",), "hello alba", "en")
    assert cues.consists(("greeting",), "hello alba", "en", frozenset({"alba"}))
    assert not cues.consists(("greeting",), "alba", "en", frozenset({"alba"}))  # one cue at least
    assert not cues.consists(("greeting",), "", "en")


def test_words_are_about_the_form() -> None:
    assert {"highest", "compare", "each"} <= cues.words("en")
    assert "hoogste" in cues.words("nl")
    assert cues.words("sv") == frozenset()


def test_every_language_has_every_kind() -> None:
    data = json.loads((files("lcassist.answer") / "data" / "cues.json").read_text("utf-8"))
    assert set(data) == set(LANGUAGES)
    kinds = set().union(*data.values())
    for language in LANGUAGES:
        assert set(data[language]) == kinds, language
        for kind, phrases in data[language].items():
            assert phrases, (language, kind)
            for phrase in phrases:
                assert re.search(r"\w", phrase), (language, kind, phrase)
                assert cues.find(kind, cues.folded(phrase), language), (language, kind, phrase)


def test_a_comparing_word_tells_what_the_header_may_be_called() -> None:
    assert cues.attribute("which is the fastest boat", "en") == "speed"
    assert cues.attribute("wat is het oudste schip", "nl").startswith("bouwjaar")
    assert cues.attribute("who started it", "en") == ""
    assert cues.attribute("which is the fastest boat", "xx") == ""


def test_the_mark_of_a_note_is_no_part_of_a_word() -> None:
    assert cues.folded("in 79 countries¹.") == "in 79 countries"
    assert cues.folded("363 km²") == "363 km2"


@pytest.mark.parametrize(
    ("kind", "text", "new", "expected"),
    [
        ("most", "Which town scores best on noise?", "worst", "Which town scores worst on noise?"),
        ("most", "Who has the most expensive boat?", "cheapest", "Who has the cheapest boat?"),
        ("most", "Where is Alba?", "worst", "Where is Alba?"),
    ],
)
def test_a_cue_is_replaced_where_it_stands(kind: str, text: str, new: str, expected: str) -> None:
    assert cues.cue_replaced(kind, text, new, "en") == expected
