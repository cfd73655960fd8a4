"""Run the cases: open each suite, check its evidence, ask every question, score every answer.

The turns of a conversation are asked in order, each with the history that really came about; the last
answer is scored. A case that raises is a failed case with its error. An interrupt ends the run with what
there is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from lcassist.domain import Answer, AnswerKind, Citation, Document, Turn
from lcassist.errors import QuestionError
from lcassist_evals.cases import Case, Half, Suite
from lcassist_evals.engine import Engine, Opener
from lcassist_evals.evidence import Evidence, Resolver, hints
from lcassist_evals.metrics import score
from lcassist_evals.model_metrics import model_scores
from lcassist_evals.problems import EvalError, Problem
from lcassist_evals.results import CaseResult, ShownCitation
from lcassist_evals.retrieval import DEPTH, score_hits

WARM_UP = "What is this about?"
_TIMED = 6  # one of so many questions is embedded once more, as the yardstick of the latencies

log = logging.getLogger(__name__)

# What looks odd in a case, and the half of the case: hints on held-out cases are not shown.
Hint = tuple[Half, Problem]
Progress = Callable[[Sequence[CaseResult], int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results so far, how many were planned, what looks odd in the cases, and why it stopped early."""

    results: tuple[CaseResult, ...]
    planned: int
    hints: tuple[Hint, ...] = ()
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class _Measuring:
    """What one case is held against, and what is measured of it."""

    evidence: Sequence[Evidence]
    gated: bool
    answers_only: bool
    timed: bool
    of_model: bool


def run(
    suites: Sequence[Suite],
    opener: Opener,
    on_progress: Progress | None = None,
    answers_only: bool = False,
    known: Mapping[str, CaseResult] | None = None,
    of_model: bool = False,
) -> Outcome:
    """Run all cases of the suites; ``answers_only`` leaves out retrieval and the encoder's latency.

    ``known`` are results by name that are taken as they are; ``of_model`` adds the scores of a language model.

    Raises:
        EvalError: evidence that is not in the corpus; nothing has been scored.
    """
    planned = sum(len(suite.cases) for suite in suites)
    results: list[CaseResult] = []
    found: list[Hint] = []
    stopped = None
    with ExitStack() as stack:
        try:
            engines = [stack.enter_context(opener(suite)) for suite in suites]
            evidence, found = resolve(suites, [engine.document for engine in engines])
            for suite, engine in zip(suites, engines, strict=True):
                _warm_up(engine)
                for number, case in enumerate(suite.cases):
                    if known and case.name in known:
                        results.append(known[case.name])
                        continue
                    timed = not answers_only and number % _TIMED == 0
                    of_case = _Measuring(evidence[case.name], suite.gated, answers_only, timed, of_model)
                    results.append(_run_case(case, engine, of_case))
                    if on_progress:
                        on_progress(results, planned)
        except KeyboardInterrupt:
            stopped = f"interrupted after {len(results)} of {planned} cases"
    return Outcome(tuple(results), planned, tuple(found), stopped)


def resolve(
    suites: Sequence[Suite], documents: Sequence[Callable[[str], Document]]
) -> tuple[dict[str, tuple[Evidence, ...]], list[Hint]]:
    """The evidence of each case by its name (suite/id), and what looks odd; ``documents`` is one per suite.

    Raises:
        EvalError: evidence that is not in the corpus, all of it.
    """
    evidence: dict[str, tuple[Evidence, ...]] = {}
    problems: list[Problem] = []
    odd: list[Hint] = []
    for suite, document in zip(suites, documents, strict=True):
        resolver = Resolver(document)
        for case in suite.cases:
            evidence[case.name], missing = resolver.resolve(case)
            problems.extend(missing)
            if not missing:
                odd.extend((case.half, hint) for hint in hints(case, evidence[case.name]))
    if problems:
        raise EvalError(problems)
    return evidence, odd


def _warm_up(engine: Engine) -> None:
    """The first question loads the model; its time is not a question's."""
    try:
        engine.ask(WARM_UP, [])
        engine.embed(WARM_UP)
    except Exception:
        # If this fails so will the cases, each with its error.
        log.warning("the first question raised an error", exc_info=True)


def _run_case(case: Case, engine: Engine, measuring: _Measuring) -> CaseResult:
    try:
        return _scored(case, engine, measuring)
    except Exception as error:
        # Whatever one question does to the engine, the others are still asked; the report names the error.
        log.warning("case %s raised %s", case.name, type(error).__name__)
        log.debug("case %s", case.name, exc_info=True)
        return CaseResult.crashed(case, measuring.gated, f"{type(error).__name__}: {error}")


def _scored(case: Case, engine: Engine, measuring: _Measuring) -> CaseResult:
    history: list[Turn] = []
    for question in case.turns[:-1]:
        answer = engine.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    embedding = None
    if measuring.timed:
        # Not the question itself: an encoder that remembers vectors would answer one of the two from memory.
        started = time.perf_counter()
        engine.embed(f"{case.question} …")
        embedding = time.perf_counter() - started
    started = time.perf_counter()
    answer = _ask(case, engine, history)
    seconds = time.perf_counter() - started
    scores, missing = score(case, answer, measuring.evidence, engine.document)
    if measuring.of_model:
        scores |= model_scores(answer)
    if measuring.evidence and not measuring.answers_only:
        scores |= score_hits(engine.search(answer.question or case.question, DEPTH), measuring.evidence)
    if not case.reply and not measuring.answers_only:
        scores["confidence"] = engine.confidence(case.question, history)
    return replace(
        CaseResult.of(case, measuring.gated),
        kind=answer.kind.value,
        searched=answer.question,
        statements=tuple((statement.text, statement.citations) for statement in answer.statements),
        text=answer.text,
        citations=tuple(_shown(citation) for citation in answer.citations),
        scores=scores,
        missing=missing,
        seconds=seconds,
        embedding=embedding,
    )


def _ask(case: Case, engine: Engine, history: Sequence[Turn]) -> Answer:
    try:
        return engine.ask(case.question, history)
    except QuestionError as error:
        # A refusal of a malformed question is the contract's answer to it, not a crash.
        return Answer(AnswerKind.ABSTENTION, case.question, str(error), case.language, engine="refused")


def _shown(citation: Citation) -> ShownCitation:
    cell = citation.table
    headers = (cell.caption, cell.row, cell.column) if cell else ()
    place = " > ".join(part for part in (*citation.section, *headers) if part)
    return ShownCitation(citation.number, citation.source, citation.start, citation.end, citation.quote, place)
