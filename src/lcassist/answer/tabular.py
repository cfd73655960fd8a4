"""Drafts from series of cells: a figure, an aggregate, or the cells that hold what is given."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.answer.aggregate import COMPARING, aggregated, agreement, bounded
from lcassist.answer.candidates import FIGURES, Candidate, Candidates
from lcassist.answer.cells import Cells
from lcassist.answer.computed import counted, figure
from lcassist.answer.headers import headed_by_extreme, headed_by_figure
from lcassist.answer.holding import having, holding, said_text
from lcassist.answer.quantities import asked, units
from lcassist.answer.series import Fact, Series, is_total
from lcassist.answer.tables import Tables
from lcassist.answer.throughout import throughout
from lcassist.answer.values import numbers
from lcassist.answer.work import SUPERLATIVE, Draft, Work
from lcassist.corpus.library import Library

_LABELLED = 1.6  # how well its label must fit where the cells say only yes or no
_MEASURED = frozenset({"mass", "temperature", "speed", "density"})  # kinds whose values say their unit
_BEHIND = 10.0  # how far behind the best evidence the best of the cells of a draft may be
_LITTLE = 1  # words with a meaning beside a name
_ALL_TRUTHS = 0.8  # the share of yes and no in a row from which on it is about what one has and hasn't
_ALONE = COMPARING - {"more", "fewer"}
_ASKING = frozenset({"count", "howmuch", "rating", "list"})


class Tabular:
    """Answers from the tables of one store. Safe to share between threads."""

    def __init__(self, tables: Tables, candidates: Candidates, cells: Cells, library: Library) -> None:
        self._tables = tables
        self._cells = cells
        self._library = library
        self._candidates = candidates

    def draft(self, work: Work) -> Draft | None:
        """What a series of cells answers: a figure, an aggregate, or those that hold what the question gives; None
        where the reader takes none of its cells for evidence."""
        if "why" in work.question.wants:
            return None  # no value says why
        draft = self._drawn(work)
        if draft is None or not draft.facts:
            return draft
        places = {(fact.source, *fact.place) for fact in draft.facts}
        read = [one.score for one in work.evidence if one.fact and (one.source, *one.fact.place) in places]
        return draft if read and max(read) >= work.evidence[0].score - _BEHIND else None

    def _drawn(self, work: Work) -> Draft | None:
        candidates = self._candidates.best(work)
        return (
            self._figure(work, candidates)
            or self._throughout(work, candidates)
            or self._aggregate(work, candidates)
            or self._holding(work, candidates)
            or self._said(work, candidates)
        )

    def _figure(self, work: Work, candidates: Sequence[Candidate]) -> Draft | None:
        """A sum, an average or a difference, and a row of totals before it."""
        wants = work.question.wants
        if not wants & FIGURES or wants & SUPERLATIVE:
            return None
        for one in candidates:
            if not one.owned and one.fit.label < _LABELLED:
                continue
            series = one.series
            if work.names and not one.chosen and not any(series.is_all_of(name) for name in work.names):
                continue  # of those that are named it says nothing
            if "money" in wants and not (series.units & units()["price"] or series.facts[0].in_money):
                continue  # visitors and events are no money
            chosen = [fact for fact in series.facts if series.is_of(fact, one.chosen)]
            totals = [fact for fact in series.facts if is_total(series.entity(fact))]
            if "total" in wants and totals and not chosen:
                draft = self._cells.draft(totals[:1], work)
            elif self._tables.mixed(series):
                continue  # visitors and hours have no sum
            elif (made := figure(work.question, series, chosen)) is not None and not headed_by_figure(series, wants):
                draft = self._cells.draft(made[1], work)
                draft.findings.insert(0, made[0])
            else:
                continue
            return draft
        return None

    def _aggregate(self, work: Work, candidates: Sequence[Candidate]) -> Draft | None:
        if not work.question.wants & COMPARING or headed_by_extreme(work) is not None:
            return None
        own = any(one.owned for one in candidates)
        yearly = _asks_year(work) and any(one.series.by_year for one in candidates)
        priced = "price" in asked(work.question) and not work.question.wants & {"above", "below"}
        measured = priced and any(agreement(work.question, one.series) > 0 for one in candidates)
        for one in candidates:
            series = one.series
            if yearly and not series.by_year:
                continue  # in which year something was most
            if measured and agreement(work.question, series) <= 0:
                continue  # where it is cheaper to be a member the fees tell, and not the members
            if work.question.wants & SUPERLATIVE and own and not one.owned and len(one.chosen) == 1:
                continue  # of the one that is named another series is asked for
            if one.owned and not work.question.wants & _ALONE and _several(candidates, one):
                continue  # "heavier, A or B?" holds A against B, not against itself what is said of A
            whole = len(work.names) == 1 and series.is_all_of(work.names[0])
            alone = whole and len(one.chosen) < 2  # of one name different things are said, which nobody compares
            if alone and not bounded(work.question, series) and not self._rates(work, series):
                continue
            if (not yearly and self._candidates.outdone(work, one)) or self._tables.mixed(series):
                continue
            if not _of_asked_kind(work, one):
                continue
            facts = aggregated(work.question, series, one.chosen)
            filtering = bounded(work.question, series)
            if filtering and self._given_elsewhere(work, one):
                continue
            if not facts and not (filtering and one.owned and "count" in work.question.wants):
                continue
            if len(one.chosen) == 1 and not alone and work.question.wants & SUPERLATIVE:
                # "is it the largest?": what is said of it, and then who is
                own_facts = [f for f in series.facts if series.is_of(f, one.chosen) and f not in facts]
                facts = [*own_facts, *facts]
            if len(one.chosen) > 1:
                # of two that are held against each other both are shown, the answer first
                facts = [*facts, *(f for f in series.facts if series.is_of(f, one.chosen) and f not in facts)]
            return self._counting(facts, one, work) if filtering else self._cells.draft(facts, work)
        return None

    def _rates(self, work: Work, series: Series) -> bool:
        """Whether the highest or lowest of all that is said of one name is asked for: of ratings, or as rows are
        called."""
        question = work.question
        if not question.wants & SUPERLATIVE:
            return False
        quality = cues.find("quality", question.folded, question.language) is not None
        return not series.rated or quality or "rating" in question.wants or self._candidates.corner_said(work, series)

    def _given_elsewhere(self, work: Work, one: Candidate) -> bool:
        """Whether the question's numbers are no bounds: they stand in headers, or in the sentence that fits best."""
        question = work.question
        given = {number.value for number in numbers(question.text, question.language) if not number.year}
        headers = self._candidates.labels[one.series.source, one.series.table]
        own = {number.value for number in numbers(one.series.label or "", one.series.language)}
        given = given - own or given  # "within 50 km" of its own header says which series is meant
        if given & {number.value for label in headers for number in numbers(label, one.series.language)}:
            return True
        if len(given) > 1 and given in self._candidates.ranges:
            return True
        best = next(iter(work.evidence), None)
        if not given or best is None or best.fact is not None:
            return False
        text = self._library.text(best.source)[best.start : best.end]
        return given <= {number.value for number in numbers(text, best.language)}

    def _holding(self, work: Work, candidates: Sequence[Candidate]) -> Draft | None:
        """Cells whose value the question gives, of which it asks the header."""
        for one in candidates:
            series = one.series
            if work.names and not one.owned and (series.rated or not self._candidates.corner_said(work, series)):
                continue
            if series.truths and not one.owned and one.fit.label < _LABELLED:
                continue
            if series.truths and self._asks_more_than_has(work, series):
                continue  # that one who is named has this and that answers nothing else that is asked
            if work.question.wants & {"how", "why"} and not work.question.wants & _ASKING:
                continue
            if self._candidates.outdone(work, one, held=True):
                continue
            said = "" if series.rated or series.truths else said_text(work.question, series)
            if said and said in self._candidates.headers and not self._candidates.corner_said(work, series):
                continue  # it names a row or a column, of this table or another
            facts = holding(work.question, series)
            corner = self._candidates.corner_said(work, series)
            counts_others = "count" in work.question.wants and series.language == work.question.language
            if facts and counts_others and not (one.owned or corner or series.rated or series.truths):
                continue  # of visitors in 2022 none is counted by those that won a prize in 2022
            plain = not is_total(series.label) and not self._tables.mixed(series)
            if not facts and one.owned and corner and plain and not numbers(work.question.text):
                facts = having(work.question, series)
            if not facts or (len(facts) == len(series.facts) and not series.truths):
                continue
            if one.chosen and not one.chosen <= {fact.cell.text for fact in facts}:
                # whether it holds for those that are named
                return self._cells.draft([fact for fact in series.facts if series.is_of(fact, one.chosen)], work)
            if not series.rated and not series.truths and self._given_elsewhere(work, one):
                continue
            return self._counting(facts, one, work)
        return None

    def _asks_more_than_has(self, work: Work, series: Series) -> bool:
        """Whether a series of yes and no is all of one who is named, and the question asks for more than what that one
        has: "which measures does Lyon have?"."""
        if not any(series.is_all_of(name) for name in work.names):
            return False
        if series.truths < _ALL_TRUTHS or "count" in work.question.wants:
            return True
        question = work.question
        if self._candidates.corner_said(work, series):
            return False
        which = cues.find("which", question.folded, question.language) is not None or "list" in question.wants
        return not which or len(question.terms) > _LITTLE or bool(question.wants & COMPARING)

    def _said(self, work: Work, candidates: Sequence[Candidate]) -> Draft | None:
        """The cell of a series of one, where the question says hardly more than its header."""
        for one in candidates:
            if len(one.series.facts) == 1 and self._candidates.says(work, one.series):
                return self._cells.draft(one.series.facts, work)
        return None

    def _throughout(self, work: Work, candidates: Sequence[Candidate]) -> Draft | None:
        facts = throughout(work, candidates, self._tables)
        return self._cells.draft(facts, work) if facts else None

    def _counting(self, facts: Sequence[Fact], one: Candidate, work: Work) -> Draft:
        question = work.question
        if "count" not in question.wants and not cues.find("times", question.folded, question.language):
            return self._cells.draft(facts, work)
        finding = counted(question, facts, one.series)
        draft = self._cells.draft(facts, work) if facts else Draft(facts=list(one.series.compared))
        draft.findings.insert(0, finding)
        return draft


def _asks_year(work: Work) -> bool:
    """Whether it is asked in which year something was most or least."""
    question = work.question
    asked = cues.find("asks_date", question.folded, question.language)
    year = asked and cues.find("year", asked.group(), question.language)
    return year is not None and bool(question.wants & SUPERLATIVE)


def _of_asked_kind(work: Work, one: Candidate) -> bool:
    """Whether the values of a series may be what is asked to be measured: of a weight neither euros nor passengers."""
    kinds = asked(work.question)
    if one.series.by_year:
        kinds -= {"time"}  # in how many years, of which each has a value
    agrees = agreement(work.question, one.series) if kinds else 0.0
    if agrees < 0 or not kinds & _MEASURED or agrees > 0 or one.owned:
        return agrees >= 0
    label = cues.folded(one.series.label or "")
    return any(cues.find(kind, label, one.series.language or "en") for kind in kinds)


def _several(candidates: Sequence[Candidate], one: Candidate) -> bool:
    """Whether a question names other rows (or columns) beside one."""
    place = (one.series.source, one.series.table, one.series.along_row)
    return any(
        other.owned and other is not one and (other.series.source, other.series.table, other.series.along_row) == place
        for other in candidates
    )
