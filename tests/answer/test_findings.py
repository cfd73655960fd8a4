"""A cell as a statement: its headers, its value, and what a rating mark means."""

from __future__ import annotations

from lcassist.answer.findings import Finding, cell_finding, cell_findings
from lcassist.answer.tables import Fact
from lcassist.answer.verify import Span
from lcassist.domain import Cell, Mark


def fact(
    text: str, row: str | None = "Funding", column: str | None = "Alba", mark: Mark | None = None, name: str = "Alba"
) -> Fact:
    cell = Cell(text, 10, 10 + len(text))
    return Fact("a.md", 0, 1, 2, cell, row, column, frozenset({name}), mark, "en", "Table 1 Marks", text)


def test_a_value_with_its_headers() -> None:
    finding = cell_finding(fact("120"), "Table 1 Marks", "en")
    assert finding == Finding("Alba – Funding: 120", (Span("a.md", 10, 13, (0, 1, 2)),), "Alba", (16, 19))


def test_the_value_is_what_is_emphasised() -> None:
    for one in (fact("120"), fact("120", None), fact("120", None, None), fact("++", mark=Mark("++", "good", 90, 97))):
        finding = cell_finding(one, "Table 1 Marks", "en")
        assert finding.emphasis is not None
        start, end = finding.emphasis
        assert finding.text[start:end] == one.cell.text


def test_a_value_with_one_header() -> None:
    assert cell_finding(fact("120", column=None), None, "en").text == "Funding: 120"
    assert cell_finding(fact("120", row=None), None, "en").text == "Alba: 120"


def test_a_cell_that_says_it_all_is_shown_with_its_caption() -> None:
    assert cell_finding(fact("Alba 2016", None, None), "Table 1 Years", "en").text == "Alba 2016 (Table 1 Years)"
    assert cell_finding(fact("Alba 2016", None, None), None, "en").text == "Alba 2016"


def test_a_marks_meaning_is_said_and_cited() -> None:
    finding = cell_finding(fact("++", mark=Mark("++", "good", 90, 97)), "Table 1 Marks", "en")
    assert finding.text == "Alba – Funding: ++ (good)"
    assert finding.evidence == (Span("a.md", 10, 12, (0, 1, 2)), Span("a.md", 90, 97))


def test_a_mark_that_nothing_explains_is_said_to_be_so() -> None:
    assert cell_finding(fact("-/+"), None, "en").text == "Alba – Funding: -/+ (the source gives no meaning)"
    dutch = cell_finding(fact("-/+"), None, "nl")
    assert dutch.text == "Alba – Funding: -/+ (de bron geeft geen betekenis)"
    assert len(dutch.evidence) == 1


def test_several_cells_in_their_order() -> None:
    found = cell_findings([fact("1"), fact("2", name="Brenn")], None, "en")
    assert [one.text for one in found] == ["Alba – Funding: 1", "Alba – Funding: 2"]
    assert [one.about for one in found] == ["Alba", "Brenn"]
