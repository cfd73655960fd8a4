"""A set in the format of SQuAD becomes a suite that loads, and whose evidence stands in its corpus."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcassist.settings import Settings
from lcassist_evals.cases import Half, load_suites
from lcassist_evals.engine import read_library
from lcassist_evals.problems import EvalError
from lcassist_evals.public import load, main
from lcassist_evals.runner import resolve

ALBA = "Alba was founded in 1904. Its mayor, Jo Lind, was elected in 1999 and null since."
ARTICLES = {
    "Alba_(town)": [(ALBA, [("5A", "When did Alba begin?", ["1904", "in 1904"]), ("5b", "Who is it?", ["null"])])],
    "Bora": [("Bora has 12 mills.\nThey are old.", [("6c", "How many mills?", ["12"]), ("6d", "Who owns them?", [])])],
}


@pytest.fixture
def squad(tmp_path: Path) -> Callable[..., Path]:
    """Writes the set; ``asked`` changes the questions, as a translation does."""

    def write(name: str, asked: Callable[[str], str] = str) -> Path:
        def question(context: str, id_: str, text: str, answers: list[str]) -> dict[str, Any]:
            found = [{"text": one, "answer_start": context.index(one)} for one in answers]
            return {"id": id_, "question": asked(text), "answers": found, "is_impossible": not answers}

        articles = [
            {
                "title": title,
                "paragraphs": [{"context": c, "qas": [question(c, *qa) for qa in qas]} for c, qas in paragraphs],
            }
            for title, paragraphs in ARTICLES.items()
        ]
        file = tmp_path / name
        file.write_text(json.dumps({"version": "1.1", "data": articles}), encoding="utf-8")
        return file

    return write


def test_it_becomes_a_suite(squad: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(squad("en.json")), "--to", str(tmp_path / "Set 1")]) == 0
    assert capsys.readouterr().out.startswith("2 documents, 4 cases, 0 left out\n")
    (suite,) = load_suites([tmp_path / "Set 1"])
    assert (suite.name, suite.gated, {case.half for case in suite.cases}) == ("set-1", False, {Half.UNSPLIT})
    library = read_library(suite.corpus, Settings(_env_file=None))
    evidence, _ = resolve([suite], [library.document])
    founded, null, mills, owner = suite.cases
    assert founded.expected == (("1904", "in 1904"),)
    assert [item.text for item in evidence[founded.name]] == ["Alba was founded in 1904."]
    assert null.expected == (("null",),)
    assert mills.evidence[0].source == "bora.txt"
    assert owner.unanswerable


def test_articles_held_back_make_their_questions_unanswerable(squad: Callable[..., Path], tmp_path: Path) -> None:
    assert main([str(squad("en.json")), "--to", str(tmp_path / "set"), "--hold-back", "1"]) == 0
    (suite,) = load_suites([tmp_path / "set"])
    (document,) = suite.corpus.iterdir()
    answerable = {item.source for case in suite.cases for item in case.evidence}
    assert answerable == {document.name}
    assert len(suite.cases) == 4


def test_translated_questions_are_asked_over_the_same_documents(squad: Callable[..., Path], tmp_path: Path) -> None:
    files = [str(squad("en.json")), "--questions", str(squad("es.json", lambda text: f"¿{text}"))]
    assert main([*files, "--questions-language", "es", "--to", str(tmp_path / "set")]) == 0
    (suite,) = load_suites([tmp_path / "set"])
    first = suite.cases[0]
    assert (first.question, first.language, first.category) == ("¿When did Alba begin?", "es", "other-languages")
    assert first.expected == (("1904", "in 1904"),)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--hold-back", "2"), "hold back fewer"),
        (("--questions-language", "es"), "go together"),
        (("--to", "."), "is there already"),
    ],
)
def test_bad_usage(
    squad: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], words: str
) -> None:
    assert main([str(squad("en.json")), "--to", str(tmp_path / "set"), *argv]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", '{"data": [{"title": "x"}]}', '{"data": [{"paragraphs": 1, "title": ""}]}'])
def test_what_is_no_set_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "set.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match="format of SQuAD"):
        load(file, "en")
