"""Our own labelled documents, read as the program reads them, and their questions with evidence as spans.

A folder below ``data`` holds Markdown documents, ``units.jsonl`` (the numbered sentences and cells that its labels
name, as they were when it was labelled, so that a better splitter of sentences moves no label) and questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lcassist.answer.values import numbers
from lcassist.corpus import parsers
from lcassist.corpus.language import detect
from lcassist.domain import Document, Passage, Source
from lcassist.index.chunk import passages as cut
from lcassist.reader.operation import Operation

DATA = Path(__file__).parent / "data"
PASSAGE_CHARS = 900  # the program's default
# What the evidence of a computed answer is: the cells of the result, and the names where a name answers.
_NAMED = frozenset({"max", "min", "count", "filter"})
_COMPUTED = _NAMED | {"sum", "difference", "compare", "ratio", "order"}
# What a question of a kind asks to be done; of the kinds that are missing nothing is known.
_OPERATIONS = {
    "fact": Operation.FACT, "table": Operation.FACT, "list": Operation.LIST, "how": Operation.HOW,
    "advice": Operation.HOW, "why": Operation.WHY, "yesno": Operation.YES_NO, "compare": Operation.COMPARE,
    "max": Operation.MAX, "min": Operation.MIN, "count": Operation.COUNT, "sum": Operation.SUM,
    "diff": Operation.DIFFERENCE, "difference": Operation.DIFFERENCE, "ratio": Operation.SHARE,
    "order": Operation.ORDER,
}  # fmt: skip
_CELL = re.compile(r"t(\d+)\.r(\d+)\.c(\d+)")
_BOUNDS = {">": Operation.ABOVE, ">=": Operation.ABOVE, "<": Operation.BELOW, "<=": Operation.BELOW}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document, its passages, and the span of each unit that labels name."""

    document: Document
    passages: tuple[Passage, ...]
    spans: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question. ``turns`` are the user's turns before it; ``evidence`` and ``near`` name units."""

    folder: str
    doc: str
    language: str
    text: str
    turns: tuple[str, ...]
    kind: str
    evidence: tuple[str, ...]
    near: tuple[str, ...]
    answer: str | None
    line: int
    again: bool  # a second wording
    operation: Operation | None

    @property
    def asked(self) -> str:
        """What the reader reads: a follow-up with the turns before it."""
        return " / ".join([*self.turns[-2:], self.text])


@cache
def _units(folder: Path) -> dict[str, dict[str, str]]:
    return {row["doc"]: row["units"] for row in _rows(folder / "units.jsonl")}


def _place(name: str) -> tuple[int, int, int] | None:
    """Table, row and column of a cell's name."""
    place = _CELL.fullmatch(name)
    return (int(place[1]), int(place[2]), int(place[3])) if place else None


@cache
def labelled(folder: Path) -> dict[str, Labelled]:
    """The documents of a folder by file name."""
    units = _units(folder)
    return {path.name: _labelled(path, units.get(path.name, {})) for path in sorted(folder.glob("*.md"))}


def questions(folder: Path, *, wordings: bool = True) -> list[Question]:
    """The single-document questions of a folder, harmonised; with ``wordings`` also the second ones.

    ``near.jsonl`` and ``tables.jsonl`` have what was written later: near misses, twins of what is answered, look-ups in
    other words; cells whose columns are easily confused, and comparisons.
    """
    first = list(_rows(folder / "questions.jsonl"))
    computed = {row["n"]: row for row in _rows(folder / "computed.jsonl")}
    found = [_question(folder, row, number, computed.get(number), again=False) for number, row in enumerate(first, 1)]
    later = [*_rows(folder / "near.jsonl"), *_rows(folder / "tables.jsonl")]
    for number, row in enumerate(later, len(first) + 1):
        found.append(_question(folder, row, number, None, again=False))
    if wordings:
        for row in _rows(folder / "questions2.jsonl"):
            number = row["of"]
            found.append(_question(folder, row, number, computed.get(number), again=True))
    return found


