"""The library: the canonical text of every indexed document, against which each quote is verified."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from lcassist.domain import Block, BlockKind, Cause, Cell, Document, Mark, PageBreak, Source, SourceStatus, Table
from lcassist.errors import IndexDamaged, SourceUnknown

_FILE = "documents.jsonl"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_JOIN = re.compile(r"['’-]")


class Library:
    """Documents by the name of their source. Immutable once it is made."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.source.name: document for document in documents}

    def sources(self) -> tuple[str, ...]:
        """The names of the sources, in the order in which they were given."""
        return tuple(self._documents)

    def document(self, source: str) -> Document:
        """The document of a source.

        Raises:
            SourceUnknown: there is no such source.
        """
        try:
            return self._documents[source]
        except KeyError:
            known = ", ".join(sorted(self._documents)) or "none"
            raise SourceUnknown(f"no source is called {source!r}; indexed are: {known}") from None

    def text(self, source: str) -> str:
        """A source's canonical text. Raises SourceUnknown."""
        return self.document(source).text

    def writes(self, word: str) -> bool:
        """Whether a word stands in a text, written so: with these capitals and accents."""
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        joined = {word for document in self._documents.values() for word in _WORD.findall(document.text)}
        return frozenset(joined | {part for word in joined for part in _JOIN.split(word)})

    def save(self, folder: Path) -> None:
        """Write all documents into a folder that is there."""
        with (folder / _FILE).open("w", encoding="utf-8", newline="\n") as file:
            for document in self._documents.values():
                file.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Read what ``save`` wrote.

        Raises:
            IndexDamaged: the file is missing or malformed.
        """
        try:
            with (folder / _FILE).open(encoding="utf-8") as file:
                return cls(_document(json.loads(line)) for line in file)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"the documents in {str(folder)!r} can't be read: run `lcassist ingest`") from error


def source_from(data: dict[str, Any]) -> Source:
    """A source from the dictionary that ``dataclasses.asdict`` made of it (through JSON)."""
    known = {item.name for item in fields(Source)}
    values = {key: value for key, value in data.items() if key in known}
    values["status"] = SourceStatus(values["status"])
    for name in ("authors", "entities", "likely_urls"):
        values[name] = tuple(values.get(name, ()))
    values["cause"] = Cause(**values["cause"]) if values.get("cause") else None
    return Source(**values)


def _document(data: dict[str, Any]) -> Document:
    return Document(
        source_from(data["source"]),
        data["text"],
        tuple(_block(block) for block in data["blocks"]),
        tuple(_table(table) for table in data["tables"]),
        data["language"],
        tuple(PageBreak(**one) for one in data["breaks"]),
    )


def _block(data: dict[str, Any]) -> Block:
    return Block(**{**data, "kind": BlockKind(data["kind"]), "section": tuple(data["section"])})


def _table(data: dict[str, Any]) -> Table:
    return Table(
        **{
            **data,
            "header": tuple(Cell(**cell) for cell in data["header"]),
            "rows": tuple(tuple(Cell(**cell) for cell in row) for row in data["rows"]),
            "caption": Cell(**data["caption"]) if data["caption"] else None,
            "legend": tuple(Mark(**mark) for mark in data["legend"]),
            "section": tuple(data["section"]),
        }
    )
