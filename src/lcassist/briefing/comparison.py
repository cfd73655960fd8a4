"""A comparison as a report: its matrix with numbers of sources, and the chart of its ratings."""

from __future__ import annotations

from lcassist.briefing.chart import chart
from lcassist.briefing.compare import Matrix
from lcassist.briefing.report import Block, Grid, Numbering, Picture, Provenance, Report, made, word


def of_comparison(matrix: Matrix, where: Provenance, language: str) -> Report:
    """The report of a comparison; ``language`` is that of its own words."""
    numbering = Numbering()
    rows = [
        (theme, *(_cell(place.text, [numbering.of(one) for one in place.citations], language) for place in row))
        for theme, row in zip(matrix.themes, matrix.places, strict=True)
    ]
    blocks: list[Block] = [Grid((word("theme", language), *matrix.names), tuple(rows))]
    png = chart(matrix, "png")
    if png is not None:
        blocks.append(Picture(png, word("chart", language)))
    title = word("comparison", language, names=", ".join(matrix.names))
    return made(title, blocks, numbering, where, language)


def _cell(text: str, numbers: list[int], language: str) -> str:
    return f"{text} {''.join(f'[{number}]' for number in numbers)}" if text else word("silent", language)
