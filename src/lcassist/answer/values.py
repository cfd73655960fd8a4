"""Values in cells and sentences: numbers with their units in several locales, years, times and percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<bound>[<>≤≥~]|ca\.?|±)?\s?(?P<currency>[-−]?[€$£]\s?)?(?P<sign>[-−](?=\d))?"
    r"(?P<number>\d{1,3}(?:[ \u202f\u00a0'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?P<unit>\s?[%€‰]|)"
)
# 17.30 may be a time or a fraction: read as a number it has its place among the times too
_TIME = re.compile(r"([01]?\d|2[0-4])[:h]([0-5]\d)")
_BOUNDS = {"<": "<", "≤": "<", ">": ">", "≥": ">"}
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DOT_DECIMALS = {"en", None}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text; ``bound`` is "<", ">" or "" and ``start``/``end`` its span there."""

    value: float
    start: int
    end: int
    bound: str = ""
    year: bool = False


def numbers(text: str, language: str | None = None) -> tuple[Number, ...]:
    """All numbers in a text, read by the locale of its language.

    In English 1,250 is a thousand and 1.250 a fraction; elsewhere it is the other way round, and a group of
    exactly three digits after the first separator is thousands wherever that is the only reading.
    """
    found = []
    for match in _NUMBER.finditer(text):
        raw = match["number"]
        value = _value(raw, language)
        if match["sign"] or (match["currency"] or "").startswith(("-", "−")):
            value = -value
        bound = _BOUNDS.get(match["bound"] or "", "")
        year = _YEAR.fullmatch(raw) is not None and not match["unit"] and not match["currency"] and not bound
        found.append(Number(value, match.start("number"), match.end("number"), bound, year))
    return tuple(found)


def _value(raw: str, language: str | None) -> float:
    raw = re.sub(r"[ \u202f\u00a0'’]", "", raw)
    dots, commas = raw.count("."), raw.count(",")
    thousands, decimal = (",", ".") if language in _DOT_DECIMALS else (".", ",")
    if dots and commas:
        decimal = max(".", ",", key=raw.rfind)
        thousands = "," if decimal == "." else "."
    elif dots + commas == 1:
        separator = "." if dots else ","
        groups_of_three = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", raw) is not None
        # 65,549 can only be thousands in a text that isn't English if three decimals make no sense there
        thousands, decimal = (separator, "") if groups_of_three and separator == thousands else ("", separator)
        if groups_of_three and separator != thousands and separator == "," and language not in _DOT_DECIMALS:
            thousands, decimal = ",", ""
    elif dots > 1 or commas > 1:
        thousands, decimal = ("." if dots else ","), ""
    if thousands:
        raw = raw.replace(thousands, "")
    if decimal:
        raw = raw.replace(decimal, ".")
    try:
        return float(raw)
    except ValueError:  # a version or a date such as 1.2.3
        return float(re.sub(r"\D", "", raw) or 0)


def comparable(text: str, language: str | None = None) -> float | None:
    """A cell's value to order cells by: its time of day in minutes, or its first number; None for a text.

    A text with a number in the middle of a long phrase is no value.
    """
    time = _TIME.fullmatch(text.strip())
    if time:
        return int(time[1]) * 60 + int(time[2])
    found = numbers(text, language)
    if not found:
        return None
    first = found[0]
    if len(found) > 2 or first.start > 12 or len(text) - first.end > 25:
        return None
    if first.bound:  # more than 500 comes behind 500, less than 500 before it
        return first.value + (1e-6 if first.bound == ">" else -1e-6)
    return first.value
