"""Comparing text the way a reader would: what stands in a text, and how many words it has.

Normalised are Unicode (NFC), runs of white space (one space), typographic quotes and dashes; nothing
else, so that a match stays a match of words and not of likenesses.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKES = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
_TRANSLATED = str.maketrans(_LOOKALIKES)
# Marks that ratings are made of: next to one another they are another mark ("++" is not in "+++").
_MARKS = frozenset("+-/*=★☆●○■□✓✔✗✘")
_MARKER = re.compile(r"\[\d+\]")


def normalise(text: str) -> str:
    """The text with one space for each run of white space, plain quotes and dashes; case is kept."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TRANSLATED).split())


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """As ``normalise``, with the offset in ``text`` of each character; expects NFC, keeps outer spaces."""
    characters: list[str] = []
    offsets: list[int] = []
    for i, character in enumerate(text):
        shown = " " if character.isspace() else _LOOKALIKES.get(character, character)
        if shown == " " and characters[-1:] == [" "]:
            continue
        characters.append(shown)
        offsets.append(i)
    return "".join(characters), offsets


def stands_in(needle: str, text: str) -> bool:
    """Whether a string stands in a text: case-insensitively, normalised, and from the beginning of a word.

    It may go on at its end where that is a letter ("volunteer" stands in "volunteers"), but no number stands
    inside another ("16" not in "2016", "37" not in "37,390") and no mark inside another ("++" not in "+++").
    """
    needle, text = normalise(needle).casefold(), normalise(text).casefold()
    start = text.find(needle) if needle else -1
    while start >= 0:
        if _free_before(text, start) and _free_after(text, start + len(needle)):
            return True
        start = text.find(needle, start + 1)
    return False


def _free_before(text: str, start: int) -> bool:
    before, first = text[max(0, start - 2) : start], text[start]
    if not before:
        return True
    if first in _MARKS:
        return before[-1] not in _MARKS and not before[-1].isalnum()
    if first.isdigit() and before[-1] in ".," and before[0].isdigit() and len(before) == 2:
        return False
    return not (first.isalnum() and before[-1].isalnum())


def _free_after(text: str, end: int) -> bool:
    after, last = text[end : end + 2], text[end - 1]
    if not after:
        return True
    if last in _MARKS:
        return after[0] not in _MARKS and not after[0].isalnum()
    if last.isdigit():
        return not (after[0].isdigit() or (after[0] in ".," and after[1:].isdigit()))
    return True


def count_words(text: str) -> int:
    """How many words a text has: what white space separates and holds a letter or digit.

    Markers such as [1], Markdown signs and rating marks are no words.
    """
    return sum(1 for word in _MARKER.sub(" ", text).split() if any(map(str.isalnum, word)))
