"""What evals/README.md shows as an example is accepted by the code."""

import re
from pathlib import Path

import pytest
import yaml

from lcassist_evals.cases import load_suites
from lcassist_evals.gates import load_gates

README = Path(__file__).parents[2] / "evals" / "README.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_example_cases_are_valid(tmp_path: Path) -> None:
    cases, _ = BLOCKS
    (tmp_path / "corpus").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "suite.yaml").write_text("name: example\ncorpus: corpus\n", encoding="utf-8")
    (tmp_path / "cases" / "all.yaml").write_text(cases, encoding="utf-8")
    (suite,) = load_suites([tmp_path])
    assert len(suite.cases) == 4


def test_the_example_workflow_runs_the_evals_without_a_key() -> None:
    workflow = yaml.load(BLOCKS[1], Loader=yaml.BaseLoader)
    steps = workflow["jobs"]["evals"]["steps"]
    commands = "\n".join(step.get("run", "") for step in steps)
    assert "lcassist eval --suite my-evals --baseline my-evals/baseline.json" in commands
    assert "secrets." not in BLOCKS[1]


@pytest.mark.parametrize("line", re.findall(r"gates\.yaml\s+(gates: \[.*\])", README.read_text(encoding="utf-8")))
def test_the_example_gates_are_valid(tmp_path: Path, line: str) -> None:
    (tmp_path / "gates.yaml").write_text(line, encoding="utf-8")
    assert [gate.metric for gate in load_gates(tmp_path / "gates.yaml")] == ["correct", "verbatim"]
