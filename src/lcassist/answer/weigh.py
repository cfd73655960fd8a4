"""Weighs what may carry an answer: the sentences of the passages that were found, and the cells of tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lcassist.answer import cues
from lcassist.answer.concepts import predicates_in, tells_office
from lcassist.answer.contrasts import contradicts, told_apart
from lcassist.answer.eligible import uncounted
from lcassist.answer.evidence import Candidate, Unit, scored
from lcassist.answer.families import Families, terms_said
from lcassist.answer.forms import gives_reason, points_to_illustration
from lcassist.answer.fragments import is_entry, states_nothing
from lcassist.answer.lines import Lines
from lcassist.answer.nearest import tells
from lcassist.answer.openings import Openings
from lcassist.answer.question import Question
from lcassist.answer.scope import Scope, Scopes
from lcassist.answer.series import Fact
from lcassist.answer.tables import Tables
from lcassist.answer.wanted import has_wanted_value, names_somebody, tells_somebody
from lcassist.corpus.readers.legends import is_mark
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import BlockKind, Document, Passage, Sentence
from lcassist.index.texts import headings_of
from lcassist.index.words import tokens
from lcassist.retrieve.search import Found, Query, Retriever

_RATING = frozenset({"rating", "most", "least", "same", "above", "below"})
_SIGNED = frozenset({"who", "when"})  # what the lines answer that a document begins with
_ANALYSED = 20_000  # texts of the corpus whose stems are kept
_ANSWERING = 3  # sentences behind a question in a text that answer it
_CELLS = 40  # that are weighed: the likest of all, and the likest of those about the names


class _Answered:
    """The question in a text that the sentences behind it answer: of an interview, or of a list of questions."""

    def __init__(self) -> None:
        self._likeness: float | None = None
        self._since = 0

    def likeness_before(self, asking: float | None) -> float | None:
        """The likeness of the question shortly before a sentence, which has one itself if it asks."""
        if asking is not None:
            self._likeness, self._since = asking, 0
            return None
        self._since += 1
        return self._likeness if self._since <= _ANSWERING else None


class Weigher:
    """Weighs the evidence for questions over one store. Safe to share between threads."""

    def __init__(self, retriever: Retriever, vocabulary: Vocabulary, tables: Tables, scopes: Scopes) -> None:
        self._store = retriever.store
        self._vocabulary = vocabulary
        self._tables = tables
        self._scopes = scopes
        self._openings = Openings(self._store)
        self._families = Families(self._store.words)
        self._tells = lru_cache(maxsize=_ANALYSED)(lambda place: tells(self._store.passages[place]))
        self._analysed: dict[tuple[str, str | None], frozenset[str]] = {}
        self._headings: dict[tuple[str, str], int] = {}
        for name in self._store.library.sources():
            for heading in headings_of(self._store.library.document(name)):
                self._headings[name, heading] = len(self._headings)
        self._heading_vectors = np.asarray(self._store.heading_vectors) if self._headings else None

    def rarity(self, question: Question) -> dict[str, float]:
        """The weight of each of the question's content words, and of each name in it as "@name"."""
        words = self._store.words
        terms = (*question.terms, *(f"@{name}" for name in question.names))
        return {term: words.rarity(term, question.language) for term in terms}

    def units(
        self,
        question: Question,
        query: Query,
        found: Sequence[Found],
        names: Collection[str],
        sources: Collection[str] | None = None,
    ) -> list[Unit]:
        """All that was weighed, best first.

        ``names`` are the entities asked about.
        """
        weights = self.rarity(question)
        meant = self._families.meant(question.terms, question.language)
        headed = self._heading_likeness(query)
        rows: list[Candidate] = []
        seen: set[tuple[str, int]] = set()
        for one in found:
            passage = self._store.passages[one.index]
            if passage.table is None:
                rows += self._sentences(question, weights, meant, query, passage, one, names, seen, headed)
        rows += self._cells(question, weights, meant, query, names, sources)
        return scored(rows)

    def _sentences(
        self,
        question: Question,
        weights: dict[str, float],
        meant: Mapping[str, str],
        query: Query,
        passage: Passage,
        one: Found,
        names: Collection[str],
        seen: set[tuple[str, int]],
        headed: NDArray[np.float32],
    ) -> list[Candidate]:
        document = self._store.library.document(passage.source)
        meant = meant if passage.language == question.language else {}
        heading = self._covered(weights, meant, " ".join(passage.section), passage.language)
        listed = not self._tells(one.index)
        rows, wanted = [], set(names)
        web = cues.find("web", question.folded, question.language) is not None
        said = frozenset(tokens(question.text, question.language, names=question.names))
        offices, predicates, said_words = question.offices, question.predicates, frozenset(question.folded.split())
        why, who = "why" in question.wants, "who" in question.wants
        # of a sentence in another language it is less sure that it is about what is asked, whoever it names
        own_language = passage.language == question.language
        signed = self._openings.stems(passage.source) & question.proper
        apart = told_apart(question.folded, question.language) if own_language else frozenset()
        windows = self._store.window_vectors(one.index) @ query.vector
        matters = self._store.sentence_vectors(one.index) @ query.matter
        standing = frozenset(word for word in question.called if word in self._openings.words_of(one.index))
        answered = _Answered()
        for number, sentences in _by_block(document, passage):
            block = document.blocks[number]
            signing = not question.wants & _SIGNED and self._openings.signs(passage.source, number)
            place_of = self._headings.get((passage.source, block.section[-1])) if block.section else None
            above = 0.0 if place_of is None else float(headed[place_of])
            spans = [sentence for _, sentence in sentences]
            if block.start < passage.start:
                spans[0] = Sentence(block.start, spans[0].end)
            scoped = self._scopes.of_block(document, spans, block.section)
            before, held_before, text_before = None, frozenset[str](), " ".join(passage.section)
            for (place, sentence), scope in zip(sentences, scoped, strict=True):
                if (passage.source, sentence.start) in seen or place >= len(one.sentences):
                    continue
                seen.add((passage.source, sentence.start))
                text = document.text[sentence.start : sentence.end]
                if states_nothing(text, block, signing=signing, web=web):
                    continue
                if own_language and contradicts(apart, text, question.language):
                    continue  # it is about another one
                asking = _asks(text, passage.language)
                answering = answered.likeness_before(float(one.sentences[place]) if asking else None)
                leads_in = text.endswith(":")  # what it says follows it
                if (
                    not leads_in
                    and passage.language == question.language
                    and self._stems(text, passage.language) <= said
                ):
                    continue  # it says nothing that the question doesn't
                held = self._covered(weights, meant, text, passage.language)
                own, context = self._shares(question, weights, held, heading, passage.language)
                _, around = self._shares(question, weights, held, held_before, passage.language)
                # what a document says of itself where it begins is not of another place that a sentence names
                of_document = (
                    frozenset[str]() if scope.distance == 0 and not scope.names & wanted else signed | standing
                )
                every = held | heading | held_before | of_document
                rows.append(
                    Candidate(
                        passage.source, sentence.start, sentence.end, number, passage.language, passage, None, scope,
                        float(one.sentences[place]), own, context, one.score,
                        _about(scope, names), self._typed(question, text, passage.language),
                        len(text.split()), passage.language == question.language, every,
                        share=_share_of(scope.names, names), figures=_figures(weights, held),
                        above=above,
                        address="://" in text and len(text.split()) < 25, asking=asking, answering=answering,
                        before=before, around=around, passage_likeness=one.parts["passage"],
                        window=float(windows[place]), matter=float(matters[place]), listed=float(listed),
                        reason=float(why and gives_reason(text, passage.language)),
                        person=float(own_language and who and names_somebody(question, text, passage.language)),
                        predicate=_predicate(f"{text_before} {text}", passage.language, predicates),
                        office=_office(f"{text_before} {text}", passage.language, offices, said_words),
                        illustration=float(points_to_illustration(text, passage.language)),
                    )
                )  # fmt: skip
                before, held_before, text_before = float(one.sentences[place]), held, text
        return rows

    def _cells(
        self,
        question: Question,
        weights: dict[str, float],
        meant: Mapping[str, str],
        query: Query,
        names: Collection[str],
        sources: Collection[str] | None,
    ) -> list[Candidate]:
        likeness = self._tables.likeness(query.vector)
        matters = likeness if query.matter is query.vector else self._tables.likeness(query.matter)
        labels = self._tables.fitting_labels(query)
        order = [int(n) for n in np.argsort(-likeness, kind="stable")[: 10 * _CELLS]]
        if sources is not None:
            order = [n for n in order if self._tables.facts[n].source in sources]
        wanted = set(names)
        offices, predicates, said_words = question.offices, question.predicates, frozenset(question.folded.split())
        said = frozenset(tokens(question.text, question.language))
        chosen = order[:_CELLS]
        if wanted:
            chosen += [n for n in order if self._scope(self._tables.facts[n]).names & wanted][:_CELLS]
        lines = Lines(self._tables, question, labels, wanted)
        chosen += [n for n in order if lines.names_line_of(self._tables.facts[n])][:_CELLS]
        rows = []
        for number in dict.fromkeys(chosen):
            fact = self._tables.facts[number]
            scope = self._scope(fact)
            if fact.stems <= said:
                continue  # it says nothing that the question doesn't
            own_meant = meant if fact.language == question.language else {}
            terms = terms_said(fact.stems, weights.keys(), own_meant) | {
                f"@{name}" for name in fact.names if f"@{name}" in weights
            }
            own, _ = self._shares(question, weights, frozenset(terms), frozenset(), fact.language)
            place = lines.place(fact)
            standing = frozenset[str]()
            if question.called:
                title = self._store.library.document(fact.source).source.title
                words = cues.folded(f"{fact.headers} {fact.cell.text} {fact.caption or ''} {title}").split()
                standing = question.called & frozenset(words)
            standing |= self._openings.stems(fact.source) & question.proper
            rows.append(
                Candidate(
                    fact.source, fact.cell.start, fact.cell.end, -1, fact.language, None, fact, scope,
                    float(likeness[number]), own, 0.0, 0.0, _about(scope, names),
                    has_wanted_value(question, fact.cell.text, fact.language, _headed(fact, question)), 0,
                    fact.language == question.language,
                    frozenset(terms) | standing | (weights.keys() & {f"@{name}" for name in scope.names}),
                    share=_share_of(scope.names, names), figures=_figures(weights, frozenset(terms)),
                    matter=float(matters[number]), label=place.label,
                    rated=0.0 if not is_mark(fact.cell.text) else 1.0 if question.wants & _RATING else -1.0,
                    person=float("who" in question.wants and tells_somebody(question, fact)),
                    predicate=_predicate(f"{fact.headers} {fact.cell.text}", fact.language, predicates),
                    uncounted=float(uncounted(place.label, fact, question)),
                    office=_office(f"{fact.headers} {fact.cell.text}", fact.language, offices, said_words),
                    line=place.line, said=place.said, crossing=place.crossing, elsewhere=place.elsewhere,
                )
            )  # fmt: skip
        return rows

    def _typed(self, question: Question, text: str, language: str | None) -> float:
        """Whether a sentence has the kind of value that is asked for; the date of an article only where that is asked
        about."""
        if "when" in question.wants and is_entry(text) and not self._stems(text, language) & question.proper:
            return -0.5
        return has_wanted_value(question, text, language)

    def _scope(self, fact: Fact) -> Scope:
        """Whom a cell is about: those that its headers name, else the one that its table is about."""
        document = self._store.library.document(fact.source)
        return self._scopes.of_cell(document, document.tables[fact.table], fact.names)

    def _heading_likeness(self, query: Query) -> NDArray[np.float32]:
        """How like what is asked each heading is, in deviations from the mean; shape (headings,)."""
        if self._heading_vectors is None:
            return np.zeros(0, np.float32)
        likeness: NDArray[np.float32] = self._heading_vectors @ query.matter
        standard: NDArray[np.float32] = (likeness - likeness.mean()) / np.float32(float(likeness.std()) or 1.0)
        return standard

    def _covered(
        self, weights: dict[str, float], meant: Mapping[str, str], text: str, language: str | None
    ) -> frozenset[str]:
        return terms_said(self._stems(text, language), weights.keys(), meant) if text else frozenset()

    def _stems(self, text: str, language: str | None) -> frozenset[str]:
        """The stems and names of a text of the corpus: the same for every question."""
        key = (text, language)
        found = self._analysed.get(key)
        if found is None:
            if len(self._analysed) >= _ANALYSED:
                self._analysed.clear()
            found = frozenset(tokens(text, language, names=self._vocabulary.names_in(text)))
            self._analysed[key] = found
        return found

    @staticmethod
    def _shares(
        question: Question,
        weights: dict[str, float],
        own: frozenset[str],
        context: frozenset[str],
        language: str | None,
    ) -> tuple[float, float]:
        """The share of the question's words that are there, and that only the headings above have.

        Across languages only names and numbers can be there, and only they count.
        """
        if language != question.language:
            weights = {term: weight for term, weight in weights.items() if term[0] == "@" or term[0].isdigit()}
        total = sum(weights.values())
        if not total:
            return 0.0, 0.0
        held = sum(weights.get(term, 0.0) for term in own)
        return held / total, sum(weights.get(term, 0.0) for term in context - own) / total


