"""What is taken along: the same words in each format, whatever letters and signs they have."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from docx import Document
from pypdf import PdfReader

from lcassist.answer.assistant import Assistant
from lcassist.briefing.export import FORMATS
from lcassist.briefing.report import Provenance, Report, of_answers
from lcassist.domain import Answer, AnswerKind, Citation, Statement, Turn

WHERE = Provenance("2026-11-23", ("A report", "Otro <b>informe</b>"), "abc123")
WORDS = "Ποιος ξεκίνησε στη Λάρισα; Kőszegi árvíztűrő tükörfúrógép Łódź Čapek"
EVIL = "<b>x</b> & **stars** | [a](b) \x00\x1b[31m"


def text_of(format: str, report: Report) -> str:
    """What a reader of the file reads, on one line."""
    written = FORMATS[format][0](report)
    if format == "docx":
        document = Document(io.BytesIO(written))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    elif format == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages)
    else:
        text = written.decode("utf-8")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def answer(text: str, *quotes: tuple[int, str]) -> Answer:
    citations = tuple(
        Citation(number, "a.md", "A report", ("S",), None, None, "en", quote, start, start + len(quote), None)
        for number, (start, quote) in enumerate(quotes, 1)
    )
    statements = tuple(Statement(text, (one.number,)) for one in citations)
    return Answer(AnswerKind.ANSWER, text, text, "en", "quotes", statements, citations)


@pytest.mark.parametrize("format", FORMATS)
def test_letters_of_all_languages_are_there(format: str) -> None:
    report = of_answers([(WORDS, answer(WORDS, (0, WORDS)))], WHERE, "en")
    text = text_of(format, report)
    assert text.count(WORDS) == 3  # the question, the statement, the quote
    for known in ("2026-11-23", "abc123", "A report"):
        assert known in text


@pytest.mark.parametrize("format", FORMATS)
def test_what_others_wrote_is_text_and_no_markup(format: str) -> None:
    text = text_of(format, of_answers([(EVIL, answer(EVIL, (0, EVIL)))], WHERE, "nl"))
    if format == "md":
        assert "\\<b\\>x" in text
        assert "\\*\\*stars" in text
    else:
        assert "<b>x</b> & **stars**" in text
        assert "\x1b" not in text


def test_sources_are_numbered_over_the_whole_conversation_each_once() -> None:
    first, second = answer("One", (0, "aa"), (5, "bb")), answer("Two", (5, "bb"), (9, "cc"))
    report = of_answers([("q", first), ("r", second)], WHERE, "en")
    said = [block.text for block in report.blocks if getattr(block, "item", False)]
    assert said == ["One [1]", "One [2]", "Two [2]", "Two [3]"]
    assert len(report.sources) == 3


@pytest.mark.parametrize("format", FORMATS)
def test_a_real_conversation_is_exported(assistant: Assistant, format: str) -> None:
    question = "Who initiated the learning city in Pécs?"
    told = assistant.ask(question)
    follow = assistant.ask("And in Larissa?", [Turn("user", question), Turn("assistant", told.text)])
    unknown = assistant.ask("What is the capital of Mongolia?")
    asked = [(question, told), ("And in Larissa?", follow), ("Mongolia?", unknown)]
    text = text_of(format, of_answers(asked, WHERE, "en"))
    assert "University of Pécs" in text
    assert "Table 5" in text
    assert "No answer in the documents" in text
    assert follow.question.split("?")[0] in text


def test_the_same_answers_give_the_same_pdf(assistant: Assistant) -> None:
    told = replace(assistant.ask("Who initiated the learning city in Pécs?"), seconds=0.0)
    report = of_answers([("q", told)], WHERE, "en")
    assert FORMATS["pdf"][0](report) == FORMATS["pdf"][0](report)
