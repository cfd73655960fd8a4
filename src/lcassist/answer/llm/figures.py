"""Numbers and dates of a text by their value, so that 1.250, 1,250 and "12 May" and "12/05" can be held together.

Marks of a rating, such as +++ or ★★, count as numbers whose value is the mark itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lcassist.answer.llm import lexicon
from lcassist.answer.values import numbers
from lcassist.corpus.vocabulary import fold

_WORD = re.compile(r"[^\W\d_]+")
_NUMERIC_DATE = re.compile(r"(?<![\d./-])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./-](\d{1,2})[./-](\d{4}))(?![\d/-])")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:de |d'|of )?$")
_DAY_AFTER = re.compile(r"\s*(\d{1,2})(?:st|nd|rd|th|\.|-?[aáeéiín]+)?(?!\d)")
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEAR_AFTER = re.compile(rf"\D{{0,9}}?({_YEAR})(?!\d)")
# signs that stand by themselves, but for what encloses or ends a clause
_SIGNS = re.compile(r"(?<![^\s(\[{\"'“‘«/|])[^\w\s.,;:!?…()\[\]{}\"'“”‘’«»„/|&]+(?![^\s)\]}\"'”’».,;:!?…/|])")
_BOUNDS = frozenset("<>≤≥=±×~≈")
_DASHES = frozenset("-‐‑‒–—−")
_YEAR_BEFORE = re.compile(rf"({_YEAR})\.?\s*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value, the bound set to it (">", "<" or ""), its unit ("euro", ... or "") and its place.

    The value of a mark is its text.
    """

    value: float | str
    bound: str
    unit: str
    year: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Date:
    """A month with what is said of its day and year; None where that isn't said. The span covers all three."""

    month: int
    day: int | None
    year: int | None
    start: int
    end: int

    def told_by(self, others: Sequence[Date]) -> bool:
        """Whether one of other dates says all that this one says."""
        return any(
            other.month == self.month and self.day in (None, other.day) and self.year in (None, other.year)
            for other in others
        )


def figures(text: str, language: str | None) -> list[Figure]:
    """All numbers of a text in their order, in digits, in words and as marks; those of dates too."""
    found = list(_marks(text))
    for number in numbers(text, language):
        before, after = text[: number.start], text[number.end :]
        scale = lexicon.multiplier(after, language)
        bound = number.bound or lexicon.bound(before, language)
        unit = lexicon.unit(before, after, language)
        year = number.year and scale == 1
        found.append(Figure(number.value * scale, bound, unit, year, number.start, number.end))
    words = lexicon.numerals(language)
    for match in _WORD.finditer(text):
        value = words.get(fold(match.group()))
        if value is not None:
            before, after = text[: match.start()], text[match.end() :]
            scale = lexicon.multiplier(after, language)
            bound, unit = lexicon.bound(before, language), lexicon.unit(before, after, language)
            found.append(Figure(value * scale, bound, unit, False, match.start(), match.end()))
    return sorted(found, key=lambda figure: figure.start)


def _marks(text: str) -> Iterator[Figure]:
    for match in _SIGNS.finditer(text):
        signs = match.group()
        if len(signs) == 1 and (signs in _BOUNDS or (signs in _DASHES and text[match.end() :].strip(" .)\"'”’»"))):
            continue  # of a number, or a dash in a sentence
        if all(sign == "*" or unicodedata.category(sign) in ("So", "Sm", "Pd") for sign in signs):
            yield Figure(signs, "", "", False, match.start(), match.end())


def dates(text: str, language: str | None) -> list[Date]:
    """All dates of a text that name a month, or are written in digits (day first, or the year first)."""
    found = []
    for match in _NUMERIC_DATE.finditer(text):
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found.append(Date(int(month), int(day), int(year), *match.span()))
    names = lexicon.months(language)
    for match in _WORD.finditer(text):
        number = names.get(fold(match.group()))
        if number is not None and (one := _around(text, number, match.start(), match.end())) is not None:
            found.append(one)
    return found


def _around(text: str, month: int, start: int, end: int) -> Date | None:
    """The date that a month's name is part of; None where neither day nor year is there ("may" is a word too)."""
    low, head = max(0, start - 16), text[max(0, start - 16) : start]
    before = _DAY_BEFORE.search(head)
    after = None if before else _DAY_AFTER.match(text[end : end + 12])
    year_before = _YEAR_BEFORE.search(head)
    rest = end + (after.end() if after else 0)
    year_after = None if year_before else _YEAR_AFTER.match(text[rest : rest + 16])
    day, year = before or after, year_before or year_after
    if day is None and year is None and not text[start].isupper():
        return None
    first = low + min((found.start() for found in (before, year_before) if found), default=start - low)
    last = rest + (year_after.end() if year_after else 0)
    return Date(month, int(day[1]) if day else None, int(year[1]) if year else None, first, last)
