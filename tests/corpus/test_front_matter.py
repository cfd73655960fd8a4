"""What stands before a Markdown text: what it says of itself, or a text between two rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.corpus import parsers
from lcassist.corpus.parsers.build import Metadata
from lcassist.corpus.parsers.front_matter import without_front_matter
from lcassist.domain import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: The weir\ndate: 2024-03-09\n---\nText", Metadata(title="The weir", date="2024-03-09")),
        ("---\r\ntitle: 2024\r\nauthor: A\r\n---\r\nText", Metadata(title="2024", authors=("A",))),
        ("---\nauthors:\n- A\n- name: B\nlang: nl-NL\n...\nText", Metadata(authors=("A", "B"), language="nl")),
        ("---\nurl: https://x.org/a\npublisher: P\n---\nText", Metadata(url="https://x.org/a", publisher="P")),
        ("---\nurl: javascript:x\ndate: 2024-13-40\n---\nText", Metadata(date="2024")),
        ('+++\ntitle = "Bees"\ndraft = false\n+++\nText', Metadata(title="Bees")),
        ("---\n# only a comment\n---\nText", Metadata()),
        ("---\n---\nText", Metadata()),
    ],
)
def test_what_a_file_says_of_itself(text: str, expected: Metadata) -> None:
    assert without_front_matter(text) == (expected, "Text")


@pytest.mark.parametrize(
    "text",
    [
        "---\n**KESTREL & PENHALLOW**\n14 Tallow Street\n---\n\nDear council",
        "---\n\nThe fountain runs from May to September.\n\n---\n\nIt is cleaned.",
        "---\n- a\n- b\n---\nText",
        "---\nNote to all: come at nine\n---\nText",
        "---\na: &a [x]\nb: [*a, *a]\n---\nText",
        '---\nt: "\\ud800"\n---\nText',
        "---\ntitle: never closed\n\nText",
        "+++\nno toml\n+++\nText",
        "Text\n---\ntitle: late\n---\n",
        "",
    ],
)
def test_what_is_text_stays(text: str) -> None:
    assert without_front_matter(text) == (Metadata(), text)


@given(st.text(alphabet='-+.\n: abé\ud800"&*[]{}', max_size=80))
def test_any_text_is_taken(text: str) -> None:
    _, rest = without_front_matter(text)
    assert text.endswith(rest)


def test_it_describes_the_document(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: The weir\ndate: 2024\nauthor: O. M.\nurl: https://x.org\n---\n# Repairs\n\nText.\n")
    source = parsers.read(Source("a", "a", file="a.md"), path, max_bytes=1000).source
    assert (source.title, source.date, source.authors, source.url) == ("The weir", "2024", ("O. M.",), "https://x.org")
    given_ = parsers.read(Source("a", "Ours", file="a.md", date="2023"), path, max_bytes=1000).source
    assert (given_.title, given_.date) == ("Ours", "2023")
