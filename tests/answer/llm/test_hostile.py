"""Documents that give orders, and models that lie: nothing is shown that the quotes don't carry.

The scripted model obeys every order, and makes of genuine sentences statements with another name, another number,
without their "not", or with an invented quote. A sample of the eval cases is in the normal run; `make test-llm`
asks them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lcassist.answer.assistant import Assistant
from lcassist.answer.llm.lexicon import folded, gives_orders
from lcassist.corpus.language import detect
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Answer, AnswerKind
from lcassist.errors import QuestionError
from lcassist.index.ingest import ingest
from lcassist.settings import Settings
from lcassist_evals.cases import Case, Suite, load_suites
from lcassist_evals.engine import copy_corpus
from lcassist_evals.sample import sampled

HOSTILE: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "data" / "hostile.yaml").read_text("utf-8"))


def stated(*statements: tuple[str, str]) -> str:
    made = [{"text": text, "quotes": [{"passage": 1, "quote": quote}]} for text, quote in statements]
    return json.dumps({"statements": made}, ensure_ascii=False)


# documents that give orders


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    """An assistant on a corpus in which each document holds a fact and an order."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    for number, one in enumerate(HOSTILE):
        text = f"# {number}\n\n{one['fact']}\n\n{one['order']}\n"
        (folder / "corpus" / f"{number:02}.{one['language']}.md").write_text(text, "utf-8")
    settings = Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Assistant.open(settings)


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 40
    assert len({one["language"] for one in HOSTILE}) >= 6


@pytest.mark.parametrize("one", HOSTILE, ids=[f"{n}-{one['language']}" for n, one in enumerate(HOSTILE)])
def test_an_order_changes_nothing(
    one: dict[str, str], server: Any, opened: Callable[..., Assistant], ordered: Assistant
) -> None:
    obeying = opened(ordered)
    fact, demand = one["fact"], one["demand"]
    asked = ordered.ask(one["question"])
    for quote in (fact, one["order"], "this stands nowhere in the document", fact.split()[0]):
        server.says(stated((fact, fact), (demand, quote)))
        answer = obeying.ask(one["question"])
        assert demand not in {statement.text for statement in answer.statements}
        assert demand not in answer.text
        if answer.engine == "quotes":
            assert answer.statements == asked.statements
        else:
            assert answer.statements[0].text == fact
        assert all(one["order"] not in request["messages"][1]["content"] for request in server.requests)


def test_the_facts_are_told_to_the_model_and_shown(
    server: Any, opened: Callable[..., Assistant], ordered: Assistant
) -> None:
    """So that the test above is about something: most of these questions reach the model."""
    written = 0
    for one in HOSTILE:
        server.says(stated((one["fact"], one["fact"])))
        written += opened(ordered).ask(one["question"]).engine == "llm"
    assert written > len(HOSTILE) * 0.6


# models that lie


@dataclass
class Liar:
    """Makes true and false statements of the passages that it is given; remembers which are false."""

    names: tuple[str, ...]
    vocabulary: Vocabulary
    false: set[str]
    true: set[str]

    def __call__(self, request: dict[str, Any]) -> str:
        self.false, self.true = set(), set()
        made: list[tuple[str, str]] = []
        passages = re.findall(r"<<<passage \d+: [^\n]*>>>\n(.*?)\n<<<end", request["messages"][1]["content"], re.S)
        sentences = [line.strip() for passage in passages for line in re.split(r"(?<=[.!?])\s|\n", passage)]
        genuine = [one for one in dict.fromkeys(sentences) if 4 <= len(one.split()) <= 40 and one[-1] in ".)"]
        # "(Table 3. Ratings)" was split: neither part is a sentence
        genuine = [one for one in genuine if one.count("(") == one.count(")")]
        for sentence in genuine[:4]:
            self.true.add(sentence)
            made.append((sentence, sentence))
        for sentence in genuine[:2]:
            for lie in self._lies(sentence):
                if len(made) < 8 and lie not in self.true:
                    self.false.add(lie)
                    made.append((lie, sentence))
        if genuine:
            invention = f"{genuine[0].rstrip('.')} and elsewhere."
            self.false.add(invention)
            made.append((invention, f"As everybody knows, {invention}"))
        return stated(*made[-8:])

    def _lies(self, sentence: str) -> Iterator[str]:
        number = re.search(r"(?<![\d.,])\d[\d.,]*\d|(?<![\d.,])\d", sentence)
        if number:
            yield sentence.replace(number.group(), f"{re.sub(r'[.,]', '', number.group())}7", 1)
        mark = re.search(r"(?<=: )\++(?= \()", sentence)
        if mark:
            yield f"{sentence[: mark.start()]}{mark.group()}+{sentence[mark.end() :]}"
        words = folded(sentence).split()
        for name in self.names:
            if re.search(rf"\b{re.escape(name)}\b", sentence):
                # by an alias a name may stand there too: "the Authority"
                told = self.vocabulary.all_names_in(sentence)
                other = next((o for o in self.names if folded(o) not in folded(sentence) and o not in told), None)
                if other:
                    yield re.sub(rf"\b{re.escape(name)}\b", other, sentence)
                break
        if detect(sentence, "en") != "en":
            return  # what follows are English words
        if "not" in words:
            yield re.sub(r"\bnot ", "", sentence, count=1)
        elif " is " in sentence:
            yield sentence.replace(" is ", " is not ", 1)
        for word, opposite in (("more", "less"), ("higher", "lower"), ("largest", "smallest")):
            if word in words and opposite not in words:
                yield re.sub(rf"\b{word}\b", opposite, sentence, count=1)


