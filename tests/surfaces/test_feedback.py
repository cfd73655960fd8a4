"""What users said of answers: kept, and turned into something to review."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
import yaml

from lcassist.domain import Answer, AnswerKind, Citation, Statement
from lcassist.errors import LcassistError
from lcassist.surfaces.cli import main
from lcassist.surfaces.feedback import as_cases, as_csv, note, said

QUOTE = Citation(1, "a.md", "A", (), None, None, "en", "It was the mayor.", 3, 20, None)
ANSWER = Answer(
    AnswerKind.ANSWER, "=Who?", "It was \\*me\\* [1]", "en", "quotes", (Statement("It was", (1,)),), (QUOTE,)
)


def test_the_last_word_on_an_answer_counts(tmp_path: Path) -> None:
    file = tmp_path / "new" / "feedback.jsonl"
    for vote, reason, visit in (("up", "", "a"), ("down", "wrong\ncity", "a"), ("up", "", "b")):
        note(file, ANSWER, vote, reason, visit=visit, index="i")
    found = said(file)
    assert [(line["vote"], line["reason"]) for line in found] == [("down", "wrong city"), ("up", "")]
    assert '"a"' not in file.read_text("utf-8")
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_a_table_and_cases_come_of_it(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    note(file, ANSWER, "up", "", visit="a", index="i")
    note(file, ANSWER, "down", "", visit="b", index="i")
    rows = list(csv.DictReader(io.StringIO(as_csv(said(file)))))
    assert rows[0]["question"] == "'=Who?"  # no formula
    assert rows[0]["answer"] == "It was *me* [1]"
    assert rows[0]["sources"] == "a.md 3-20"
    up, down = yaml.safe_load(as_cases(said(file)))
    assert up["evidence"] == [{"source": "a.md", "quote": "It was the mayor."}]
    assert down["evidence"] == []


def test_the_command_writes_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "feedback.jsonl"
    monkeypatch.setenv("LCASSIST_FEEDBACK", str(file))
    assert main(["feedback"]) == 2
    assert "nobody has said anything" in capsys.readouterr().err
    note(file, ANSWER, "up", "", visit="a", index="i")
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out.startswith("time,vote,reason")
    assert main(["feedback", "--out", str(tmp_path / "cases.yaml")]) == 0
    assert yaml.safe_load((tmp_path / "cases.yaml").read_text("utf-8"))[0]["question"] == "=Who?"
    assert main(["feedback", "--out", str(tmp_path / "cases.txt")]) == 2
    assert "cases.txt" in capsys.readouterr().err


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    file.write_text('{"id": "1"}\nnothing\n', "utf-8")
    with pytest.raises(LcassistError, match="line 2"):
        said(file)
