"""Finds running headers, footers and page numbers: the outermost lines of pages that repeat from page to page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lcassist.corpus.parsers.pdf.glyphs import Page, Word
from lcassist.corpus.parsers.pdf.lines import Line, lines_of

_MARGIN = 0.14  # of the page's height: what stands further in is text
_OUTERMOST = 3  # lines at the top and at the bottom of a page that are looked at
_COLUMN_RULES = 3  # upright rules beside a row of a table of two columns
_SHARE = 0.3  # of the pages on which a line must stand
_NUMBER = re.compile(
    r"(?:\D{0,12}\s)?[-–|\s]*(?P<number>\d{1,4}|[ivxlc]{1,6})[-–|\s]*(?:(?:/|of|van|von|de|di|από)\s*\d{1,4})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without the lines that belong to the paper and not to the text."""
    outer = [_outermost(page) for page in pages]
    repeated: Counter[tuple[str, bool, int]] = Counter()
    numbers: Counter[tuple[int, bool]] = Counter()
    for page, lines in zip(pages, outer, strict=True):
        repeated.update({_key(line, page) for line in lines})
        numbers.update({(shift, _low(line, page)) for line in lines if (shift := _shift(line, page)) is not None})
    often = max(2, round(_SHARE * len(pages)))
    cleaned = []
    for page, lines in zip(pages, outer, strict=True):
        dropped: set[int] = set()
        for line in lines:
            shift = _shift(line, page)
            numbered = shift is not None and numbers[shift, _low(line, page)] >= often
            if numbered or repeated[_key(line, page)] >= max(often, 3 if len(pages) > 3 else 2):
                dropped.update(map(id, line.words))
        cleaned.append(replace(page, words=tuple(word for word in page.words if id(word) not in dropped)))
    return cleaned


def _outermost(page: Page) -> list[Line]:
    """The first and last rows of a page, as far as they stand in its margins."""
    margin = _MARGIN * page.height
    near: list[Word] = [w for w in page.words if w.bottom < margin or w.top > page.height - margin]
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(near, page.number, 3.0):
        rows[round(line.bottom / 3)].append(line)
    upper = [place for place in sorted(rows) if place * 3 < margin][:_OUTERMOST]
    lower = [place for place in sorted(rows, reverse=True) if place * 3 > page.height - margin][:_OUTERMOST]
    return [line for place in upper + lower for line in rows[place] if not _in_table(line, page)]


def _in_table(line: Line, page: Page) -> bool:
    """Whether a line stands between the upright rules of a table, which a page's frame is not."""
    middle = (line.top + line.bottom) / 2
    return sum(rule.top <= middle <= rule.bottom for rule in page.rules if not rule.horizontal) >= _COLUMN_RULES


def _low(line: Line, page: Page) -> bool:
    return line.top > page.height / 2


def _key(line: Line, page: Page) -> tuple[str, bool, int]:
    """What makes two lines of two pages the same: their letters, numbers aside, and where and how large."""
    return _DIGITS.sub("#", line.text.casefold()), _low(line, page), round(line.size)


def _shift(line: Line, page: Page) -> int | None:
    """By how much a line that is a page's number differs from the page's place in the file; None: it is none."""
    match = _NUMBER.fullmatch(line.text)
    if match is None:
        return None
    number = match["number"]
    return (int(number) if number.isdigit() else _roman(number.lower())) - page.number


def _roman(number: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
