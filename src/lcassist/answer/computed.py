"""What is computed from cells: how many, their sum, average or difference. Said beside the cells, which are cited."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.aggregate import Valued, values_of
from lcassist.answer.findings import Finding, citing
from lcassist.answer.phrases import phrase
from lcassist.answer.question import Question
from lcassist.answer.series import Fact, Series

_COMMA_THOUSANDS = frozenset({"en"})


def counted(question: Question, facts: Sequence[Fact], series: Series) -> Finding:
    """ "2 of 5" of the cells of a series, with those that were counted for evidence."""
    of = len(series.compared)
    text = phrase("count", question.language, count=str(len(facts)), total=str(of))
    return Finding(text, citing(facts or series.compared))


def figure(question: Question, series: Series, chosen: Sequence[Fact]) -> tuple[Finding, list[Fact]] | None:
    """The sum, average or difference that a question asks for of the values of a series, and the cells behind it.

    ``chosen`` are the facts that it names; without any, the sum and the average are of all.
    """
    valued = [(value, fact) for value, fact in values_of(series) if not chosen or fact in chosen]
    if series.rated or len(valued) < 2 or len({_unit(fact.cell.text) for _, fact in valued}) > 1:
        return None
    wants = question.wants
    if "difference" in wants and len(valued) == 2:
        return _finding("difference", abs(valued[0][0] - valued[1][0]), valued, question)
    if "total" in wants and "label" not in wants:
        return _finding("sum", sum(value for value, _ in valued), valued, question)
    if "average" in wants:
        return _finding("average", sum(value for value, _ in valued) / len(valued), valued, question)
    return None


def _finding(kind: str, value: float, valued: Sequence[Valued], question: Question) -> tuple[Finding, list[Fact]]:
    facts = [fact for _, fact in valued]
    text = phrase(kind, question.language, value=written(value, question.language))
    return Finding(text, citing(facts)), facts


def _unit(text: str) -> str:
    return "".join(character for character in text if not (character.isdigit() or character in "., '’\u00a0\u202f"))


def written(value: float, language: str) -> str:
    """A number in the locale of a language, with at most two decimals."""
    text = f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")
    return text if language in _COMMA_THOUSANDS else text.translate(str.maketrans(",.", ".,"))
