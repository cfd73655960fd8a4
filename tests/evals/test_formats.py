"""Formats are compared on the same cases; evidence that a format lost counts as wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcassist_evals import formats
from lcassist_evals.cases import Suite
from lcassist_evals.formats import MARKDOWN, Score, main, measure, print_corpus, table


def score(name: str, correct: str, cases: int = 4, lost: tuple[str, ...] = ()) -> Score:
    return Score(name, frozenset(correct), cases, lost)


def test_each_format_stands_beside_markdown() -> None:
    lines = table([score(MARKDOWN, "abc"), score("html", "abc"), score("pdf", "abd", lost=("c",))]).splitlines()
    assert lines[2].startswith("| markdown | 0.750 (3 of 4) | +0.000 | 0 | 0 | 0 |")
    assert lines[3].endswith("| 0 | 0 | 0 | met |")
    assert lines[4].endswith("| +0.000 | 1 | 1 | 1 | met |")


def test_a_format_that_is_worse_is_missed_and_one_without_cases_scores_nothing() -> None:
    assert "MISSED" in table([score(MARKDOWN, "abcd"), score("docx", "a")])
    assert score("docx", "", cases=0).rate == 0.0


def test_a_corpus_is_printed_under_the_same_stems(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "towns.md").write_text("# Two towns\n\nAlba was founded in 1904.\n", "utf-8")
    (corpus / "README.md").write_text("# Read me\n", "utf-8")
    (corpus / "sources.yaml").write_text("sources:\n  - file: towns.md\n    title: Two towns\n", "utf-8")
    print_corpus(corpus, "html", tmp_path / "printed")
    assert {file.name for file in (tmp_path / "printed").iterdir()} == {"towns.html", "README.md", "sources.yaml"}
    assert "file: towns.html" in (tmp_path / "printed" / "sources.yaml").read_text("utf-8")
    assert (corpus / "towns.md").is_file()


def test_the_same_cases_are_right_in_a_word_document(suite: Suite, tmp_path: Path) -> None:
    markdown, word = (measure(suite, kind, tmp_path) for kind in (MARKDOWN, "docx"))
    assert markdown.correct == word.correct
    assert {"towns/prose-founded", "towns/tables-population", "towns/talk-hello"} <= markdown.correct
    assert (word.cases, word.lost) == (8, ())


def test_what_a_format_loses_is_named_and_wrong(suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lossy = "# Two towns\n\nAlba was founded in 1904.\n"
    monkeypatch.setattr(
        formats, "print_as", lambda kind, text, title, to: to.write_text(f"<main><p>{lossy}</p></main>", "utf-8")
    )
    found = measure(suite, "html", tmp_path)
    assert "towns/tables-population" in found.lost
    assert "towns/tables-population" not in found.correct


def test_the_command_prints_the_table_and_tells_by_its_exit_status(
    suite_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--suite", str(suite_folder), "--format", "html", "--split", "development"]) == 0
    out = capsys.readouterr().out
    assert "Suite towns, development cases" in out
    assert "| html |" in out


def test_no_suite_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--suite", str(tmp_path / "none")]) == 2
    error = capsys.readouterr().err.strip()
    assert "none" in error
    assert len(error.splitlines()) == 1
