"""Finds where the sources give another value for the same thing.

Two pieces of evidence that both answer the question and give different numbers are a disagreement where the reader's
entailment head says that one contradicts the other. It reads each with the document's title and section, so that
another year or place of which only a heading tells is another thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer.evidence import Evidence
from lcassist.answer.findings import Finding, cell_finding
from lcassist.answer.quantities import kind_of
from lcassist.answer.question import Question
from lcassist.answer.select import finding
from lcassist.answer.values import numbers
from lcassist.corpus.library import Library
from lcassist.reader.model import CONTRADICTS, Reader

_CONTRADICTS = 0.5  # the probability from which on one statement contradicts another
_LOOKED_AT = 8  # of the best evidence
_MOST = 2  # other values that are shown


class Disagreements:
    """Holds evidence against evidence. Safe to share between threads."""

    def __init__(self, reader: Reader, library: Library, threshold: float) -> None:
        self._reader = reader
        self._library = library
        self._threshold = threshold

    def others(self, question: Question, evidence: Sequence[Evidence], findings: Sequence[Finding]) -> list[Finding]:
        """Findings that give another value than an answer of one finding does."""
        if len(findings) != 1:
            return []
        shown = findings[0].evidence[0]
        own = next((one for one in evidence if (one.source, one.end) == (shown.source, shown.end)), None)
        if own is None:
            return []
        found = [
            one
            for one in evidence[:_LOOKED_AT]
            if one is not own
            and one.probability >= self._threshold
            and self._differ(question, own, one)
            and self._contradict(own, one)
        ]
        return [self._finding(one, question) for one in found[:_MOST]]

    def _differ(self, question: Question, one: Evidence, other: Evidence) -> bool:
        """Whether both give numbers of one kind, and none that is the same; two cells are of two things."""
        if one.fact is not None and other.fact is not None and one.source == other.source:
            return False
        asked = {number.value for number in numbers(question.text, question.language)}
        mine, theirs = self._values(one, asked), self._values(other, asked)
        return (
            bool(mine and theirs)
            and not {value for value, _ in mine} & {value for value, _ in theirs}
            and bool({kind for _, kind in mine} & {kind for _, kind in theirs})
        )

    def _values(self, one: Evidence, asked: set[float]) -> set[tuple[float, str | None]]:
        """The numbers of a unit's short answer, else of all of it, that the question doesn't give, with their kinds."""
        text = self._library.text(one.source)
        start, end = one.answer or (one.start, one.end)
        inside = text[start:end]
        found = numbers(inside, one.language)
        if not found:
            inside = text[one.start : one.end]
            found = numbers(inside, one.language)
        return {(number.value, kind_of(inside, number.end)) for number in found if number.value not in asked}

    def _contradict(self, one: Evidence, other: Evidence) -> bool:
        mine, theirs = self._told(one), self._told(other)
        found = max(
            float(self._reader.entailment(premise, hypothesis)[CONTRADICTS])
            for premise, hypothesis in ((mine, theirs), (theirs, mine))
        )
        return found >= _CONTRADICTS

    def _told(self, one: Evidence) -> str:
        """A unit as a statement of its own: its title and section, and a cell's headers."""
        document = self._library.document(one.source)
        section = (
            one.passage.section[-1:]
            if one.passage
            else document.tables[one.fact.table].section[-1:]
            if one.fact
            else ()
        )
        said = one.fact.text if one.fact is not None else document.text[one.start : one.end]
        return f"{' > '.join((document.source.title, *section))}: {said}"

    def _finding(self, one: Evidence, question: Question) -> Finding:
        if one.fact is not None:
            return cell_finding(one.fact, one.fact.caption, question.language)
        return finding(one, self._library.document(one.source))
