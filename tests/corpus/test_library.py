"""The library: what is saved comes back, and what is damaged is said to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lcassist.corpus import parsers
from lcassist.corpus.library import Library
from lcassist.domain import Document, Source
from lcassist.errors import IndexDamaged, SourceUnknown

Read = Callable[[str, str], Document]


@pytest.fixture
def documents(read: Read, project: Path) -> list[Document]:
    path = project / "corpus" / "learning-cities-2024.en.md"
    source = Source("r", path.stem, file=path.name, authors=("A", "B"), entities=("X",), language="en")
    report = parsers.read(source, path, max_bytes=1_000_000)
    other = read("txt", 'Title\n\nText with 𝔘𝔫𝔦𝔠𝔬𝔡𝔢, "quotes" and\u2028all.')
    return [report, replace(other, source=replace(other.source, file="sub/b.txt"))]


def test_what_is_saved_comes_back(documents: list[Document], tmp_path: Path) -> None:
    Library(documents).save(tmp_path)
    library = Library.load(tmp_path)
    assert library.sources() == ("learning-cities-2024.en.md", "sub/b.txt")
    for document in documents:
        assert library.document(document.source.name) == document
        assert library.text(document.source.name) == document.text


def test_the_same_documents_give_the_same_bytes(documents: list[Document], tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Library(documents).save(tmp_path / name)
    files = [(tmp_path / name / "documents.jsonl").read_bytes() for name in ("a", "b")]
    assert files[0] == files[1]


def test_an_unknown_source(documents: list[Document]) -> None:
    with pytest.raises(SourceUnknown, match=r"^no source is called 'x'; indexed are: .*, sub/b\.txt$"):
        Library(documents).text("x")
    with pytest.raises(SourceUnknown, match="indexed are: none"):
        Library([]).text("x")


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"source": {}}', "null"])
def test_a_damaged_file(documents: list[Document], tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "documents.jsonl").write_text(content, "utf-8")
    with pytest.raises(IndexDamaged, match="can't be read: run `lcassist ingest`"):
        Library.load(tmp_path)


def test_a_file_that_breaks_off(documents: list[Document], tmp_path: Path) -> None:
    Library(documents).save(tmp_path)
    path = tmp_path / "documents.jsonl"
    path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(IndexDamaged):
        Library.load(tmp_path)


def test_it_is_json_lines(documents: list[Document], tmp_path: Path) -> None:
    Library(documents).save(tmp_path)
    lines = (tmp_path / "documents.jsonl").read_text("utf-8").split("\n")
    assert [json.loads(line)["source"]["file"] for line in lines if line] == ["learning-cities-2024.en.md", "sub/b.txt"]


def test_which_words_are_written(read: Read) -> None:
    library = Library([read("txt", "The long-standing Guild of Alba’s millers in Port-Louis paid it.")])
    assert all(map(library.writes, ("Guild", "long-standing", "Alba’s", "Alba", "Louis", "it")))
    assert not any(map(library.writes, ("guild", "Mill", "IT", "")))
