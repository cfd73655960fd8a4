"""Writes an answer: verifies each finding, numbers the citations and puts the Markdown together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.answer.findings import Finding
from lcassist.answer.phrases import phrase
from lcassist.answer.question import Question
from lcassist.answer.verify import Citations, Unverified
from lcassist.corpus.library import Library
from lcassist.domain import Answer, AnswerKind, Hit, Statement, Verification

# other round brackets stay as they are: only behind square ones they make a link, and "\(" begins a formula for some
_MARKUP = re.compile(r"([\\`*_{}\[\]#|<>~$@]|(?<=\])\()")
_LINE_START = re.compile(r"(?m)^(\s*(?:\d+(?=[.)])|(?=[-=+])))")
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|www)([:.])")


def escaped(text: str) -> str:
    """Text from a document, such that Markdown shows it as it stands and no link or tag comes of it."""
    text = _MARKUP.sub(r"\\\1", text.replace("&", "&amp;"))
    text = _LINE_START.sub(r"\1\\", text)
    # a bare address would become a link
    return _ADDRESS.sub(lambda m: f"{m[1]}&#{ord(m[2])};", text)


def plain(markdown: str) -> str:
    """Markdown that ``escaped`` made, as the text that it stands for."""
    result, position = [], 0
    while position < len(markdown):
        if markdown.startswith("**", position):  # what is shown in bold; a document's own stars are escaped
            position += 2
            continue
        if markdown[position] == "\\" and position + 1 < len(markdown):
            position += 1
        result.append(markdown[position])
        position += 1
    return "".join(result).replace("&#58;", ":").replace("&#46;", ".").replace("&amp;", "&")


def answer(
    question: Question,
    findings: Sequence[Finding],
    library: Library,
    *,
    notes: Sequence[str] = (),
    suggestions: Sequence[str] = (),
    engine: str = "quotes",
) -> Answer | None:
    """The answer that the findings give; None where none of them could be verified."""
    citations = Citations(library)
    statements, dropped, lines = [], [], []
    many = len(findings) > 1
    for one in findings:
        try:
            numbers = tuple(dict.fromkeys(citations.number(evidence) for evidence in one.evidence))
        except Unverified as error:
            dropped.append((one.text, str(error)))
            continue
        statements.append(Statement(one.text, numbers))
        lines.append(_line(statements[-1], one.emphasis, many=many))
    if not statements:
        return None
    text = "\n".join([*lines, *(f"\n*{escaped(note)}*" for note in notes)])
    return Answer(
        AnswerKind.ANSWER,
        question.text,
        text,
        question.language,
        engine,
        tuple(statements),
        citations.made,
        notes=tuple(notes),
        suggestions=tuple(suggestions),
        verification=Verification(len(findings), len(statements), tuple(dropped)),
    )


def _line(statement: Statement, emphasis: tuple[int, int] | None, *, many: bool) -> str:
    markers = "".join(f"[{number}]" for number in statement.citations)
    first, *items = statement.text.split("\n- ")
    if items:
        return "\n".join([f"{escaped(first)} {markers}", "", *(f"- {escaped(item)}" for item in items)])
    return f"{'- ' if many else ''}{_emphasised(statement.text, emphasis)} {markers}"


def _emphasised(text: str, emphasis: tuple[int, int] | None) -> str:
    """The text with its short answer in bold; a whole text isn't."""
    if emphasis is None or emphasis == (0, len(text)):
        return escaped(text)
    start, end = emphasis
    inner = text[start:end]
    # Markdown takes stars for bold only where they touch what they enclose, and no letter outside
    plain = inner != inner.strip() or not inner or "\n" in inner
    touching = (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
    ends = not (inner[:1].isalnum() and inner[-1:].isalnum())
    if plain or touching or ends:
        return escaped(text)
    return f"{escaped(text[:start])}**{escaped(inner)}**{escaped(text[end:])}"


def abstention(question: Question, nearest: Sequence[Hit], notes: Sequence[str], documents: int) -> Answer:
    """An honest "the sources don't say", with what was searched and the passages that came nearest."""
    language = question.language
    searched = (
        f"{phrase('searched', language, question=question.text)} "
        f"({phrase('searched_in', language, count=str(documents))})"
    )
    lines = [" ".join([phrase("abstain", language), *notes]), searched]
    return Answer(
        AnswerKind.ABSTENTION,
        question.text,
        "\n\n".join(escaped(line) for line in lines),
        language,
        "quotes",
        nearest=tuple(nearest),
        notes=tuple(notes),
    )


def reply(question: str, text: str, language: str) -> Answer:
    """A short word of small talk or about the assistant; it cites nothing and claims nothing of the sources."""
    return Answer(AnswerKind.REPLY, question, escaped(text), language, "quotes")
