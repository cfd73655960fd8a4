"""A report as PDF, by reportlab, in the DejaVu fonts that matplotlib ships: Latin, Greek and Cyrillic letters."""

from __future__ import annotations

import io
import threading
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from lcassist.briefing.docx_file import legal
from lcassist.briefing.report import Grid, Heading, Picture, Report
from lcassist.errors import LcassistError

_PLAIN, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 56.0  # points
_lock = threading.Lock()  # reportlab keeps its fonts for the whole process


def pdf(report: Report) -> bytes:
    """The report as the bytes of a PDF file, A4."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Table, TableStyle

    with _lock:
        _register()
    body = ParagraphStyle("body", fontName=_PLAIN, fontSize=10, leading=14.5, spaceAfter=6)
    quiet = ParagraphStyle("quiet", body, textColor="#44546a", fontSize=9, leading=13)
    item = ParagraphStyle("item", body, leftIndent=14, bulletIndent=2)
    small = ParagraphStyle("small", body, fontSize=8, leading=11, spaceAfter=0)
    head = ParagraphStyle("head", body, fontName=_BOLD, fontSize=12, leading=16, spaceBefore=12, keepWithNext=1)
    title = ParagraphStyle("title", head, fontSize=16, leading=21, spaceBefore=0, spaceAfter=10)
    width = A4[0] - 2 * _MARGIN

    def line(text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
        return Paragraph(escape(legal(text)), style, bulletText=bullet)

    story = [line(report.title, title), *(line(one, quiet) for one in report.about)]
    for block in report.blocks:
        if isinstance(block, Heading):
            story.append(line(block.text, head))
        elif isinstance(block, Grid):
            rows = [[line(cell, small) for cell in row] for row in (block.header, *block.rows)]
            table = Table(rows, colWidths=[width / len(block.header)] * len(block.header), repeatRows=1)
            table.setStyle(
                TableStyle(
                    [
                        ("GRID", (0, 0), (-1, -1), 0.5, "#8496ac"),
                        ("BACKGROUND", (0, 0), (-1, 0), "#eef2f6"),
                        ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ]
                )
            )
            story.append(table)
        elif isinstance(block, Picture):
            story.append(line(block.about, head))
            across, down = ImageReader(io.BytesIO(block.png)).getSize()
            story.append(Image(io.BytesIO(block.png), width=width, height=width * down / across))
        elif block.item:
            story.append(line(block.text, item, "•"))
        else:
            story.append(line(block.text, quiet if block.quiet else body))
    if report.sources:
        story.append(line(report.sources_title, head))
        story += [line(f"[{number}] {text}", body) for number, text in enumerate(report.sources, 1)]
    file = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    template = SimpleDocTemplate(
        file, pagesize=A4, title=legal(report.title), author="lcassist", lang=report.language, invariant=1, **margins
    )
    template.build(story)
    return file.getvalue()


def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if _PLAIN in pdfmetrics.getRegisteredFontNames():
        return
    found = find_spec("matplotlib")  # not imported: only its files are needed
    if found is None or not found.submodule_search_locations:
        raise LcassistError("the fonts of a PDF are in the package 'matplotlib': pip install matplotlib")
    folder = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
