"""A citation is an exact span of whole words; nothing is matched fuzzily (invariant 2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lcassist.answer.verify import Citations, Span, Unverified, block_at, cite, locate, whole_words
from lcassist.corpus.library import Library
from lcassist.domain import Document, Source, TableCell
from lcassist.errors import SourceUnknown

many = settings(max_examples=300, deadline=None)

PAGE = """# The mills

The old mill has 37,390 visitors a year, of non-formal and formal groups. It’s near the “Café du Pé”.

| Mill | Visitors | Mark |
| --- | --- | --- |
| Old | 37,390 | ++ |
| New |  | - |

Table 1 Visitors
"""

LOOKS = {
    "'": "'‘’‚‛",
    '"': '"“”„«»',
    "-": "-‐‑‒–—−",
    " ": " \u00a0\u202f\n\t",
}
PLAIN = {look: sign for sign, looks in LOOKS.items() for look in looks}


def normalised(text: str) -> str:
    return " ".join("".join(PLAIN.get(character, character) for character in text).split())


def within_a_word(text: str, place: int) -> bool:
    """Whether a place is inside a run of letters and digits: told in another way than the code does."""
    return any(match.start() < place < match.end() for match in re.finditer(r"[^\W_]+", text))


@pytest.fixture(scope="module")
def library(made: Callable[..., Document]) -> Library:
    return Library([made("mills.md", PAGE)])


def at(library: Library, quote: str) -> Span:
    start = library.text("mills.md").index(quote)
    return Span("mills.md", start, start + len(quote))


# whole words


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("a mill here", (2, 6), True),
        ("a mill here", (2, 5), False),
        ("a mill here", (3, 6), False),
        ("a mill here", (0, 11), True),
        ("has 37,390 of", (4, 10), True),
        ("has 37,390 of", (4, 6), False),
        ("has 37,390 of", (7, 10), False),
        ("in 2016, 37 of", (3, 7), True),
        ("in 2016. 37 of", (3, 7), True),
        ("see 3.5 there", (4, 5), False),
        ("non-formal ways", (4, 10), False),
        ("non-formal ways", (0, 3), False),
        ("non-formal ways", (0, 10), True),
        ("this – or that", (7, 9), True),
        ("once—or twice", (5, 7), True),
        ("from 5–9 on", (7, 8), True),
        ("it is -5 here", (7, 8), False),
        ("it is −5 here", (7, 8), False),
        ("it is -5 here", (6, 8), True),
        ("it is - 5 here", (8, 9), True),
        ("l’école d’art", (2, 7), True),
        ("cafe\u0301 noir", (0, 4), False),
        ("cafe\u0301 noir", (0, 5), True),
        ("हिन्दी", (0, 1), False),
    ],
)
def test_whole_words(text: str, span: tuple[int, int], whole: bool) -> None:
    assert whole_words(text, *span) is whole


@many
@given(st.text(st.sampled_from("aé1९.,-’' \n\u0301"), max_size=14), st.data())
def test_whole_words_never_cut_a_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if whole_words(text, start, end):
        assert not within_a_word(text, start)
        assert not within_a_word(text, end)


# locate


@many
@given(st.text(st.sampled_from("ab1 \n\u00a0-–'’.,"), max_size=16), st.text(st.sampled_from("ab1 -'."), max_size=5))
@example("xa a a", "a a")
@example("ab-b b", "b")
@example("1.1 1", "1")
def test_locate_finds_the_first_whole_span_that_is_there(text: str, quote: str) -> None:
    """Told by trying every span."""
    spans = (
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if not text[start].isspace() and not text[end - 1].isspace()
    )
    fitting = [
        span
        for span in spans
        if quote.strip() and normalised(text[slice(*span)]) == normalised(quote) and whole_words(text, *span)
    ]
    assert locate(text, quote) == (fitting[0] if fitting else None)


word = st.text(st.sampled_from("abcdéőλß"), min_size=1, max_size=6) | st.sampled_from(
    ["37,390", "2016", "“mill”", "it's", "non-formal", "—", "(old)", "€5.00", "…", "[1]", "a.b*c", "\\"]
)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and some words of it in another typography."""
    words = draw(st.lists(word, min_size=1, max_size=12))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first + 1, len(words)))
    gaps = st.text(st.sampled_from(LOOKS[" "]), min_size=1, max_size=3)
    looks = [draw(st.sampled_from(LOOKS.get(PLAIN.get(c, ""), c))) for c in " ".join(words[first:last])]
    quote = "".join(draw(gaps) if look.isspace() else look for look in looks)
    return " ".join(words), draw(st.sampled_from(["", " ", "\n"])) + quote


@many
@given(quoted())
def test_white_space_quotes_and_dashes_are_normalised(case: tuple[str, str]) -> None:
    text, quote = case
    found = locate(text, quote)
    assert found is not None
    # what is found is the text's own, and says the same
    assert normalised(text[slice(*found)]) == normalised(quote)


@many
@given(st.lists(word, min_size=1, max_size=8), st.data())
def test_a_changed_letter_or_digit_is_not_located(words: list[str], data: st.DataObject) -> None:
    quote = " ".join(words)
    places = [place for place, character in enumerate(quote) if character.isalnum()]
    assume(places)
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from("0123456789xyzäABCD"))
    assume(other != quote[place])
    changed = f"{quote[:place]}{other}{quote[place + 1 :]}"
    assert locate(f"Before. {quote} after.", changed) is None


