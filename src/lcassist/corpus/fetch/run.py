"""Carries a plan out: hosts side by side, the addresses of one host one after the other."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from lcassist.corpus.fetch.addresses import Address, Unreachable, is_public
from lcassist.corpus.fetch.connection import Deadline
from lcassist.corpus.fetch.http import Limits, Reply
from lcassist.corpus.fetch.keep import check_name, conditions, keep, keep_reason
from lcassist.corpus.fetch.plan import Plan, Wanted
from lcassist.corpus.fetch.polite import Session
from lcassist.corpus.fetch.title import see_title
from lcassist.corpus.provenance import FETCHED
from lcassist.errors import FetchError, NotFetched

_HOSTS_AT_ONCE = 8
_DAY = 86_400.0
_WAIT = 1.0  # seconds for another run to finish


class Outcome(StrEnum):
    """What became of an address. KEPT: a file that a person saved is there, and was left as it is."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address.

    ``file`` is the path, relative to the corpus folder, of what is there of it now, which after a failure
    is what was got before; ``reason`` says why it failed. ``retrieved`` is when that file was got.
    """

    wanted: Wanted
    outcome: Outcome
    file: str | None = None
    address: str | None = None
    retrieved: str | None = None
    reason: str | None = None
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a run did: an outcome for each address that was wanted, in that order."""

    plan: Plan
    results: tuple[Fetched, ...]
    seconds: float

    @property
    def offline(self) -> bool:
        """Whether hosts were asked and none could be reached."""
        asked = [result for result in self.results if result.outcome is not Outcome.KEPT]
        return bool(asked) and all(result.unreachable for result in asked)

    @property
    def failed(self) -> tuple[Fetched, ...]:
        return tuple(result for result in self.results if result.outcome is Outcome.FAILED)


def fetch(
    plan: Plan,
    *,
    limits: Limits,
    private: bool = False,
    budget: float | None = None,
    permitted: Callable[[Address], bool] = is_public,
    on_progress: Callable[[Fetched], None] | None = None,
) -> FetchReport:
    """Get what the plan names, and write it with its records below the corpus folder.

    ``budget`` is the most seconds that all of it may take. ``private`` allows every address, otherwise
    ``permitted`` decides. ``on_progress`` is called from several threads.

    Raises:
        FetchError: another run is fetching, or the folder can't be written.
    """
    # Imported here: a plan that names nothing needs no lock, and nor does the scan of a corpus.
    from filelock import FileLock, Timeout

    started = time.monotonic()
    run = _Run(plan.corpus, limits, (lambda _: True) if private else permitted, budget, on_progress)
    if not plan.wanted:
        return FetchReport(plan, (), 0.0)
    folder = plan.corpus / FETCHED
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / ".lock", timeout=_WAIT):
            results = run.carry_out(plan.wanted)
    except Timeout:
        raise FetchError(f"another run is fetching into {str(folder)!r}: wait until it is done") from None
    except OSError as error:
        raise FetchError(
            f"{str(folder)!r} could not be written ({error.strerror or error}): see that its disk is not full and "
            "that you may write there, and run `lcassist fetch` again"
        ) from error
    return FetchReport(plan, results, time.monotonic() - started)


class _Run:
    """One run, under the lock."""

    def __init__(
        self,
        corpus: Path,
        limits: Limits,
        permitted: Callable[[Address], bool],
        budget: float | None,
        on_progress: Callable[[Fetched], None] | None,
    ) -> None:
        self._corpus = corpus
        self._limits = limits
        self._session = Session(limits, permitted)
        self._end = Deadline(_DAY if budget is None else budget, "the time for this run was over")
        self._on_progress = on_progress or (lambda _: None)

    def carry_out(self, wanted: Sequence[Wanted]) -> tuple[Fetched, ...]:
        by_host: dict[str, list[Wanted]] = defaultdict(list)
        for one in wanted:
            by_host[one.host].append(one)
        with ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="fetch") as pool:
            try:
                done = list(pool.map(self._host, by_host.values()))
            except BaseException:
                self._end.stop()
                raise
        results = {result.wanted.id: result for own in done for result in own}
        return tuple(results[one.id] for one in wanted)

    def _host(self, wanted: Sequence[Wanted]) -> list[Fetched]:
        results = []
        for one in wanted:
            results.append(self._one(one))
            self._on_progress(results[-1])
        return results

    def _one(self, wanted: Wanted) -> Fetched:
        if wanted.file is not None and not wanted.ours:
            return Fetched(wanted, Outcome.KEPT, file=wanted.file)
        try:
            check_name(wanted.id)
        except NotFetched as error:
            return _failed(wanted, error)
        total = self._limits.total
        deadline = Deadline(total, f"it took longer than {total:.0f} s", within=self._end)
        try:
            if wanted.likely:
                wanted, reply = self._proven(wanted, deadline)
            else:
                reply = self._session.get(wanted.url, lambda url: conditions(wanted, url), deadline)
            record, changed = keep(self._corpus, wanted, reply)
        except NotFetched as error:
            keep_reason(self._corpus, wanted, str(error))
            return _failed(wanted, error)
        outcome = Outcome.FETCHED if changed else Outcome.UNCHANGED
        return Fetched(wanted, outcome, f"{FETCHED}/{record.file}", record.address, record.retrieved)

    def _proven(self, wanted: Wanted, deadline: Deadline) -> tuple[Wanted, Reply]:
        """What the first of the likely addresses gives that has the source's title, and as which it is wanted then.

        Raises:
            NotFetched: none of them does.
        """
        why: NotFetched | None = None
        for url in wanted.likely:
            one = wanted if url == wanted.url else replace(wanted, url=url, record=None)
            try:
                reply = self._session.get(url, lambda asked, one=one: conditions(one, asked), deadline)  # type: ignore[misc]
                if reply.status != 304:  # and else it has proven itself before
                    see_title(reply.data, wanted.title)
                return one, reply
            except Unreachable:
                raise
            except NotFetched as error:
                why = why or error
        raise NotFetched(f"its address is only likely, and unproven: {why}")


def _failed(wanted: Wanted, error: NotFetched) -> Fetched:
    retrieved = wanted.record.retrieved if wanted.record and wanted.file else None
    return Fetched(
        wanted,
        Outcome.FAILED,
        file=wanted.file,
        retrieved=retrieved,
        reason=str(error),
        unreachable=isinstance(error, Unreachable),
    )
