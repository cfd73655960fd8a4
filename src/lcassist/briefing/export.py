"""The formats of a report, by the ending of their files."""

from __future__ import annotations

from collections.abc import Callable

from lcassist.briefing.docx_file import docx
from lcassist.briefing.markdown import markdown
from lcassist.briefing.pdf import pdf
from lcassist.briefing.report import Report

FORMATS: dict[str, tuple[Callable[[Report], bytes], str]] = {
    "md": (markdown, "text/markdown; charset=utf-8"),
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}
