"""What documents say of themselves where they begin: their titles, who wrote them, and when."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from lcassist.answer import cues
from lcassist.domain import Document
from lcassist.index.store import Store
from lcassist.index.words import tokens

_LINE = 25  # words that a line has fewer of than a paragraph
_SIGNING = 4  # blocks at a document's beginning among which it says who wrote it
_REMEMBERED = 20_000  # passages whose words are kept


class Openings:
    """The beginnings of one store's documents. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._length = lru_cache(maxsize=None)(self._measured)  # of the documents, which are given
        self.stems = lru_cache(maxsize=None)(self._stemmed)
        self.words_of = lru_cache(maxsize=_REMEMBERED)(self._written)

    def signs(self, source: str, block: int) -> bool:
        """Whether a document may say in a block, given by its number, who wrote it and when."""
        return block < min(_SIGNING, self._length(source))

    def _measured(self, source: str) -> int:
        """The number of short lines that a document begins with."""
        document = self._store.library.document(source)
        texts = (document.text[block.start : block.end] for block in document.blocks)
        return sum(1 for _ in takewhile(lambda text: len(text.split()) < _LINE, texts))

    def _stemmed(self, source: str) -> frozenset[str]:
        """The stems of a document's title, of its authors, and of the short lines that it begins with."""
        document = self._store.library.document(source)
        return frozenset(tokens(" ".join(self._lines(document)), document.language))

    def _written(self, place: int) -> frozenset[str]:
        """The folded words of a passage, given by its number, of its headings, and of what its document begins with."""
        passage = self._store.passages[place]
        document = self._store.library.document(passage.source)
        text = " ".join((document.text[passage.start : passage.end], *passage.section, *self._lines(document)))
        return frozenset(cues.folded(text).split())

    def _lines(self, document: Document) -> list[str]:
        first = document.blocks[: self._length(document.source.name)]
        return [document.source.title, *document.source.authors, *(document.text[b.start : b.end] for b in first)]
