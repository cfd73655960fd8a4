"""Lexical search: BM25 (Robertson and others 1994, as Lucene computes it) by bm25s, one index per language.

A passage is indexed under the stems of its words, "@name" for each entity that it names, and "=word" for
each word that is written with a capital. A question in the passage's language is matched by its stems and
names; one in another language only by what does not change from language to language: its names, its
numbers and its words with a capital.
"""

from __future__ import annotations

import json
import logging
import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEMMERS = {
    "ca": "catalan",
    "de": "german",
    # Snowball's newer "dutch" takes off prefixes too and makes "meen" of "gemeente".
    "nl": "dutch_porter",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
}
# The English stemmer knows no accents: it would stem "Besançon" and "Besancon" differently.
_FOLDED_FIRST = frozenset({"en"})
_UNKNOWN = "und"  # ISO 639-2 for a language that is not known
_FILE = "words.json"

# A footnote's mark or an exponent is no part of the word that it stands at.
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", " " * 10)
_TOKEN = re.compile(
    r"(?P<grouped>(?<![\d.,])[1-9]\d{0,2}(?P<mark>[.,'’ ])\d{3}(?:(?P=mark)\d{3})*(?P<part>[.,]\d+)?(?!\d))"
    r"|(?P<decimal>(?<!\d)(?<!\d[.,])\d+[.,]\d+(?![.,]?\d))"
    r"|(?P<word>\w+)"
)
_GROUPING = re.compile(r"[.,'’ ]")
# what a hyphen joins to a prefix: "co-", "e-"
_HYPHEN = re.compile(r"(?<![\w-])([^\W\d_]{1,2})-(?=\w{4})")
_local = threading.local()


def tokens(text: str, language: str | None, *, names: Iterable[str] = ()) -> list[str]:
    """The stems of a text's words and its numbers, in order, and then "@name" for each name.

    Function words of the language are left out. Without a language, or in one that has no stemmer, words
    stay as they are. Case and accents make no difference; 65,549, 65.549 and 65 549 are the same number.
    """
    found = []
    dropped = function_words(language) if language else frozenset()
    # "co-operative" and "cooperative" are one word
    for match in _matches(_HYPHEN.sub(r"\1", text)):
        word = match["word"]
        if word is None:
            found.append(_number(match))
        elif word.lower() not in dropped:
            found.append(_stem(word, language))
    return [*found, *(f"@{name}" for name in names)]


def word_list(text: str) -> list[str]:
    """The words of a text as they are written, numbers left out."""
    return [match["word"] for match in _matches(text) if match["word"] is not None]


def _marks(text: str, language: str | None, *, inner: bool) -> list[str]:
    """The words with a capital, as "=word", and the numbers; with ``inner`` not the first word."""
    found = []
    dropped = function_words(language) if language else frozenset()
    for place, match in enumerate(_matches(text)):
        word = match["word"]
        if word is None or word[0].isdigit():
            found.append(_number(match))
        # "It" is a pronoun at the start of a sentence, "IT" may be a country.
        elif word[0].isupper() and (place or not inner) and (word.lower() not in dropped or word[1:].isupper()):
            found.append(f"={fold(word)}")
    return found


def _matches(text: str) -> Iterable[re.Match[str]]:
    return _TOKEN.finditer(unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)))


def _number(match: re.Match[str]) -> str:
    if match["grouped"]:
        part = match["part"] or ""
        whole = match["grouped"].removesuffix(part)
        return _GROUPING.sub("", whole) + part.replace(",", ".")
    return match.group().replace(",", ".")


def _stem(word: str, language: str | None) -> str:
    stemmer = _stemmer(_STEMMERS[language]) if language in _STEMMERS else None
    if stemmer is None:
        return fold(word)
    plain = fold(word) if language in _FOLDED_FIRST else word.casefold()
    # Of a few words, Greek "όταν" for one, the stemmer leaves nothing.
    return fold(stemmer.stemWord(plain)) or fold(plain)


