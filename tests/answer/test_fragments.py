"""Sentences that state nothing are no evidence, whatever they are like."""

from __future__ import annotations

import pytest

from lcassist.answer.fragments import is_entry, states_nothing
from lcassist.domain import Block, BlockKind

PARAGRAPH = Block(BlockKind.PARAGRAPH, 0, 10, ())
CAPTION = Block(BlockKind.CAPTION, 0, 10, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alba, 12 May 2025", True),
        ("Den Haag, 3 juni 2024.", True),
        ("Alba was founded on 12 May 2025.", False),
        ("¹ Source: the millers", True),
        ("See https://example.org/mills", True),
        ("The mill turns.", False),
        ("The mill turns", False),
    ],
)
def test_fragments(text: str, expected: bool) -> None:
    assert states_nothing(text, PARAGRAPH, signing=False, web=False) is expected


def test_an_address_is_an_answer_where_one_is_asked_for() -> None:
    assert not states_nothing("See https://example.org/mills", PARAGRAPH, signing=False, web=True)


def test_a_few_words_below_a_picture() -> None:
    assert states_nothing("The old mill", CAPTION, signing=False, web=False)
    assert not states_nothing("The old mill, 1931", CAPTION, signing=False, web=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ottilie Brandt, adviser at the league, June 2025", True),
        ("Opened: 1931", False),
        ("We went there in June.", False),
    ],
)
def test_who_wrote_it_states_nothing(text: str, expected: bool) -> None:
    assert states_nothing(text, PARAGRAPH, signing=True, web=False) is expected
    assert not states_nothing(text, PARAGRAPH, signing=False, web=False)


def test_an_entry_in_a_list_of_sources_is_told_by_its_site() -> None:
    assert is_entry("Op bezoek in Alba | Blad (blad.example.eu), January 2023 (in Dutch)")
    assert not is_entry("The blog (blad.example.eu) told of Alba in 2023.")
    assert not is_entry("Alba has two mills, January 2023")
