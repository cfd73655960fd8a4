"""Rating marks that a question names: by their signs ("++"), or in words ("two pluses")."""

from __future__ import annotations

import re

from lcassist.answer import cues
from lcassist.answer.question import Question
from lcassist.corpus.parsers.legends import is_mark

_SIGNS = {"sign_plus": "+", "sign_minus": "-", "sign_star": "*"}
ALIKE = str.maketrans("★☆⭐−–—", "***---")  # one sign for each kind
_NUMBERS = range(1, 6)
_PUNCTUATION = "\"'“”‘’„«»()[],;:?!."


def said_signs(question: Question) -> frozenset[str]:
    """The marks that a question names: by their signs, or in words ("three pluses")."""
    words = (word.strip(_PUNCTUATION) for word in question.text.split())
    marks = {word.translate(ALIKE) for word in words if word and (is_mark(word) or _is_letter(word, question))}
    for kind, sign in _SIGNS.items():
        for one in cues.all_of(kind, question.folded, question.language):
            before = question.folded[: question.folded.index(one)].split()
            marks.add(sign * _number(before[-1] if before else "", question.language))
    return frozenset(marks)


def _number(word: str, language: str) -> int:
    if re.fullmatch(r"[1-5]", word):
        return int(word)
    return next((number for number in _NUMBERS if cues.begins(f"number_{number}", word, language)), 1)


def _is_letter(word: str, question: Question) -> bool:
    """Whether a word is a mark of a letter ("B+"), which stands in quotes or says that it is one."""
    letter = re.fullmatch(r"[A-Z][A-Z]?[+-]?", word) is not None
    return letter and re.search(rf"[\"'“„«‘]{re.escape(word)}[\"'”“»’]", question.text) is not None
