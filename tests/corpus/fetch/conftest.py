"""What the tests of fetching share: a corpus that names pages of a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lcassist.corpus.fetch import FetchReport, Limits, fetch, planned

# Small enough that a test need not wait, and of the same kind as the real ones.
LIMITS = Limits(
    max_bytes=1_000_000, connect=2, read=0.5, total=3, delay=0, attempts=3, backoff=0.01, longest_wait=2, redirects=4
)


@pytest.fixture
def limits() -> Limits:
    return LIMITS


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def name(corpus: Path) -> Callable[..., None]:
    """Writes sources.yaml: ``name(a="http://...", b=None)`` names two sources and their addresses."""

    def write(**urls: str | None) -> None:
        sources = [{"id": id, "title": f"Title of {id}", "url": url} for id, url in urls.items()]
        (corpus / "sources.yaml").write_text(json.dumps({"sources": sources}), "utf-8")

    return write


@pytest.fixture
def run(corpus: Path) -> Callable[..., FetchReport]:
    """Fetches into the corpus, as if 127.0.0.1, and no other private address, were on the internet."""

    def fetched(*urls: str, budget: float | None = None, **limits: Any) -> FetchReport:
        return fetch(
            planned(corpus, urls),
            limits=replace(LIMITS, **limits),
            permitted=lambda address: str(address) == "127.0.0.1",
            budget=budget,
        )

    return fetched


@pytest.fixture
def reasons(run: Callable[..., FetchReport], name: Callable[..., None]) -> Callable[..., str | None]:
    """Why an address can't be fetched; None where it can."""

    def reason(url: str, **arguments: Any) -> str | None:
        name(s=url)
        [result] = run(**arguments).results
        return result.reason

    return reason


@pytest.fixture
def fetched_names(corpus: Path) -> Callable[[], Sequence[str]]:
    """The names of all files that were written, hidden ones but the lock's too."""

    def names() -> Sequence[str]:
        return sorted(path.name for path in (corpus / "fetched").iterdir() if path.name != ".lock")

    return names
