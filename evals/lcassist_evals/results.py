"""What a run leaves: a result for each case, estimates over them, and what the gates say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lcassist_evals.cases import Asked, Case, Half
from lcassist_evals.confidence import Decision

Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class ShownCitation:
    """A citation as the reports show it."""

    number: int
    source: str
    start: int
    end: int
    quote: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult(Asked):
    """How one case went. ``scores`` holds None for a metric that the case is not eligible for.

    ``missing`` says in words what a right answer lacked; ``error`` the exception of a case that crashed.
    Times are in seconds of the last question alone; ``embedding`` is that of embedding it alone.
    """

    gated: bool = True
    kind: str | None = None
    searched: str = ""
    statements: tuple[tuple[str, tuple[int, ...]], ...] = ()
    text: str = ""
    citations: tuple[ShownCitation, ...] = ()
    scores: Scores = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    error: str | None = None
    seconds: float | None = None
    embedding: float | None = None

    @property
    def correct(self) -> bool:
        return self.scores.get("correct") == 1.0

    @classmethod
    def of(cls, case: Case, gated: bool) -> CaseResult:
        """The result of a case before it is asked."""
        return cls(case.suite, case.id, case.category, case.language, case.half, case.turns, gated)

    @classmethod
    def crashed(cls, case: Case, gated: bool, error: str) -> CaseResult:
        """A case that raised: it fails, it did not abstain, and nothing else is known of it."""
        scores: Scores = {"correct": 0.0}
        if not case.reply:
            scores["unanswerable"] = float(case.unanswerable)
            scores["abstained"] = 0.0
        blank = cls.of(case, gated)
        return replace(blank, scores=scores, missing=("the question raised an error",), error=error)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric's value over ``n`` eligible cases, with its 95 % bootstrap interval."""

    metric: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """The estimates of one group of cases: all of them, a category, a language or a suite, in one half."""

    group: str
    key: str
    half: Half
    cases: int
    estimates: tuple[Estimate, ...]

    def get(self, metric: str) -> Estimate | None:
        return next((estimate for estimate in self.estimates if estimate.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds of a warm question and of embedding it alone; the ratios are to the encoder's median."""

    p50: float
    p95: float
    encoder_p50: float
    encoder_p95: float
    n: int

    @property
    def ratio_p50(self) -> float:
        return self.p50 / self.encoder_p50 if self.encoder_p50 else float("nan")

    @property
    def ratio_p95(self) -> float:
        return self.p95 / self.encoder_p50 if self.encoder_p50 else float("nan")


@dataclass(frozen=True, slots=True)
class Drop:
    """A metric with and without vocabulary.yaml, over the cases of one category (or "all")."""

    category: str
    half: Half
    with_vocabulary: float
    without: float
    n: int


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was measured. ``stopped`` says why a run is partial; None means that it is whole."""

    started: str
    engine: str
    model: str
    version: str
    suites: tuple[str, ...]
    planned: int
    results: tuple[CaseResult, ...]
    rows: tuple[Row, ...] = ()
    latency: Latency | None = None
    drops: tuple[Drop, ...] = ()
    decision: Decision | None = None
    seconds: float = 0.0
    stopped: str | None = None
    selection: str = "all cases"

    @property
    def complete(self) -> bool:
        return self.stopped is None


def pooled(results: Sequence[CaseResult]) -> list[CaseResult]:
    """The cases that pooled figures and gates are about: those of gated suites, or all if none is gated."""
    return [result for result in results if result.gated] or list(results)
