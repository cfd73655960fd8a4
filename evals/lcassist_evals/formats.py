"""Compare formats: a suite's documents printed as PDF, web page and Word document, and the same cases on each.

    python -m lcassist_evals.formats [--suite DIR] [--format NAME ...] [--split development|heldout|all]

Evidence names the Markdown file; in another format the file of the same stem is meant. A case whose evidence the
format lost counts as wrong. Exit status: 0 where every format is within the tolerance of Markdown, else 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lcassist.corpus.parsers import read
from lcassist.domain import Answer, Document, Hit, Source, Turn
from lcassist.errors import LcassistError
from lcassist.settings import Settings
from lcassist_evals.cases import Half, Suite, load_suites
from lcassist_evals.engine import Engine, copy_corpus, opener
from lcassist_evals.evidence import Resolver
from lcassist_evals.plan import SUITES
from lcassist_evals.printing import FORMATS, SUFFIXES, print_as
from lcassist_evals.runner import run

TOLERANCE = 0.02
MARKDOWN = "markdown"
_MARKDOWN_NAME = re.compile(r"(?m)^(\s*(?:- )?file:\s*\S.*)\.md(\s*)$")


@dataclass(frozen=True, slots=True)
class Score:
    """What a format scored: correct cases of all, and the names of those whose evidence it lost."""

    name: str
    correct: frozenset[str]
    cases: int
    lost: tuple[str, ...]

    @property
    def rate(self) -> float:
        return len(self.correct) / self.cases if self.cases else 0.0


class _ByStem:
    """An engine whose documents are also found under the name of the Markdown file that they were printed from."""

    def __init__(self, engine: Engine, suffix: str) -> None:
        self._engine, self._suffix = engine, suffix

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return self._engine.ask(question, history)

    def search(self, question: str, top_k: int) -> Sequence[Hit]:
        return self._engine.search(question, top_k)

    def document(self, source: str) -> Document:
        name = str(Path(source).with_suffix(self._suffix)) if source.endswith(".md") else source
        return self._engine.document(name)

    def embed(self, question: str) -> None:
        self._engine.embed(question)

    def confidence(self, question: str, history: Sequence[Turn]) -> float | None:
        return self._engine.confidence(question, history)


def print_corpus(corpus: Path, kind: str, to: Path) -> None:
    """A copy of a corpus in which the Markdown files are printed in another format, under the same stems."""
    copy_corpus(corpus, to)
    for file in sorted(to.rglob("*.md")):
        if file.name.upper().startswith("README"):
            continue
        document = read(Source(file.stem, file.stem), file, max_bytes=100_000_000)
        print_as(kind, file.read_text("utf-8"), document.source.title, file.with_suffix(SUFFIXES[kind]))
        file.unlink()
    manifest = to / "sources.yaml"
    if manifest.is_file():
        manifest.write_text(_MARKDOWN_NAME.sub(rf"\1{SUFFIXES[kind]}\2", manifest.read_text("utf-8")), "utf-8")


def measure(suite: Suite, kind: str, workspace: Path) -> Score:
    """Run a suite's cases on its corpus in one format. Raises EvalError, UsageError, CorpusError."""
    suffix = ".md"
    if kind != MARKDOWN:
        suffix = SUFFIXES[kind]
        print_corpus(suite.corpus, kind, workspace / f"{kind}-corpus")
        suite = replace(suite, corpus=workspace / f"{kind}-corpus")
    with opener(workspace / kind)(suite) as opened:
        engine: Engine = _ByStem(opened, suffix)
        resolver = Resolver(engine.document)
        lost = tuple(case.name for case in suite.cases if resolver.resolve(case)[1])
        kept = replace(suite, cases=tuple(case for case in suite.cases if case.name not in lost))

        @contextmanager
        def open_again(_: Suite) -> Iterator[Engine]:
            yield engine

        outcome = run([kept], open_again, answers_only=True)
    if outcome.stopped:
        raise KeyboardInterrupt
    correct = frozenset(result.name for result in outcome.results if result.correct)
    return Score(kind, correct, len(suite.cases), lost)


def table(scores: Sequence[Score]) -> str:
    """The scores as a Markdown table, each beside that of Markdown, the first of them."""
    first = scores[0]
    lines = ["| Format | Correct | Difference | Better | Worse | Evidence lost | |", "|---|---|---|---|---|---|---|"]
    for score in scores:
        difference = score.rate - first.rate
        verdict = "" if score is first else "met" if abs(difference) <= TOLERANCE else "MISSED"
        better, worse = len(score.correct - first.correct), len(first.correct - score.correct)
        share = f"{score.rate:.3f} ({len(score.correct)} of {score.cases})"
        lines.append(
            f"| {score.name} | {share} | {difference:+.3f} | {better} | {worse} | {len(score.lost)} | {verdict} |"
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        suite = load_suites([arguments.suite])[0]
        if arguments.split != "all":
            half = Half(arguments.split)
            suite = replace(suite, cases=tuple(case for case in suite.cases if case.half is half))
        scores = []
        with tempfile.TemporaryDirectory(prefix="lcassist-formats-", ignore_cleanup_errors=True) as folder:
            for kind in (MARKDOWN, *(arguments.format or FORMATS)):
                print(f"measuring {kind} ...", file=sys.stderr)
                scores.append(measure(suite, kind, Path(folder)))
    except LcassistError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"Suite {suite.name}, {arguments.split} cases, engine {Settings().engine}; tolerance {TOLERANCE}.\n")
    print(table(scores))
    if arguments.differences:
        for score in scores[1:]:
            shown = {case.name for case in suite.cases if case.half is not Half.HELDOUT}
            for name in sorted(shown & (score.correct ^ scores[0].correct)):
                print(f"{score.name}: {'better' if name in score.correct else 'worse'}: {name}")
    return 0 if all(abs(score.rate - scores[0].rate) <= TOLERANCE for score in scores) else 1


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m lcassist_evals.formats", description="Compare formats.")
    made.add_argument("--suite", type=Path, default=SUITES / "report", metavar="DIR", help="default: %(default)s")
    made.add_argument("--format", choices=FORMATS, action="append", help="repeatable; default: all")
    made.add_argument("--split", choices=("development", "heldout", "all"), default="all", help="default: %(default)s")
    made.add_argument("--differences", action="store_true", help="name the cases that differ (not of held-out ones)")
    return made


if __name__ == "__main__":
    sys.exit(main())
