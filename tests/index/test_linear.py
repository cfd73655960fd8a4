"""Reading and cutting take time in proportion to the text, whatever it is made of.

No time is asserted: where one of these is read in quadratic time, it takes hours, and the limit ends the test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lcassist.corpus import parsers
from lcassist.corpus.language import detect
from lcassist.corpus.vocabulary import Entity, Vocabulary
from lcassist.domain import Document, Passage, Source
from lcassist.index.chunk import passages

pytestmark = pytest.mark.timeout(60)

_VOCABULARY = Vocabulary([Entity("Arlen", "town")])
_CHARACTERS = 150_000


def read(tmp_path: Path, text: str) -> tuple[Document, tuple[Passage, ...]]:
    path = tmp_path / "long.md"
    path.write_text(text, "utf-8")
    document = parsers.read(Source("long", "long", file=path.name), path, max_bytes=10_000_000)
    return document, passages(document, max_chars=900, names_in=_VOCABULARY.names_in, language_of=detect)


@pytest.mark.parametrize(
    "piece",
    ["a", "α", "1", "1.", "Ab Cd ", "A. B. ", "a: ", "a, ", "l'", "a-", "(aaaaaa ", "A = b; ", "Arlen ", "[^1]: a\n"],
)
def test_of_one_piece_again_and_again(tmp_path: Path, piece: str) -> None:
    document, cut = read(tmp_path, piece * (_CHARACTERS // len(piece)))
    assert document.text.strip()
    assert cut[0].start == 0


def test_of_a_table_of_ten_thousand_rows(tmp_path: Path) -> None:
    rows = "".join(f"| Row {number} | {number} | {number * 2} |\n" for number in range(10_000))
    document, cut = read(tmp_path, f"| Name | One | Two |\n|---|---|---|\n{rows}")
    assert len(document.tables[0].rows) == 10_000
    assert sum(one.row is not None for one in cut) == 10_000


def test_definitions_of_one_footnote_are_shown_once(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "Text.\n\n[^1]: first\n[^1]: second\n[^1]: third\n")
    assert document.text.count("second") == 1
