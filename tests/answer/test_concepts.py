"""Offices and predicates are told in every language; a deputy is no mayor, and the mayor of Alba none of Brenn."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from lcassist.answer import cues
from lcassist.answer.concepts import offices_in, predicates_in, tells_office
from lcassist.corpus.language import LANGUAGES


@pytest.mark.parametrize("kind", ["offices", "predicates"])
def test_every_concept_has_words_in_every_language(kind: str) -> None:
    data = json.loads((files("lcassist.answer") / "data" / f"{kind}.json").read_text("utf-8"))
    find = offices_in if kind == "offices" else predicates_in
    for concept, words in data.items():
        assert set(words) == set(LANGUAGES), concept
        for language, own in words.items():
            assert own, (concept, language)
            # one that is part of another's word is not told by it
            assert any(concept in find(cues.folded(word), language) for word in own), (concept, language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Who is the mayor?", "en", {"mayor"}),
        ("Who is the deputy mayor?", "en", {"deputy mayor"}),
        ("Wie is de burgemeester van Alba?", "nl", {"mayor"}),
        ("¿Quién es la alcaldesa?", "es", {"mayor"}),
        ("Ποιος είναι ο δήμαρχος;", "el", {"mayor"}),
        ("Who runs the mill?", "en", set()),
        ("Who is the mayor?", None, set()),
    ],
)
def test_offices(text: str, language: str | None, expected: set[str]) -> None:
    assert offices_in(cues.folded(text), language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The mill was shut in 1990.", "en", {"close"}),
        ("De molen is gesloten.", "nl", {"close"}),
        ("Der Müller wurde entlassen.", "de", {"dismiss"}),
        ("Le moulin a été fondé en 1900.", "fr", {"begin"}),
        ("The mill turns.", "en", set()),
        # a word that is marked to end there is no beginning of others
        ("Melyik malom?", "hu", set()),
        ("Il ne vient pas.", "fr", set()),
        ("Elle est née ici.", "fr", {"begin"}),
        ("Las ventajas del molino", "es", set()),
        ("Was kostet eine Seite?", "de", set()),
        ("seit wann?", "de", {"begin"}),
    ],
)
def test_predicates(text: str, language: str, expected: set[str]) -> None:
    assert predicates_in(cues.folded(text), language) == expected


def test_an_office_of_another_place_is_none_of_this_one() -> None:
    mayor = frozenset({"mayor"})
    asked = {"who", "is", "the", "mayor", "of", "brenn"}
    assert tells_office("Gunda Ettl, the mayor, opened it.", "en", mayor, asked)
    assert tells_office("Gunda Ettl, the mayor of Brenn, opened it.", "en", mayor, asked)
    assert not tells_office("Gunda Ettl, the mayor of Alba, opened it.", "en", mayor, asked)
    assert tells_office("The mayor of the town opened it.", "en", mayor, asked)
    assert not tells_office("The treasurer opened it.", "en", mayor, asked)


def test_who_leads_it_is_its_leader() -> None:
    assert tells_office("It is run by Anna Vos.", "en", frozenset({"leader"}), set())
    assert not tells_office("It is run by Anna Vos.", "en", frozenset({"treasurer"}), set())
