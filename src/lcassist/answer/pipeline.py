"""The only ordering of an answer: from a question to findings, which the quotes and a language model both rest on.

Small talk is answered shortly. Otherwise the question is made standalone and understood, passages are retrieved, and
the reader reads them. One calibrated probability decides whether that answers. Then, in this order: what a legend
says, a section, what the documents are about, an aggregate over a table where the words ask for one and a table fits,
what the reader says is asked to be done with the cells that it found, a line for each entity of a comparison, cells
where the best evidence is one, the sentences that answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from lcassist.answer import compose, cues
from lcassist.answer.candidates import Candidates
from lcassist.answer.cells import Cells
from lcassist.answer.comparison import Comparison
from lcassist.answer.disagreement import Disagreements
from lcassist.answer.evidence import Evidence, EvidenceFinder
from lcassist.answer.findings import Finding
from lcassist.answer.followup import Standalone, standalone
from lcassist.answer.marks import legend_draft
from lcassist.answer.names import groups, main_group, scoping_types, with_labels, with_table_names
from lcassist.answer.operations import Operations
from lcassist.answer.overview import Overviews
from lcassist.answer.parts import parts, prefaced
from lcassist.answer.phrases import phrase
from lcassist.answer.question import Question, analyse
from lcassist.answer.references import points_back
from lcassist.answer.scope import Scopes
from lcassist.answer.sections import Sections
from lcassist.answer.select import prose_findings
from lcassist.answer.smalltalk import reply_to
from lcassist.answer.tables import Tables
from lcassist.answer.tabular import Tabular
from lcassist.answer.values import numbers
from lcassist.answer.work import Draft, Work
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, Turn
from lcassist.index.embed import Encoder
from lcassist.index.store import Store
from lcassist.index.words import word_list
from lcassist.reader.model import Reader
from lcassist.retrieve.search import Found, Query, Retriever

_PASSAGES = 40  # that are retrieved; how many of them are read, evidence says
_CELLS = 6  # that are likest the question, whose rows are read
_SAYS_ENOUGH = 3  # words with a meaning in a question that is asked without what is said before it
_FOLLOWED = 64  # follow-ups of which the standalone question is kept
_SHORT = 60  # words of sections that are shown whole where none of their sentences answers by itself
_NEAREST = 3  # that an abstention shows
_SERIES = 12  # of the best fitting, that are looked at for an aggregate


_Key = tuple[str, tuple[Turn, ...], frozenset[str] | None, str | None]


class Pipeline:
    """Answers from one store. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder, reader: Reader) -> None:
        self.store = store
        self.reader = reader
        self.library = store.library
        self.vocabulary = with_table_names(store.vocabulary, store.library)
        self.retriever = Retriever(store, encoder)
        self._spoken = with_labels(self.vocabulary, store.library)
        self.tables = Tables(store, self.vocabulary)
        self.cells = Cells(self.tables, store.library)
        self.sections = Sections(store.library)
        self.overviews = Overviews(store, encoder)
        self.types = scoping_types(self.vocabulary, self.tables.series, store.library)
        scopes = Scopes(self.vocabulary, self.types)
        candidates = Candidates(self.tables, store.library, self.vocabulary, scopes)
        self.operations = Operations(self.tables, self.cells)
        self.tabular = Tabular(self.tables, candidates, self.cells, store.library)
        self._finder = EvidenceFinder(reader, store, self.tables, scopes)
        self.threshold = self._finder.threshold
        self._disagreements = Disagreements(reader, store.library, self.threshold)
        self.group = main_group(self.tables.series, self.vocabulary, self.types)
        peers = groups(self.tables.series, self.vocabulary, self.types)
        self.comparison = Comparison(
            self.tables,
            self.cells,
            store.library,
            self.group,
            peers,
            self.operations.side_by_side,
            self._asked_of,
            self.threshold,
        )
        self._kept: tuple[_Key, Work | Answer] | None = None  # one at a time, so that threads may share it
        self._alone = lru_cache(maxsize=_FOLLOWED)(self._standalone)  # asked for twice: in parts, and as a whole
        languages = [store.library.document(name).language for name in store.library.sources()]
        self._language = max(dict.fromkeys(languages), key=languages.count, default=None) or "en"
        self._known = frozenset(
            fold(word) for name in store.library.sources() for word in word_list(store.library.text(name))
        )

    def ask(self, text: str, history: Sequence[Turn] = (), sources: Collection[str] | None = None) -> Answer:
        """Answer a question that was checked; ``sources`` restrict the search to some."""
        question = self.understand(self._repeated(text, history) or text)
        asked = parts(self._asking(question.text, question), question.language, self.vocabulary)
        if len(asked) > 1 and (answer := self._several(question, asked, history, sources)) is not None:
            return answer
        work = self.work(text, history, sources)
        return work if isinstance(work, Answer) else self.answered(work, self.draft(work))

    def _repeated(self, text: str, history: Sequence[Turn]) -> str | None:
        """The question before with other names, where a follow-up asks the same of them ("and in Lyon?"); else None."""
        if not history or reply_to(text, self.store.manifest.sources, self.vocabulary, self._language) is not None:
            return None
        alone = self._alone(text, tuple(history)).text
        return None if text.rstrip() in alone else alone

    def _standalone(self, text: str, history: tuple[Turn, ...]) -> Standalone:
        return standalone(text, history, self._spoken, self._language, self.types, self.group)

    def _several(
        self, question: Question, asked: Sequence[str], history: Sequence[Turn], sources: Collection[str] | None
    ) -> Answer | None:
        """The answers to the parts of a question one after the other, each part in the light of those before it, with
        a note on those that the sources don't answer; None where they answer none."""
        findings, notes = list[Finding](), list[str]()
        names = self.understand(asked[0], question.language).names_of(self.types)
        for part in asked:
            if names and not self.understand(part, question.language).names_of(self.types):
                part = f"{part} ({', '.join(names)})"  # whom the first part names the others are asked about too
            work = self.work(part, history, sources, language=question.language)
            judged = None if isinstance(work, Answer) else self._judged(work, self.draft(work))
            own, its_notes = judged or ([], [phrase("nothing_on_part", question.language, part=part)])
            findings += [one for one in own if one not in findings]
            notes += its_notes
            said = " ".join(one.text for one in own)
            history = [*history, Turn("user", part), Turn("assistant", said)]
        return compose.answer(question, findings, self.library, notes=notes) if findings else None

    def work(
        self,
        text: str,
        history: Sequence[Turn] = (),
        sources: Collection[str] | None = None,
        language: str | None = None,
    ) -> Work | Answer:
        """Understand a question, and find and read what may answer it; or the answer that needs no search.

        ``language`` is that of the question where it is known. What was read last is kept: of the same question its
        probability may be asked for next.
        """
        key = (text, tuple(history), None if sources is None else frozenset(sources), language)
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = (key, self._read(text, history, sources, language))
        return kept[1]

    def _read(
        self, text: str, history: Sequence[Turn], sources: Collection[str] | None, language: str | None
    ) -> Work | Answer:
        small = reply_to(text, self.store.manifest.sources, self.vocabulary, self._language)
        if small is not None:
            return compose.reply(text, *small)
        text = self._asking(text, self.understand(text, language))
        alone = self._alone(text, tuple(history))
        question = self.understand(alone.text, language)
        if not question.readable:
            return self._abstain(question, [], [], sources)
        return self._work(question, alone.earlier, sources)

    def _asking(self, text: str, question: Question) -> str:
        """The question of a message without what is said before it, whose names it keeps; all of it where the question
        says too little by itself."""
        preface, asking = prefaced(text, question.language)
        if not preface:
            return text
        asked, said = self.understand(asking, question.language), self.understand(preface, question.language)
        names = said.names_of(self.types)
        if points_back(asked.folded, asked.language):
            return text  # "what does it do in that field?"
        if asked.names_of(self.types):
            return asking
        if len(asked.terms) < _SAYS_ENOUGH or said.proper:
            return text
        return f"{asking} ({', '.join(names)})" if names else asking

    def _asked_of(self, work: Work, name: str) -> list[Evidence]:
        """The evidence for a question about one name alone, best first."""
        question = self.understand(work.question.of_one(name, self.types), work.question.language)
        return self._evidence(question, self._query(question, ""), work.sources)[1]

    def _work(self, question: Question, earlier: str, sources: Collection[str] | None) -> Work:
        query = self._query(question, earlier)
        names = question.names_of(self.types)
        if sources is None:
            sources = self.overviews.files_named(question.text)
        found, evidence = self._evidence(question, query, sources)
        fits = self.tables.fitting(question, query, self._rarity(question), sources)
        # and those of which the question names several values, however they are called
        several = [fit for fit in fits[_SERIES:] if len(self.tables.named(question, fit.series, names)) > 1]
        series = fits[:_SERIES] + several[:_SERIES]
        labels = {id(fit.series): fit.label for fit in fits}
        return Work(question, query, names, found, evidence, sources, series, labels)

    def _query(self, question: Question, earlier: str) -> Query:
        return self.retriever.query(
            question.text,
            question.language,
            question.names,
            topic=question.without_names,
            earlier=earlier,
            attribute=cues.attribute(question.folded, question.language),
        )

    def _evidence(
        self, question: Question, query: Query, sources: Collection[str] | None
    ) -> tuple[list[Found], list[Evidence]]:
        found = self.retriever.find(query, _PASSAGES, sources)
        cells = self.tables.likeliest(query.vector, _CELLS, sources)
        return found, self._finder.evidence(question.text, found, cells)

    def _rarity(self, question: Question) -> dict[str, float]:
        """The weight of each of the question's content words, and of each name in it as "@name"."""
        terms = (*question.terms, *(f"@{name}" for name in question.names))
        return {term: self.store.words.rarity(term, question.language) for term in terms}

    def understand(self, text: str, language: str | None = None) -> Question:
        return analyse(text, self.vocabulary, self._known, self._language, self.types, language)

    def draft(self, work: Work) -> Draft:
        """The findings that answer best, whether they answer well enough or not."""
        explained = (
            legend_draft(work.question, self.library, work.sources) or self._section(work) or self.overviews.draft(work)
        )
        if explained is not None:
            return explained
        for draw in (self.tabular.draft, self.operations.draft, self.comparison.draft, self.cells.asked):
            draft = draw(work)
            if draft is not None and draft.findings:
                return draft
        return Draft(prose_findings(work.evidence, self.library))

    def _section(self, work: Work) -> Draft | None:
        """The sections that a question asks for by their numbers; of one that it asks something of, what answers."""
        found = self.sections.named(work.question, work.sources)
        if not found:
            return None
        if all(self.sections.asks_for_all(work.question, one) for one in found):
            return Draft([self.sections.finding(one) for one in found], exact=True)
        evidence = [
            one
            for one in work.evidence
            if any(one.source == section.source and section.start <= one.start < section.end for section in found)
        ]
        if evidence and evidence[0].probability >= self.threshold:
            return Draft(prose_findings(evidence, self.library)) if evidence[0].fact is None else None
        short = [self.sections.finding(one) for one in found]
        return Draft(short, exact=True) if sum(len(one.text.split()) for one in short) <= _SHORT else None

    def answered(self, work: Work, draft: Draft) -> Answer:
        """The answer that a draft makes, each finding verified; an abstention where it doesn't carry the question."""
        judged = self._judged(work, draft)
        answer = None
        if judged is not None:
            findings, notes = judged
            answer = compose.answer(work.question, findings, self.library, notes=notes)
        return answer or self._abstain(work.question, work.found, self._notes(work.question), work.sources)

    def _judged(self, work: Work, draft: Draft) -> tuple[list[Finding], list[str]] | None:
        """The findings of a draft, with the notes on them; None where what was read doesn't answer the question."""
        if not draft.findings or not (draft.exact or work.probability >= self.threshold):
            return None
        notes = [*draft.notes, *self._notes(work.question)]
        more = self._disagreements.others(work.question, work.evidence, draft.findings)
        if more:
            notes.append(phrase("disagree", work.question.language))
        claimed = unsupported_years(work.question, draft.findings)
        if claimed:
            notes.append(phrase("premise", work.question.language, claimed=", ".join(claimed)))
        return [*draft.findings, *more], notes

    def _notes(self, question: Question) -> list[str]:
        """What is to be said of a question whatever the answer: that it is longer than what the reader reads."""
        return [phrase("long_question", question.language)] if self._finder.cuts(question.text) else []

    def _abstain(
        self, question: Question, found: list[Found], notes: list[str], sources: Collection[str] | None = None
    ) -> Answer:
        notes = [
            *notes,
            *(phrase("unknown_name", question.language, name=name) for name in question.unknown_names),
        ]
        searched = len(self.library.sources() if sources is None else set(sources) & set(self.library.sources()))
        hits = self.retriever.hits(found[:_NEAREST])
        return compose.abstention(question, hits, notes, searched)


def unsupported_years(question: Question, findings: Sequence[Finding]) -> list[str]:
    """The years that a question claims and no finding has, where the findings have others."""
    if question.wants & {"above", "below", "between"}:
        return []  # a bound claims nothing
    claimed = [n for n in numbers(question.text, question.language) if n.year]
    given = {n.value for one in findings for n in numbers(one.text) if n.year}
    return [question.text[n.start : n.end] for n in claimed if given and n.value not in given]
