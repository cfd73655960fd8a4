"""Numbers in nine locales, years, times, bounds and currencies."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lcassist.answer.values import blank, comparable, numbers, truth
from lcassist.corpus.language import LANGUAGES

many = settings(max_examples=300, deadline=None)

# (thousands, decimals) as each language writes them
LOCALES = {
    "en": [(",", ".")],
    "nl": [(".", ","), (" ", ",")],
    "de": [(".", ","), ("'", ","), ("’", ".")],
    "fr": [(" ", ","), ("\u202f", ","), ("\u00a0", ",")],
    "it": [(".", ",")],
    "es": [(".", ","), (" ", ",")],
    "ca": [(".", ",")],
    "el": [(".", ",")],
    "hu": [(" ", ","), ("\u00a0", ","), (".", ",")],
}
frames = st.sampled_from(
    [
        "{}",
        "about {} people",
        "({})",
        "Σύνολο: {}.",
        "it was {}, they say",
        "“{}”",
        "{} €",
        "€ {}",
        "${}",
        "{} %",
        "{}%",
    ]
)


def values(text: str, language: str | None = "en") -> list[float]:
    return [number.value for number in numbers(text, language)]


def written(value: float, places: int, thousands: str, decimals: str) -> str:
    whole, _, part = f"{value:,.{places}f}".partition(".")
    return whole.replace(",", thousands) + (f"{decimals}{part}" if part else "")


@st.composite
def localised(draw: st.DrawFn) -> tuple[str, str, float]:
    language = draw(st.sampled_from(LANGUAGES))
    thousands, decimals = draw(st.sampled_from(LOCALES[language]))
    # three decimals are thousands to whoever does not know better
    places = draw(st.sampled_from([0, 1, 2, 4]))
    value = draw(st.integers(0, 10 ** draw(st.integers(1, 13)))) / 10**places
    grouped = draw(st.booleans())
    text = written(value, places, thousands if grouped else "", decimals)
    return draw(frames).format(text), language, value


@many
@given(localised())
def test_a_number_is_read_back_as_it_was_written(case: tuple[str, str, float]) -> None:
    text, language, value = case
    assert values(text, language) == pytest.approx([value])


@many
@given(
    st.text(st.sampled_from("12 34567890.,'-–€%<>≈a\n\u00a0"), max_size=25), st.sampled_from([*LANGUAGES, None, "zh"])
)
def test_whatever_the_text_spans_are_right(text: str, language: str | None) -> None:
    found = numbers(text, language)
    for number in found:
        assert text[number.start].isdigit()
        assert text[number.end - 1].isdigit()
        # digits that belong to a number are all in it
        assert not text[number.end : number.end + 1].isdigit()
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("65,549", "en", [65549]),
        ("65.549", "nl", [65549]),
        ("65,549", "nl", [65549]),  # nothing is counted to the thousandth
        ("65.549", "en", [65.549]),
        ("1.250", None, [1.25]),
        ("1,5", "nl", [1.5]),
        ("1.5", "nl", [1.5]),
        ("0,125", "de", [0.125]),
        ("0.125", "de", [0.125]),
        ("1,234,567.5", "en", [1234567.5]),
        ("1.234.567,5", "it", [1234567.5]),
        ("1.234.567,5", "en", [1234567.5]),  # there is one reading only
        ("1,234,567.5", "hu", [1234567.5]),
        ("1,234,567", "nl", [1234567]),
        ("164 000", "fr", [164000]),
        ("37'390", "de", [37390]),
        ("160,000–163,000 inhabitants", "en", [160000, 163000]),
        ("7-12 year olds", "en", [7, 12]),
        ("2016 500", "en", [2016, 500]),
        ("in 2016, 37 of 120", "en", [2016, 37, 120]),
        ("it fell by -3.5 to -10", "en", [-3.5, -10]),
        ("−3", "en", [-3]),
        ("-€5 and €-6 and -$7", "en", [-5, -6, -7]),
        ("€1,250.50, $3 and £4", "en", [1250.5, 3, 4]),
        ("1.250,50 €", "it", [1250.5]),
        ("Table 4b and A4 and v2", "en", [4]),
        ("100%", "en", [100]),
        ("version 1.2.3.4", "en", [1234]),
        ("١٢٣", "en", [123]),
        ("no number", "en", []),
        ("km²", "en", []),
        ("", "en", []),
    ],
)
def test_locales(text: str, language: str | None, expected: list[float]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("text", "bound", "value"),
    [
        ("> 500", ">", 500),
        (">500", ">", 500),
        ("≥ 500", ">", 500),
        ("< 1,100", "<", 1100),
        ("≤ 3", "<", 3),
        ("~ 20", "", 20),
        ("ca. 20", "", 20),
        ("± 20", "", 20),
        ("20", "", 20),
        ("> €20", ">", 20),
    ],
)
def test_bounds(text: str, bound: str, value: float) -> None:
    (number,) = numbers(text)
    assert (number.bound, number.value) == (bound, value)


@pytest.mark.parametrize("text", ["2016", "since 1996", "(2022)", "1500", "2099.", "ca. 2016"])
def test_years(text: str) -> None:
    assert [number.year for number in numbers(text)] == [True]


@pytest.mark.parametrize(
    "text", ["2,016", "2.016", "€2016", "2016 €", "2016%", "> 2016", "≤2016", "1499", "2100", "20165", "2016.5", "-2"]
)
def test_what_is_no_year(text: str) -> None:
    assert [number.year for number in numbers(text)] == [False]


# what cells are ordered by


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9:30", 570),
        ("09:30", 570),
        ("17h45", 1065),
        ("0:00", 0),
        ("65,549", 65549),
        ("20 km ²", 20),
        ("> 500 inh./km ²", 500),
        ("Alba 2016", 2016),
        ("€ 12.50", 12.5),
        ("12.50", 12.5),
        ("9.75", 9.75),
        ("120,000 euros (2022)", 120000),
        ("€ 1.2 million", 1_200_000),
        ("0,35 miljoen", 350_000),
        ("30,000*", 30000),
        ("35 min", 35),
        ("1 h 10 min", 70),
        ("15/08/2024", 2024.6208),
        ("2004-03-12", 2004.1967),
        ("12 March 2004", 2004.1967),
        ("12 maart 2004", 2004.1967),
        ("marzo 2024", 2024.1667),
    ],
)
def test_values_of_cells(text: str, value: float) -> None:
    assert comparable(text, "nl" if "," in text and "miljoen" in text else "en") == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "+++",
        "-",
        "greenest city, 10 m ² per inhabitant",
        "1, 2 and 3",
        "5 times as many as there were in the year before",
    ],
)
def test_a_text_is_no_value(text: str) -> None:
    assert comparable(text, "en") is None


@pytest.mark.parametrize(
    "texts",
    [
        ["< 500", "500", "> 500", "> 501"],
        ["8:05", "8:50", "17:00", "23:59"],
        ["8.05", "8.50", "17.00", "23.59"],  # times, or amounts: the same order
        ["2.75", "3.50", "12.50", "13"],
        ["-5", "−1", "0", "0.5"],
        ["Alba 1999", "Brenn 2000", "Corvo 2016"],
    ],
)
def test_order(texts: list[str]) -> None:
    found = [comparable(text, "en") for text in texts]
    assert None not in found
    assert found == sorted(set(found))


@many
@given(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True))
def test_times_are_in_the_order_of_the_day(minutes: list[int]) -> None:
    early, late = sorted(minutes)
    assume(early != late)
    for pattern in ("{}:{:02}", "{:02}:{:02}", "{}h{:02}", "{}.{:02}"):
        values = [comparable(pattern.format(*divmod(minute, 60)), "en") for minute in (early, late)]
        assert values[0] < values[1], pattern


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("yes", True),
        ("Sì", True),
        ("✓", True),
        ("igen", True),
        ("No", False),
        ("όχι", False),
        ("–", False),
        ("7", None),
    ],
)
def test_yes_and_no(text: str, yes: bool | None) -> None:
    assert truth(text) is yes


@pytest.mark.parametrize("text", ["–", "-", "n/a", "N.v.t.", "n.d.", "unknown", "…"])
def test_cells_that_say_that_there_is_nothing(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["0", "no", "+", "-5", "none of them"])
def test_cells_that_say_something(text: str) -> None:
    assert not blank(text)
