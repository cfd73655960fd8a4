"""The quote engine: from a question to findings, without a language model.

Small talk is answered shortly. Otherwise the question is made standalone and understood, passages are found
and their sentences and rows weighed, and the tables' labels matched. Then, in this order: an aggregate over a
table where one is asked for and a table fits; a line for each entity of a comparison; cells where a table
answers; the best sentences. Whether what was found carries the question is decided by ``confidence``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from lcassist.answer import compose, cues
from lcassist.answer.candidates import Candidates
from lcassist.answer.cells import Cells
from lcassist.answer.comparison import Comparison
from lcassist.answer.confidence import Features, operating_point, probability
from lcassist.answer.disagreement import other_values
from lcassist.answer.eligible import usable
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.followup import Standalone, points_back, standalone
from lcassist.answer.marks import legend_draft
from lcassist.answer.names import always_capitalised, groups, main_group, scoping_types, with_labels, with_table_names
from lcassist.answer.nearest import nearest
from lcassist.answer.parts import parts, prefaced
from lcassist.answer.phrases import phrase
from lcassist.answer.prose import prose_findings
from lcassist.answer.question import NUMBERED, Question, analyse, initials
from lcassist.answer.scope import Scopes
from lcassist.answer.smalltalk import reply_to
from lcassist.answer.support import features, of_no_holder, of_other_years, told_of_other_years, unsupported_numbers
from lcassist.answer.tables import Tables
from lcassist.answer.tabular import Tabular
from lcassist.answer.wanted import answers_in_kind
from lcassist.answer.weigh import Weigher
from lcassist.answer.work import Draft, Work
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Answer, Turn
from lcassist.index.cells import labels_of
from lcassist.index.embed import Encoder
from lcassist.index.store import Store
from lcassist.index.texts import headings_of
from lcassist.index.words import word_list
from lcassist.retrieve.search import Found, Retriever

_PASSAGES = 30  # that are weighed
_SAYS_ENOUGH = 3  # words with a meaning in a question that is asked without what is said before it
_FOLLOWED = 64  # follow-ups of which the standalone question is kept
_NEAREST = 3  # that an abstention shows
_SERIES = 12  # of the best fitting, that are looked at for an aggregate
_CARRIES = 2.8  # the fit from which on a series carries an aggregate by itself
_CARRIES_FOREIGN = 2.2  # the same, where no word of a label can be in the question


_Key = tuple[str, tuple[Turn, ...], frozenset[str] | None, str | None]


class QuoteEngine:
    """Answers from one store. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.library = store.library
        self.vocabulary = with_table_names(store.vocabulary, store.library)
        self.retriever = Retriever(store, encoder)
        self._spoken = with_labels(self.vocabulary, store.library)
        self.tables = Tables(store, self.vocabulary)
        self.cells = Cells(self.tables, store.library)
        self.types = scoping_types(self.vocabulary, self.tables.series, store.library)
        scopes = Scopes(self.vocabulary, self.types)
        candidates = Candidates(self.tables, store.library, self.vocabulary, scopes)
        self.tabular = Tabular(self.tables, candidates, self.cells, store.library)
        self._weigher = Weigher(self.retriever, self.vocabulary, self.tables, scopes)
        self.group = main_group(self.tables.series, self.vocabulary, self.types)
        peers = groups(self.tables.series, self.vocabulary, self.types)
        self.comparison = Comparison(
            self.tables, candidates, self.cells, store.library, self.group, peers, self._asked_of
        )
        self._kept: tuple[_Key, Work | Answer] | None = None  # one at a time, so that threads may share it
        self._alone = lru_cache(maxsize=_FOLLOWED)(self._standalone)  # asked for twice: in parts, and as a whole
        self._peers_in = lru_cache(maxsize=None)(self._scoping_names)  # of the documents, which are given
        self._languages = {name: store.library.document(name).language for name in store.library.sources()}
        languages = list(self._languages.values())
        self._language = max(dict.fromkeys(languages), key=languages.count, default=None) or "en"
        self._known = frozenset(
            fold(word) for name in store.library.sources() for word in word_list(store.library.text(name))
        )
        self._cased = always_capitalised(store.library)
        self._abbreviations = frozenset(filter(None, map(initials, self._titles()))) - self._known

    def _titles(self) -> Iterator[str]:
        """All headings, and all headers of tables."""
        for name in self.library.sources():
            document = self.library.document(name)
            yield from headings_of(document)
            for table in document.tables:
                yield from labels_of(table)

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
        """Understand a question, and find and weigh what may answer it; or the answer that needs no search.

        ``language`` is that of the question where it is known. What was weighed last is kept: of the same question
        its confidence may be asked for next.
        """
        key = (text, tuple(history), None if sources is None else frozenset(sources), language)
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = (key, self._weighed(text, history, sources, language))
        return kept[1]

    def _weighed(
        self, text: str, history: Sequence[Turn], sources: Collection[str] | None, language: str | None
    ) -> Work | Answer:
        small = reply_to(text, self.store.manifest.sources, self.vocabulary, self._language)
        if small is not None:
            return compose.reply(text, *small)
        text = self._asking(text, self.understand(text, language))
        alone = self._alone(text, tuple(history))
        question = self.understand(alone.text, language)
        if not question.readable or ("instruction" in question.wants and not question.names):
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

    def _asked_of(self, work: Work, name: str) -> list[Unit]:
        """The evidence for a question about one name alone, best first."""
        return self._work(self.understand(work.question.of_one(name, self.types)), "", work.sources).units

    def _work(self, question: Question, earlier: str, sources: Collection[str] | None) -> Work:
        query = self.retriever.query(
            question.text,
            question.language,
            question.names,
            matter=question.without_names,
            earlier=earlier,
            attribute=cues.attribute(question.folded, question.language),
        )
        names = question.names_of(self.types)
        found = self.retriever.find(query, _PASSAGES, sources)
        weighed = self._weigher.units(question, query, found, names, sources)
        rarity = self._weigher.rarity(question)
        units = usable(weighed, question, rarity)
        fits = self.tables.fitting(question, query, rarity, sources)
        # and those of which the question names several values, however they are called
        several = [fit for fit in fits[_SERIES:] if len(self.tables.named(question, fit.series, names)) > 1]
        series = fits[:_SERIES] + several[:_SERIES]
        return Work(question, query, names, found, units, sources, series)

    def support(self, work: Work) -> Features:
        """How far the evidence carries the question."""
        return features(work.question, work.units, self._weigher.rarity(work.question), work.names)

    def understand(self, text: str, language: str | None = None) -> Question:
        return analyse(
            text, self.vocabulary, self._known, self._language, self.types, language, self._abbreviations, self._cased
        )

    def draft(self, work: Work) -> Draft:
        """The findings that answer best, whether they answer well enough or not."""
        drafted: tuple[Callable[[Work], Draft | None], ...]
        explained = legend_draft(work.question, self.library, work.sources)
        if explained is not None:
            return explained
        drafted = (self.tabular.draft, self.comparison.draft, self.cells.asked)
        first: Draft | None = None
        for draw in drafted:
            draft = draw(work)
            if draft is not None and answers_in_kind(work.question, draft.findings, self._languages):
                return draft
            first = first or draft
        best = next((unit for unit in work.units if unit.about != "other"), None)
        if first is not None and (best is None or best.fact is not None):
            return first  # cells of another kind than is asked for: no sentence after them is surer
        return Draft(prose_findings(work.question, work.units, self.library))

    def answered(self, work: Work, draft: Draft) -> Answer:
        """The answer that a draft makes, each finding verified; an abstention where it doesn't carry the question."""
        judged = self._judged(work, draft)
        answer = None
        if judged is not None:
            findings, notes = judged
            answer = compose.answer(work.question, findings, self.library, notes=notes)
        return answer or self._abstain(work.question, work.found, [], work.sources)

    def _judged(self, work: Work, draft: Draft) -> tuple[list[Finding], list[str]] | None:
        """The findings of a draft that answer, with the notes on them; None where it doesn't carry the question."""
        in_kind = answers_in_kind(work.question, draft.findings, self._languages)
        if not in_kind or of_other_years(work.question, draft.facts):
            return None
        if not draft.facts and self._of_nobody(work):
            return None
        if not draft.facts and of_no_holder(work.question, work.units):
            return None
        if not draft.facts and told_of_other_years(work.question, draft.findings):
            return None
        if "percent" in work.question.wants and work.units and work.units[0].typed < 0:
            return None  # no share is given anywhere near
        if work.question.unknown_names and not work.names:
            return None  # of whom nothing is known
        carries = _CARRIES if self._own_language(work) else _CARRIES_FOREIGN
        if not draft.findings or (draft.fit < carries and probability(self.support(work)) < operating_point()):
            return None
        notes = list(draft.notes)
        more = other_values(work.question, draft.facts, work.units, self.library, draft.findings, self._likeness)
        if more:
            notes.append(phrase("disagree", work.question.language))
        claimed = unsupported_numbers(work.question, draft.findings)
        if claimed:
            notes.append(phrase("premise", work.question.language, claimed=", ".join(claimed)))
        return [*draft.findings, *more], notes

    def _of_nobody(self, work: Work) -> bool:
        """Whether a number, or who holds an office, is asked about somebody, and the best sentence doesn't say of whom.

        It may be of anyone. In a document that is about nobody else it is theirs.
        """
        best = next((unit for unit in work.units if unit.about != "other"), None)
        if best is None or best.fact is not None or best.about != "general":
            return False
        if not work.names or not (work.question.wants & NUMBERED or work.question.offices):
            return False
        peers = self._peers_in(best.source)
        return not peers or not peers <= set(work.names)

    def _scoping_names(self, source: str) -> frozenset[str]:
        """The names in a document that set sentences apart."""
        mentions = self.vocabulary.find(self.library.text(source))
        return frozenset(mention.name for mention in mentions if mention.type in self.types)

    def _likeness(self, one: Unit, other: Unit) -> float:
        """The cosine of two sentences; 0 where they are cells, or parts of sentences."""
        vectors = []
        for unit in (one, other):
            if unit.passage is None:
                return 0.0
            place = next((n for n, sentence in enumerate(unit.passage.sentences) if sentence.end == unit.end), None)
            if place is None:
                return 0.0
            vectors.append(self.store.sentence_vectors(self.store.passages.place(unit.passage.id))[place])
        return float(vectors[0] @ vectors[1])

    def _own_language(self, work: Work) -> bool:
        return not work.series or work.series[0].series.language == work.question.language

    def _abstain(
        self, question: Question, found: list[Found], notes: list[str], sources: Collection[str] | None = None
    ) -> Answer:
        notes = [
            *notes,
            *(phrase("unknown_name", question.language, name=name) for name in question.unknown_names),
        ]
        searched = len(self.library.sources() if sources is None else set(sources) & set(self.library.sources()))
        hits = nearest(self.retriever.hits(found), _NEAREST)
        return compose.abstention(question, hits, notes, searched)
