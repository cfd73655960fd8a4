"""Whom a sentence is about: those whom it names, or else whom the text before it was about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.answer.scope import Scope, Scopes
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import BlockKind, Document
from lcassist.index.sentences import sentences

TOWNS = frozenset({"town"})
ALBA, BRENN, CORVO, NONE = (frozenset(names) for names in ({"Alba"}, {"Brenn"}, {"Corvo"}, set[str]()))


@pytest.fixture
def scopes(names: Vocabulary) -> Scopes:
    return Scopes(names, TOWNS)


def of_first_paragraph(document: Document, scopes: Scopes) -> list[Scope]:
    block = next(block for block in document.blocks if block.kind is not BlockKind.HEADING)
    spans = sentences(document.text, block.start, block.end, language="en", limit=500)
    return scopes.of_block(document, spans, block.section)


def test_a_sentence_without_a_name_goes_on_with_the_one_before(scopes: Scopes, made: Callable[..., Document]) -> None:
    text = "Many towns have mills. Alba has two. It is proud of them. They grind. Brenn has none. It buys flour."
    assert of_first_paragraph(made("a.md", text), scopes) == [
        Scope(NONE, -1),
        Scope(ALBA, 0),
        Scope(ALBA, 1),
        Scope(ALBA, 2),
        Scope(BRENN, 0),
        Scope(BRENN, 1),
    ]


def test_two_towns_are_one_scope(scopes: Scopes, made: Callable[..., Document]) -> None:
    found = of_first_paragraph(made("a.md", "Alba and Brenn have mills. They are old."), scopes)
    assert found == [Scope(ALBA | BRENN, 0), Scope(ALBA | BRENN, 1)]


def test_a_country_stands_for_the_towns_in_it(scopes: Scopes, made: Callable[..., Document]) -> None:
    text = "In Northland mills are owned by families. In the Northern Alba they are not. In Southland it rains."
    assert of_first_paragraph(made("a.md", text), scopes) == [Scope(ALBA | BRENN, 0), Scope(ALBA, 0), Scope(CORVO, 0)]


def test_names_of_other_types_change_no_scope(scopes: Scopes, made: Callable[..., Document]) -> None:
    found = of_first_paragraph(made("a.md", "Alba has two mills. The Guild of Millers runs the Old Mill."), scopes)
    assert found == [Scope(ALBA, 0), Scope(ALBA, 1)]


def test_the_nearest_heading_with_a_name_holds_until_the_text_names_another(
    scopes: Scopes, made: Callable[..., Document]
) -> None:
    document = made("a.md", "# Brenn\n\n## Alba\n\n### Its mills\n\nThey are old. Those of Corvo are new.")
    assert of_first_paragraph(document, scopes) == [Scope(ALBA, -1), Scope(CORVO, 0)]


def test_a_source_about_one_town_holds_where_nothing_else_does(scopes: Scopes, made: Callable[..., Document]) -> None:
    text = "# Mills\n\nThey are old."
    assert of_first_paragraph(made("a.md", text, entities=("Corvo",)), scopes) == [Scope(CORVO, -1)]
    assert of_first_paragraph(made("a.md", text, title="A visit to Brenn"), scopes) == [Scope(BRENN, -1)]
    both = made("a.md", text, title="A visit to Brenn", entities=("Corvo",))
    assert of_first_paragraph(both, scopes) == [Scope(CORVO, -1)]
    assert of_first_paragraph(made("a.md", text, entities=("Guild of Millers", "Nowhere")), scopes) == [Scope(NONE, -1)]


def test_named(scopes: Scopes) -> None:
    assert scopes.named("Albe and BRENN") == ALBA | BRENN
    assert scopes.named("Albania") == NONE
    assert scopes.named("") == NONE


def test_without_names_nothing_is_about_anybody(made: Callable[..., Document]) -> None:
    found = of_first_paragraph(made("a.md", "Alba has two. It is proud."), Scopes(Vocabulary(), TOWNS))
    assert found == [Scope(NONE, -1), Scope(NONE, -1)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # its file or one of the lines that it begins with names it, and most mentions are of it
        ("alba-2024.md", "# The river\n\nMills are old. Alba has two."),
        ("a.md", "# The river\n\nPaper of the council of Alba\n\nMills are old. Alba has two."),
        # hardly any mention is of another
        ("a.md", "# The river\n\nMills are old. Alba has two, and Alba pays. Alba is small, and Alba mends."),
    ],
)
def test_a_document_is_about_the_one_that_it_speaks_of(
    name: str, text: str, scopes: Scopes, made: Callable[..., Document]
) -> None:
    document = made(name, f"{text}\n\n## Tables\n\n| Year | Flour |\n| --- | --- |\n| 2019 | 4 |\n| 2020 | 5 |\n")
    assert scopes.of_table(document, document.tables[0]) == Scope(ALBA, -1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# The river\n\nMills are old. Alba has two."),
        ("a.md", "# The river\n\nAlba and Brenn have mills. Brenn has two. Brenn pays for them."),
        ("a.md", "# The river\n\nAlba has two, and Alba pays. Brenn has four. Brenn mends them."),
    ],
)
def test_a_document_about_several_is_about_none_of_them(
    name: str, text: str, scopes: Scopes, made: Callable[..., Document]
) -> None:
    document = made(name, f"{text}\n\n## Tables\n\n| Year | Flour |\n| --- | --- |\n| 2019 | 4 |\n| 2020 | 5 |\n")
    assert scopes.of_table(document, document.tables[0]) == Scope(NONE, -1)


def test_a_table_is_about_the_one_in_its_caption_or_heading(scopes: Scopes, made: Callable[..., Document]) -> None:
    rows = "| Year | Flour |\n| --- | --- |\n| 2019 | 4 |\n| 2020 | 5 |\n"
    document = made("a.md", f"# Mills\n\n## Alba\n\n{rows}\n## Both\n\nTable 2: Flour in Brenn\n\n{rows}")
    assert [scopes.of_table(document, table).names for table in document.tables] == [ALBA, BRENN]


def test_what_is_said_of_very_many_is_said_of_none() -> None:
    assert Scope(frozenset(f"Town {n}" for n in range(20))).wide
    assert not Scope(frozenset({"Alba", "Brenn", "Corvo"})).wide
