"""Names, and how they are found in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.corpus.vocabulary import Entity, Vocabulary, fold
from lcassist.errors import CorpusError

PECS = Entity("Pécs", "city", ("Fünfkirchen", "Πετς", "pécsi", "Pécsett"), within="Hungary")
VOCABULARY = Vocabulary(
    [
        PECS,
        Entity("University of Pécs", "organisation", ("PTE", "Pécsi Tudományegyetem")),
        Entity("Larissa", "city", ("Λάρισα", "Λάρισας", "Larissza", "Larisszában"), ("Larissaean",)),
        Entity("Netherlands", "country", ("Nederland", "the Netherlands"), ("Dutch", "Nederlandse")),
        Entity("'s-Hertogenbosch", "city", ("Den Bosch", "’s-Hertogenbosch")),
        Entity("Girona", "city", ("Gerona",)),
        Entity("Verona", "city"),
        Entity("SDG 4", "programme"),
    ]
)


def found(text: str, *, fuzzy: bool = False) -> list[tuple[str, str]]:
    """(name, the words that name it) of each mention."""
    return [(m.name, text[m.start : m.end]) for m in VOCABULARY.find(text, fuzzy=fuzzy)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pécs is a city", [("Pécs", "Pécs")]),
        ("PÉCS, pecs and Pecs", [("Pécs", "PÉCS"), ("Pécs", "pecs"), ("Pécs", "Pecs")]),
        ("Pe\u0301cs decomposed", [("Pécs", "Pe\u0301cs")]),
        ("the University of Pécs", [("University of Pécs", "University of Pécs")]),
        ("the university of  PECS in Pécs", [("University of Pécs", "university of  PECS"), ("Pécs", "Pécs")]),
        ("the University of Girona", [("Girona", "Girona")]),
        ("Pécsett és a pécsi egyetem", [("Pécs", "Pécsett"), ("Pécs", "pécsi")]),
        ("Pécsi Tudományegyetem", [("University of Pécs", "Pécsi Tudományegyetem")]),
        ("Pécs's mayor, Larissa’s museum", [("Pécs", "Pécs"), ("Larissa", "Larissa")]),
        ("στη ΛΑΡΙΣΑ και της Λάρισας", [("Larissa", "ΛΑΡΙΣΑ"), ("Larissa", "Λάρισας")]),
        ("Larisszában", [("Larissa", "Larisszában")]),
        ("in the Netherlands, Dutch towns", [("Netherlands", "the Netherlands"), ("Netherlands", "Dutch")]),
        ("FÜNFKIRCHEN/Girona", [("Pécs", "FÜNFKIRCHEN"), ("Girona", "Girona")]),
        (
            "'s-Hertogenbosch, s Hertogenbosch",
            [("'s-Hertogenbosch", "s-Hertogenbosch"), ("'s-Hertogenbosch", "s Hertogenbosch")],
        ),
        ("den bosch", [("'s-Hertogenbosch", "den bosch")]),
        ("SDG 4 and SDG-4, not SDG 44", [("SDG 4", "SDG 4"), ("SDG 4", "SDG-4")]),
        ("Pécsvárad and Gironas are others", []),
        ("Den Haag, a forest bosch", []),
        ("_Girona_", [("Girona", "Girona")]),
        ("", []),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_mention_says_what_it_is() -> None:
    [mention] = VOCABULARY.find("in Girona.")
    assert (mention.name, mention.start, mention.end, mention.type, mention.fuzzy) == ("Girona", 3, 9, "city", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Larisa", ["Larissa"]),
        ("Larrissa", ["Larissa"]),
        ("Lraissa", ["Larissa"]),
        ("Larisso", ["Larissa"]),
        ("larisas", ["Larissa"]),
        ("Larisso's", ["Larissa"]),
        ("Larisaa and Girona", ["Larissa", "Girona"]),
        ("Lariza", []),  # two letters
        ("Karissa", []),  # another first letter is another name
        ("Pecz", []),  # too short to tell
        ("Dutsch", []),  # an adjective is no name
    ],
)
def test_typos_only_where_they_are_wanted(text: str, expected: list[str]) -> None:
    assert [name for name, _ in found(text, fuzzy=True)] == expected
    assert [name for name, _ in found(text)] == [name for name in expected if name in text]
    for mention in VOCABULARY.find(text, fuzzy=True):
        assert mention.fuzzy == (mention.name not in text)


def test_a_typo_that_two_names_could_be_is_neither() -> None:
    both = Vocabulary([Entity("Marina"), Entity("Marino")])
    assert both.find("Marine", fuzzy=True) == ()
    assert [m.name for m in both.find("Marinna", fuzzy=True)] == ["Marina"]


@settings(deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_mentions_are_spans_in_order_that_do_not_overlap(noise: str, fuzzy: bool) -> None:
    text = f"{noise} Pécs {noise[::-1]} University of Pécs"
    end = 0
    for mention in VOCABULARY.find(text, fuzzy=fuzzy):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        if not mention.fuzzy:
            assert VOCABULARY.entity(text[mention.start : mention.end]) is not None
    assert "University of Pécs" in VOCABULARY.names_in(text)


def test_names_in_a_text_each_once_in_order() -> None:
    assert VOCABULARY.names_in("Girona, Pécs, Gerona, Fünfkirchen") == ("Girona", "Pécs")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the University of Pécs, and Girona", {"University of Pécs", "Pécs", "Girona"}),
        ("pécsi Tudományegyetem", {"University of Pécs", "Pécs"}),
        ("Den Bosch", {"'s-Hertogenbosch"}),
        ("the Dutch", {"Netherlands"}),
        ("nothing", set()),
    ],
)
def test_all_names_in_a_text_also_those_inside_others(text: str, expected: set[str]) -> None:
    assert VOCABULARY.all_names_in(text) == expected
    assert set(VOCABULARY.names_in(text)) <= expected


def test_entity_by_any_name() -> None:
    assert VOCABULARY.entity("fünfkirchen") == PECS
    assert VOCABULARY.entity("Pécs ") == PECS
    assert VOCABULARY.entity("Budapest") is None
    assert VOCABULARY.entity("") is None


def test_the_first_that_has_a_name_keeps_it() -> None:
    two = Vocabulary([Entity("A town", aliases=("Shared",)), Entity("B town", aliases=("Shared",))])
    assert two.names_in("shared") == ("A town",)


def test_extended() -> None:
    more = VOCABULARY.extended([Entity("Fermo", "column"), Entity("girona", "column"), Entity("Gerona", "column")])
    assert [entity.name for entity in more.entities[len(VOCABULARY.entities) :]] == ["Fermo"]
    assert more.names_in("Fermo, Gerona") == ("Fermo", "Girona")
    assert VOCABULARY.names_in("Fermo") == ()


def test_nothing_is_found_without_a_vocabulary(tmp_path: Path) -> None:
    assert Vocabulary.load(tmp_path).find("Pécs", fuzzy=True) == ()


def test_json_and_fingerprint() -> None:
    again = Vocabulary.from_json(VOCABULARY.to_json())
    assert again.entities == VOCABULARY.entities
    assert again.fingerprint == VOCABULARY.fingerprint
    assert Vocabulary([PECS]).fingerprint != Vocabulary([PECS, PECS]).fingerprint


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Pécs", "pecs"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Λάρισας", "λαρισασ"),
        ("İzmir", "izmir"),
        ("ﬁ", "fi"),
    ],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("entities: [", "is no valid YAML"),
        ("- name: A", "must hold a list under the key 'entities'"),
        ("entities: {name: A}", "must hold a list under the key 'entities'"),
        ("just text", "must hold a list under the key 'entities'"),
        ("entities: [A]", "entity 1 in "),
        ("entities: [{name: A}, {type: city}]", "must be a mapping with a name"),
        ("entities: [{name: A, alias: [B]}]", "has the unknown key 'alias'; known are adjectives"),
        ("entities: [{name: A, aliases: B}]", "has 'B' as its aliases: write a list, such as [B]"),
    ],
)
def test_a_malformed_file(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "vocabulary.yaml").write_text(text, "utf-8")
    with pytest.raises(CorpusError) as caught:
        Vocabulary.load(tmp_path)
    message = str(caught.value)
    assert str(tmp_path / "vocabulary.yaml") in message
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "# nothing\n", "entities:\n", "entities: []\n"])
def test_an_empty_file_is_an_empty_vocabulary(tmp_path: Path, text: str) -> None:
    (tmp_path / "vocabulary.yaml").write_text(text, "utf-8")
    assert Vocabulary.load(tmp_path).entities == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who visited the University of Pécs?", ["University of Pécs"]),
        ("Cosa fa la città di Pecs?", ["Pécs"]),
        ("Mi történt Fermóban?", ["Fermo"]),
        ("Τι κάνει η Λάρισα;", ["Larissa"]),
        ("Wat doet 's-Hertogenbosch, en Den Bosch?", ["'s-Hertogenbosch"]),
    ],
)
def test_the_projects_own_vocabulary(project: Path, text: str, expected: list[str]) -> None:
    names = Vocabulary.load(project / "corpus").names_in(text)
    assert [fold(name) for name in names] == [fold(name) for name in expected] or set(expected) <= set(names)


def test_in_the_projects_own_vocabulary_no_name_is_two_entities(project: Path) -> None:
    vocabulary = Vocabulary.load(project / "corpus")
    assert len(vocabulary.entities) > 50
    for entity in vocabulary.entities:
        for name in (entity.name, *entity.aliases, *entity.adjectives):
            assert vocabulary.entity(name) == entity, name
