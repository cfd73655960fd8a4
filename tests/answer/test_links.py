"""The address of a citation opens the original where the quote stands."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.answer.links import citation_url, place_fragment
from lcassist.domain import Source

URL = "https://example.org/nl/blog?id=1"


def source(file: str | None, url: str | None = URL) -> Source:
    return Source(id="s", title="S", file=file, url=url)


@pytest.mark.parametrize(
    ("file", "url", "page", "expected"),
    [
        ("a.pdf", "https://x.org/a.pdf", 3, "https://x.org/a.pdf#page=3"),
        ("fetched/A.PDF", "https://x.org/a.pdf#page=1&zoom=2", 3, "https://x.org/a.pdf#page=3"),
        ("a.pdf", "https://x.org/a.pdf", None, "https://x.org/a.pdf"),
        ("a.html", URL, None, f"{URL}#:~:text=de%20stad%2C%20%27s%20avonds"),
        ("a.htm", f"{URL}#kop", None, f"{URL}#kop:~:text=de%20stad%2C%20%27s%20avonds"),
        ("a.md", URL, None, URL),
        ("a.docx", URL, 3, URL),
        (None, URL, None, URL),
        ("a.html", None, None, None),
        ("a.pdf", None, 3, None),
    ],
)
def test_where_a_quote_is_opened(file: str | None, url: str | None, page: int | None, expected: str | None) -> None:
    assert citation_url(source(file, url), page, "de stad, 's avonds") == expected


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("e-learning & co, 50 %", "e%2Dlearning%20%26%20co%2C%2050%20%25"),
        ("Pécs – Λάρισα", "P%C3%A9cs%20%E2%80%93%20%CE%9B%CE%AC%CF%81%CE%B9%CF%83%CE%B1"),
        ("  two\u00a0 words ", "two%20words"),
        ("a#b:~:text=c", "a%23b%3A~%3Atext%3Dc"),
        ("A heading\n\nThe first words of a paragraph.", "A%20heading,first%20words%20of%20a%20paragraph."),
        ("Row\tcell 1\tcell 2", "Row,cell%202"),
        ("one two three four five six " * 20, "one%20two%20three%20four%20five,two%20three%20four%20five%20six"),
        (f"{'x' * 150} {'y' * 150}", f"{'x' * 150}%20{'y' * 150}"),
    ],
)
def test_the_words_of_a_text_fragment(quote: str, text: str) -> None:
    assert place_fragment("a.html", None, quote) == f"#:~:text={text}"


@given(st.text(min_size=1))
def test_a_fragment_holds_nothing_that_an_address_may_not(quote: str) -> None:
    try:
        quote.encode()
    except UnicodeEncodeError:
        return  # no document's text has half a character in it
    url = citation_url(source("a.html"), None, quote)
    assert url is not None
    assert url.isascii()
    assert not set(url) & set(" \"<>\\^`{|}'\n\t")
    assert url.partition("#")[0] == URL
    fragment = urlsplit(url).fragment
    if quote.strip():
        parts = fragment.removeprefix(":~:text=").split(",")
        assert len(parts) <= 2
        words = " ".join(quote.split())
        assert words.startswith(unquote(parts[0]))
        assert words.endswith(unquote(parts[-1]))
        assert "-" not in "".join(parts)
        assert "&" not in fragment
