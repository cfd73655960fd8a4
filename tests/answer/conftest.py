"""What the tests of the answers share: small documents made by hand, and names that are nobody's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.corpus.vocabulary import Entity, Vocabulary
from lcassist.domain import Document, Source, SourceStatus


@pytest.fixture(scope="session")
def made() -> Callable[..., Document]:
    """``made("a.md", markdown)``: a document of a Markdown text, titled "Title of a.md" unless told otherwise."""

    def document(
        name: str,
        markdown: str,
        language: str | None = "en",
        title: str | None = None,
        entities: tuple[str, ...] = (),
    ) -> Document:
        source = Source(name, title or f"Title of {name}", file=name, entities=entities, status=SourceStatus.INDEXED)
        return read_markdown(markdown).document(source, language)

    return document


@pytest.fixture(scope="session")
def names() -> Vocabulary:
    """Three towns and a mill of one country, a town of another, and an association."""
    return Vocabulary(
        [
            Entity("Alba", "town", ("Albe", "Άλμπα"), within="Northland"),
            Entity("Brenn", "town", ("Brenna",), within="Northland"),
            Entity("Corvo", "town", within="Southland"),
            Entity("Northland", "country", adjectives=("Northern",)),
            Entity("Southland", "country"),
            Entity("Guild of Millers", "organisation", ("GM",)),
            Entity("Old Mill", "place", within="Alba"),
        ]
    )
