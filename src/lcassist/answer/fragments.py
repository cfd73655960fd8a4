"""Sentences that state nothing: bare web addresses, notes, datelines, captions of a few words, and who wrote a text."""

from __future__ import annotations

import re

from lcassist.domain import Block, BlockKind

_SITE = re.compile(r"\((?:[\w-]+\.)+[a-z]{2,6}\)")
_ADDRESS = re.compile(r"https?://\S+")
_ENDED = re.compile(r"[.!?:;…][”\"»’')\]]*$")
_DATELINE = re.compile(r"[^\W\d_][\w .’'-]{2,30}, (?:\w+ )?\d{1,2}\.? \w+ \d{4}\.?")  # "Alba, 12 May 2025"
_NOTE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹*†‡]")  # that begins with the mark of a note
_STATEMENT = 7  # words from which on a text without an end may be a statement
_WORDS = 4  # with fewer than these beside it a web address says nothing


def states_nothing(text: str, block: Block, *, signing: bool, web: bool) -> bool:
    """Whether a sentence answers no question.

    ``signing`` is whether its block is one of those in which a document says who wrote it, and nobody asks for that;
    ``web`` whether a web address is asked for.
    """
    if _DATELINE.fullmatch(text):
        return True  # where and when it was written
    if _NOTE.match(text) and len(text.split()) < _STATEMENT:
        return True  # the date of a figure, say
    if (not web and _is_address(text)) or (block.kind is BlockKind.CAPTION and _says_little(text)):
        return True
    return signing and block.kind is BlockKind.PARAGRAPH and not _ENDED.search(text) and ":" not in text


def is_entry(text: str) -> bool:
    """Whether a text is an entry in a list of sources: a title with its site in brackets, and when it appeared."""
    return _SITE.search(text) is not None and not _ENDED.search(text)


def _says_little(text: str) -> bool:
    """Whether what stands below a picture states nothing: a few words without an end, a colon or a figure."""
    return len(text.split()) < _STATEMENT and not re.search(r"[.!?;:…\d]|[”\"»]$", text)


def _is_address(text: str) -> bool:
    """Whether hardly anything stands in a sentence but a web address: where something stands, and not what."""
    rest = _ADDRESS.sub(" ", text)
    return rest != text and sum(word.isalpha() for word in re.findall(r"\w+", rest)) < _WORDS
