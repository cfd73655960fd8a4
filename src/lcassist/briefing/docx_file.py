"""A report as a Word document (Office Open XML), by python-docx."""

from __future__ import annotations

import io

from lcassist.briefing.report import Grid, Heading, Picture, Report


def docx(report: Report) -> bytes:
    """The report as the bytes of a .docx file."""
    # It takes a moment to import, and most visits export nothing.
    from docx import Document
    from docx.shared import Cm

    document = Document()
    document.core_properties.title = legal(report.title)
    document.core_properties.author = "lcassist"
    document.core_properties.language = report.language
    document.add_heading(legal(report.title), level=0)
    for line in report.about:
        document.add_paragraph(legal(line))
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(legal(block.text), level=1)
        elif isinstance(block, Grid):
            table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
            for number, row in enumerate((block.header, *block.rows)):
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.paragraphs[0].add_run(legal(value)).bold = number == 0
        elif isinstance(block, Picture):
            document.add_heading(legal(block.about), level=1)
            document.add_picture(io.BytesIO(block.png), width=Cm(16))
        else:
            style = "List Bullet" if block.item else None
            document.add_paragraph(style=style).add_run(legal(block.text)).italic = block.quiet
    if report.sources:
        document.add_heading(legal(report.sources_title), level=1)
        for number, line in enumerate(report.sources, 1):
            document.add_paragraph(f"[{number}] {legal(line)}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def legal(text: str) -> str:
    """Text without the control characters that XML can't hold."""
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)
