"""The quote engine: from a question to findings, without a language model.

Small talk is answered shortly. Otherwise the question is made standalone and understood, passages are found
and their sentences and rows weighed, and the tables' labels matched. Then, in this order: an aggregate over a
table where one is asked for and a table fits; a line for each entity of a comparison; cells where a table
answers; the best sentences. Whether what was found carries the question is decided by ``confidence``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lcassist.answer import compose
from lcassist.answer.aggregate import aggregated, holding
from lcassist.answer.confidence import Features, operating_point, probability
from lcassist.answer.disagreement import other_values
from lcassist.answer.evidence import Unit, Weigher
from lcassist.answer.findings import Finding, cell_findings
from lcassist.answer.followup import standalone
from lcassist.answer.names import scoping_types, with_table_names
from lcassist.answer.phrases import phrase
from lcassist.answer.prose import prose_findings
from lcassist.answer.question import Question, analyse
from lcassist.answer.smalltalk import reply_to
from lcassist.answer.support import features, unsupported_numbers
from lcassist.answer.tables import Fact, Match, Tables, named_facts
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, Turn
from lcassist.index.embed import Encoder
from lcassist.index.store import Store
from lcassist.index.words import word_list
from lcassist.retrieve.search import Found, Query, Retriever

_PASSAGES = 30  # that are weighed
_NEAREST = 3  # that an abstention shows
_STRONG = 4.2  # a table label's fit from which on the table answers by itself
_FAIR = 2.6  # and from which on it does if the best evidence is a row of it
_EQUAL = 0.9  # how far behind the best label another table's may be, to answer too


@dataclass(frozen=True)
class Work:
    """What is known about one question while it is answered."""

    question: Question
    query: Query
    names: tuple[str, ...]
    found: list[Found]
    units: list[Unit]
    matches: list[Match]


@dataclass(slots=True)
class Draft:
    """Findings, with what they rest on; ``strength`` is a table label's fit, 0 for prose."""

    findings: list[Finding] = field(default_factory=list)
    match: Match | None = None
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class QuoteEngine:
    """Answers from one store. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.library = store.library
        self.vocabulary = with_table_names(store.vocabulary, store.library)
        self.retriever = Retriever(store, encoder)
        self.tables = Tables(store, self.vocabulary)
        self._weigher = Weigher(self.retriever, self.vocabulary)
        self._types = scoping_types(self.vocabulary, self.tables.series, store.library)
        languages = [document.language for document in map(store.library.document, store.library.sources())]
        self._language = max(set(languages), key=languages.count, default=None) or "en"
        self._known = frozenset(
            fold(word) for name in store.library.sources() for word in word_list(store.library.text(name))
        )

    def ask(self, text: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Answer:
        """Answer a question that was checked; ``sources`` restrict the search to some."""
        small = reply_to(text, self.store.manifest.sources, self.vocabulary, self._language)
        if small is not None:
            return compose.reply(text, *small)
        question = self.understand(standalone(text, history, self.vocabulary, self._language))
        if not question.readable:
            return self._abstain(question, [], [])
        work = self.work(question, sources)
        draft = self.draft(work)
        support = features(work.question, work.units, draft.match, draft.facts, work.names, self._weigher)
        return self._finished(work, draft, support)

    def understand(self, text: str) -> Question:
        return analyse(text, self.vocabulary, self._known, self._language)

    def work(self, question: Question, sources: Collection[str] | None = None) -> Work:
        """Find and weigh what may answer a question."""
        query = self.retriever.query(question.text, question.language, question.names)
        names = question.names_of(self._types)
        found = self.retriever.find(query, _PASSAGES, sources)
        units = self._weigher.units(question, query.vector, found, names, self._types)
        weights = self._weigher.rarity(question, question.terms)
        matches = self.tables.matches(question, query.vector, weights, set(sources) if sources is not None else None)
        return Work(question, query, names, found, units, matches)

    def draft(self, work: Work) -> Draft:
        """The findings that answer best, whether they answer well enough or not."""
        return (
            self._aggregate(work)
            or self._comparison(work)
            or self._cells(work, work.names)
            or self._held(work)
            or Draft(prose_findings(work.question, work.units, self.library))
        )

    def _aggregate(self, work: Work) -> Draft | None:
        if not work.question.wants & {"most", "least", "earliest", "latest", "above", "below", "same"}:
            return None
        for match in self._fitting(work, _FAIR):
            legend = self._legend(match)
            facts = aggregated(work.question, match.series, legend, work.names)
            if facts:
                return Draft(cell_findings(facts, match.series, work.question.language), match, facts)
        return None

    def _held(self, work: Work) -> Draft | None:
        """Cells whose value the question gives, of which it asks the name."""
        if work.names:
            return None
        for match in self._fitting(work, _FAIR):
            facts = holding(work.question, match.series, self._legend(match))
            if facts:
                draft = Draft(cell_findings(facts, match.series, work.question.language), match, facts)
                if "count" in work.question.wants:
                    total = str(sum(bool(fact.cell.text) for fact in match.series.facts))
                    draft.notes.append(phrase("count", work.question.language, count=str(len(facts)), total=total))
                return draft
        return None

    def _comparison(self, work: Work) -> Draft | None:
        if len(work.names) < 2:
            return None
        cells = self._cells(work, work.names)
        draft = cells or Draft()
        missing = [name for name in work.names if name not in {one.about for one in draft.findings}]
        if cells is None:
            for name in missing:
                own = [unit for unit in work.units if unit.scope and name in unit.scope.names]
                findings = prose_findings(work.question, own[:6], self.library)[:1]
                if findings and own[0].score > work.units[0].score - 2.5:
                    draft.findings += [one for one in findings if one not in draft.findings]
                else:
                    draft.notes.append(phrase("nothing_for", work.question.language, name=name))
        return draft if draft.findings else None

    def _cells(self, work: Work, names: Sequence[str]) -> Draft | None:
        """The cells of the best fitting labels: of the names, or of all where none is named."""
        drafts: list[Draft] = []
        best: Match | None = None
        for match in self._fitting(work, _FAIR):
            if best is not None and match.score < best.score - _EQUAL:
                break
            facts = named_facts(match.series, names) if names else [f for f in match.series.facts if f.cell.text]
            if not facts or (not names and not self._asks_for_all(work, match)):
                continue
            best = best or match
            drafts.append(Draft(cell_findings(facts, match.series, work.question.language), match, facts))
        if not drafts:
            return None
        draft = drafts[0]
        return draft

    def _asks_for_all(self, work: Work, match: Match) -> bool:
        return match.covered >= 0.5 or match.standard > 2.5

    def _fitting(self, work: Work, least: float) -> list[Match]:
        rows = {(unit.source, unit.passage.table) for unit in work.units[:3] if unit.passage.table is not None}
        return [
            match
            for match in work.matches[:12]
            if match.score >= _STRONG
            or (match.score >= least and (match.series.source, match.series.table) in rows)
        ]

    def _legend(self, match: Match):  # type: ignore[no-untyped-def]
        return self.library.document(match.series.source).tables[match.series.table].legend

    def _finished(self, work: Work, draft: Draft, support: Features) -> Answer:
        if not draft.findings or probability(support) < operating_point():
            return self._abstain(work.question, work.found, [])
        notes = list(draft.notes)
        more = other_values(work.question, draft.facts, work.units, self.library)
        if more:
            notes.append(phrase("disagree", work.question.language))
        claimed = unsupported_numbers(work.question, draft.findings)
        if claimed:
            notes.append(phrase("premise", work.question.language, claimed=", ".join(claimed)))
        answer = compose.answer(work.question, [*draft.findings, *more], self.library, notes=notes)
        return answer or self._abstain(work.question, work.found, [])

    def _abstain(self, question: Question, found: list[Found], notes: list[str]) -> Answer:
        notes = [*notes, *(phrase("unknown_name", question.language, name=name) for name in question.unknown_names)]
        return compose.abstention(question, self.retriever.hits(found[:_NEAREST]), notes, len(self.library.sources()))