def _bound(row: dict[str, Any], folder: Path) -> Operation | None:
    """Which bound a question of the kind "above" gives, as its evidence tells: the rows that it names are all those
    above or below a number of the question in one of their columns. None where no column tells."""
    kept = {place[:2] for place in map(_place, row["ev"]) if place}
    columns = dict[tuple[int, int], list[tuple[bool, float]]]()
    for name, text in _units(folder).get(row["doc"], {}).items():
        place, found = _place(name), numbers(text)
        if place and found and place[0] in {table for table, _ in kept}:
            columns.setdefault((place[0], place[2]), []).append((place[:2] in kept, found[0].value))
    for values in columns.values():
        inside, outside = ([value for own, value in values if own is side] for side in (True, False))
        if len(inside) != len(kept) or not outside:
            continue
        for bound in (one.value for one in numbers(row["q"], row["lang"])):
            if min(inside) >= bound >= max(outside):
                return Operation.ABOVE
            if max(inside) <= bound <= min(outside):
                return Operation.BELOW
    return None


def conversations(folder: Path) -> list[Question]:
    """The turns of conversations on a folder's documents, follow-ups both with the turns before them and completed."""
    found = []
    for number, talk in enumerate(_rows(DATA / "own" / "r7c" / "conversations.jsonl"), 1):
        if talk["folder"] != folder.name:
            continue
        for place, turn in enumerate(talk["turns"]):
            before = tuple(earlier["q"] for earlier in talk["turns"][:place])
            row = {
                "doc": turn["doc"],
                "lang": talk["lang"],
                "q": turn["q"],
                "kind": turn["kind"],
                "ev": turn["ev"],
                "ans": turn["ans"],
            }
            found.append(_question(folder, row | {"turns": before}, number, None, again=False))
            if before:  # and as the program completes it
                found.append(_question(folder, row | {"q": turn["standalone"]}, number, None, again=False))
    return found


def _question(folder: Path, row: dict[str, Any], number: int, computed: dict[str, Any] | None, again: bool) -> Question:
    evidence = list(row.get("ev", []))
    if computed and computed["op"] in _COMPUTED and computed.get("result"):
        evidence = list(computed["result"]) + (list(computed["names"] or []) if computed["op"] in _NAMED else [])
    return Question(
        folder.name,
        row["doc"],
        row["lang"],
        row["q"],
        tuple(row.get("turns", [])),
        row["kind"],
        tuple(dict.fromkeys(evidence)),
        tuple(row.get("near", [])),
        row.get("ans"),
        number,
        again,
        _operation(folder, row, computed),
    )


def _operation(folder: Path, row: dict[str, Any], computed: dict[str, Any] | None) -> Operation | None:
    """What a question asks to be done: what was computed for it says it better than its kind."""
    kind: str = row["kind"]
    if kind == "above" and not computed:
        return _bound(row, folder)
    if computed and computed["op"] == "filter":
        return _BOUNDS.get((computed["where"] or {}).get("is", ""), Operation.EQUAL)
    return _OPERATIONS.get(computed["op"] if computed else kind, _OPERATIONS.get(kind))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _labelled(path: Path, units: dict[str, str]) -> Labelled:
    document = parsers.read(Source(path.stem, path.stem, file=path.name), path, max_bytes=10_000_000)
    made = cut(document, max_chars=PASSAGE_CHARS, names_in=lambda _: (), language_of=lambda text: detect(text))
    return Labelled(document, made, dict(_located(document, units)))


def _located(document: Document, units: dict[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each unit's span: cells by their place in the tables, sentences in the order of the text."""
    tables = [
        [list(table.header), *map(list, table.rows)] if table.header else [[], *map(list, table.rows)]
        for table in document.tables
    ]
    at = 0
    for name, text in units.items():
        place = _place(name)
        if place:
            number, row, column = place
            try:
                cell = tables[number - 1][row][column]
            except IndexError:
                continue
            if row and _bare(cell.text) == _bare(text):
                yield name, (cell.start, cell.end)
            continue
        found = re.compile(_pattern(text)).search(document.text, at)
        if found is None:
            found = re.compile(_pattern(text)).search(document.text)
        if found is not None:
            yield name, found.span()
            at = found.end()


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _pattern(text: str) -> str:
    """A unit's words, with any marks of Markdown and white space between its characters' runs."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    words = [re.escape(word) for word in re.split(r"[\s*_`\\|]+", plain) if word]
    return r"[\s*_`|]*".join(words) or r"(?!)"
