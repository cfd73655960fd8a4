"""Lines of words, and how lines become running text again: what a line end cut is put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lcassist.corpus.parsers.pdf.glyphs import Word

_LETTERS = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_CUT = re.compile(r"(?P<first>[^\W\d_]+(?:[-‐][^\W\d_]+)*)[-‐\u00ad]$")
_NEXT = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_ADDRESS_GOES_ON = re.compile(r"\S*[/._=&?%#-]\S*|\S*\d\S*")
# "in- en uitvoer", "Vor- und Nachteile": the hyphen stands for the second word's end
_AND = frozenset(
    [
        "en",
        "of",
        "und",
        "oder",
        "and",
        "or",
        "et",
        "ou",
        "e",
        "ed",
        "o",
        "y",
        "u",
        "i",
        "és",
        "vagy",
        "és",
        "και",
        "ή",
        "to",
        "tot",
        "bis",
    ]
)
BULLET = re.compile(r"[•◦▪▫●○■□‣⁃∙·➢➤►▶✓✔→–*-]")
NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]")


@dataclass(frozen=True)
class Line:
    """Words beside each other on one page, in reading order."""

    words: tuple[Word, ...]
    page: int

    @cached_property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @cached_property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @cached_property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of most of its characters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.size, 1)] += len(word.text)
        return sizes.most_common(1)[0][0]

    @cached_property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if word.text[0].isalnum())

    @cached_property
    def text(self) -> str:
        parts: list[str] = []
        for word in self.words:
            if parts and not word.glued:
                parts.append(" ")
            parts.append(word.text)
        return "".join(parts)

    @property
    def filled(self) -> bool:
        """Whether it holds the value of a form's field."""
        return any(word.filled for word in self.words)

    @property
    def bullet(self) -> bool:
        """Whether it begins with the sign or number of a list's item, and has a text behind it."""
        first = self.words[0].text
        if len(self.words) < 2 or self.words[1].glued:
            return False
        return BULLET.fullmatch(first) is not None or NUMBER.fullmatch(first) is not None


def lines_of(words: Iterable[Word], page: int, gap: float = 1e9) -> list[Line]:
    """Words in their order as lines; ``gap``, in sizes of the font, is what parts two lines side by side."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is None or not _beside(last, word, gap) or _after_gap(lines[-1], word, gap):
            lines.append([word])
        else:
            lines[-1].append(word)
    return [Line(tuple(line), page) for line in lines]


def _beside(last: Word, word: Word, gap: float) -> bool:
    shared = min(last.bottom, word.bottom) - max(last.top, word.top)
    return shared > 0.5 * min(last.size, word.size) and word.left > last.right - 1.5 * word.size


def _after_gap(line: Sequence[Word], word: Word, gap: float) -> bool:
    """Whether a word stands so far off that it belongs to another column or cell; never behind a bullet."""
    space = word.left - line[-1].right
    if space <= gap * max(word.size, line[-1].size):
        return False
    marker = len(line) == 1 and (BULLET.fullmatch(line[0].text) or NUMBER.fullmatch(line[0].text))
    return not (marker and space < 4 * word.size)


def overlap(one: Line, two: Line) -> bool:
    """Whether two lines stand in one row."""
    return min(one.bottom, two.bottom) - max(one.top, two.top) > 0.5 * min(one.size, two.size)


def in_rows(lines: Iterable[Line]) -> list[Line]:
    """Lines from top to bottom, those of one row from left to right."""
    made: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        if made and any(overlap(line, other) for other in made[-1]):
            made[-1].append(line)
        else:
            made.append([line])
    return [line for row in made for line in sorted(row, key=lambda one: one.left)]


class Joiner:
    """Joins lines to running text, knowing which words the document has elsewhere.

    A hyphen at a line's end goes, unless the word stands with its hyphen elsewhere in the document, or both
    its halves are words of the document and the whole is not. No language's dictionary is needed.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: set[str] = set()
        for line in lines:
            found = list(_LETTERS.finditer(line.text.lower()))
            for match in found:
                at_end = match.end() >= len(line.text) - 1 and line.text[-1:] in "-‐"
                if not at_end:
                    self._words.add(match[0].replace("‐", "-"))

    def text(self, lines: Iterable[Line]) -> str:
        """The lines as one paragraph."""
        text = ""
        before: Line | None = None
        for line in lines:
            if before is None:
                text = line.text
            elif _same_row(before, line):
                text += " " + line.text
            else:
                text = self.join(text, line.text)
            before = line
        return text

    def join(self, text: str, following: str) -> str:
        """Two pieces of a text that a line end parts."""
        cut, begins = _CUT.search(text), _NEXT.match(following)
        address = _ADDRESS.search(text)
        if address and text[-1] in "/-_.?=&%" and _ADDRESS_GOES_ON.match(following):
            return text + following
        if cut and begins:
            return self._cut(text, cut["first"], following, begins[0])
        if text[-1:] in "–—/" and text[-2:-1].strip() and following[:1].isalnum():
            return text + following
        if text[-1:] in "-‐" and text[-2:-1].isalnum() and following[:1].isalnum():
            return text + following  # "37-" and "40", "CO2-" and "neutral"
        return f"{text} {following}"

    def _cut(self, text: str, first: str, following: str, second: str) -> str:
        if text.endswith("\u00ad"):
            return text[:-1] + following
        if second.lower() in _AND:
            return f"{text} {following}"
        if not second[0].islower() and not first.isupper():
            return text + following
        one, two = first.lower(), second.lower()
        if one + two in self._words:
            return text[:-1] + following
        hyphenated = f"{one}-{two}" in self._words
        both = len(one) > 2 and len(two) > 2 and one in self._words and two in self._words
        return text + following if hyphenated or both else text[:-1] + following


def _same_row(before: Line, line: Line) -> bool:
    return before.page == line.page and overlap(before, line) and line.left >= before.right - 1
