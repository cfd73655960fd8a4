"""What is printed in another format reads the same: text, headings, lists, cells, notes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lcassist.corpus.parsers import read
from lcassist.domain import BlockKind, Document, Source
from lcassist_evals import printing
from lcassist_evals.printing import FORMATS, SUFFIXES, print_as
from lcassist_evals.problems import UsageError

TEXT = """# Two towns & a mill

Alba was founded in 1904[^1]. It lies on the Ael.

## What they offer

- walks along the river
- a mill that grinds on Sundays

| Facts | Alba | Bora |
| --- | --- | --- |
| Population | 12,500 | 9,300 |
| Founded | 1904 | 1950 |

[^1]: The charter says 1905.
"""


@pytest.fixture(scope="module", params=FORMATS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    kind: str = request.param
    if "pdf" in kind and not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        pytest.skip("no browser to print PDFs with")
    file = tmp_path_factory.mktemp("printed") / f"towns{SUFFIXES[kind]}"
    print_as(kind, TEXT, "Two towns", file)
    return read(Source(file.name, "Two towns", file=file.name), file, max_bytes=10_000_000)


def test_the_text_is_all_there(printed: Document) -> None:
    text = " ".join(printed.text.split())
    for words in ("Two towns & a mill", "It lies on the Ael.", "walks along the river", "The charter says 1905."):
        assert words in text


def test_the_cells_stand_under_their_headers(printed: Document) -> None:
    (table,) = printed.tables
    assert table.columns == ("Alba", "Bora")
    assert table.row_names == ("Population", "Founded")
    assert [[cell.text for cell in row] for row in table.body] == [["12,500", "9,300"], ["1904", "1950"]]


def test_what_follows_a_heading_is_in_its_section(printed: Document) -> None:
    (block,) = [one for one in printed.blocks if "mill that grinds" in printed.text[one.start : one.end]]
    assert block.kind is BlockKind.ITEM
    assert block.section[-1] == "What they offer"


def test_without_a_browser_no_pdf_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(printing.shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="chromium"):
        print_as("pdf", TEXT, "Two towns", tmp_path / "towns.pdf")
    assert not list(tmp_path.iterdir())
