"""`lcassist fetch`: prints which hosts are asked, what became of each address, and what can be done by hand."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lcassist.corpus.fetch import Fetched, FetchReport, Limits, Outcome, fetch, planned
from lcassist.corpus.sources import by_hand
from lcassist.settings import Settings
from lcassist.surfaces.progress import Bar
from lcassist.surfaces.render import printable

_PROXY = "(the proxy that the environment names is not used: addresses could not be checked behind it)"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def run_fetch(settings: Settings, urls: Sequence[str], seconds: float | None, as_json: bool) -> bool:
    """Fetch and print; return whether all could be got. Raises CorpusError and FetchError."""
    plan = planned(settings.corpus, urls)
    limits = Limits(max_bytes=int(settings.max_file_mb * 1_000_000), delay=settings.fetch_delay)
    if plan.hosts and not as_json:
        within = f", for {seconds:g} s at most" if seconds is not None else ""
        _print(f"asking {', '.join(plan.hosts)}{within}")
    bar = Bar(sys.stderr)
    try:
        report = fetch(
            plan,
            limits=limits,
            private=settings.fetch_private,
            budget=seconds,
            on_progress=lambda result: bar.say(printable(f"{result.outcome.value} {result.wanted.url}"[:100])),
        )
    finally:
        bar.clear()
    if as_json:
        print(json.dumps(fetch_data(report), ensure_ascii=False))
    else:
        _print("\n".join(_lines(report)))
    return not report.failed


def fetch_data(report: FetchReport) -> dict[str, Any]:
    """What a run did, as the object that `lcassist fetch --json` prints."""
    return {
        "corpus": str(report.plan.corpus),
        "hosts": list(report.plan.hosts),
        "offline": report.offline,
        "sources": [
            {
                "id": result.wanted.id,
                "title": result.wanted.title,
                "url": result.wanted.url,
                "address": result.address,
                "status": result.outcome.value,
                "file": result.file,
                "retrieved": result.retrieved,
                "reason": result.reason,
                "by_hand": _mend(result),
            }
            for result in report.results
        ],
        "unknown": [
            {"id": source.id, "title": source.title, "reason": source.reason} for source in report.plan.unknown
        ],
        "seconds": round(report.seconds, 3),
    }


def _lines(report: FetchReport) -> list[str]:
    lines = []
    if report.offline:
        why = next(result.reason for result in report.results if result.unreachable)
        lines.append(f"no host could be reached ({why}): is there a network? {_PROXY if _proxy() else ''}".rstrip())
        lines += [f"  to do by hand: {mend}" for result in report.results if (mend := _mend(result))]
    else:
        lines += [line for result in report.results for line in _told(result)]
    for source in report.plan.unknown:
        lines.append(f"{'unknown':9} {source.title}: {source.reason}")
    tally = Counter(result.outcome for result in report.results)
    counts = ", ".join(f"{tally[outcome]} {outcome.value}" for outcome in Outcome if tally[outcome])
    lines.append(f"{counts or 'nothing to fetch'} in {report.seconds:.1f} s: {report.plan.corpus}")
    return lines


def _told(result: Fetched) -> list[str]:
    wanted = result.wanted
    if result.outcome is Outcome.KEPT:
        return [f"{'kept':9} {result.file}: it was saved by hand; remove it to have {wanted.url} fetched"]
    if result.outcome is not Outcome.FAILED:
        return [f"{result.outcome.value:9} {result.file}: {wanted.title}"]
    lines = [f"{'failed':9} {wanted.url}: {result.reason}"]
    if result.file is not None:
        lines.append(f"{'':9} what was fetched before stays: {result.file}")
    elif mend := _mend(result):
        lines.append(f"{'':9} to do by hand: {mend}")
    return lines


def _mend(result: Fetched) -> str | None:
    """What a person can do about an address of which nothing is there."""
    if result.outcome is not Outcome.FAILED or result.file is not None:
        return None
    return by_hand(result.wanted.id, result.wanted.url)


def _proxy() -> bool:
    return any(os.environ.get(name) or os.environ.get(name.lower()) for name in _PROXIES)


def _print(text: str) -> None:
    print(printable(text), flush=True)
