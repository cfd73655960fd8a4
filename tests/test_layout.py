"""The layers hold, and the package knows nothing of the corpus that it happens to be shipped with."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CONTRACTS = [
    "Data flows one way",
    "Only index and retrieve know chromadb and llama_index",
    "Only the web surface knows gradio",
    "No cycles",
]


@pytest.fixture(scope="module")
def linted(project: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the project."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache"],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_layers_hold(linted: subprocess.CompletedProcess[str]) -> None:
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("contract", CONTRACTS)
def test_contract_is_checked(linted: subprocess.CompletedProcess[str], contract: str) -> None:
    # a contract that was taken out of pyproject.toml would hold too
    assert f"{contract} KEPT" in " ".join(linted.stdout.split())


def test_source_names_no_city(project: Path) -> None:
    """What the code does for one city it does for all: names are data, in the corpus folder."""
    entities = yaml.safe_load((project / "corpus" / "vocabulary.yaml").read_text("utf-8"))["entities"]
    names = [entity["name"] for entity in entities if entity["type"] == "city"]
    assert len(names) > 10
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    found = [
        f"{file.relative_to(project).as_posix()}:{number}: {match.group()}"
        for file in sorted((project / "src").rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert not found, "\n".join(found)
