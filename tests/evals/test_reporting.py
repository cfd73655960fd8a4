"""Hostile text stays text, misses come first, and held-out cases stay hidden, in every report."""

import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from lcassist_evals.cases import Category
from lcassist_evals.confidence import Decision
from lcassist_evals.gates import Gate, check
from lcassist_evals.problems import Problem
from lcassist_evals.reporting import NAMES, Report, clear, draw, write_partial, write_reports
from lcassist_evals.results import CaseResult, Run, ShownCitation
from lcassist_evals.summary import drops, latency, table

Make = Callable[..., CaseResult]
HOSTILE = (
    '<script>alert("x")</script> | `x` [a](javascript:alert(1)) \x00\x1b[31m \ud800 & @team #1 <img src=x onerror=y>'
)


@pytest.fixture
def hostile(result: Make) -> CaseResult:
    return replace(
        result("bad", half="development", correct=0.0),
        turns=("first " + HOSTILE, "last " + HOSTILE),
        kind="answer",
        searched=HOSTILE,
        statements=((HOSTILE, (1,)),),
        text=HOSTILE,
        citations=(ShownCitation(1, "a<b>.md", 0, 5, HOSTILE, HOSTILE),),
        missing=(HOSTILE,),
        error=HOSTILE,
        seconds=0.02,
        embedding=0.01,
    )


@pytest.fixture
def report(hostile: CaseResult, result: Make) -> Report:
    secret = [replace(result(f"secret-{i}", correct=float(i > 9)), turns=(f"secret {i}",)) for i in range(50)]
    results = (hostile, *secret)
    run = Run(
        "now",
        "quotes",
        "m",
        "1",
        ("towns",),
        51,
        results,
        table(results),
        latency(results),
        drops(results, [replace(r, scores={"correct": 0.0}) for r in results]),
    )
    gates = [
        Gate("correct", Category.FACTS_IN_PROSE, 0.92, 0.85),
        Gate("correct", Category.HOW_WHY, 0.85, None),
        Gate("abstention_recall", None, 0.95, None),
    ]
    return Report(run, check(gates, results, whole=True), hints=(Problem(Path("a.yaml"), 3, HOSTILE),))


def texts(report: Report, folder: Path) -> dict[str, str]:
    write_reports(report, folder)
    found = {name: (folder / name).read_text(encoding="utf-8") for name in NAMES}
    return {**found, "terminal": draw(report)}


def test_a_missed_target_is_in_every_report(report: Report, tmp_path: Path) -> None:
    for name, text in texts(report, tmp_path).items():
        assert "MISSED" in text, name
        assert "FAILS" in text, name
        assert "not measured (n=0)" in text.replace("\\", ""), name


def test_misses_come_first(report: Report, tmp_path: Path) -> None:
    first, second, *_ = draw(report).splitlines()
    assert first == "1 of 3 gates FAIL (2 not gated yet); 1 targets MISSED"
    assert second.startswith("  correct and cited: facts-in-prose: 0.800 [")
    found = texts(report, tmp_path)
    assert found["report.md"].index("MISSED") < found["report.md"].index("### Gates")
    assert found["report.html"].index("MISSED") < found["report.html"].index("<h2>Gates")
    assert json.loads(found["report.json"])["gates"][0]["floor_state"] == "FAILS"


def test_held_out_cases_are_totals(report: Report, tmp_path: Path) -> None:
    for name, text in texts(report, tmp_path).items():
        assert "secret" not in text, name
    shown = texts(replace(report, details_heldout=True), tmp_path)
    assert all("secret" in text for text in shown.values())
    assert report.hidden_failures == 10
    assert "Failed held-out cases, shown as totals only: 10" in draw(report)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_escapes_hostile_text_and_loads_nothing(report: Report, tmp_path: Path) -> None:
    text = texts(report, tmp_path)["report.html"]
    parser = _Tags()
    parser.feed(text)
    assert not {"script", "img", "a", "link", "iframe"} & set(parser.tags)
    assert not [name for name, _ in parser.attributes if name.startswith("on") or name in ("src", "href")]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in parser.attributes
    assert parser.text.count('<script>alert("x")</script>') >= 7


