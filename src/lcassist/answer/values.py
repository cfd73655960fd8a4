"""Values in cells and sentences: numbers with their units in several locales, years, times and percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcassist.corpus.vocabulary import fold

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<bound>[<>≤≥~]|ca\.?|±)?\s?(?P<currency>[-−]?[€$£]\s?)?(?P<sign>[-−](?=\d))?"
    r"(?P<number>\d{1,3}(?:[ \u202f\u00a0'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?P<unit>\s?[%€‰]|)"
)
# 17.30 may be a time or a fraction: read as a number it has its place among the times too
_TIME = re.compile(r"([01]?\d|2[0-4])[:h]([0-5]\d)")
_DURATION = re.compile(r"(\d{1,3})\s?(?:h|hrs?|hours?|u|uur|uren|std|stunden?|ore|ora|hores|ώρες|ώρα|óra)\.?\s?"
                       r"(?:(?:en|and|e|y|i|et|und|és|και)?\s?(\d{1,2})\s?(?:m|min|minutes?|minuten|minuti|minutos|λεπτά|perc)?\.?)?",
                       re.I)  # fmt: skip
_NOTE = re.compile(r"(?<=[\w)%€])\s?(?:\*+|†|‡|[¹²³⁴⁵⁶⁷⁸⁹]|\[\d+\]|\^\d+)$")  # the mark of a note, and not an exponent
_BOUNDS = {"<": "<", "≤": "<", ">": ">", "≥": ">"}
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")  # 1500 to 2099
_DOT_DECIMALS = {"en", None}
_MAGNITUDE = re.compile(
    r"\s?[€$£]?\s?(?:(?P<b>billion|bn\b|miljard|milliarde?n?|milliards?|miliard[io]|mil millones|mil milions|"
    r"δισεκατομμυρι|milliard)|(?P<m>million|miljoen|mln\b|mio\b|millionen|millions|milion[ei]|millon(?:es)?|milions?|"
    r"εκατομμυρι|millio)|(?P<t>thousand|duizend|tausend|mille\b|mila\b|mil\b|χιλιαδ|ezer))"
)
_ISO = re.compile(r"([12]\d{3})-(\d{1,2})-(\d{1,2})")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]([12]\d{3})")
# how the months begin in the nine languages, folded
_MONTHS = (
    ("jan", "gen", "ene", "ιαν"), ("feb", "fev", "φεβ"), ("mar", "maa", "mae", "mrt", "μαρ"),
    ("apr", "avr", "abr", "απρ"), ("may", "mei", "mai", "mag", "maj", "μαι"), ("jun", "juin", "giu", "ιουν"),
    ("jul", "juil", "lug", "ιουλ"), ("aug", "aou", "ago", "αυγ"), ("sep", "set", "szep", "σεπ"),
    ("oct", "okt", "ott", "οκτ"), ("nov", "νοε"), ("dec", "dez", "dic", "des", "δεκ"),
)  # fmt: skip
_BLANK = re.compile(
    r"[-–—−.…·?/]+|n\.?\s?/?\s?[avbds]\.?|n\.?\s?v\.?\s?t\.?|k\.?\s?a\.?|s\.?\s?[od]\.?|n\.?\s?c\.?|nb|"
    r"unknown|not available|not applicable|none given|onbekend|unbekannt|inconnu|sconosciuto|desconocido|desconegut|"
    r"άγνωστο|ismeretlen"
)
_YES = frozenset(
    ["yes", "ja", "oui", "si", "sì", "sí", "ναι", "igen", "✓", "✔", "☑", "✅", "●", "x", "×", "true", "wel"]
)
_NO = frozenset(
    [
        "no",
        "nee",
        "nein",
        "non",
        "oxi",
        "όχι",
        "οχι",
        "nem",
        "✗",
        "✘",
        "☐",
        "❌",
        "○",
        "false",
        "niet",
        "-",
        "–",
        "—",
        "−",
    ]
)

_NOTHING = frozenset(
    [
        "none", "nothing", "geen", "niets", "keine", "keiner", "keines", "nichts", "aucun", "aucune", "neant",
        "nessuno", "nessuna", "niente", "ninguno", "ninguna", "nada", "cap", "res", "κανενα", "κανενασ", "καμια",
        "τιποτα", "nincs", "semmi", "0",
    ]
)  # fmt: skip


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
        year = YEAR.fullmatch(raw) is not None and not match["unit"] and not match["currency"] and not bound
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
    """A cell's value to order cells by; None for a text.

    A time of day counts in minutes, and so does a duration in hours; a date as its year and a fraction of it; of
    anything else the first number counts, times a thousand, a million or a billion where such a word follows.
    A text with a number in the middle of a long phrase is no value.
    """
    text = _NOTE.sub("", text.strip())
    time = _TIME.fullmatch(text)
    if time:
        return int(time[1]) * 60 + int(time[2])
    duration = _DURATION.fullmatch(text)
    if duration:
        return int(duration[1]) * 60 + int(duration[2] or 0)
    dated = date(text)
    if dated is not None:
        return dated
    found = numbers(text, language)
    if not found:
        return None
    first = found[0]
    if len(found) > 2 or first.start > 12 or len(text) - first.end > 25:
        return None
    value = first.value * magnitude(text[first.end :])
    if first.bound:  # more than 500 comes behind 500, less than 500 before it
        return value + (1e-6 if first.bound == ">" else -1e-6)
    return value


def magnitude(after: str) -> float:
    """What the word right behind a number multiplies it by: a thousand, a million, a billion, or 1."""
    match = _MAGNITUDE.match(fold(after))
    if match is None:
        return 1.0
    return {"t": 1e3, "m": 1e6, "b": 1e9}[str(match.lastgroup)]


def date(text: str) -> float | None:
    """A date, or a month of a year, as the year and a fraction of it; None for any other text."""
    match = _ISO.fullmatch(text)
    if match:
        return _in_year(match[1], match[2], match[3])
    match = _NUMERIC_DATE.fullmatch(text)
    if match:
        return _in_year(match[3], match[2], match[1])
    words = re.findall(r"\w+", fold(text))
    years = [word for word in words if YEAR.fullmatch(word)]
    months = [month for word in words if (month := _month(word))]
    if len(years) != 1 or len(months) != 1 or len(words) > 5:
        return None
    days = [word for word in words if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|er)?", word)]
    return _in_year(years[0], str(months[0]), re.sub(r"\D", "", days[0]) if days else "0")


def _month(word: str) -> int | None:
    return next((number for number, names in enumerate(_MONTHS, 1) if word.startswith(names)), None)


def _in_year(year: str, month: str, day: str) -> float | None:
    if not (1 <= int(month) <= 12 and 0 <= int(day) <= 31):
        return None
    return int(year) + (int(month) - 1) / 12 + int(day) / 400


def blank(text: str) -> bool:
    """Whether a cell holds nothing but a sign or word for "no value": a dash, "n/a", "unknown"."""
    return _BLANK.fullmatch(text.strip().lower()) is not None


def nothing(text: str) -> bool:
    """Whether a cell says that there is none: with a word, a nought or a sign for "no value"."""
    return blank(text) or fold(text.strip().rstrip(".")) in _NOTHING


def truth(text: str) -> bool | None:
    """What a cell says that only says yes or no, as a word or as a tick or cross; None for any other."""
    word = fold(text.strip().rstrip(".")).strip()
    return True if word in _YES else False if word in _NO else None
