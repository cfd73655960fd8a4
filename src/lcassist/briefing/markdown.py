"""A report as Markdown; text from documents is escaped."""

from __future__ import annotations

import re

from lcassist.answer.compose import escaped
from lcassist.briefing.report import Block, Grid, Heading, Picture, Report

_MARKERS = re.compile(r"(?:\\\[\d+\\\])+$")


def markdown(report: Report) -> bytes:
    """The report as Markdown in UTF-8."""
    parts = [f"# {escaped(report.title)}", "\n".join(f"- {escaped(line)}" for line in report.about)]
    listed = False
    for block in report.blocks:
        shown = _block(block)
        item = shown.startswith("- ")
        if item and listed:
            parts[-1] += f"\n{shown}"
        elif shown:
            parts.append(shown)
        listed = item
    if report.sources:
        lines = "\n".join(f"{number}. {escaped(line)}" for number, line in enumerate(report.sources, 1))
        parts += [f"## {escaped(report.sources_title)}", lines]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {escaped(block.text)}"
    if isinstance(block, Grid):
        rows = [block.header, tuple("---" for _ in block.header), *block.rows]
        return "\n".join(
            f"| {' | '.join(cell if n == 1 else _cited(' '.join(cell.split())) for cell in row)} |"
            for n, row in enumerate(rows)
        )
    if isinstance(block, Picture):
        return ""  # the table beside it says the same
    if block.item:
        return f"- {_cited(block.text)}"
    return f"*{escaped(block.text)}*" if block.quiet else _cited(block.text)


def _cited(text: str) -> str:
    """Text with the numbers of its sources behind it, which are left to be read as they are: nothing follows them."""
    return _MARKERS.sub(lambda found: found.group().replace("\\", ""), escaped(text))
