"""Makes the files that are read: PDFs by reportlab, of sentences that are drawn from the report's words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, SimpleDocTemplate, Table

from benchmarks.place import ROOT

_MARGIN = 56
_SENTENCES_OF_A_PAGE = 30  # of 8 to 20 words: a page in two columns of 10 points is full
_ROWS, _COLUMNS = 12, 5


class Writer:
    """Draws sentences and figures; the same seed gives the same ones. No two sentences are the same."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        report = next((ROOT / "corpus").glob("*.md")).read_text("utf-8")
        self._words = re.findall(r"[^\W\d_]{2,}", report)

    def sentence(self) -> str:
        words = self._chance.choices(self._words, k=self._chance.randint(8, 20))
        return f"{' '.join(words).capitalize()}."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def table(self) -> list[list[str]]:
        header = ["City", *(str(2020 + number) for number in range(_COLUMNS - 1))]
        rows = [[self._chance.choice(self._words), *self._numbers()] for _ in range(_ROWS)]
        return [header, *rows]

    def _numbers(self) -> list[str]:
        return [f"{self._chance.randrange(100_000):,}" for _ in range(_COLUMNS - 1)]


def prose_pdf(path: Path, pages: int, writer: Writer) -> None:
    """Pages of prose in two columns, with a heading on each."""
    width, height = (A4[0] - 3 * _MARGIN) / 2, A4[1] - 2 * _MARGIN
    frames = [Frame(left, _MARGIN, width, height) for left in (_MARGIN, 2 * _MARGIN + width)]
    made = BaseDocTemplate(str(path), pagesize=A4)
    made.addPageTemplates(PageTemplate(frames=frames))
    made.build(list(_prose(pages, writer)))


def table_pdf(path: Path, pages: int, writer: Writer) -> None:
    """Pages with a caption, a ruled table of 13 rows and 5 columns, and a paragraph."""
    style = getSampleStyleSheet()["Normal"]
    parts = []
    for page in range(1, pages + 1):
        table = Table(writer.table())
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        caption = Paragraph(f"Table {page} {writer.sentence()}", style)
        parts += [caption, table, Paragraph(writer.paragraph(8), style), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=A4).build(parts)


def page_pdf(path: Path, writer: Writer) -> None:
    """A document of one page."""
    styles = getSampleStyleSheet()
    parts = [Paragraph(writer.sentence(), styles["Title"])]
    parts += [Paragraph(writer.paragraph(4), styles["Normal"]) for _ in range(2)]
    SimpleDocTemplate(str(path), pagesize=A4).build(parts)


def _prose(pages: int, writer: Writer) -> Iterator[Paragraph | PageBreak]:
    styles = getSampleStyleSheet()
    for _ in range(pages):
        yield Paragraph(writer.sentence(), styles["Heading2"])
        for _ in range(_SENTENCES_OF_A_PAGE // 5):
            yield Paragraph(writer.paragraph(5), styles["Normal"])
        yield PageBreak()
