"""The quote engine: from a question to findings, without a language model.

Small talk is answered shortly. Otherwise the question is made standalone and understood, passages are found
and their sentences and rows weighed, and the tables' labels matched. Then, in this order: an aggregate over a
table where one is asked for and a table fits; a line for each entity of a comparison; cells where a table
answers; the best sentences. Whether what was found carries the question is decided by ``confidence``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from lcassist.answer import compose
from lcassist.answer.aggregate import COMPARING, aggregated, holding
from lcassist.answer.confidence import Features, operating_point, probability
from lcassist.answer.disagreement import other_values
from lcassist.answer.evidence import Unit, usable
from lcassist.answer.findings import Finding, cell_findings
from lcassist.answer.followup import standalone
from lcassist.answer.names import main_group, scoping_types, with_labels, with_table_names
from lcassist.answer.phrases import phrase
from lcassist.answer.prose import prose_findings
from lcassist.answer.question import Question, analyse
from lcassist.answer.smalltalk import reply_to
from lcassist.answer.support import features, unsupported_numbers
from lcassist.answer.tables import Fact, Series, Tables
from lcassist.answer.weigh import Weigher
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, Turn
from lcassist.index.embed import Encoder
from lcassist.index.store import Store
from lcassist.index.words import word_list
from lcassist.retrieve.search import Found, Query, Retriever

_PASSAGES = 30  # that are weighed
_NEAREST = 3  # that an abstention shows
_SERIES = 6  # of the best fitting, that are looked at for an aggregate
_FITS = 2.0  # the fit from which on a series may answer an aggregate
_BEHIND = 3.5  # how far behind the best evidence that for one of several names may be
_CARRIES = 2.8  # the fit from which on a series carries an aggregate by itself
_CARRIES_FOREIGN = 2.2  # the same, where no word of a label can be in the question
_TIED = 0.45  # how far behind the best cell another of its series may be, where no name chooses


@dataclass(frozen=True)
class Work:
    """What is known about one question while it is answered."""

    question: Question
    query: Query
    names: tuple[str, ...]
    found: list[Found]
    units: list[Unit]
    sources: Collection[str] | None  # where was searched; None: everywhere
    series: list[tuple[float, Series]]  # with how well each fits what is compared, best first


@dataclass(slots=True)
class Draft:
    """Findings, the cells among them, and notes on them.

    ``fit`` is that of the series which an aggregate was taken over: it, and not the best single cell, carries
    the answer then.
    """

    findings: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fit: float = 0.0


class QuoteEngine:
    """Answers from one store. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.library = store.library
        self.vocabulary = with_table_names(store.vocabulary, store.library)
        self.retriever = Retriever(store, encoder)
        self._spoken = with_labels(self.vocabulary, store.library)
        self.tables = Tables(store, self.vocabulary)
        self._weigher = Weigher(self.retriever, self.vocabulary, self.tables)
        self.types = scoping_types(self.vocabulary, self.tables.series, store.library)
        self.group = main_group(self.tables.series, self.vocabulary, self.types)
        languages = [document.language for document in map(store.library.document, store.library.sources())]
        self._language = max(dict.fromkeys(languages), key=languages.count, default=None) or "en"
        self._known = frozenset(
            fold(word) for name in store.library.sources() for word in word_list(store.library.text(name))
        )

    def ask(self, text: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Answer:
        """Answer a question that was checked; ``sources`` restrict the search to some."""
        work = self.work(text, history, sources)
        if isinstance(work, Answer):
            return work
        return self._finished(work, self.draft(work), self.support(work))

    def work(self, text: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Work | Answer:
        """Understand a question, and find and weigh what may answer it; or the answer that needs no search."""
        small = reply_to(text, self.store.manifest.sources, self.vocabulary, self._language)
        if small is not None:
            return compose.reply(text, *small)
        question = self.understand(standalone(text, history, self._spoken, self._language, self.types, self.group))
        if not question.readable or ("instruction" in question.wants and not question.names):
            return self._abstain(question, [], [], sources)
        query = self.retriever.query(question.text, question.language, question.names, question.without_names)
        names = question.names_of(self.types)
        found = self.retriever.find(query, _PASSAGES, sources)
        weighed = self._weigher.units(question, query, found, names, self.types, sources)
        units = usable(weighed, question)
        series = self.tables.fitting(question, query, self._weigher.rarity(question), sources)[:_SERIES]
        return Work(question, query, names, found, units, sources, series)

    def support(self, work: Work) -> Features:
        """How far the evidence carries the question."""
        return features(work.question, work.units, work.names, self._weigher.rarity(work.question))

    def understand(self, text: str) -> Question:
        return analyse(text, self.vocabulary, self._known, self._language, self.types)

    def draft(self, work: Work) -> Draft:
        """The findings that answer best, whether they answer well enough or not."""
        return (
            self._aggregate(work)
            or self._holding(work)
            or self._comparison(work)
            or self._cells(work)
            or Draft(prose_findings(work.question, work.units, self.library))
        )

    def _aggregate(self, work: Work) -> Draft | None:
        if not work.question.wants & COMPARING:
            return None
        for fit, series in work.series:
            if fit < _FITS:
                break
            whole = len(work.names) == 1 and _is_of(series, work.names[0])
            if whole and not work.question.wants & {"most", "least"}:
                continue
            facts = aggregated(work.question, series, () if whole else work.names)
            if facts and len(work.names) > 1:
                # of two that are held against each other both are shown, the answer first
                others = [f for f in series.facts if f.names & set(work.names) and f not in facts]
                facts = [*facts, *others]
            if facts:
                return replace(self._facts(facts, work), fit=fit)
        return None

    def _holding(self, work: Work) -> Draft | None:
        """Cells whose value the question gives, of which it asks the header."""
        for fit, series in work.series:
            if fit < _FITS:
                break
            if work.names and not any(_is_of(series, name) for name in work.names):
                continue
            facts = holding(work.question, series)
            if facts and len(facts) < len(series.facts):
                draft = replace(self._facts(facts, work), fit=fit)
                if "count" in work.question.wants:
                    count, total = str(len(facts)), str(len(series.facts))
                    draft.notes.append(phrase("count", work.question.language, count=count, total=total))
                return draft
        return None

    def _comparison(self, work: Work) -> Draft | None:
        """A line for each of several names, or a word that there is none."""
        names = work.names
        grouped = not names and bool(work.question.wants & {"each", "compare"})
        if grouped:
            names = self.group
        if len(names) < 2:
            return None
        best = next((unit for unit in work.units if unit.about != "other"), None)
        if best is not None and best.fact is not None:
            if set(work.names) and set(work.names) <= best.fact.names:
                return self._facts([best.fact], work)  # a route between two places is about both
            facts = self._of_names(best.fact, names)
            if facts:
                draft = self._facts(facts, work)
                if best.features["rated"] < 0:  # what they do was asked, and not how well they are rated at it
                    draft = replace(draft, facts=[])
                    return self._filled(work, draft, names, noting=False)
                return self._filled(work, draft, names) if not grouped else draft
        if grouped and best is not None and len(self._named_in(best) & set(names)) >= 2:
            return None  # one sentence speaks of them together
        return self._filled(work, Draft(), names)

    def _filled(self, work: Work, draft: Draft, names: Sequence[str], *, noting: bool = True) -> Draft | None:
        """The draft with the best sentences for each name that it has nothing on yet."""
        for name in names:
            if any(name in fact.names for fact in draft.facts):
                continue
            own = [u for u in work.units if u.fact is None and u.scope and name in u.scope.names]
            findings = prose_findings(work.question, own[:8], self.library)[: 1 if draft.facts else 2]
            if findings and own[0].score > work.units[0].score - _BEHIND:
                draft.findings += [one for one in findings if one not in draft.findings]
            elif noting:
                draft.notes.append(phrase("nothing_for", work.question.language, name=name))
        return draft if draft.findings else None

    def _named_in(self, unit: Unit) -> frozenset[str]:
        return unit.scope.names if unit.scope else frozenset()

    def _of_names(self, fact: Fact, names: Sequence[str]) -> list[Fact]:
        """The facts of some names in the series that compares them and that a fact is in."""
        for series in self.tables.series_of(fact):
            own = [other for other in series.facts if other.names & set(names)]
            if own and (
                len({f.row_name or f.column_name for f in own}) > 1 or not any(_is_of(series, n) for n in names)
            ):
                return own
        return []

    def _cells(self, work: Work) -> Draft | None:
        """Cells, where the best evidence is one: those of the name in its series, or those that tie with it."""
        best = next((unit for unit in work.units if unit.about != "other"), None)
        if best is None or best.fact is None:
            return None
        fact = best.fact
        if work.names:
            attribute = next((s for s in self.tables.series_of(fact) if not _is_of(s, work.names[0])), None)
            facts = [f for f in attribute.facts if f.names & set(work.names)] if attribute else [fact]
            return self._facts(facts or [fact], work)
        scores = {(u.source, *u.fact.place): u.score for u in work.units if u.fact is not None}
        # the words of the question that the cell itself has: another cell that has them all answers too
        said = frozenset(work.question.terms) & fact.value_stems if fact.language == work.question.language else None
        tied: list[Fact] = [fact]
        for series in self.tables.series_of(fact):
            own = [
                f
                for f in series.facts
                if scores.get((f.source, *f.place), -99.0) >= best.score - _TIED or (said and said <= f.value_stems)
            ]
            if len(own) > len(tied):
                tied = own
        return self._facts(tied, work)

    def _facts(self, facts: Sequence[Fact], work: Work) -> Draft:
        table = self.library.document(facts[0].source).tables[facts[0].table]
        caption = table.caption.text if table.caption else None
        return Draft(cell_findings(facts, caption, work.question.language), list(facts))

    def _finished(self, work: Work, draft: Draft, support: Features) -> Answer:
        if "percent" in work.question.wants and work.units and work.units[0].typed < 0:
            return self._abstain(work.question, work.found, [], work.sources)  # no share is given anywhere near
        if work.question.unknown_names and not work.names:
            return self._abstain(work.question, work.found, [], work.sources)  # of whom nothing is known
        carries = _CARRIES if self._own_language(work) else _CARRIES_FOREIGN
        if not draft.findings or (draft.fit < carries and probability(support) < operating_point()):
            return self._abstain(work.question, work.found, [], work.sources)
        notes = list(draft.notes)
        more = other_values(work.question, draft.facts, work.units, self.library)
        if more:
            notes.append(phrase("disagree", work.question.language))
        claimed = unsupported_numbers(work.question, draft.findings)
        if claimed:
            notes.append(phrase("premise", work.question.language, claimed=", ".join(claimed)))
        answer = compose.answer(work.question, [*draft.findings, *more], self.library, notes=notes)
        return answer or self._abstain(work.question, work.found, [], work.sources)

    def _own_language(self, work: Work) -> bool:
        return not work.series or work.series[0][1].language == work.question.language

    def _abstain(
        self, question: Question, found: list[Found], notes: list[str], sources: Collection[str] | None = None
    ) -> Answer:
        notes = [
            *notes,
            *(phrase("unknown_name", question.language, name=name) for name in question.unknown_names),
        ]
        searched = len(self.library.sources() if sources is None else set(sources) & set(self.library.sources()))
        return compose.abstention(question, self.retriever.hits(found[:_NEAREST]), notes, searched)


def _is_of(series: Series, name: str) -> bool:
    """Whether a series is all of one name: its column or its row."""
    return all(name in fact.names for fact in series.facts)
