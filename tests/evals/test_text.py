import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist_evals.text import count_words, normalise, normalise_with_offsets, stands_in


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("University of Pécs", "the UNIVERSITY of\n\tpécs, faculty"),
        ("volunteer", "many volunteers"),
        ("37,390", "it has 37,390."),
        ("2016", "Larissa 2016"),
        ("++", "Quality: ++ (good)"),
        ("-/+", "Funding: -/+"),
        ("citizens' initiatives", "citizens’ initiatives"),
        ("160,000-163,000", "160,000–163,000 inhabitants"),
        ("> 500", "density > 500 inh./km"),
        ("60%", "county (60%)"),
        ("Λάρισας", "ΛΆΡΙΣΑΣ"),
    ],
)
def test_a_string_stands_in_a_text(needle: str, text: str) -> None:
    assert stands_in(needle, text)


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("16", "in 2016"),
        ("201", "in 2016"),
        ("37", "37,390 inhabitants"),
        ("390", "37,390 inhabitants"),
        ("2", "2.5 million"),
        ("++", "Quality: +++"),
        ("+", "Funding: -/+"),
        ("-", "a well-known town"),
        ("art", "the department"),
        ("start", "art"),
        ("", "anything"),
    ],
)
def test_a_string_does_not_stand_inside_another(needle: str, text: str) -> None:
    assert not stands_in(needle, text)


def test_a_later_occurrence_counts() -> None:
    assert stands_in("16", "2016, and 16 more")


@given(st.text())
def test_each_normalised_character_has_its_offset(text: str) -> None:
    normalised, offsets = normalise_with_offsets(text)
    assert len(normalised) == len(offsets)
    assert offsets == sorted(set(offsets))
    assert all(character == " " or not text[at].isspace() for character, at in zip(normalised, offsets, strict=True))


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_words_are_what_is_read() -> None:
    assert count_words("**Alba** was founded in 1904. [1] | – +++ [12]\n> > 500") == 6
