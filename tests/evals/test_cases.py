"""Every mistake in a suite is named with its file, its line and the mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lcassist_evals.cases import Category, Half, load_suites
from lcassist_evals.problems import EvalError

CASE = """- id: prose-a
  category: facts-in-prose
  language: en
  question: When?
  expected: [["1904"]]
  evidence:
    - {source: towns.md, quote: "Alba was founded in 1904."}
"""


@pytest.fixture
def problems(suite_folder: Path) -> Callable[[str], list[str]]:
    """The problems of the suite with this text as its only case file, without the folder."""

    def load(text: str, file: str = "cases/development/all.yaml") -> list[str]:
        (suite_folder / "cases/heldout/all.yaml").unlink(missing_ok=True)
        (suite_folder / file).write_text(text, encoding="utf-8")
        with pytest.raises(EvalError) as caught:
            load_suites([suite_folder])
        return [str(problem).removeprefix(f"{suite_folder}/") for problem in caught.value.problems]

    return load


def test_a_suite_is_loaded_with_its_halves(suite_folder: Path) -> None:
    (suite,) = load_suites([suite_folder])
    assert suite.name == "towns"
    assert suite.corpus == (suite_folder / "corpus").resolve()
    assert [case.half for case in suite.cases] == [Half.DEVELOPMENT] * 4 + [Half.HELDOUT] * 4
    first = suite.cases[0]
    assert (first.line, first.evidence_lines) == (2, (9,))
    assert first.category is Category.FACTS_IN_PROSE
    assert first.question == "When was Alba founded?"


def test_cases_outside_the_halves_belong_to_none(suite_folder: Path) -> None:
    (suite_folder / "cases/mine.yaml").write_text(CASE, encoding="utf-8")
    (suite,) = load_suites([suite_folder])
    assert [case.id for case in suite.cases if case.half is Half.UNSPLIT] == ["prose-a"]


def test_scalars_are_the_text_that_was_written(suite_folder: Path) -> None:
    text = CASE.replace('[["1904"]]', "[[1904, 37.390, no, 0x1f]]")
    (suite_folder / "cases/mine.yaml").write_text(text, encoding="utf-8")
    (suite,) = load_suites([suite_folder])
    mine = next(case for case in suite.cases if case.id == "prose-a")
    assert mine.expected == (("1904", "37.390", "no", "0x1f"),)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  question: When?", "  question: When?\n  anwser: x", 5, "key 'anwser' is unknown"),
        ("quote:", "qoute:", 7, "key 'qoute' is unknown"),
        ("  question: When?\n", "", 1, "either question or turns"),
        ("  question: When?\n", "  question: When?\n  question: Who?\n", 5, "'question' stands twice"),
        ("category: facts-in-prose", "category: facts", 2, "'category'"),
        ("  category: facts-in-prose\n", "", 1, "'category' is missing"),
        ("language: en", "language: english", 3, "no two-letter code"),
        ("id: prose-a", "id: Prose_A", 1, "not kebab case"),
        ('expected: [["1904"]]', 'expected: ["1904"]', 5, "'expected' must be a list"),
        ('expected: [["1904"]]', "expected: []", 5, "'expected' must not be empty"),
        ('expected: [["1904"]]', 'expected: [[""]]', 5, "must not be empty"),
        ('  expected: [["1904"]]\n', "", 1, "exactly one of expected, unanswerable"),
        ("  question: When?", "  question: When?\n  unanswerable: true", 1, "exactly one of expected"),
        ("  question: When?", "  question: When?\n  reply: maybe", 5, "'reply' must be true or false"),
        ('  expected: [["1904"]]\n', "  unanswerable: true\n", 1, "evidence goes with expected"),
        ('quote: "Alba was founded in 1904."', "row: Population, quote: x", 7, "a quote or a cell"),
        (', quote: "Alba was founded in 1904."', "", 7, "evidence says nothing"),
        (
            '    - {source: towns.md, quote: "Alba',
            '    - {source: towns.md, quote: "A: "b',
            7,
            "no valid YAML",
        ),
    ],
)
def test_a_wrong_case_is_named(problems: Callable[[str], list[str]], old: str, new: str, line: int, words: str) -> None:
    assert old in CASE
    (first, *_) = problems(CASE.replace(old, new))
    assert first.startswith(f"cases/development/all.yaml:{line}: ")
    assert words in first


def test_all_problems_of_all_files_are_named(problems: Callable[..., list[str]]) -> None:
    text = CASE.replace("question", "quetsion") + CASE.replace("prose-a", "prose-b").replace("language", "lang")
    found = problems(text)
    assert len(found) >= 2
    assert any(":4: the key 'quetsion'" in problem for problem in found)
    assert any(":10: the key 'lang'" in problem for problem in found)


def test_a_duplicate_id_names_both_places(problems: Callable[[str], list[str]]) -> None:
    (found,) = problems(CASE + CASE)
    assert found.startswith("cases/development/all.yaml:8: the id 'prose-a' is also at ")
    assert "all.yaml:1: rename" in found


@pytest.mark.parametrize(("text", "words"), [("", "is empty"), ("id: x\n", "no list of cases")])
def test_a_file_that_is_no_list(problems: Callable[[str], list[str]], text: str, words: str) -> None:
    (found,) = problems(text)
    assert found.startswith("cases/development/all.yaml:1: ")
    assert words in found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: towns\ncorpus: nowhere\n", 2, "the corpus 'nowhere' is no folder"),
        ("name: towns\ncorpus: corpus\ncases: [drafts/*.yaml]\n", 3, "no case file matches"),
        ("name: towns\ncorpus: corpus\ncolour: red\n", 3, "key 'colour' is unknown"),
        ("corpus: corpus\n", 1, "'name' is missing"),
        ("name: My Towns\ncorpus: corpus\n", 1, "not kebab case"),
    ],
)
def test_a_wrong_suite_is_named(problems: Callable[..., list[str]], text: str, line: int, words: str) -> None:
    (first, *_) = problems(text, "suite.yaml")
    assert first.startswith(f"suite.yaml:{line}: ")
    assert words in first


def test_two_suites_of_one_name(suite_folder: Path) -> None:
    with pytest.raises(EvalError, match="is also that of"):
        load_suites([suite_folder, suite_folder])


def test_a_folder_without_suite(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"there is no suite\.yaml"):
        load_suites([tmp_path])
