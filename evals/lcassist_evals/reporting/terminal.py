"""The report as plain text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.sections import Section, gate_line, sections

MOST_FAILURES = 30


def draw(report: Report) -> str:
    """The whole report, ending with a line end."""
    run = report.run
    lines = [report.verdict]
    lines += [f"  {gate_line(miss)}" for miss in report.misses]
    lines += ["", f"{len(run.results)} of {run.planned} cases ({run.selection}) in {run.seconds:.1f} s"]
    lines.append(f"suites {', '.join(run.suites)}; engine {run.engine}, {run.model}, lcassist {run.version}")
    for section in sections(report):
        lines += ["", *_table(section)]
    lines += ["", *_failures(report)]
    lines += [f"hint: {hint}" for hint in report.hints]
    return "\n".join(_printable(line) for line in lines).rstrip() + "\n"


def _table(section: Section) -> list[str]:
    cells = [section.header, *section.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(section.header))]
    lines = [section.title + (f". {section.note}" if section.note else "")]
    lines += [
        # The mark is what makes a bad row stand out where there are no colours.
        ("! " if i - 1 in section.bad else "  ")
        + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for i, row in enumerate(cells)
    ]
    return lines


def _failures(report: Report) -> Sequence[str]:
    lines = [f"Failed cases that may be shown: {len(report.failed)}"]
    for result in report.failed[:MOST_FAILURES]:
        lines.append(f"  {result.name}: {result.turns[-1]}")
        lines += [f"      {text}" for text in (*result.missing, *([result.error] if result.error else []))]
    if len(report.failed) > MOST_FAILURES:
        lines.append(f"  ... and {len(report.failed) - MOST_FAILURES} more: see the HTML page")
    if report.hidden_failures:
        lines.append(f"Failed held-out cases, shown as totals only: {report.hidden_failures}")
    return lines


def _printable(line: str) -> str:
    """Without control characters: what documents and questions hold must not steer the terminal."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf") else c for c in line)
