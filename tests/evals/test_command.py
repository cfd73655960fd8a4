"""The exit status, the files that a run leaves, and that nothing is scored when something is wrong."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcassist.domain import Answer
from lcassist_evals.command import main

GATES = """gates:
  - {metric: correct, target: 0.9, floor: 0.9}
  - {metric: verbatim, target: 1.0, floor: null}
"""


@pytest.fixture
def project(suite_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder is a project with the towns suite and gates."""
    folder = suite_folder.parents[2]
    (folder / "evals" / "gates.yaml").write_text(GATES, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def evaluate(project: Path, right_engine: Any, opening: Callable[[Any], Any]) -> Callable[..., int]:
    def call(*argv: str) -> int:
        return main(list(argv), lambda *given: opening(right_engine))

    return call


def report(project: Path, folder: str = ".lcassist/evals") -> dict[str, Any]:
    data: dict[str, Any] = json.loads((project / folder / "report.json").read_text(encoding="utf-8"))
    return data


def test_all_gates_hold(evaluate: Callable[..., int], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate() == 0
    assert capsys.readouterr().out.startswith("2 gates, none fails (1 not gated yet); no measured target is missed\n")
    assert report(project)["done"] == 8
    assert sorted(f.name for f in (project / ".lcassist/evals").iterdir()) == [
        "junit.xml",
        "report.html",
        "report.json",
        "report.md",
    ]


def test_a_gate_fails(evaluate: Callable[..., int], right_engine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    del right_engine.answers["hello"]
    assert evaluate() == 1
    assert capsys.readouterr().out.startswith("1 of 2 gates FAIL")


def test_a_missed_target_alone_does_not_fail(evaluate: Callable[..., int], project: Path, right_engine: Any) -> None:
    del right_engine.answers["hello"]
    (project / "evals/gates.yaml").write_text(GATES.replace("floor: 0.9", "floor: 0.5"), encoding="utf-8")
    assert evaluate() == 0


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--suite", "nowhere"), "there is no suite.yaml"),
        (("--index", "i", "--no-vocabulary"), "leave out --index"),
        (("--index", "i", "--check"), "leave out --index"),
        (("--category", "disagreement"), "no case is left"),
        (("--baseline", "nowhere.json"), "give the report.json"),
        (("--gates", "nowhere.yaml"), "can't be read"),
    ],
)
def test_bad_usage(
    evaluate: Callable[..., int],
    right_engine: Any,
    argv: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert evaluate(*argv) == 2
    assert words in capsys.readouterr().err
    assert right_engine.asked == []


def test_an_index_is_of_one_suite(
    evaluate: Callable[..., int], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("--index", "i", "--suite", "evals/suites/towns", "--suite", "other") == 2
    assert "--index is the index of one suite, and there are 2" in capsys.readouterr().err


def test_an_unknown_option_exits_with_2(evaluate: Callable[..., int]) -> None:
    with pytest.raises(SystemExit) as caught:
        evaluate("--nothing")
    assert caught.value.code == 2


def test_no_suite_at_all(evaluate: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert evaluate() == 2


def test_all_that_is_to_mend_is_named_and_nothing_is_scored(
    evaluate: Callable[..., int], project: Path, right_engine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = project / "evals/suites/towns/cases"
    for half, old, new in (
        ("development", "forbidden", "forbiden"),
        ("heldout", "language: nl", "language: dutch"),
    ):
        file = cases / half / "all.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (project / "evals/gates.yaml").write_text("gates: [{metric: correct, floor: 2}]", encoding="utf-8")
    assert evaluate() == 2
    err = capsys.readouterr().err
    assert "development/all.yaml:7: the key 'forbiden' is unknown" in err
    assert "heldout/all.yaml:22: the language 'dutch'" in err
    assert "gates.yaml:1: the floor 2 is impossible" in err
    assert right_engine.asked == []
    assert not (project / ".lcassist").exists()


def test_wrong_evidence_is_found_before_the_ingest(
    evaluate: Callable[..., int], project: Path, right_engine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "evals/suites/towns/cases/heldout/all.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("row: Population", "row: People"), encoding="utf-8")
    assert evaluate() == 2
    assert "all.yaml:17: case 'h-tables-population': table '1' of 'towns.md' has no row 'People'" in (
        capsys.readouterr().err
    )
    assert right_engine.asked == []


def test_check_scores_nothing(
    evaluate: Callable[..., int], project: Path, right_engine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("--check") == 0
    assert "8 cases are well formed" in capsys.readouterr().out
    assert right_engine.asked == []
    assert not (project / ".lcassist").exists()


def test_one_half_or_category(evaluate: Callable[..., int], project: Path) -> None:
    assert evaluate("--split", "development", "--category", "small-talk", "--category", "facts-in-prose") == 0
    data = report(project)
    assert [case["id"] for case in data["cases"]] == ["prose-founded", "talk-hello"]
    assert data["gated_on"].startswith("development")
    assert data["selection"] == "--split development --category small-talk --category facts-in-prose"


def test_a_suites_own_gates(evaluate: Callable[..., int], project: Path, right_engine: Any) -> None:
    del right_engine.answers["hello"]
    own = "gates: [{metric: correct, floor: 0.1}]"
    (project / "evals/suites/towns/gates.yaml").write_text(own, encoding="utf-8")
    assert evaluate("--suite", "evals/suites/towns") == 0


def test_the_baseline(evaluate: Callable[..., int], project: Path, right_engine: Any) -> None:
    assert evaluate("--report-dir", "old") == 0
    del right_engine.answers["hello"]
    assert evaluate("--baseline", "old/report.json") == 1
    assert report(project)["comparison"]["worse"] == ["towns/talk-hello"]


def test_without_vocabulary(evaluate: Callable[..., int], project: Path) -> None:
    (project / "evals/suites/towns/corpus/vocabulary.yaml").write_text("entities: []\n", encoding="utf-8")
    assert evaluate("--no-vocabulary") == 0
    drops = report(project)["without_vocabulary"]
    assert drops[0] == {"category": "all", "half": "development", "with_vocabulary": 1, "without": 1, "n": 4}


def test_an_interrupted_run_leaves_a_partial_report(
    evaluate: Callable[..., int], project: Path, right_engine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate() == 0
    right_engine.answers["How many people live in Bora?"] = KeyboardInterrupt()
    assert evaluate() == 1
    assert "PARTIAL REPORT: interrupted after 1 of 8 cases" in capsys.readouterr().out
    data = report(project)
    assert (data["complete"], data["done"], data["gates"]) == (False, 1, [])
    assert "PARTIAL REPORT" in (project / ".lcassist/evals/report.html").read_text(encoding="utf-8")


def test_a_termination_signal_does_so_too(
    evaluate: Callable[..., int], project: Path, right_engine: Any, answer: Callable[..., Answer]
) -> None:
    class _Terminates(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            if "Bora" in key:
                os.kill(os.getpid(), signal.SIGTERM)
            return super().get(key, default)

    before = signal.getsignal(signal.SIGTERM)
    right_engine.answers = _Terminates(right_engine.answers)
    assert evaluate() == 1
    assert report(project)["stopped"] == "interrupted after 1 of 8 cases"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_killed_run_leaves_what_was_saved(
    evaluate: Callable[..., int], project: Path, right_engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lcassist_evals.command.SAVE_EVERY_SECONDS", 0.0)

    class _Killed(BaseException):
        pass

    right_engine.answers["How many people live in Bora?"] = _Killed()
    with pytest.raises(_Killed):
        evaluate()
    data = report(project)
    assert (data["complete"], data["done"]) == (False, 1)
    assert data["stopped"] == "still running, or killed, after 1 of 8 cases"


def test_an_interrupt_before_the_first_case(
    project: Path, opening: Callable[[Any], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(suite: object) -> Any:
        raise KeyboardInterrupt

    assert main([], lambda *given: interrupted) == 2
    assert "interrupted after 0 of 8 cases" in capsys.readouterr().out


def test_the_package_needs_no_model_to_be_imported() -> None:
    code = "import sys, lcassist_evals.command; print({'chromadb', 'torch', 'gradio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_suites_own_gates_are_about_all_of_it(
    evaluate: Callable[..., int], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = "gates: [{metric: correct, category: how-why, floor: 0.1}]"
    (project / "evals/gates.yaml").write_text(gate, encoding="utf-8")
    assert evaluate() == 1
    assert evaluate("--suite", "evals/suites/towns") == 0
    assert "not checked" in capsys.readouterr().out
    (project / "evals/suites/towns/gates.yaml").write_text(gate, encoding="utf-8")
    assert evaluate("--suite", "evals/suites/towns") == 1
    assert evaluate("--suite", "evals/suites/towns", "--category", "facts-in-prose") == 0
