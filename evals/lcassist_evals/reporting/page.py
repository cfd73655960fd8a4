"""The report as one HTML page that loads nothing: each failed case with question, answer, citations and what
was missing.

Questions, answers and quotes are other people's text: all of it is escaped, and a content security policy
forbids scripts and requests in case something slips through.
"""

from __future__ import annotations

from html import escape

from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.sections import Section, gate_line, matrices, sections
from lcassist_evals.results import CaseResult, ShownCitation

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { padding: .25rem .75rem; text-align: left; border-bottom: 1px solid #ccc; vertical-align: top; }
tr.bad td { background: #fdeaea; font-weight: 600; }
.note { color: #555; }
.wide { overflow-x: auto; }
.wide td { white-space: nowrap; }
details { border: 1px solid #ccc; border-radius: .4rem; padding: .5rem 1rem; margin: .5rem 0; }
summary { cursor: pointer; }
.answer { white-space: pre-wrap; background: #f5f5f5; padding: .75rem; }
blockquote { margin: .25rem 0 .75rem; padding-left: .75rem; border-left: 3px solid #888;
  white-space: pre-wrap; }
.verdict { font-size: 1.2rem; font-weight: 600; }
.missing { color: #a40000; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #181818; }
  .answer { background: #262626; }
  tr.bad td { background: #4a1f1f; }
  .note { color: #aaa; }
  .missing { color: #ff9b9b; }
}
"""


def page(report: Report) -> str:
    """The HTML text."""
    run = report.run
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    facts = (
        f"{run.started}: {len(run.results)} of {run.planned} cases ({run.selection}), {run.seconds:.1f} s; "
        f"suites {', '.join(run.suites)}; engine {run.engine}, {run.model}, lcassist {run.version}"
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Evals: {escape(report.verdict)}</title><style>{_STYLE}</style></head><body><main>",
            f'<h1>Evals</h1><p class="verdict">{escape(report.verdict)}</p>',
            _misses(report),
            f'<p class="note">{escape(facts)}</p>',
            *(_table(section) for section in sections(report)),
            *(_folded(section) for section in matrices(report.run.rows)),
            _failures(report),
            _hints(report),
            "</main></body></html>\n",
        ]
    )


def _misses(report: Report) -> str:
    return _list([gate_line(miss) for miss in report.misses], "missed")


def _table(section: Section) -> str:
    lines = [f"<h2>{escape(section.title)}</h2>"]
    if section.note:
        lines.append(f'<p class="note">{escape(section.note)}</p>')
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in section.header)
    lines.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
    for i, row in enumerate(section.rows):
        cells = "".join(f"<td>{escape(text)}</td>" for text in row)
        lines.append(f'<tr class="bad">{cells}</tr>' if i in section.bad else f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _folded(section: Section) -> str:
    table = _table(section).partition("</h2>")[2]
    return f'<details><summary>{escape(section.title)}</summary><div class="wide">{table}</div></details>'


def _failures(report: Report) -> str:
    parts = [f"<h2>Failed cases that may be shown: {len(report.failed)}</h2>"]
    if report.hidden_failures:
        hidden = f"Failed held-out cases, shown as totals only: {report.hidden_failures}."
        parts.append(f'<p class="note">{hidden}</p>')
    parts += [_failure(result) for result in report.failed]
    return "\n".join(parts)


def _failure(result: CaseResult) -> str:
    *earlier, question = result.turns
    problems = [*result.missing, *([result.error] if result.error else [])]
    parts = [
        f"<details><summary><b>{escape(result.name)}</b> ",
        f"({escape(result.category)}, {escape(result.language)}, {escape(result.half)}): ",
        f'<span dir="auto">{escape(question)}</span></summary>',
        "<h3>What was missing</h3>",
        _list(problems, "missing"),
    ]
    if earlier:
        parts += ["<h3>Earlier questions</h3>", _list(earlier)]
    if result.searched and result.searched != question:
        parts.append(f'<p>Searched as: <span dir="auto">{escape(result.searched)}</span></p>')
    parts += [
        f"<h3>Answer ({escape(result.kind or 'none')})</h3>",
        f'<div class="answer" dir="auto">{escape(result.text)}</div>',
        "<h3>Citations</h3>" if result.citations else "<p>No citations.</p>",
        *(_citation(citation) for citation in result.citations),
        "</details>",
    ]
    return "\n".join(parts)


def _citation(citation: ShownCitation) -> str:
    place = f"[{citation.number}] {citation.source} {citation.start}-{citation.end} {citation.place}"
    return f'<p>{escape(place)}</p><blockquote dir="auto">{escape(citation.quote)}</blockquote>'


def _hints(report: Report) -> str:
    return "<h2>Cases that look odd</h2>" + _list([str(hint) for hint in report.hints]) if report.hints else ""


def _list(items: list[str], css: str = "") -> str:
    if not items:
        return ""
    body = "".join(f'<li dir="auto">{escape(item)}</li>' for item in items)
    return f'<ul class="{css}">{body}</ul>' if css else f"<ul>{body}</ul>"
