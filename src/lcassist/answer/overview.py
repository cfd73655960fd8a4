"""What is asked of documents as such: what they are about, which there are, by whom, of when, in what language.

That a question asks this a linear classifier of its vector tells (training/about_documents.py), for the default
embedding model.
A document's overview is its title and its most central sentences, the first of them from its beginning: those whose
vectors are nearest to the mean of its passages' (the centroid of MEAD, Radev et al., 2004), each unlike those that are
shown already (maximal marginal relevance, Carbonell and Goldstein, 1998).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.values import numbers
from lcassist.answer.verify import Span
from lcassist.answer.work import Draft, Work
from lcassist.corpus.vocabulary import fold
from lcassist.domain import BlockKind, Document, PassageKind, Sentence
from lcassist.index.embed import Encoder, OnnxEncoder
from lcassist.index.store import Store
from lcassist.index.words import tokens

_SURE = 0.6  # how likely such a question has to be
_CLASSIFIER = "about_documents.npy"
_ALONE, _EACH = 4, 2  # sentences of the only document, and of each of several
_MOST_TOLD, _MOST_LISTED = 5, 24  # documents
_SHORTEST, _LONGEST = 5, 60  # words of a sentence that is shown
_LEADING = 6  # of the first sentences one is shown
_CENTRAL = 0.7  # how far a sentence's being central counts against its being unlike those that are shown
_STEM = 5  # letters by which a language's name is known in whatever form: "Nederlands", "nederlandstalige"
_FILE = re.compile(r"[\w-][\w .-]*\.\w{2,5}\b")


@cache
def _classifier() -> NDArray[np.float32]:
    """Weights and a constant for each of: something else, what they are about, the documents as such; (3, 385)."""
    data = BytesIO((files("lcassist.answer") / "data" / _CLASSIFIER).read_bytes())
    weights: NDArray[np.float32] = np.load(data).astype(np.float32)
    return weights


def asks_of_documents(vector: NDArray[np.float32]) -> tuple[float, float]:
    """How likely a question asks what documents are about, and something else of them as such; by its vector, shape
    (dimension,), as passages are searched by it."""
    weights = _classifier()
    logits = (weights[:, :-1] @ vector + weights[:, -1]).astype(np.float64)
    exponents = np.exp(logits - logits.max())
    _, about, listed = (exponents / exponents.sum()).tolist()
    return about, listed


class Overviews:
    """The documents of one store as wholes. Safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store = store
        self._classified = encoder.fingerprint == OnnxEncoder.fingerprint
        self._library = store.library
        self._titles = {name: self._title_words(store.library.document(name)) for name in store.library.sources()}

    def files_named(self, text: str) -> frozenset[str] | None:
        """The sources whose file a question names ("annual-report.pdf"); None where it names none."""
        said = fold(text)
        if not _FILE.search(said):
            return None
        found = frozenset(name for name in self._titles if fold(name.rsplit("/", 1)[-1]) in said)
        return found or None

    def draft(self, work: Work) -> Draft | None:
        """What a question asks of the documents as such; None where it asks something else, or of none of them."""
        about, listed = asks_of_documents(work.query.vector) if self._classified else (0.0, 0.0)
        if about + listed < _SURE:
            return None
        meant = self._meant(work.question, work.sources)
        if not meant:
            return None
        if about >= listed:
            each = _ALONE if len(meant) == 1 else _EACH
            findings = [one for name in meant[:_MOST_TOLD] for one in self._overview(name, each)]
        else:
            findings = [self._described(name, work.question.language) for name in meant[:_MOST_LISTED]]
        return Draft(findings, exact=True)

    def _meant(self, question: Question, sources: Collection[str] | None) -> list[str]:
        """The documents that a question is about: those that its words, years and languages tell apart, else all; none
        where it names what no title has."""
        names = [name for name in self._titles if sources is None or name in sources]
        told = {name: len(self._titles[name] & set(self._asked(question))) for name in names}
        most = max(told.values(), default=0)
        chosen = [name for name in names if told[name] == most] if most else names
        if not most and (question.names or question.unknown_names):
            return []
        years = {int(one.value) for one in numbers(question.text, question.language) if one.year}
        spoken = _languages(question)
        for kept in (
            [name for name in chosen if years & self._years(name)] if years else None,
            [name for name in chosen if self._library.document(name).language in spoken] if spoken else None,
        ):
            if kept is not None:
                chosen = [name for name in chosen if name in kept]
        return chosen

    def _asked(self, question: Question) -> list[str]:
        languages = {question.language, *(self._library.document(name).language for name in self._titles)}
        return [word for language in languages for word in tokens(question.text, language)]

    def _title_words(self, document: Document) -> frozenset[str]:
        """The words of a document's title, file name and authors."""
        source = document.source
        said = " ".join([source.title, re.sub(r"[\W_]+", " ", source.name.rsplit(".", 1)[0]), *source.authors])
        return frozenset(tokens(said, document.language))

    def _years(self, name: str) -> set[int]:
        source = self._library.document(name).source
        return {int(one) for one in re.findall(r"(?<!\d)\d{4}(?!\d)", f"{source.date} {source.title} {source.name}")}

    def _described(self, name: str, language: str) -> Finding:
        """A document's title with what is known of it, cited where its title or else its first sentence stands."""
        document = self._library.document(name)
        source = document.source
        spoken = Locale(language).languages.get(document.language or "", "") if document.language else ""
        known = [", ".join(source.authors), source.publisher or "", source.date or "", spoken, source.file or ""]
        text = f"{source.title} ({'; '.join(part for part in known if part)})"
        return Finding(text, (self._heading(document) or self._first(document),), source.title)

    def _overview(self, name: str, count: int) -> list[Finding]:
        document = self._library.document(name)
        heading = self._heading(document)
        spans = [*([heading] if heading else []), *(self._central(name, count) or [self._first(document)])]
        chosen = sorted(dict.fromkeys(spans), key=lambda span: span.start)
        return [
            Finding(" ".join(document.text[span.start : span.end].split()), (span,), document.source.title)
            for span in chosen
        ]

    def _heading(self, document: Document) -> Span | None:
        """Where a document's own title stands."""
        block = next((one for one in document.blocks if one.kind is BlockKind.HEADING), None)
        return None if block is None else Span(document.source.name, block.start, block.end)

    def _first(self, document: Document) -> Span:
        """A document's first sentence that is long enough to say something, else its first block."""
        name = document.source.name
        for _, _, sentence in self._sentences(name):
            return Span(name, sentence.start, sentence.end)
        block = document.blocks[0]
        return Span(name, block.start, block.end)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the passages of each document are; all are read once, when it is first asked for an overview."""
        places: dict[str, list[int]] = {}
        for place, passage in enumerate(self._store.passages):
            places.setdefault(passage.source, []).append(place)
        return places

    def _sentences(self, name: str) -> list[tuple[int, int, Sentence]]:
        """The sentences of a document's prose: (passage's place, number in it, sentence)."""
        text, passages = self._library.text(name), self._store.passages
        return [
            (place, number, sentence)
            for place in self._places.get(name, ())
            if passages[place].kind is PassageKind.PROSE
            for number, sentence in enumerate(passages[place].sentences)
            if _SHORTEST <= len(text[sentence.start : sentence.end].split()) <= _LONGEST
        ]

    def _central(self, name: str, count: int) -> list[Span]:
        """The most central sentences of a document, the first of them one of those that it begins with."""
        found = self._sentences(name)
        if not found:
            return []
        places = sorted({place for place, _, _ in found})
        middle = np.asarray(self._store.passage_vectors[places], np.float32).mean(axis=0)
        vectors = np.array([self._store.sentence_vectors(place)[number] for place, number, _ in found], np.float32)
        central = vectors @ (middle / np.linalg.norm(middle))
        chosen = [int(central[:_LEADING].argmax())]  # who paid for it often comes before what it is about
        while len(chosen) < min(count, len(found)):
            shown = (vectors @ vectors[chosen].T).max(axis=1)
            value = _CENTRAL * central - (1 - _CENTRAL) * shown
            value[chosen] = -np.inf
            chosen.append(int(value.argmax()))
        return [Span(name, found[at][2].start, found[at][2].end) for at in chosen]


def _languages(question: Question) -> frozenset[str]:
    """The languages that a question names, in its own language."""
    said = [fold(word) for word in re.findall(r"[^\W\d_]+", question.text)]
    known = Locale(question.language).languages
    return frozenset(code for code, called in known.items() if len(code) == 2 and _is_said(fold(called), said))


def _is_said(called: str, said: Sequence[str]) -> bool:
    return any(word[:_STEM] == called[:_STEM] and len(word) >= _STEM for word in said if " " not in called)
