"""What the tests of the reader share: the tokenizer, without the network."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.domain import Document, Passage, Source
from lcassist.index.chunk import passages
from lcassist.index.embed import default_model_folder
from lcassist.index.tokenizer import load_tokenizer
from lcassist.reader.linearize import Linearizer, Window
from lcassist.settings import Settings


@pytest.fixture(scope="session")
def linearizer() -> Linearizer:
    return Linearizer(load_tokenizer(default_model_folder(Settings(_env_file=None).cache)))


@pytest.fixture(scope="session")
def made() -> Callable[..., Document]:
    """``made("# Mills\\n\\nThey turn.")``: a document of a Markdown text, with the title "The mills of Alba"."""

    def document(markdown: str, language: str | None = "en") -> Document:
        return read_markdown(markdown).document(Source("a", "The mills of Alba", file="a.md"), language)

    return document


@pytest.fixture(scope="session")
def cut() -> Callable[[Document], tuple[Passage, ...]]:
    """The passages of a document, as an index has them."""
    return lambda document: passages(document, max_chars=900, names_in=lambda _: (), language_of=lambda _: "en")


@pytest.fixture(scope="session")
def windows(linearizer: Linearizer, cut: Callable[[Document], tuple[Passage, ...]]) -> Callable[..., list[Window]]:
    """The windows of all passages of a document that are no table, and of all its tables."""

    def of(document: Document) -> list[Window]:
        prose = [w for one in cut(document) if one.table is None for w in linearizer.prose(one, document)]
        return prose + [w for number in range(len(document.tables)) for w in linearizer.table(document, number)]

    return of
