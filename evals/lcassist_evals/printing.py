"""Prints Markdown documents as web page, PDF and Word document, by the tools that people use for it."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document as new_docx
from docx.oxml import OxmlElement
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from lcassist_evals.problems import UsageError

FORMATS = ("html", "pdf", "untagged-pdf", "docx")
SUFFIXES = {"html": ".html", "pdf": ".pdf", "untagged-pdf": ".pdf", "docx": ".docx"}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
_STYLE = "body{font-family:serif}table{border-collapse:collapse}td,th{border:1px solid #444;padding:3px}"
_SECONDS = 120


def print_as(kind: str, markdown: str, title: str, to: Path) -> None:
    """Write a Markdown text to a file in one of FORMATS.

    Raises:
        UsageError: a PDF is wanted and there is no browser to print it.
    """
    if kind == "docx":
        _Word(markdown, title).save(to)
        return
    page = _page(markdown, title)
    if kind == "html":
        to.write_text(page, "utf-8")
    else:
        _print(page, to, tagged=kind == "pdf")


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(footnote_plugin, move_to_end=True)


def _page(markdown: str, title: str) -> str:
    parser = _parser()
    parser.add_render_rule("image", _figure)
    parser.add_render_rule("footnote_anchor", lambda *_: "")
    body = parser.render(markdown)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _figure(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A picture without a file, as its caption."""
    return f"<em>{html.escape(tokens[index].content)}</em>"


def _print(page: str, to: Path, tagged: bool) -> None:
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise UsageError("no browser is here to print PDFs: install the package 'chromium', or choose other formats")
    with tempfile.TemporaryDirectory(prefix="lcassist-print-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, "utf-8")
        flags = [*_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={to}"]
        flags += [] if tagged else ["--disable-pdf-tagging"]
        subprocess.run([browser, *flags, source.as_uri()], check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603


class _Word:
    """Writes Markdown as a Word document: its headings, lists and tables in Word's own styles."""

    def __init__(self, markdown: str, title: str) -> None:
        self._docx: Any = new_docx()
        self._docx.core_properties.title = title
        self._notes: list[str] = []
        self._lists: list[str] = []
        self._add(_parser().parse(markdown))

    def save(self, to: Path) -> None:
        self._docx.save(str(to))

    def _add(self, tokens: Sequence[Token]) -> None:
        style, rows, heads, note = "Normal", list[list[Token]](), 0, False
        for token in tokens:
            match token.type:
                case "heading_open":
                    style = f"Heading {token.tag[1]}"
                case "heading_close":
                    style = "Normal"
                case "bullet_list_open":
                    self._lists.append("List Bullet")
                case "ordered_list_open":
                    self._lists.append("List Number")
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                case "table_open":
                    rows, heads = [], 0
                case "tr_open":
                    rows.append([])
                case "thead_close":
                    heads = len(rows)
                case "table_close":
                    self._table(rows, heads)
                    rows = []
                case "footnote_open":
                    note = True
                case "footnote_close":
                    note = False
                case "inline" if rows:
                    rows[-1].append(token)
                case "inline":
                    self._paragraph(token, "footnote" if note else style)

    def _paragraph(self, token: Token, style: str) -> None:
        if style == "Normal" and self._lists:
            depth = min(len(self._lists), 3)
            style = self._lists[-1] + (f" {depth}" if depth > 1 else "")
        pictures = [child for child in token.children or [] if child.type == "image"]
        if len(pictures) == len(token.children or []) and pictures:
            style = "Caption"
        paragraph = self._docx.add_paragraph(style="Normal" if style == "footnote" else style)
        self._runs(paragraph, token)

    def _runs(self, paragraph: Any, token: Token) -> None:
        for child in token.children or []:
            if child.type == "footnote_ref":
                paragraph.add_run(str(int(child.meta["id"]) + 1)).font.superscript = True
            elif child.type == "softbreak":
                paragraph.add_run(" ")
            else:
                paragraph.add_run(child.content)

    def _table(self, rows: Sequence[Sequence[Token]], heads: int) -> None:
        table = self._docx.add_table(len(rows), max(map(len, rows)), style="Table Grid")
        for number, row in enumerate(rows):
            for column, token in enumerate(row):
                self._runs(table.cell(number, column).paragraphs[0], token)
            if number < heads:
                table.rows[number]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
