"""Writing the reports to a folder, each file whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

from lcassist_evals.reporting.junit import junit
from lcassist_evals.reporting.markdown import markdown
from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.page import page
from lcassist_evals.reporting.record import record

NAMES = ("report.json", "junit.xml", "report.md", "report.html")


def write_reports(report: Report, folder: Path) -> None:
    """Write report.json, junit.xml, report.md and report.html; raises OSError."""
    texts = (_json(report), junit(report), markdown(report), page(report))
    for name, text in zip(NAMES, texts, strict=True):
        _write(folder / name, text)


def clear(folder: Path) -> None:
    """Remove an earlier run's reports, which would stand beside a partial one as if they were of this run."""
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)


def write_partial(report: Report, folder: Path) -> None:
    """Write report.json alone, for a run that is still going: what is left if it is killed."""
    _write(folder / NAMES[0], _json(report))


def _json(report: Report) -> str:
    return json.dumps(record(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    # A lone surrogate, which hostile input may hold, is no UTF-8.
    temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    temporary.replace(file)
