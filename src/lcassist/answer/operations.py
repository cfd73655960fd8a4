"""What a question asks to be done with a table's cells: the highest, how many, the sum, those above a bound.

Two things are the reader's: what is asked to be done (the last head of its network), and over which row or column: the
one whose cells are the best evidence in the mean. The rest is exact: names, numbers and units are parsed, and the
result is computed from all cells of that row or column, also of those that were not read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lcassist.answer.aggregate import aggregated, of_dates, values_of
from lcassist.answer.cells import Cells
from lcassist.answer.computed import counted, figure
from lcassist.answer.findings import Finding
from lcassist.answer.holding import holding
from lcassist.answer.question import Question
from lcassist.answer.series import Fact, Series, is_total
from lcassist.answer.tables import Tables
from lcassist.answer.work import SUPERLATIVE, Draft, Work
from lcassist.reader.operation import Operation

_SURE = 0.5  # how likely an operation must be; below that the cells are shown as they were found
_LABEL = 2.0  # how far it counts that its header is like what is asked, beside the logits
_BOUNDED = 0.2  # the same of those that a number in the question bounds
_AHEAD = 2.0  # how far ahead of the best cell a sentence may be
_BOUNDS = (Operation.ABOVE, Operation.BELOW, Operation.BETWEEN)
# what the exact part calls what is wanted
_WANTS = {
    Operation.MAX: "most", Operation.MIN: "least", Operation.ABOVE: "above", Operation.BELOW: "below",
    Operation.BETWEEN: "between", Operation.SUM: "total", Operation.MEAN: "average",
    Operation.DIFFERENCE: "difference",
}  # fmt: skip
_PLACES = frozenset({"second", "third"})
_KEPT = frozenset({"inclusive", "rating", "percent"})  # of what the question's words say


class Operations:
    """Computes over the tables of one store. Safe to share between threads."""

    def __init__(self, tables: Tables, cells: Cells) -> None:
        self._tables = tables
        self._cells = cells

    def draft(self, work: Work) -> Draft | None:
        """The result of what is asked to be done with the cells that are the best evidence, with the cells that it
        rests on; None where nothing is to be computed, or not surely, or not over cells."""
        best = _best(work)
        if best is None:
            return None
        series = next(iter(self._read_series(work, best)), None)
        if series is None:
            return None
        operation = max((*_WANTS, Operation.COUNT, Operation.EQUAL), key=work.likelihood)
        if work.likelihood(*_BOUNDS) >= _BOUNDED and operation is not Operation.COUNT:
            # a number that bounds the values of what is asked about says more than the form of the question
            facts = self._bounded(work, series)
            if facts:
                return self._cells.draft(facts, work)
        if work.likelihood(operation) < _SURE or operation in _BOUNDS:
            return None
        if operation is Operation.COUNT:
            return self._count(work, series, best)
        if operation is Operation.EQUAL:
            facts = self._holding(work, series, best)
            return self._cells.draft(facts, work) if facts else None
        if operation in (Operation.SUM, Operation.MEAN, Operation.DIFFERENCE):
            return self._figure(work, series, operation)
        if self._tables.mixed(series):
            return None
        named = self._of_named(work, series)
        wanting = _wanting(work.question, operation, dated=of_dates(series))
        facts = aggregated(wanting, series, self._named(work, series))
        others = [fact for fact in named if len(named) > 1 and fact not in facts]
        return self._cells.draft([*facts, *others], work) if facts else None

    def side_by_side(self, work: Work) -> Draft | None:
        """The cells of all that a question names, where it names several, in the row or column where they are the best
        evidence."""
        best = _best(work)
        for series in self._read_series(work, best, named=True) if best is not None else ():
            facts = self._of_named(work, series)
            if len({series.entity(fact) for fact in facts}) > 1:
                return self._cells.draft(facts, work)
        return None

    def _read_series(self, work: Work, best: Fact, *, named: bool = False) -> list[Series]:
        """The rows and columns of a cell's table, the one first whose cells are the best evidence in the mean and whose
        header is most like what is asked; where ``named``, those of its cells that the question names."""
        logits = {one.fact.place: one.logit for one in work.evidence if one.fact and one.source == best.source}
        ranked: dict[int, tuple[float, Series]] = {}
        for series in (series for fact in self._tables.of_table(best) for series in self._tables.series_of(fact)):
            own = self._of_named(work, series) if named else series.facts
            read = [logits[one.place] for one in own if one.place in logits]
            if len(read) > 1 and (named or not is_total(series.label)):
                fit = sum(read) / len(read) + _LABEL * work.labels.get(id(series), 0.0)
                ranked.setdefault(id(series), (fit, series))
        return [series for _, series in sorted(ranked.values(), key=lambda one: -one[0])]

    def _named(self, work: Work, series: Series) -> Collection[str]:
        return self._tables.named(work.question, series, work.names)

    def _of_named(self, work: Work, series: Series) -> list[Fact]:
        """The cells of a row or column that the question names."""
        named = self._named(work, series)
        return [fact for fact in series.facts if series.is_of(fact, named)]

    def _bounded(self, work: Work, series: Series) -> list[Fact]:
        """The cells of a row or column that are within the bounds that the question gives. Which side is asked
        for its words say, or where they don't the reader, if it is sure."""
        question = work.question
        said = question.wants & {"above", "below", "between"}
        if len(said) != 1:
            bound = max(_BOUNDS, key=work.likelihood)
            if work.likelihood(bound) < _SURE * work.likelihood(*_BOUNDS):
                return []
            said = frozenset({_WANTS[bound]})
        wants = said | (question.wants & _KEPT)
        return aggregated(replace(question, wants=wants), series, ())

    def _count(self, work: Work, series: Series, best: Fact) -> Draft | None:
        """How many are within a bound, or have the value that the question or the best cell says."""
        facts = self._bounded(work, series) or self._holding(work, series, best)
        return self._headed(counted(work.question, facts, series), facts, work) if facts else None

    def _holding(self, work: Work, series: Series, best: Fact) -> list[Fact]:
        """The cells of a row or column that hold what the question says, or what the best cell does."""
        facts = holding(work.question, series)
        if facts and len(facts) < len(series.compared):
            return facts
        alike = [fact for fact in series.facts if fact.cell.text == best.cell.text]
        told = best in series.facts and len(values_of(series)) < len(series.facts)  # a number is said by the question
        return alike if told and 1 < len(alike) < len(series.facts) else []

    def _figure(self, work: Work, series: Series, operation: Operation) -> Draft | None:
        """A sum, a mean or a difference, or the total that the table gives."""
        chosen = self._of_named(work, series)
        totals = [fact for fact in series.facts if is_total(series.entity(fact))]
        if operation is Operation.SUM and totals and not chosen:
            return self._cells.draft(totals[:1], work)
        if self._tables.mixed(series) or (operation is Operation.DIFFERENCE and len(chosen) != 2):
            return None
        made = figure(_wanting(work.question, operation), series, chosen)
        return self._headed(made[0], made[1], work) if made is not None else None

    def _headed(self, result: Finding, facts: Sequence[Fact], work: Work) -> Draft:
        """What was computed, and then the cells that it rests on."""
        draft = self._cells.draft(facts, work)
        draft.findings.insert(0, result)
        return draft


def _best(work: Work) -> Fact | None:
    """The cell that is the best evidence; None where a sentence is much better."""
    best = next((one for one in work.evidence if one.fact is not None), None)
    return best.fact if best is not None and best.score >= work.evidence[0].score - _AHEAD else None


def _wanting(question: Question, operation: Operation, *, dated: bool = False) -> Question:
    """The question as the exact part reads it: with what is asked to be done, and the words that qualify it. Of dates
    the words alone tell whether the highest is the first or the last."""
    if dated and operation in (Operation.MAX, Operation.MIN):
        return replace(question, wants=question.wants & {"earliest", "latest", *_PLACES})
    kept = _KEPT | (_PLACES if question.wants & SUPERLATIVE else frozenset())  # "second chances" are no second place
    return replace(question, wants=frozenset({_WANTS[operation]}) | (question.wants & kept))
