"""Where the benchmarks run: a temporary folder with the corpus in it, its index, commands, questions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import yaml

from lcassist.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

_CASES = "evals/suites/report/cases/development"
# Small talk needs no search, and what is hostile may be an error: neither tells how long an answer takes.
_LEFT_OUT = ("small-talk", "hostile")


class Place:
    """A folder that nothing else writes to. What somebody fetched into the corpus folder is left out.

    ``small`` asks for what shows that a benchmark runs and measures nothing.
    """

    def __init__(self, folder: Path, *, small: bool = False) -> None:
        self.folder = folder
        self.small = small
        self.corpus = folder / "corpus"
        shutil.copytree(ROOT / "corpus", self.corpus, ignore=shutil.ignore_patterns("fetched"))

    @cached_property
    def index(self) -> Path:
        """An index of the corpus, made when it is first asked for."""
        index = self.folder / "index"
        self.run(*self.ingest_arguments(index))
        return index

    @property
    def settings(self) -> Settings:
        return Settings(_env_file=None, corpus=self.corpus, index=self.index)

    def ingest_arguments(self, index: Path) -> tuple[str, ...]:
        return "ingest", "--corpus", str(self.corpus), "--index", str(index)

    def run(self, *arguments: str) -> None:
        """Run a command of lcassist in a fresh process. Raises CalledProcessError; what it said is shown."""
        subprocess.run(command(*arguments), cwd=self.folder, stdout=subprocess.DEVNULL, check=True)


def command(*arguments: str) -> list[str]:
    """What starts a command of lcassist with this Python."""
    return [sys.executable, "-m", "lcassist.surfaces.cli", *arguments]


def questions() -> list[str]:
    """The distinct single questions of the report's suite, development half; its categories take turns."""
    found: list[list[str]] = []
    for path in sorted((ROOT / _CASES).glob("*.yaml")):
        if path.stem not in _LEFT_OUT:
            cases = yaml.safe_load(path.read_text("utf-8"))
            found.append([case["question"] for case in cases if "question" in case])
    longest = max(map(len, found))
    mixed = [own[place] for place in range(longest) for own in found if place < len(own)]
    return list(dict.fromkeys(mixed))