def test_the_page_shows_question_answer_citation_and_what_was_missing(
    report: Report, hostile: CaseResult, tmp_path: Path
) -> None:
    case = replace(
        hostile,
        turns=("Who?", "And when?"),
        text="In 1950.",
        missing=("'1904' stands in no statement",),
        citations=(ShownCitation(1, "towns.md", 5, 9, "the quote", "Two towns"),),
        error=None,
    )
    shown = replace(report, run=replace(report.run, results=(case,)))
    parser = _Tags()
    parser.feed(texts(shown, tmp_path)["report.html"])
    for part in (
        "Who?",
        "And when?",
        "In 1950.",
        "'1904' stands in no",
        "the quote",
        "[1] towns.md 5-9 Two towns",
    ):
        assert part in parser.text


def test_junit_parses(report: Report, tmp_path: Path) -> None:
    texts(report, tmp_path)
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    gates, towns = root.findall("testsuite")
    assert (gates.get("name"), gates.get("tests"), gates.get("failures")) == ("gates", "4", "1")
    assert (towns.get("tests"), towns.get("errors")) == ("2", "1")
    bad, hidden = towns.findall("testcase")
    assert bad.get("time") == "0.020"
    assert "<script>" in (bad.find("error").get("message") or "")  # type: ignore[union-attr]
    assert hidden.find("system-out").text == "40 of 50 correct"  # type: ignore[union-attr]


def test_markdown_is_text(report: Report, tmp_path: Path) -> None:
    text = texts(report, tmp_path)["report.md"]
    assert "\\@team \\#1" in text
    parser = _Tags()
    parser.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    harmless = "h2 h3 p strong ul li table thead tbody tr th td"
    assert set(parser.tags) == set(harmless.split())
    assert parser.text.count('<script>alert("x")</script>') == 3


def test_the_terminal_gets_no_control_characters(report: Report) -> None:
    text = draw(report)
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "! correct and cited: facts-in-prose" in text


def test_json_is_strict_and_whole(report: Report, tmp_path: Path) -> None:
    data = json.loads(texts(report, tmp_path)["report.json"], parse_constant=pytest.fail)
    assert (data["complete"], data["planned"], data["done"], data["failed_not_shown"]) == (True, 51, 51, 10)
    (case,) = data["cases"]
    assert (case["id"], case["correct"], case["category"]) == ("bad", False, "facts-in-prose")
    assert data["latency"]["ratio_p50"] == 2
    assert data["without_vocabulary"][0]["without"] == 0


def test_the_page_has_every_metric_by_category_and_language(report: Report, tmp_path: Path) -> None:
    parser = _Tags()
    parser.feed(texts(report, tmp_path)["report.html"])
    for title in ("All metrics by category, held out", "All metrics by language, development"):
        assert title in parser.text


def test_the_decision_to_abstain_is_in_every_report(report: Report, tmp_path: Path) -> None:
    fitted = Decision({"roc_auc": 0.7654, "operating_point": 0.4321}, {"likeness": 1.5})
    found = texts(replace(report, run=replace(report.run, decision=fitted)), tmp_path)
    for name in ("report.json", "report.md", "report.html", "terminal"):
        for part in ("0.7654", "0.4321", "likeness", "1.5"):
            assert part in found[name], (name, part)


def test_a_partial_report_says_so(report: Report, tmp_path: Path) -> None:
    partial = replace(report, run=replace(report.run, stopped="interrupted after 3 of 51 cases"), gates=())
    for name, text in texts(partial, tmp_path).items():
        assert "interrupted after 3 of 51 cases" in text, name
        assert "PARTIAL REPORT" in text, name
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert root.find("testsuite").get("errors") == "1"  # type: ignore[union-attr]


def test_clearing_removes_an_earlier_runs_reports_alone(report: Report, tmp_path: Path) -> None:
    write_reports(report, tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    clear(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
    write_partial(report, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["notes.txt", "report.json"]
