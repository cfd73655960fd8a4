"""Words that tell what kind of answer is wanted, by language: data/cues.json. General words, no topics."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files

from lcassist.corpus.vocabulary import fold

_ATTRIBUTES = ("age", "speed", "density", "people", "mass", "price", "surface", "temperature", "leading")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_]{3})[¹²³⁰⁴-⁹]+")  # not the one of "km²"
_COMPOUND = "~"  # what a compound may begin with: "~begroting" is in "onderwijsbegroting"
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)  # a question is held against hundreds of sentences
def folded(text: str) -> str:
    """A text as its words in lower case without accents and marks of notes, between single spaces."""
    return " ".join(fold(match.group()) for match in _WORD.finditer(_NOTE_MARK.sub("", text)))


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = json.loads(
        (files("lcassist.answer") / "data" / "cues.json").read_text("utf-8")
    )
    return data


def _raw(language: str, kind: str) -> list[str]:
    return _data().get(language, {}).get(kind, [])


def _phrase(text: str) -> str:
    words = text.split()
    return " ".join(f"{_COMPOUND if word.startswith(_COMPOUND) else ''}{folded(word)}" for word in words)


@cache
def _phrases() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        language: {kind: tuple(map(_phrase, phrases)) for kind, phrases in kinds.items()}
        for language, kinds in _data().items()
    }


@cache
def _pattern(kind: str, language: str) -> re.Pattern[str] | None:
    phrases = sorted(_phrases().get(language, {}).get(kind, ()), key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase).replace(re.escape(_COMPOUND), r"\w*") for phrase in phrases)
    return re.compile(rf"\b(?:{alternatives})\b") if phrases else None


def find(kind: str, text: str, language: str) -> re.Match[str] | None:
    """The first cue of a kind in a folded text, in its language."""
    pattern = _pattern(kind, language)
    return pattern.search(text) if pattern else None


def cue_replaced(kind: str, text: str, new: str, language: str) -> str:
    """A text as it was written, with the first cue of a kind replaced; itself where there is none."""
    words = list(_WORD.finditer(text))
    found = find(kind, folded(text), language)
    if found is None:
        return text
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(fold(word.group())) + 1)
    first = max(number for number, start in enumerate(starts[:-1]) if start <= found.start())
    last = max(number for number, start in enumerate(starts[:-1]) if start < found.end())
    return f"{text[: words[first].start()]}{new}{text[words[last].end() :]}"


def all_of(kind: str, text: str, language: str) -> list[str]:
    """All cues of a kind in a folded text, in its language."""
    pattern = _pattern(kind, language)
    return pattern.findall(text) if pattern else []


def begins(kind: str, text: str, language: str) -> re.Match[str] | None:
    """A cue of a kind at the very beginning of a folded text."""
    pattern = _pattern(kind, language)
    return pattern.match(text) if pattern else None


def consists(kinds: tuple[str, ...], text: str, language: str, fillers: frozenset[str] = frozenset()) -> bool:
    """Whether nothing is left of a folded text but fillers when the cues of these kinds are taken out.

    At least one cue must have been there.
    """
    rest, hit = text, False
    for kind in kinds:
        pattern = _pattern(kind, language)
        if pattern:
            rest, count = pattern.subn(" ", rest)
            hit = hit or count > 0
    return hit and all(word in fillers for word in rest.split())


@cache
def words(language: str) -> frozenset[str]:
    """All single words of a language's cues, folded: words about the form of the answer, not its topic."""
    kinds = ("most", "least", "earliest", "latest", "count", "above", "below", "same", "compare", "each")
    return frozenset(
        word for kind in kinds for phrase in _phrases().get(language, {}).get(kind, ()) for word in phrase.split()
    )


def find_last(kind: str, text: str, language: str) -> re.Match[str] | None:
    """The last cue of a kind in a folded text, in its language."""
    pattern = _pattern(kind, language)
    return max(pattern.finditer(text), key=lambda match: match.end(), default=None) if pattern else None


def without(kinds: tuple[str, ...], text: str, language: str) -> str:
    """A folded text without the cues of some kinds."""
    for kind in kinds:
        pattern = _pattern(kind, language)
        text = pattern.sub(" ", text) if pattern else text
    return text


@cache
def everywhere(kind: str) -> frozenset[str]:
    """All cues of a kind in all languages, folded."""
    return frozenset(phrase for kinds in _phrases().values() for phrase in kinds.get(kind, ()))


def attribute(text: str, language: str) -> str:
    """What a header may be called that a word of a folded text asks about: "speed" of "fastest"; empty if none."""
    for kind in _ATTRIBUTES:
        if find(kind, text, language):
            return ", ".join(_raw(language, f"{kind}_header"))
    return ""
