"""Which language a text is in: by its function words and accents, and by py3langid where they don't tell.

A question of four words has too few letters for a statistical detector ("En in Oxford?" comes out as
German or Italian), and "what", "hoeveel" or "πόσους" decides it. Long texts have plenty of both.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "nl", "de", "fr", "it", "es", "ca", "el", "hu")

_WORD = re.compile(r"[^\W\d_]+")
_LONG = 200  # characters from which the statistical detector is reliable
_SAMPLE = 5_000  # characters of a text that are looked at
# Letters and signs that few of our languages write; "é" is in too many names to tell anything.
_LETTERS = {
    "es": "ñáíóúü", "ca": "·çàèïòíóúü", "fr": "œêâîôûçàèùëï", "it": "àèùìò", "de": "ßäöü", "hu": "őűöüáíóú", "nl": "ëï",
}  # fmt: skip
_SPANISH = "¿¡"
_LATIN = "LATIN"
_GREEK = "GREEK"


@cache
def function_words(language: str) -> frozenset[str]:
    """Articles, pronouns, prepositions, auxiliaries and question words of a language, in lower case.

    Empty for a language that isn't one of LANGUAGES.
    """
    return _all_function_words().get(language, frozenset())


@cache
def fingerprint() -> str:
    """What changes whenever texts may be taken for another language than before, because the words did."""
    return hashlib.sha256(_data().encode()).hexdigest()


def _data() -> str:
    return (files("lcassist.corpus") / "data" / "function_words.json").read_text("utf-8")


@cache
def _all_function_words() -> dict[str, frozenset[str]]:
    data = json.loads(_data())
    return {language: frozenset(words.split()) for language, words in data.items()}


@cache
def _spread() -> Counter[str]:
    """In how many languages a function word is one."""
    return Counter(word for words in _all_function_words().values() for word in words)


def script(text: str) -> str | None:
    """The script of most letters of a text: "LATIN", "GREEK", "CYRILLIC" ...; None where it has none."""
    names: Counter[str] = Counter()
    for character in text[:_SAMPLE]:
        if character.isalpha():
            names[unicodedata.name(character, "UNKNOWN").split(" ")[0]] += 1
    return names.most_common(1)[0][0] if names else None


def known_script(text: str) -> bool:
    """Whether most letters of a text are in a script that one of LANGUAGES is written in."""
    return script(text) in (_LATIN, _GREEK)


def detect(text: str, default: str | None = None) -> str | None:
    """The language of a text as an ISO 639-1 code; ``default`` where nothing tells.

    Short texts get one of LANGUAGES or the default; long ones whatever language they are in.
    """
    sample = unicodedata.normalize("NFC", text[:_SAMPLE])
    main = script(sample)
    if main not in (_LATIN, _GREEK):
        return default if main is None else (_by_statistics(sample) if len(sample) >= _LONG else default)
    votes: dict[str, float] = defaultdict(float)
    spread = _spread()
    for word in _WORD.findall(sample.lower()):
        if word in spread:
            for language, words in _all_function_words().items():
                if word in words:
                    votes[language] += 1.0 / spread[word]
    if main == _GREEK and ("el" in votes or not votes):  # else it is a Greek name in a question
        return "el"
    _add_letters(votes, set(sample.lower()))
    ranked = sorted(votes.items(), key=lambda item: -item[1])
    if len(sample) >= _LONG:
        best = _by_statistics(sample)
        # a language that isn't among ours has hardly any of our function words
        return ranked[0][0] if ranked and best in LANGUAGES else best
    if not ranked:
        return default
    if len(ranked) == 1 or ranked[0][1] - ranked[1][1] > 0.2:
        return ranked[0][0]
    tied = {language for language, votes_ in ranked if ranked[0][1] - votes_ <= 0.2}
    return default if default in tied else ranked[0][0]


def _add_letters(votes: dict[str, float], letters: set[str]) -> None:
    """Let letters decide between languages that share their function words; a name alone has no language."""
    if letters & set(_SPANISH):
        votes["es"] += 1.0
    if votes:
        for letter in sorted(letters):
            using = [language for language, own in _LETTERS.items() if letter in own]
            for language in using:
                votes[language] += 0.5 / len(using)


def _by_statistics(text: str) -> str:
    from py3langid import classify  # loads its model of some megabytes: only where it is needed

    language: str = classify(text)[0]
    return language
