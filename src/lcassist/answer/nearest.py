"""Which passages are shown with an abstention: the best, without those that tell nothing.

Lists of sources and imprints are like many questions, for they hold the words and names of everything. They are told
from prose in any language by two shares: hardly a character stands in a whole sentence, and many in words that are
names, numbers or addresses. A list of things has few of these, and prose about people has sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.domain import Hit, Passage

_WHOLE = 0.5  # the share of its characters that a passage which tells something has in whole sentences, at least
_NAMED = 0.4  # or, at most, in names, numbers and addresses
_ENDS = (".", "!", "?", "…", ";", "。", "！", "？")
_CLOSING = "\"'”’»)]"
_OPENING = "\"'“‘„«([*-"
_WORD = re.compile(r"\S+")
_NOUNS = frozenset({"de", "lb"})  # languages that give every noun a capital, so that it is no sign of a name
_ADDRESS = re.compile(r"(?i)https?:|www\.|\S@\S|\d")


def nearest(hits: Sequence[Hit], most: int) -> list[Hit]:
    """At most so many hits, in their order, without those that tell nothing where others are there."""
    return ([hit for hit in hits if tells(hit.passage)] or list(hits))[:most]


def tells(passage: Passage) -> bool:
    """Whether a passage says something, and is no list of sources or imprint; a table always does."""
    if passage.table is not None or not passage.text:
        return True
    return _whole(passage) >= _WHOLE or _named(passage.text, capitals=passage.language not in _NOUNS) <= _NAMED


def _whole(passage: Passage) -> float:
    """The share of characters that stand in sentences with an end."""
    text, offset = passage.text, passage.start
    told = (text[one.start - offset : one.end - offset] for one in passage.sentences)
    return sum(len(one) for one in told if one.rstrip(_CLOSING).endswith(_ENDS)) / len(text)


def _named(text: str, *, capitals: bool) -> float:
    """The share of characters in addresses, numbers, and words with a capital that don't begin their line."""
    lines = [_WORD.findall(line) for line in text.splitlines()]
    named = (
        len(word)
        for words in lines
        for place, word in enumerate(words)
        if _ADDRESS.search(word) or (capitals and place and word.lstrip(_OPENING)[:1].isupper())
    )
    return sum(named) / max(sum(map(len, (word for words in lines for word in words))), 1)
