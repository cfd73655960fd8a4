"""Shows a spreadsheet's values as their number formats do, as far as documents use them.

What is known of a format code (ECMA-376, 18.8.31): decimals, thousands, per cent, a unit or currency in quotes or
brackets, dates and times; a fraction, exponent or condition is not: such a value is shown as it is stored. Which of
"1.5" and "1,5" is shown depends on the computer that shows a file; here it is always the point, with the comma between
thousands.
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.[0#?]+)?")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|_.|\*.|\[[^\]]*\]')
_UNKNOWN = re.compile(r"[/Ee@]")
_MOST_DIGITS = 15  # that a stored number has


def shown(value: object, code: str) -> str:
    """A cell's value as text: numbers by their format code, dates as ISO 8601, truths as "yes" and "no"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        day, time = value.date().isoformat(), value.time()
        return day if time == datetime.time() else f"{day} {_clock(time)}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return _clock(value)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, int | float) and math.isfinite(value):
        return _number(value, code)
    return str(value)


def _clock(time: datetime.time) -> str:
    return time.strftime("%H:%M:%S" if time.second else "%H:%M")


def _number(value: float, code: str) -> str:
    plain = _stored(value)
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    bare = _LITERAL.sub("", section)
    digits = _DIGITS.search(bare)
    if digits is None or _UNKNOWN.search(bare):
        return plain
    try:
        number = abs(Decimal(plain)) * (100 if "%" in bare else 1)
        places = digits.group().partition(".")[2]
        rounded = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    except InvalidOperation:
        return plain
    text = f"{rounded:,f}" if "," in digits.group() else f"{rounded:f}"
    for optional in reversed(places):  # "0.0#" shows 1.5 as it is
        if optional != "#" or not text.endswith("0"):
            break
        text = text[:-1]
    text = text.removesuffix(".")
    before, after = _around(section)
    signed = len(sections) < 2 or "(" in section or "-" in section
    sign = "-" if value < 0 and signed and any(digit in "123456789" for digit in text) else ""
    return f"{sign}{before}{text}{after}"


def _stored(value: float) -> str:
    """A number without the noise of its binary form."""
    if isinstance(value, int) or value == int(value):
        return str(int(value))
    return f"{Decimal(f'{value:.{_MOST_DIGITS}g}'):f}"


def _around(section: str) -> tuple[str, str]:
    """What a format writes before and behind the digits: a currency, a unit, a per cent sign."""

    def literal(found: re.Match[str]) -> str:
        return next((group for group in found.groups() if group), "")

    parts, at = [], 0
    for found in _LITERAL.finditer(section):
        parts += [(section[at : found.start()], False), (literal(found), True)]
        at = found.end()
    parts.append((section[at:], False))
    before, after, seen = "", "", False
    for text, is_literal in parts:
        digits = None if is_literal else _DIGITS.search(text)
        if digits is not None and not seen:
            before, after, seen = before + text[: digits.start()], text[digits.end() :], True
        elif seen:
            after += text
        else:
            before += text
    return _tidy(before), _tidy(after)


def _tidy(text: str) -> str:
    return re.sub(r"[()\-+#0?,.]", "", text)
