"""Words of one family are found among the stems of a corpus; words that only begin alike are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.answer.families import Families, terms_said
from lcassist.index.words import Words, tokens

TEXT = "The employees of the library audit the volunteer. Communal communication is employed. The librarians employ."


@pytest.fixture(scope="module")
def families() -> Families:
    return Families(Words.build([TEXT], ["en"], [[]]))


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("employing", set()),
        ("employees", {"employ"}),
        ("auditor", {"audit"}),
        ("librarian", {"library"}),
        ("audits", set()),
        ("car", set()),
    ],
)
def test_what_a_word_may_mean(word: str, others: set[str], families: Families) -> None:
    (term,) = tokens(word, "en")
    expected = {stem: term for other in others for stem in tokens(other, "en")}
    found = families.meant([term], "en")
    assert expected.items() <= found.items()
    assert not set(tokens("communication volunteer", "en")) & found.keys()


def test_another_language_has_none(families: Families) -> None:
    assert families.meant(["employ"], "nl") == {}


def test_a_term_is_said_by_itself_and_by_its_family() -> None:
    assert terms_said({"audit", "mill", "oak"}, {"auditor", "mill", "elm"}, {"audit": "auditor"}) == {"auditor", "mill"}


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), max_size=8))
def test_no_term_means_itself(terms: list[str]) -> None:
    families = Families(Words.build([" ".join(terms)], ["en"], [[]]))
    assert not set(terms) & families.meant(terms, "en").keys()