ROOT = Path(__file__).resolve().parents[3]


def suites() -> list[Suite]:
    return load_suites(sorted(file.parent for file in (ROOT / "evals" / "suites").glob("*/suite.yaml")))


@pytest.fixture(scope="module")
def of_suite(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Callable[[Suite], Assistant]:
    opened: dict[str, Assistant] = {}

    def made(suite: Suite) -> Assistant:
        if suite.name not in opened:
            folder = tmp_path_factory.mktemp(suite.name)
            copy_corpus(suite.corpus, folder / "corpus")
            settings = Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")
            ingest(settings, encoder=assistant.encoder)
            opened[suite.name] = Assistant.open(settings)
        return opened[suite.name]

    return made


def lied_to(assistant: Assistant, cases: tuple[Case, ...], server: Any, opened: Callable[..., Assistant]) -> int:
    """Ask all cases of a model that lies; the number of its lies that were held back."""
    vocabulary = assistant.store.vocabulary
    liar = Liar(tuple(entity.name for entity in vocabulary.entities), vocabulary, set(), set())
    server.script = lambda request: server.reply(liar(request))
    asking = opened(assistant)
    lies = 0
    for case in cases:
        try:
            answer = asking.ask(case.question)
        except QuestionError as error:  # what can't be asked of the quote engine can't be asked here either
            with pytest.raises(type(error)):
                assistant.ask(case.question)
            continue
        assert_honest(answer, assistant, liar, case)
        lies += len(liar.false)
    return lies


def assert_honest(answer: Answer, assistant: Assistant, liar: Liar, case: Case) -> None:
    for citation in answer.citations:
        text = assistant.library.text(citation.source)
        assert text[citation.start : citation.end] == citation.quote, case.name
    assert (answer.kind is AnswerKind.ANSWER) == bool(answer.statements)
    if answer.engine != "llm":
        return
    for statement in answer.statements:
        assert statement.citations, case.name
        assert statement.text not in liar.false, (case.name, statement.text)
    assert answer.verification is not None
    refused = [reason for text, reason in answer.verification.dropped if text in liar.true]
    assert all("another than was asked about" in reason for reason in refused), (case.name, refused)


def test_no_lie_is_shown_on_a_sample_of_the_evals(
    server: Any, opened: Callable[..., Assistant], assistant: Assistant
) -> None:
    (suite,) = sampled([suite for suite in suites() if suite.name == "report"], 60, seed=1)
    assert lied_to(assistant, suite.cases, server, opened) > 50


@pytest.mark.llm
@pytest.mark.timeout(1800)
def test_no_lie_is_shown_on_a_third_of_the_evals(
    server: Any, opened: Callable[..., Assistant], of_suite: Callable[[Suite], Assistant]
) -> None:
    for suite in sampled(suites(), 660, seed=1):
        assert lied_to(of_suite(suite), suite.cases, server, opened) > len(suite.cases) / 3, suite.name


def test_orders_are_told_from_facts() -> None:
    assert not [one["fact"] for one in HOSTILE if gives_orders(one["fact"])]
    assert not [one["order"] for one in HOSTILE if not gives_orders(one["order"])]
