"""Parts a message that asks several questions at once: "When was it founded, and who runs it?"."""

from __future__ import annotations

import re
from itertools import pairwise

from lcassist.answer import cues
from lcassist.answer.question import asks
from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import Vocabulary, fold
from lcassist.index.sentences import sentences

_MOST_PARTS = 3
_SHORTEST = 3  # words of a part
_BARE = 2  # words of "which town"
_BREAK = re.compile(r"[?;]\s+|\s+(?=\w+\s)")
_WORD = re.compile(r"[^\W_]+")


def parts(text: str, language: str, vocabulary: Vocabulary) -> list[str]:
    """The questions of a message, each as it stands there; the message alone where it asks one.

    A part begins with a question word, behind a conjunction or the end of another question, and says
    something besides: "and which?" asks nothing new, and "where do they differ?" asks for a comparison.
    """
    starts = [0]
    for found in _BREAK.finditer(text):
        rest = text[found.end() :]
        folded = cues.folded(rest)
        joined = cues.begins("conjunction", folded, language)
        if not (joined or text[found.start()] in "?;"):
            continue
        asking = folded[joined.end() :].lstrip() if joined else folded
        before = text[starts[-1] : found.start()]
        # "when and where was it built?" is one question
        if asks(asking, language) and all(_says(part, language, vocabulary) for part in (before, rest)):
            starts.append(found.end())
    if len(starts) < 2 or not asks(cues.folded(text), language):
        return [text]
    bounds = [*starts, len(text)]
    found_parts = [_tidy(text[a:b], language, first=not a) for a, b in pairwise(bounds)]
    return found_parts if len(found_parts) <= _MOST_PARTS else [text]


def prefaced(text: str, language: str) -> tuple[str, str]:
    """What somebody says before asking ("We are a choir of 24 people."), and the question; the first may be empty.

    Only the last sentence may ask: of two questions neither is the preface of the other.
    """
    found = [text[one.start : one.end] for one in sentences(text, 0, len(text), language=language, limit=len(text))]
    if (
        len(found) < 2
        or any(_is_question(one, language) for one in found[:-1])
        or not _is_question(found[-1], language)
    ):
        return "", text
    return text[: text.rindex(found[-1])].strip(), found[-1]


def _is_question(sentence: str, language: str) -> bool:
    return sentence.rstrip().endswith(("?", ";")) or asks(cues.folded(sentence), language)


def _says(text: str, language: str, vocabulary: Vocabulary) -> bool:
    """Whether a text up to the end of its question has a word of its own that is no name."""
    own = re.split(r"[?;]", text)[0]
    if _elliptic(cues.folded(own), language):
        return False
    if len(_WORD.findall(own)) < _SHORTEST or cues.find("compare", cues.folded(own), language):
        return False
    for mention in reversed(vocabulary.find(own)):
        own = f"{own[: mention.start]} {own[mention.end :]}"
    functional = {fold(word) for word in function_words(language)}
    asked = cues.without(("interrogative", "conjunction"), cues.folded(own), language)
    return any(word not in functional for word in asked.split())


def _elliptic(folded: str, language: str) -> bool:
    """Whether no verb can be in what is asked behind a conjunction: "and in which town?"."""
    joined = cues.begins("conjunction", folded, language)
    words = (folded[joined.end() :] if joined else folded).split()
    functional = {fold(word) for word in function_words(language)}
    which = next((n for n, word in enumerate(words[:2]) if cues.begins("which", word, language)), None)
    return which is not None and len(words) - which <= _BARE and words[-1] not in functional


def _tidy(text: str, language: str, *, first: bool) -> str:
    """A part as a question of its own: without the conjunction before it, and with a question mark behind it."""
    own = text.strip().rstrip(",;?").rstrip()
    if not first:
        words = own.split()
        while len(words) > 1 and cues.begins("conjunction", cues.folded(words[0]), language):
            words = words[1:]
        own = " ".join(words)
    return f"{own[0].upper()}{own[1:]}?"
