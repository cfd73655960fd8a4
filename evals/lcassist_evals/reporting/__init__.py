"""The report of a run, drawn in five ways: terminal, JSON, JUnit XML, Markdown and one HTML page."""

from lcassist_evals.reporting.files import NAMES, clear, write_partial, write_reports
from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.terminal import draw

__all__ = ["NAMES", "Report", "clear", "draw", "write_partial", "write_reports"]
