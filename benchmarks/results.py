"""Keeps what was measured in docs/results.md: one section, in it one part for each group."""

from __future__ import annotations

import platform
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Result, table

_TITLE = "## Speed and memory"
_WIDTH = 118


def part(name: str, result: Result) -> str:
    """A group's heading, circumstances, table and notes in Markdown."""
    notes = "\n\n".join(textwrap.fill(paragraph, _WIDTH) for paragraph in result.notes.split("\n\n"))
    return f"### {name}\n\n{_circumstances(name)}\n\n{table(result.figures)}\n\n{notes}\n"


def updated(text: str, parts: Mapping[str, str], order: Sequence[str]) -> str:
    """A page with these groups' parts in place of its older ones, in that order; all else as it was."""
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    place = next((n for n, section in enumerate(sections) if section.startswith(f"{_TITLE}\n")), None)
    if place is None:
        sections = [*(f"{section.rstrip()}\n\n" for section in sections), ""]
        place = len(sections) - 1
    known = {
        found[1]: old for old in re.split(r"^(?=### )", sections[place], flags=re.MULTILINE)
        if (found := re.match(r"### (\w+)\n", old))
    }  # fmt: skip
    known.update(parts)
    shown = [known[name].strip() for name in order if name in known]
    sections[place] = "\n\n".join([_TITLE, *shown]) + "\n\n"
    return "".join(sections).rstrip() + "\n"


def write(page: Path, parts: Mapping[str, str], order: Sequence[str]) -> None:
    """Put parts into the page, which need not be there yet."""
    text = page.read_text("utf-8") if page.exists() else "# Results\n"
    page.write_text(updated(text, parts, order), "utf-8")


def _circumstances(name: str) -> str:
    import os

    when = datetime.now(UTC).date().isoformat()
    return (
        f"`make bench ARGS={name}`, {when}; {os.cpu_count()} cores ({_processor()}), "
        f"Python {platform.python_version()}."
    )


def _processor() -> str:
    """The processor's name as Linux gives it, elsewhere what Python knows."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