@pytest.mark.parametrize(
    "quote",
    [
        "will publish it in 2035",  # a changed year
        "will not publish it in 2027",  # a word put in
        "will it in 2027",  # a word left out
        "Will publish it in 2027",  # another case
        "will publish it in 202",  # a number cut
        "ill publish it",  # a word cut
        "will  publish ... in 2027",  # an ellipsis
        "",
        " \n",
    ],
)
def test_near_is_not_enough(quote: str) -> None:
    assert locate("They will publish it in 2027.", quote) is None


# cite


def test_what_is_cited_is_the_documents_text(library: Library) -> None:
    found = locate(library.text("mills.md"), 'It\'s near the "Café du Pé".')
    assert found is not None
    citation = cite(library, Span("mills.md", *found), 3)
    assert citation.quote == "It’s near the “Café du Pé”."
    assert (citation.number, citation.source, citation.title) == (3, "mills.md", "Title of mills.md")
    assert (citation.start, citation.end) == found
    assert citation.section == ("The mills",)
    assert (citation.table, citation.language, citation.url) == (None, "en", None)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (5, 5), (7, 3), (-4, 4), (0, 10_000), (10_000, 10_001), (9, 11), (0, 1), (1, 9)]
)
def test_what_is_no_text_or_cuts_a_word_is_refused(library: Library, start: int, end: int) -> None:
    with pytest.raises(Unverified, match=r"'mills\.md'"):
        cite(library, Span("mills.md", start, end), 1)


def test_an_unknown_source_is_refused(library: Library) -> None:
    with pytest.raises(SourceUnknown, match=r"'lakes\.md'.*mills\.md"):
        cite(library, Span("lakes.md", 0, 4), 1)


@many
@given(st.data())
def test_a_citation_quotes_exactly(library: Library, data: st.DataObject) -> None:
    text = library.text("mills.md")
    start = data.draw(st.integers(-2, len(text) + 2))
    end = data.draw(st.integers(-2, len(text) + 2))
    try:
        citation = cite(library, Span("mills.md", start, end), 1)
    except Unverified:
        sound = 0 <= start < end <= len(text) and bool(text[start:end].strip()) and whole_words(text, start, end)
        assert not sound
    else:
        assert citation.quote == text[start:end] != ""
        assert (citation.start, citation.end) == (start, end)
        assert not within_a_word(text, start)
        assert not within_a_word(text, end)


def test_a_cell_is_cited_with_its_place(library: Library) -> None:
    table = library.document("mills.md").tables[0]
    cell = table.body[0][0]
    citation = cite(library, Span("mills.md", cell.start, cell.end, (0, 0, 0)), 1)
    assert citation.quote == "37,390"
    assert citation.table == TableCell("Table 1 Visitors", "Old", "Visitors", 0, 0)


@pytest.mark.parametrize(
    "place", [(0, 0, 1), (0, 1, 0), (0, 9, 0), (0, 0, 9), (1, 0, 0), (0, -2, 0), (0, 0, -2), (-1, 0, 0)]
)
def test_another_cell_than_the_span_is_refused(library: Library, place: tuple[int, int, int]) -> None:
    cell = library.document("mills.md").tables[0].body[0][0]
    with pytest.raises(Unverified, match="no such cell"):
        cite(library, Span("mills.md", cell.start, cell.end, place), 1)


def test_an_empty_cell_is_no_evidence(library: Library) -> None:
    cell = library.document("mills.md").tables[0].body[1][0]
    assert cell.text == ""
    with pytest.raises(Unverified, match="no text"):
        cite(library, Span("mills.md", cell.start, cell.end, (0, 1, 0)), 1)


def test_it_says_where_the_source_is(made: Callable[..., Document]) -> None:
    document = made("a.md", "One line.", language="nl")
    library = Library([replace(document, source=Source("a", "A", file="a.md", url="https://example.org/a"))])
    citation = cite(library, Span("a.md", 0, 9), 1)
    assert (citation.url, citation.language, citation.section) == ("https://example.org/a", "nl", ())


def test_a_long_quote_is_in_its_own_language(made: Callable[..., Document]) -> None:
    dutch = (
        "De gemeente heeft samen met de bibliotheek en het buurthuis een cursus voor volwassenen opgezet, "
        "die al jaren loopt en waarvoor niemand hoeft te betalen."
    )
    library = Library([made("a.md", f"Here is a Dutch line.\n\n{dutch}", language="en")])
    start = library.text("a.md").index(dutch)
    assert cite(library, Span("a.md", start, start + len(dutch)), 1).language == "nl"
    assert cite(library, Span("a.md", 0, 4), 1).language == "en"


# numbering


def test_each_span_is_numbered_once_in_the_order_of_asking(library: Library) -> None:
    citations = Citations(library)
    first, second = at(library, "37,390 visitors"), at(library, "The mills")
    assert [citations.number(one) for one in (first, second, first)] == [1, 2, 1]
    assert [one.quote for one in citations.made] == ["37,390 visitors", "The mills"]
    assert [one.number for one in citations.made] == [1, 2]


def test_what_is_refused_takes_no_number(library: Library) -> None:
    citations = Citations(library)
    with pytest.raises(Unverified):
        citations.number(at(library, "7,390 visitors"))
    assert citations.made == ()
    assert citations.number(at(library, "37,390 visitors")) == 1


# blocks


def test_the_block_at_a_place(library: Library) -> None:
    document = library.document("mills.md")
    for block in document.blocks:
        for place in (block.start, (block.start + block.end) // 2, block.end - 1):
            assert block_at(document, place) == block
        assert block_at(document, block.end) is None
    assert block_at(document, len(document.text) + 5) is None
