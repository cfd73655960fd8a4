"""The report as Markdown for a pull request: the misses, the gates, the totals, and the failed cases."""

from __future__ import annotations

import re

from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.sections import Section, gate_line, sections

MOST_FAILURES = 20
# Everything that Markdown or a forge would read as more than text, mentions and references to issues too.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~@&$]|:(?=//))")


def markdown(report: Report) -> str:
    """The Markdown text."""
    run = report.run
    lines = ["## Evals", "", f"**{_escaped(report.verdict)}**", ""]
    lines += [f"- {_escaped(gate_line(miss))}" for miss in report.misses]
    facts = f"{len(run.results)} of {run.planned} cases ({run.selection}), engine {run.engine}."
    lines += ["", _escaped(facts)]
    for section in sections(report):
        lines += ["", *_table(section)]
    lines += ["", *_failures(report)]
    return "\n".join(lines) + "\n"


def _table(section: Section) -> list[str]:
    lines = [f"### {_escaped(section.title)}", ""]
    if section.note:
        lines += [_escaped(section.note), ""]
    lines += [_line(section.header), _line(("---",) * len(section.header), escape=False)]
    for i, row in enumerate(section.rows):
        cells = [_escaped(text) for text in row]
        if i in section.bad:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        lines.append(_line(tuple(cells), escape=False))
    return lines


def _line(cells: tuple[str, ...], escape: bool = True) -> str:
    return "| " + " | ".join(_escaped(cell) if escape else cell for cell in cells) + " |"


def _failures(report: Report) -> list[str]:
    lines = [f"### Failed cases that may be shown: {len(report.failed)}", ""]
    for result in report.failed[:MOST_FAILURES]:
        why = "; ".join((*result.missing, *([result.error] if result.error else [])))
        lines.append(f"- {_escaped(result.name)}: {_escaped(result.turns[-1])} ({_escaped(why)})")
    if len(report.failed) > MOST_FAILURES:
        lines.append(f"- and {len(report.failed) - MOST_FAILURES} more")
    if report.hidden_failures:
        lines += ["", f"Failed held-out cases, shown as totals only: {report.hidden_failures}."]
    return lines


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