def _stemmer(algorithm: str) -> Any:
    # PyStemmer's objects keep state and are not safe to share between threads.
    made: dict[str, Any] = _local.__dict__
    if algorithm not in made:
        import Stemmer

        made[algorithm] = Stemmer.Stemmer(algorithm)
    return made[algorithm]


class Words:
    """The BM25 indexes of a sequence of passages. Immutable; may be used by many threads."""

    def __init__(self, count: int, parts: dict[str, tuple[NDArray[np.int64], Any]]) -> None:
        self._count = count
        self._parts = parts

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str | None], names: Sequence[Sequence[str]]) -> Words:
        """Index passages: their texts, languages (None where unknown) and the names in them."""
        places: dict[str, list[int]] = {}
        for place, language in enumerate(languages):
            places.setdefault(language or _UNKNOWN, []).append(place)
        parts = {}
        for key, own in sorted(places.items()):
            language = None if key == _UNKNOWN else key
            documents = [
                tokens(texts[n], language, names=names[n]) + _words_only(_marks(texts[n], language, inner=False))
                for n in own
            ]
            if any(documents):
                parts[key] = np.asarray(own, dtype=np.int64), _indexed(documents)
        return cls(len(texts), parts)

    def scores(self, question: str, language: str | None, names: Sequence[str] = ()) -> NDArray[np.float32]:
        """How well each passage matches the question's words: BM25 of shape (passages,), 0 for no match.

        ``names`` are the entities that the question names. A question whose language is not known is
        taken to be in each passage's own.
        """
        scores = np.zeros(self._count, dtype=np.float32)
        common = [*_marks(question, language, inner=True), *(f"@{name}" for name in names)]
        for key, (places, index) in self._parts.items():
            own = None if key == _UNKNOWN else key
            query = tokens(question, own, names=names) if language in (None, own) else common
            known = index.get_tokens_ids(list(dict.fromkeys(query)))
            if known:
                scores[places] = index.get_scores_from_ids(known)
        return scores

    def rarity(self, token: str, language: str | None) -> float:
        """The inverse document frequency of a token among the passages of a language, as BM25 has it.

        A token that no passage has is as rare as one that a single passage has.
        """
        places, index = self._parts.get(language or _UNKNOWN, (np.empty(0), None))
        count = 1
        if index is not None and (number := index.vocab_dict.get(token)) is not None:
            first, last = index.scores["indptr"][number : number + 2]
            count = int(last - first)
        return math.log(1.0 + (max(len(places), 1) - count + 0.5) / (count + 0.5))

    def stems(self, language: str | None) -> list[str]:
        """The stems and names of all passages of a language."""
        _, index = self._parts.get(language or _UNKNOWN, (None, None))
        return [] if index is None else [token for token in index.vocab_dict if token[:1] != "="]

    def save(self, folder: Path) -> None:
        """Write the indexes into a folder, which is made."""
        folder.mkdir()
        for key, (places, index) in self._parts.items():
            index.save(folder / key, show_progress=False)
            np.save(folder / key / "places.npy", places)
        head = {"passages": self._count, "languages": sorted(self._parts)}
        (folder / _FILE).write_text(json.dumps(head), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Read what ``save`` wrote. Raises OSError, ValueError or KeyError where that is damaged."""
        head = json.loads((folder / _FILE).read_text("utf-8"))
        bm25s = _bm25s()
        parts = {
            key: (np.load(folder / key / "places.npy"), bm25s.BM25.load(folder / key, show_progress=False))
            for key in head["languages"]
        }
        return cls(head["passages"], parts)


def _words_only(marks: Iterable[str]) -> list[str]:
    # The numbers of a passage are among its tokens already.
    return [mark for mark in marks if mark.startswith("=")]


def _indexed(documents: Sequence[Sequence[str]]) -> Any:
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in document] for document in documents]
    index = _bm25s().BM25(method="lucene")
    index.index((ids, vocabulary), create_empty_token=False, show_progress=False)
    return index


def _bm25s() -> Any:
    # Imported here: it brings scipy, a third of a second that who only lists sources need not spend.
    import bm25s

    # It asks its logger for debug messages, one for each index, whatever the application wants.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s
