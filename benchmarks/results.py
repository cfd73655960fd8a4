"""Keeps what was measured in docs/results.md: one section, in it one part for each group."""

from __future__ import annotations

import os
import platform
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Result, table

_TITLE = "## Speed and memory"
_WIDTH = 118


def circumstances(name: str) -> str:
    """When and where a group is measured; to be asked before, as the measuring is a load too."""
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return (
        f"`python -m benchmarks {name}`, {datetime.now(UTC).date().isoformat()}; {os.cpu_count()} cores "
        f"({_processor()}){load}; Python {platform.python_version()}."
    )


def part(name: str, where: str, result: Result) -> str:
    """A group's heading, circumstances, table and notes in Markdown."""
    notes = (textwrap.fill(line, _WIDTH, break_on_hyphens=False) for line in result.notes.split("\n"))
    return "\n\n".join([f"### {name}", where, table(result.figures), *notes])


def updated(page: str, parts: Mapping[str, str], order: Sequence[str]) -> str:
    """A page with these groups' parts in place of its older ones, in that order; all else as it was."""
    sections = [one.rstrip() for one in re.split(r"^(?=## )", page, flags=re.MULTILINE)]
    place = next((n for n, one in enumerate(sections) if one.split("\n")[0] == _TITLE), len(sections))
    own = sections[place] if place < len(sections) else _TITLE
    head, *older = re.split(r"^(?=### )", own, flags=re.MULTILINE)
    known = {one.split("\n")[0].removeprefix("### "): one.rstrip() for one in older} | dict(parts)
    shown = [known.pop(name) for name in order if name in known]
    sections[place : place + 1] = ["\n\n".join([head.rstrip(), *shown, *known.values()])]
    return "\n\n".join(sections) + "\n"


def write(page: Path, parts: Mapping[str, str], order: Sequence[str]) -> None:
    """Put parts into the page, which need not be there yet."""
    text = page.read_text("utf-8") if page.exists() else "# Results\n"
    page.write_text(updated(text, parts, order), "utf-8")


def _processor() -> str:
    """The processor's name as Linux gives it, elsewhere what Python knows."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
