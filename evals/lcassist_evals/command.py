"""``lcassist eval``: choose suites and cases, run them, write the reports, and exit by the gates.

Exit status: 0 where no gate's floor fails; 1 where one fails or the run was interrupted; 2 for bad usage,
case files that can't be used, or nothing done.
"""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType

from lcassist.errors import LcassistError
from lcassist.settings import Settings
from lcassist_evals import baseline, gates, reporting, summary
from lcassist_evals.cases import Half
from lcassist_evals.confidence import decision
from lcassist_evals.engine import VOCABULARY, Opener, opener, read_library
from lcassist_evals.model_metrics import MODEL_ENGINE
from lcassist_evals.plan import Plan, parser, planned
from lcassist_evals.reporting import Report
from lcassist_evals.results import CaseResult, Run
from lcassist_evals.runner import Hint, Outcome, resolve, run
from lcassist_evals.sample import Journal

# A killed run leaves what was done up to its last save.
SAVE_EVERY_SECONDS = 45.0

OpenerFactory = Callable[[Path, str | None, Path | None, bool], Opener]


def main(argv: list[str], make_opener: OpenerFactory = opener) -> int:
    """Run the command; ``make_opener`` is the seam at which tests put another engine."""
    arguments = parser().parse_args(argv)
    try:
        with _terminations():
            return _main(arguments, make_opener)
    except LcassistError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted before the first case: nothing was scored", file=sys.stderr)
        return 2


def _main(arguments: argparse.Namespace, make_opener: OpenerFactory) -> int:
    plan = planned(arguments)
    if arguments.index is None:
        # Before the ingest, which takes longest: a mistake in a case file is then reported in a second.
        hints = _check(plan)
        if arguments.check:
            return _say_checked(plan, hints)
    blank = _blank(plan, arguments.engine)
    folder: Path = arguments.report_dir
    journal = _journal(blank, arguments)
    known = journal.known() if journal else {}
    if journal and known:
        print(f"{journal.file} has {len(known)} answered cases: those of this sample are not asked again")
    reporting.clear(folder)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="lcassist-evals-") as workspace:
        open_suite = make_opener(Path(workspace), arguments.engine, arguments.index, True)
        outcome = run(
            plan.suites,
            open_suite,
            _Saver(blank, folder, arguments.details_heldout, journal),
            known=known,
            of_model=blank.engine == MODEL_ENGINE,
        )
        without: Outcome | None = None
        if arguments.no_vocabulary and outcome.stopped is None:
            second = [suite for suite in plan.suites if (suite.corpus / VOCABULARY).is_file()]
            open_suite = make_opener(Path(workspace), arguments.engine, None, False)
            without = run(second, open_suite, answers_only=True)
            if without.stopped:
                outcome = replace(outcome, stopped=f"the run without {VOCABULARY} was {without.stopped}")
    done = _measured(blank, outcome, without, time.perf_counter() - started)
    report = _report(done, outcome, plan, arguments.details_heldout)
    reporting.write_reports(report, folder)
    print(reporting.draw(report), end="")
    print(f"\nreports: {', '.join(str(folder / name) for name in reporting.NAMES)}")
    if not done.results:
        return 2
    return 0 if done.complete and gates.hold(report.gates) else 1


def _check(plan: Plan) -> list[Hint]:
    """The evidence held against the corpus as it is read: no index, no model, seconds."""
    settings = Settings()
    libraries = [read_library(suite.corpus, settings) for suite in plan.suites]
    _, hints = resolve(plan.suites, [library.document for library in libraries])
    return hints


def _say_checked(plan: Plan, hints: Sequence[Hint]) -> int:
    for _, hint in hints:
        print(f"hint: {hint}")
    print(f"{plan.cases} cases are well formed and their evidence is in the corpus; nothing was scored")
    return 0


def _journal(blank: Run, arguments: argparse.Namespace) -> Journal | None:
    """The journal of a sample; None for a whole run."""
    if arguments.sample is None:
        return None
    settings = Settings()
    model = settings.llm_gguf.name if settings.llm_gguf else settings.llm_model
    made_with = {
        "engine": blank.engine,
        "language model": model if blank.engine == MODEL_ENGINE else None,
        "embedding model": blank.model,
        "version": blank.version,
        "seed": arguments.seed,
    }
    return Journal(arguments.report_dir / f"sample-{blank.engine}-{arguments.seed}.jsonl", made_with)


def _blank(plan: Plan, engine: str | None) -> Run:
    settings = Settings() if engine is None else Settings(engine=engine)
    return Run(
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        engine=settings.engine,
        model=settings.embedding_model,
        version=_version(),
        suites=tuple(suite.name for suite in plan.suites),
        planned=plan.cases,
        results=(),
        selection=plan.selection,
    )


def _measured(blank: Run, outcome: Outcome, without: Outcome | None, seconds: float) -> Run:
    return replace(
        blank,
        results=outcome.results,
        rows=summary.table(outcome.results),
        latency=summary.latency(outcome.results),
        drops=summary.drops(outcome.results, without.results) if without else (),
        decision=decision(),
        seconds=seconds,
        stopped=outcome.stopped,
    )


def _report(done: Run, outcome: Outcome, plan: Plan, details_heldout: bool) -> Report:
    hints = tuple(hint for half, hint in outcome.hints if details_heldout or half is not Half.HELDOUT)
    report = Report(done, hints=hints, details_heldout=details_heldout)
    if not done.complete:
        return report
    _, gated_on = gates.population(done.results)
    comparison = None
    if plan.baseline is not None:
        comparison = baseline.compare(plan.baseline, report.shown, done.rows, plan.whole)
    results = gates.check(plan.gates, done.results, plan.whole)
    return replace(report, gates=results, gated_on=gated_on, comparison=comparison)


class _Saver:
    """Called after each case: saves a partial report now and then, and shows the count on a terminal."""

    def __init__(self, blank: Run, folder: Path, details_heldout: bool, journal: Journal | None = None) -> None:
        self._blank, self._folder, self._details, self._journal = blank, folder, details_heldout, journal
        self._saved = time.monotonic()

    def __call__(self, results: Sequence[CaseResult], planned: int) -> None:
        if self._journal is not None:
            self._journal.add(results[-1])
        if sys.stderr.isatty():
            end = "\n" if len(results) == planned else ""
            print(f"\r{len(results)} of {planned} cases", end=end, file=sys.stderr, flush=True)
        if time.monotonic() - self._saved >= SAVE_EVERY_SECONDS:
            stopped = f"still running, or killed, after {len(results)} of {planned} cases"
            partial = replace(self._blank, results=tuple(results), stopped=stopped)
            reporting.write_partial(Report(partial, details_heldout=self._details), self._folder)
            self._saved = time.monotonic()


@contextmanager
def _terminations() -> Iterator[None]:
    """Treat SIGTERM, which a CI server sends, as Ctrl-C: the run ends with a partial report."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not in the main thread: whoever runs us there handles signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _version() -> str:
    try:
        return version("lcassist")
    except PackageNotFoundError:
        return "unknown"
