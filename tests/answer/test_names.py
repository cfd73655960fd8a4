"""Which names tell sentences and cells apart, and which headers of tables are names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from lcassist.answer.names import main_group, scoping_types, with_labels, with_table_names
from lcassist.answer.tables import Fact, Series
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Cell, Document

TOWNS = frozenset({"town"})

TABLE = """# Mills

The towns of Alba, Dorn and Esk have mills, and so says the Rain Board of Dorn. We like Esk.

| Town | Rain Board | Sun Board | Budget |
| --- | --- | --- | --- |
| Alba | a | b | 1 |
| Dorn | c | d | 2 |
| Esk | e | f | 3 |
"""


def series(cells: Mapping[tuple[str, ...], str], label: str = "Population") -> Series:
    facts = tuple(
        Fact(
            "a.md", 0, 0, n, Cell(text, 0, 1), label, " ".join(names), frozenset(names), None, "en", None, text
        )
        for n, (names, text) in enumerate(cells.items())
    )  # fmt: skip
    return Series("a.md", 0, True, label, facts, (), "en")


@pytest.fixture(scope="module")
def library(made: Callable[..., Document]) -> Library:
    return Library([made("a.md", TABLE)])


def test_types_that_a_table_compares_are_scoping(names: Vocabulary, library: Library) -> None:
    compared = series({("Alba",): "1", ("Brenn",): "2"})
    assert scoping_types(names, [compared], library) == TOWNS


def test_one_name_alone_is_not_compared(names: Vocabulary, library: Library) -> None:
    assert scoping_types(names, [series({("Alba",): "1", ("Guild of Millers",): "2"})], library) == frozenset()
    assert scoping_types(names, [], library) == frozenset()


def test_types_that_sources_are_about_are_scoping(names: Vocabulary, made: Callable[..., Document]) -> None:
    about = Library([made("b.md", "Text.", entities=("Guild of Millers", "Nobody"))])
    assert scoping_types(names, [], about) == {"organisation"}


def test_the_main_group_is_the_one_compared_most_often(names: Vocabulary) -> None:
    three = [series({("Alba",): "1", ("Brenn",): "2", ("Corvo",): "3"}, label) for label in ("a", "b")]
    two = [series({("Corvo",): "1", ("Alba",): "2"})]
    assert main_group([*two, *three], names, TOWNS) == ("Alba", "Brenn", "Corvo")
    assert main_group([*two, *two, *two, *three], names, TOWNS) == ("Corvo", "Alba")
    # of two that are compared as often the larger one
    assert main_group([*two, *two, *three], names, TOWNS) == ("Alba", "Brenn", "Corvo")


def test_there_may_be_no_group(names: Vocabulary) -> None:
    assert main_group([], names, TOWNS) == ()
    assert main_group([series({("Alba",): "1"})], names, TOWNS) == ()
    assert main_group([series({("Alba",): "1", ("Brenn",): "2"})], names, frozenset()) == ()


def test_headers_that_are_written_as_names_become_names(names: Vocabulary, library: Library) -> None:
    extended = with_table_names(names, library)
    assert extended.names_in("Is there a mill in Dorn or Esk?") == ("Dorn", "Esk")
    # known names stay what they are, and words of a header that no sentence has as a name are none
    assert extended.entity("Alba") == names.entity("Alba")
    assert extended.names_in("the budget, the sun board") == ()


def test_names_without_a_vocabulary(library: Library) -> None:
    assert set(with_table_names(Vocabulary(), library).names_in("Alba, Dorn, Esk")) == {"Alba", "Dorn", "Esk"}


def test_short_headers_may_take_one_anothers_place_in_a_follow_up(names: Vocabulary, library: Library) -> None:
    spoken = with_labels(names, library)
    types = [mention.type for mention in spoken.find("Budget, Sun Board, Rain Board, Dorn, Esk")]
    assert types == [*["a.md/0/columns"] * 3, *["a.md/0/rows"] * 2]
    assert [mention.type for mention in spoken.find("Alba")] == ["town"]


def test_tables_without_headers_have_no_names(made: Callable[..., Document], names: Vocabulary) -> None:
    bare = Library([made("a.md", "|  |  |\n| --- | --- |\n| Dorn 2016 | Esk 2017 |\n")])
    assert with_table_names(names, bare).entities == names.entities
    assert with_labels(names, bare).entities == names.entities


HEADED = """# Mills

## 1. Alba: the Otter Mill

It has two stones. The river is low.

## 2. Dorn

The Otter Mill lent it a wheel. Some call it slow.

## 3. Esk: education and innovation

It has innovation, and education too.

| Town | Stones |
| --- | --- |
| Alba | 2 |
| Dorn | 1 |
| Esk | 3 |
"""


def test_names_may_stand_in_headings_alone(made: Callable[..., Document]) -> None:
    vocabulary = with_table_names(Vocabulary(), Library([made("a.md", HEADED)]))
    assert {entity.name for entity in vocabulary.entities} == {"Alba", "Dorn", "Esk"}


def test_a_heading_gives_a_name_another_one(made: Callable[..., Document]) -> None:
    vocabulary = with_table_names(Vocabulary(), Library([made("a.md", HEADED)]))
    assert [mention.name for mention in vocabulary.find("Where is the Otter Mill?")] == ["Alba"]
    assert vocabulary.find("What is education and innovation?") == ()  # no name, for it has small letters


def test_names_may_stand_in_another_document_alone(made: Callable[..., Document]) -> None:
    table = "# Stones\n\n| Town | Stones |\n| --- | --- |\n| Alba | 2 |\n| Dorn | 1 |\n"
    assert not with_table_names(Vocabulary(), Library([made("a.md", table)])).entities
    both = Library([made("a.md", table), made("b.md", "We went from Alba to see Dorn and its mill.")])
    assert {entity.name for entity in with_table_names(Vocabulary(), both).entities} == {"Alba", "Dorn"}
