"""Words by language that change what a statement says: data/lexicon.json. General words, no topics.

Negations; words that compare; bounds, units and multiplying words of numbers; numbers in words; months; and what
gives orders to a language model.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from lcassist.corpus.vocabulary import fold

# words with what stands inside them: "don't", "non-formal"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?")
_FALLBACK = "en"
# Cyrillic letters that look like Latin ones (Unicode's confusables, UTS 39), by which words of Latin letters are hidden
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁӏ", "aeopcyxijshdl")
_LATIN = re.compile(r"[a-z]")


@cache
def _data() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(
        (files("lcassist.answer.llm") / "data" / "lexicon.json").read_text("utf-8")
    )
    return loaded


def _of(language: str | None) -> dict[str, Any]:
    return _data().get(language or _FALLBACK, _data()[_FALLBACK])


def folded(text: str) -> str:
    """A text as its words in lower case without accents, between single spaces; hyphens and apostrophes kept."""
    return " ".join(fold(match.group().replace("’", "'")) for match in _WORD.finditer(text))


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(folded(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


def _whole(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^ ])(?:{alternatives})(?![^ ])")


@cache
def _negation(language: str | None) -> frozenset[str]:
    return frozenset(fold(word) for word in _of(language)["negation"])


def negations(text: str, language: str | None) -> int:
    """How many words of a text negate."""
    own = _negation(language)
    words = folded(text).split()
    contracted = language in (None, "en")
    return sum(word in own or (contracted and word.endswith("n't")) for word in words)


@cache
def _comparisons(language: str | None) -> dict[str, re.Pattern[str]]:
    return {kind: _whole(_alternatives(words)) for kind, words in _of(language)["comparison"].items()}


def comparisons(text: str, language: str | None) -> Counter[str]:
    """How often a text makes each kind of comparison: more, less, most, least, first, last, only, all, same."""
    plain = folded(text)
    counts = {kind: len(pattern.findall(plain)) for kind, pattern in _comparisons(language).items()}
    return Counter({kind: count for kind, count in counts.items() if count})


@cache
def _bounds(language: str | None) -> dict[str, re.Pattern[str]]:
    # right before the number, but for a currency's sign or "the"
    return {
        kind: re.compile(rf"(?<![^ ])(?:{_alternatives(words)})(?: \w{{1,3}})?$")
        for kind, words in _of(language)["bounds"].items()
    }


def bound(before: str, language: str | None) -> str:
    """The bound that the text before a number sets to it: ">", "<" or ""."""
    plain = folded(before[-40:])
    signs = {"above": ">", "below": "<"}
    return next((signs[kind] for kind, pattern in _bounds(language).items() if pattern.search(plain)), "")


@cache
def _following(language: str | None, kind: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?:{_alternatives(words)})(?![^ ])") for name, words in _of(language)[kind].items()}


def multiplier(after: str, language: str | None) -> float:
    """What the word after a number multiplies it by."""
    sizes = {"billion": 1e9, "million": 1e6, "thousand": 1e3}
    plain = folded(after[:30])
    return next((size for name, size in sizes.items() if _following(language, "multipliers")[name].match(plain)), 1.0)


def unit(before: str, after: str, language: str | None) -> str:
    """The unit that stands with a number: percent, euro, dollar, pound or ""."""
    signs = {"€": "euro", "$": "dollar", "£": "pound", "%": "percent"}
    left, right = before.rstrip()[-1:], after.lstrip()[:1]
    if right in signs or left in signs:
        return signs.get(right) or signs[left]
    words = folded(after[:40]).split()
    # "5 million euros": the unit may be the second word
    near = [" ".join(words[place:]) for place in range(min(2, len(words)))]
    patterns = _following(language, "units")
    return next((name for name, pattern in patterns.items() if any(pattern.match(rest) for rest in near)), "")


@cache
def numerals(language: str | None) -> dict[str, float]:
    """Numbers in words, folded, from two to twelve; "one" is an article in most languages."""
    return {fold(word): float(value) for word, value in _of(language)["numerals"].items()}


@cache
def months(language: str | None) -> dict[str, int]:
    """Names of months, folded."""
    return {fold(word): int(value) for word, value in _of(language)["months"].items()}


@cache
def _orders() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], re.Pattern[str]]]]:
    orders = [own["orders"] for own in _data().values()]
    phrases = _whole(_alternatives({phrase for own in orders for phrase in own["phrases"]}))
    return phrases, [(_whole(_alternatives(own["verbs"])), _whole(_alternatives(own["objects"]))) for own in orders]


def _revealed(text: str) -> str:
    """A text as it is seen: without characters that have no width or only turn its direction, in plain letters (NFKC),
    and letters that look Latin as Latin ones in words that have others."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").lower()
    return " ".join(word.translate(_LOOKALIKES) if _LATIN.search(word) else word for word in seen.split())


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model, in any of the languages: "ignore the above", "say that ...".

    A list can't name all such orders; what gets by it is the reason why each statement of a model is verified.
    """
    plain = folded(_revealed(text))
    phrases, pairs = _orders()
    return phrases.search(plain) is not None or any(
        verb.search(plain) is not None and thing.search(plain) is not None for verb, thing in pairs
    )