def _by_block(document: Document, passage: Passage) -> list[tuple[int, list[tuple[int, Sentence]]]]:
    """The passage's sentences with their places, by the number of the block that they are in; no headings."""
    found: list[tuple[int, list[tuple[int, Sentence]]]] = []
    number = document.block_number(passage.start)
    for place, sentence in enumerate(passage.sentences):
        while document.blocks[number].end <= sentence.start:
            number += 1
        if document.blocks[number].kind is BlockKind.HEADING:
            continue
        if not found or found[-1][0] != number:
            found.append((number, []))
        found[-1][1].append((place, sentence))
    return found


def _headed(fact: Fact, question: Question) -> str:
    """What stands above and before a cell; that its table is one of shares or euros may stand in the caption alone."""
    return f"{fact.headers} {fact.caption or ''}" if question.wants & {"percent", "money"} else fact.headers


def _office(text: str, language: str | None, offices: frozenset[str], said: frozenset[str]) -> float:
    if not offices:
        return 0.0
    return tells_office(text, language, offices, said) or -1.0


def _predicate(text: str, language: str | None, predicates: frozenset[str]) -> float:
    if not predicates:
        return 0.0
    return 1.0 if predicates_in(cues.folded(text), language) & predicates else -1.0


def _share_of(own: frozenset[str], names: Collection[str]) -> float:
    wanted = set(names)
    return len(own & wanted) / len(wanted) if wanted else 0.0


def _figures(terms: Collection[str], held: frozenset[str]) -> float:
    given = [term for term in terms if term[0].isdigit()]
    return sum(term in held for term in given) / len(given) if given else 0.0


def _asks(text: str, language: str | None) -> bool:
    return text.endswith("?") or (language == "el" and text.endswith(";"))


def _about(scope: Scope, names: Collection[str]) -> str:
    if not names or not scope.names:
        return "general"
    if scope.names & set(names):
        return "general" if scope.wide else "named" if scope.distance == 0 else "inherited"
    return "other"
