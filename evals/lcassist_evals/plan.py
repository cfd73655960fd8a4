"""The arguments of ``lcassist eval``, checked, with everything that they name read from its files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lcassist_evals import baseline, gates
from lcassist_evals.cases import Case, Category, Suite, load_suites
from lcassist_evals.problems import EvalError, Problem, UsageError
from lcassist_evals.sample import sampled

SUITES = Path("evals/suites")
GATES = Path("evals/gates.yaml")
REPORTS = Path(".lcassist/evals")


@dataclass(frozen=True, slots=True)
class Plan:
    """The checked arguments with everything that was read from files."""

    suites: tuple[Suite, ...]
    gates: tuple[gates.Gate, ...]
    baseline: baseline.Baseline | None
    whole: bool
    selection: str

    @property
    def cases(self) -> int:
        return sum(len(suite.cases) for suite in self.suites)


def parser() -> argparse.ArgumentParser:
    """The options of ``lcassist eval``."""
    made = argparse.ArgumentParser(prog="lcassist eval", description="Measure the assistant; exit by the gates.")
    add = made.add_argument
    add(
        "--suite",
        type=Path,
        action="append",
        metavar="DIR",
        help=f"a suite (repeatable; default: all in {SUITES})",
    )
    add("--index", type=Path, metavar="DIR", help="use this index instead of a temporary one (one suite then)")
    add("--engine", choices=("quotes", "llm"), help="what writes the answers (default: as in the settings)")
    add("--baseline", type=Path, metavar="FILE", help="report.json of an earlier run: show what changed")
    add(
        "--report-dir",
        type=Path,
        default=REPORTS,
        metavar="DIR",
        help="folder of the reports (default: %(default)s)",
    )
    add(
        "--split",
        choices=("development", "heldout", "all"),
        default="all",
        help="which half (default: %(default)s)",
    )
    add("--details-heldout", action="store_true", help="show held-out cases one by one (never while tuning)")
    add(
        "--no-vocabulary",
        action="store_true",
        help="run once more without vocabulary.yaml and report the drop",
    )
    add(
        "--category",
        choices=[c.value for c in Category],
        action="append",
        help="only this category (repeatable)",
    )
    add(
        "--gates",
        type=Path,
        metavar="FILE",
        help=f"the gates (default: the suite's gates.yaml, else {GATES})",
    )
    add("--sample", type=_size, metavar="N", help="only N cases, of each category its share; appends and resumes")
    add("--seed", type=int, default=0, metavar="S", help="the seed of the sample (default: %(default)s)")
    add("--check", action="store_true", help="check case files and their evidence, and score nothing")
    return made


def _size(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of cases")
    return int(text)


def planned(arguments: argparse.Namespace) -> Plan:
    """Check the arguments and read suites, gates and baseline.

    Raises:
        UsageError: arguments that don't go together, or no suite or case left.
        EvalError: every problem of every file.
    """
    folders = arguments.suite or sorted(file.parent for file in SUITES.glob("*/suite.yaml"))
    if not folders:
        raise UsageError(f"there is no suite below {SUITES}: run it in the project's folder, or name one by --suite")
    if arguments.index and len(folders) != 1:
        raise UsageError(f"--index is the index of one suite, and there are {len(folders)}: name one by --suite")
    if arguments.index and arguments.check:
        raise UsageError("--check reads the corpus itself: leave out --index")
    if arguments.index and arguments.no_vocabulary:
        raise UsageError("--no-vocabulary makes an index of its own: leave out --index")
    problems: list[Problem] = []
    suites: list[Suite] = []
    chosen: tuple[gates.Gate, ...] = ()
    file: Path | None = None
    old: baseline.Baseline | None = None
    # All files are checked before anything is reported, so that one run names all that is to mend.
    try:
        suites = load_suites(folders)
    except EvalError as error:
        problems += error.problems
    try:
        file = _gates_file(arguments.gates, folders)
        chosen = gates.load_gates(file) if file else ()
    except EvalError as error:
        problems += error.problems
    try:
        old = baseline.load_baseline(arguments.baseline) if arguments.baseline else None
    except EvalError as error:
        problems += error.problems
    if problems:
        raise EvalError(problems)
    picked = tuple(replace(suite, cases=tuple(_picked(suite.cases, arguments))) for suite in suites)
    picked = tuple(suite for suite in picked if suite.cases)
    if not picked:
        raise UsageError("no case is left by --split and --category: choose others")
    if arguments.sample is not None:
        picked = sampled(picked, arguments.sample, arguments.seed)
    filters = [f"--split {arguments.split}"] if arguments.split != "all" else []
    filters += [f"--category {name}" for name in arguments.category or ()]
    filters += [f"--sample {arguments.sample} --seed {arguments.seed}"] if arguments.sample is not None else []
    # Some suites of a project can't meet all of the project's gates; a suite's own gates are about all of it.
    whole = not filters and (not arguments.suite or file != GATES)
    return Plan(picked, chosen, old, whole, " ".join(filters) or "all cases")


def _gates_file(named: Path | None, folders: Sequence[Path]) -> Path | None:
    own = [folder / GATES.name for folder in folders if len(folders) == 1]
    return named or next((file for file in (*own, GATES) if file.is_file()), None)


def _picked(cases: Sequence[Case], arguments: argparse.Namespace) -> Iterator[Case]:
    for case in cases:
        if arguments.split in ("all", case.half.value) and case.category in (arguments.category or tuple(Category)):
            yield case
