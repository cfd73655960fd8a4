import subprocess
from pathlib import Path

import pytest

from lcassist.settings import Settings
from lcassist_evals.engine import copy_corpus, read_library


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name in ("a.md", "sub/b.md", "fetched/c.md", "vocabulary.yaml"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Some text.\n", encoding="utf-8")
    return folder


def copied(corpus: Path, to: Path, vocabulary: bool = True) -> list[str]:
    copy_corpus(corpus, to, vocabulary)
    return sorted(file.relative_to(to).as_posix() for file in to.rglob("*") if file.is_file())


def test_fetched_files_are_left_out(corpus: Path, tmp_path: Path) -> None:
    assert copied(corpus, tmp_path / "to") == ["a.md", "sub/b.md", "vocabulary.yaml"]


def test_without_vocabulary(corpus: Path, tmp_path: Path) -> None:
    assert copied(corpus, tmp_path / "to", vocabulary=False) == ["a.md", "sub/b.md"]


def test_only_tracked_files_where_git_knows_them(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert copied(corpus, tmp_path / "to") == ["a.md", "sub/b.md", "vocabulary.yaml"]
    subprocess.run(["git", "-C", str(tmp_path), "add", "corpus/a.md", "corpus/fetched/c.md"], check=True)
    assert copied(corpus, tmp_path / "tracked") == ["a.md"]
    assert "git doesn't track it" in caplog.text


def test_documents_are_read_without_an_index(corpus: Path) -> None:
    (corpus / "empty.md").write_text("", encoding="utf-8")
    assert read_library(corpus, Settings(_env_file=None)).sources() == ("a.md", "sub/b.md")
