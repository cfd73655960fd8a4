"""A small town corpus, a suite about it, and an engine whose answers a test lays down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lcassist.corpus.library import Library
from lcassist.domain import Answer, AnswerKind, Citation, Document, Hit, Passage, PassageKind, Statement, Turn
from lcassist.settings import Settings
from lcassist_evals.cases import Case, Category, Half, Suite, load_suites
from lcassist_evals.engine import read_library
from lcassist_evals.evidence import Evidence, Resolver
from lcassist_evals.results import CaseResult

TOWNS = """# Two towns

Alba was founded in 1904. Its mayor is “Jo Lind”, a former teacher. Bora was founded in 1950 – by the guild.

Alba was founded in 1904.

| Facts | Alba | Bora |
| --- | --- | --- |
| Population | 12,500 | 9,300 |
| Rating | ++ | +++ |

Table 1 Core facts

|  |  |
| --- | --- |
| Alba 2016 | Bora 2017 |

Table 2 Years of recognition
"""

CASES = """# written by hand
- id: prose-founded
  category: facts-in-prose
  language: en
  question: When was Alba founded?
  expected: [["1904"]]
  forbidden: ["1950"]
  evidence:
    - {source: towns.md, quote: "Alba was founded in 1904."}

- id: tables-population
  category: facts-in-tables
  language: en
  question: How many people live in Bora?
  expected: [["9,300"]]
  evidence:
    - {source: towns.md, table: "1", row: Population, column: Bora}

# nobody knows
- id: unanswerable-budget
  category: unanswerable
  language: nl
  question: Wat is de begroting van Alba?
  unanswerable: true

- id: talk-hello
  category: small-talk
  language: en
  question: hello
  reply: true
"""


@dataclass
class FakeEngine:
    """Answers from a dictionary; a question that isn't there is abstained from."""

    library: Library
    answers: dict[str, Answer | BaseException] = field(default_factory=dict)
    hits: Sequence[Hit] = ()
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        self.asked.append((question, tuple(history)))
        answer = self.answers.get(question)
        if isinstance(answer, BaseException):
            raise answer
        return answer or Answer(AnswerKind.ABSTENTION, question, "The sources don't say.", "en", "quotes")

    def search(self, question: str, top_k: int) -> Sequence[Hit]:
        return self.hits[:top_k]

    def document(self, source: str) -> Document:
        return self.library.document(source)

    def embed(self, question: str) -> None:
        pass

    def confidence(self, question: str, history: Sequence[Turn]) -> float | None:
        """Sure of what it answers."""
        return None if question == "hello" else 0.9 if question in self.answers else 0.2


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("towns")
    (folder / "towns.md").write_text(TOWNS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def library(corpus: Path) -> Library:
    return read_library(corpus, Settings(_env_file=None))


@pytest.fixture(scope="session")
def document(library: Library) -> Document:
    return library.document("towns.md")


@pytest.fixture
def suite_folder(tmp_path: Path, corpus: Path) -> Path:
    """A suite with four cases in each half."""
    folder = tmp_path / "evals" / "suites" / "towns"
    shutil.copytree(corpus, folder / "corpus")
    (folder / "suite.yaml").write_text("name: towns\ndescription: two towns\ncorpus: corpus\n", encoding="utf-8")
    for half in ("development", "heldout"):
        file = folder / "cases" / half / "all.yaml"
        file.parent.mkdir(parents=True)
        text = CASES if half == "development" else CASES.replace("- id: ", "- id: h-")
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def suite(suite_folder: Path) -> Suite:
    return load_suites([suite_folder])[0]


@pytest.fixture
def case(suite: Suite) -> Callable[[str], Case]:
    return lambda name: next(case for case in suite.cases if case.id == name)


@pytest.fixture
def evidence(library: Library) -> Callable[[Case], tuple[Evidence, ...]]:
    def find(case: Case) -> tuple[Evidence, ...]:
        found, problems = Resolver(library.document).resolve(case)
        assert not problems
        return found

    return find


@pytest.fixture
def cite(document: Document) -> Callable[..., Citation]:
    def make(quote: str, number: int = 1, /, **changes: object) -> Citation:
        start = document.text.index(quote)
        values: dict[str, object] = {
            "number": number,
            "source": "towns.md",
            "title": "Two towns",
            "section": ("Two towns",),
            "page": None,
            "table": None,
            "language": "en",
            "quote": quote,
            "start": start,
            "end": start + len(quote),
            "url": None,
        }
        return Citation(**{**values, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture
def answer(cite: Callable[..., Citation]) -> Callable[..., Answer]:
    """An answer that says each text, citing the quote beside it (by default the text itself)."""

    def make(*statements: str | tuple[str, str], question: str = "q") -> Answer:
        pairs = [item if isinstance(item, tuple) else (item, item) for item in statements]
        citations = tuple(cite(quote, number) for number, (_, quote) in enumerate(pairs, start=1))
        said = tuple(Statement(text, (number,)) for number, (text, _) in enumerate(pairs, start=1))
        text = " ".join(f"{text} [{number}]" for number, (text, _) in enumerate(pairs, start=1))
        return Answer(AnswerKind.ANSWER, question, text, "en", "quotes", said, citations)

    return make


@pytest.fixture
def hit(document: Document) -> Callable[..., Hit]:
    def make(quote: str) -> Hit:
        start = document.text.index(quote)
        passage = Passage("p", "towns.md", start, start + len(quote), quote, PassageKind.PROSE)
        return Hit(passage, 1.0, "Two towns")

    return make


@pytest.fixture
def right_engine(library: Library, answer: Callable[..., Answer], hit: Callable[..., Hit]) -> FakeEngine:
    """An engine that gets every case of the suite right."""
    answers: dict[str, Answer | BaseException] = {
        "When was Alba founded?": answer("Alba was founded in 1904."),
        "How many people live in Bora?": answer(("Population, Bora: 9,300", "9,300")),
        "hello": Answer(AnswerKind.REPLY, "hello", "Hello!", "en", "quotes"),
    }
    return FakeEngine(library, answers, [hit("Alba was founded in 1904."), hit("9,300")])


@pytest.fixture
def opening() -> Callable[[FakeEngine], Callable[..., AbstractContextManager[FakeEngine]]]:
    """An opener of a fake engine, for any suite."""
    return lambda engine: lambda suite: nullcontext(engine)


@pytest.fixture
def result() -> Callable[..., CaseResult]:
    """A result with only what a test cares about."""

    def make(
        name: str = "c", category: str = "facts-in-prose", half: str = "heldout", **scores: float | None
    ) -> CaseResult:
        given = {"correct": 1.0, "unanswerable": 0.0, "abstained": 0.0, **scores}
        return CaseResult("towns", name, Category(category), "en", Half(half), ("q?",), scores=given)

    return make
