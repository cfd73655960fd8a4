"""What a text holds by its form, whatever is asked: money, a share, a date, a day of the week, a reason, a name."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from lcassist.answer import cues

_LANGUAGES = ("en", "nl", "de", "fr", "it", "es", "ca", "el", "hu")
_MONEY = re.compile(
    r"[€$£]\s?\d|\d[\d.,\s]*\s?(?:€|\$|£|(?:eur|euros?|euró|ευρώ|dollars?|pounds?|cents?|centesimi|céntimos|centimes|cèntims|mill?iones?|millions?|millionen|"
    r"miljoen|milioni|milions|εκατομμύρια|millió|billions?)\b)",
    re.I,
)
_CURRENCY = re.compile(
    r"[€$£]|\b(?:euros?|euró|ευρώ|dollars?|pounds?|pond|forint|(?<!per )cents?|centesimi|céntimos|centimes|cèntims)\b",
    re.I,
)
# what numbers are put together of in one word: "vijfentwintig", "fünfundzwanzig", "venticinque", "huszonöt"; folded
_COMPOUND = re.compile(
    r"\b(?:\w+(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|zwanzig|dreissig|vierzig|"
    r"funfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend)|(?:venti|trenta|quaranta|cinquanta|sessanta|settanta|"
    r"ottanta|novanta|tizen|huszon|harminc|negyven|otven|hatvan|hetven|nyolcvan|kilencven)\w+)\b"
)
_SHARE = re.compile(r"\d\s?(?:%|per\s?cent|procent|prozent|pour cent|per cento|por ciento|τοις εκατό|százalék)", re.I)
# times of the day; with a full stop only where there are two, as it may be a price too
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-4])(?::[0-5]\d\b|[.h][0-5]\d\s?(?:[–—-]|to|tot|bis|à|alle|a|έως|till?|until)\s?\d{1,2}[.:h][0-5]\d\b)"
)
_TIME = re.compile(r"(?<![\d.,€$£])(?:[01]?\d|2[0-4])[.:h][0-5]\d(?!\d|[.,]\d|\s?(?:€|eur|%))", re.I)
_HOUR = re.compile(
    r"\b(?:[01]?\d|2[0-4])(?:[.:h]\d{2})?\s?(?:[ap]\.?\s?m\b|o['’]clock|uur\b|uhr\b|h\b|heures?\b|óra|ώρα|π\.?μ|μ\.?μ)|"
    r"\b(?:noon|midnight|midday|middag|middernacht|mittag|mitternacht|midi|minuit|mezzogiorno|mezzanotte|mediodía|"
    r"medianoche|migdia|mitjanit|μεσημέρι|μεσάνυχτα|dél|éjfél)\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_SUFFIXED = re.compile(r"\d+ ?(?:e|a|en|an)?ig\b|\bvegeig\b")  # Hungarian "30-ig", folded
_PHONE = re.compile(r"\+?\d(?:[\s()/.-]{0,2}\d){5,}")
_EMAIL = re.compile(r"\S@\S+\.\w")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
# a letter with a capital form, Latin or Greek
CAPITAL = (
    "[" + "".join(chr(code) for code in (*range(0x41, 0x400), *range(0x1E00, 0x2000)) if chr(code).isupper()) + "]"
)
_FULL_NAME = re.compile(
    rf"\b{CAPITAL}[^\W\d_]+(?: (?:van|de|den|der|von|di|da|del|la|le|el|dos|du|ten|ter))* {CAPITAL}[^\W\d_]+"
)


def gives_money(text: str) -> bool:
    """Whether an amount of money stands in a text."""
    return _MONEY.search(text) is not None


def gives_currency(text: str) -> bool:
    """Whether a currency stands in a text, beside a number or not."""
    return _CURRENCY.search(text) is not None


def gives_share(text: str) -> bool:
    """Whether a share in percent stands in a text."""
    return _SHARE.search(text) is not None


def gives_phone(text: str) -> bool:
    """Whether what may be a telephone number stands in a text."""
    return _PHONE.search(text) is not None


def gives_email(text: str) -> bool:
    """Whether an e-mail address stands in a text."""
    return _EMAIL.search(text) is not None


def full_names(text: str) -> list[str]:
    """The runs of two words with a capital in a text: "Jan van der Wiek"."""
    return _FULL_NAME.findall(text)


def gives_frequency(text: str, language: str | None) -> bool:
    """Whether a text says how often: "every two years", "annual"."""
    return language in _LANGUAGES and cues.find("frequency", cues.folded(text), language or "") is not None


def gives_reason(text: str, language: str | None) -> bool:
    """Whether a sentence has a word that joins a cause to what it causes."""
    return language in _LANGUAGES and cues.find("causal", cues.folded(text), language or "") is not None


def points_to_illustration(text: str, language: str | None) -> bool:
    """Whether a sentence speaks of a table or a picture, which says more than it."""
    return language in _LANGUAGES and cues.find("illustration", cues.folded(text), language or "") is not None


def is_clock(text: str) -> bool:
    """Whether a text gives times of the day, which are no number of anything."""
    return _CLOCK.search(text) is not None


def gives_time(text: str, language: str | None) -> bool:
    """Whether a text may give a time of the day: "11.15", "7 p.m.", "zeven uur", or an hour in words."""
    return _TIME.search(text) is not None or _HOUR.search(text) is not None or has_numeral(text, language)


def gives_deadline(text: str, language: str | None) -> bool:
    """Whether a text gives a date by which, or until which, something is done."""
    folded = cues.folded(text)
    dated = gives_date(text, language) or _YEAR.search(text) is not None or is_clock(text)
    bound = any(cues.find("deadline", folded, one) for one in ([language] if language in _LANGUAGES else _LANGUAGES))
    return dated and (bound or _SUFFIXED.search(folded) is not None)


def weekdays_in(text: str, language: str | None) -> list[str]:
    """The days of the week that a text names."""
    names = _weekday_names(language) if language in _LANGUAGES else frozenset[str]()
    return [word for match in WORD.finditer(text) if (word := match.group().lower().rstrip(".")) in names]


@cache
def _weekday_names(language: str) -> frozenset[str]:
    """The days of the week, in full, and shortened to three letters or more, in lower case; plurals of English ones."""
    contexts: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
    names = {
        name.lower().rstrip(".")
        for context in contexts
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, context, language).values()
    }
    return frozenset(name for name in names if len(name) > 2) | frozenset(f"{name}s" for name in names if len(name) > 5)


def gives_date(text: str, language: str | None) -> bool:
    """Whether a text names a month or a day of the week."""
    names = _date_names(language) if language in _LANGUAGES else frozenset[str]()
    return any(_date_word(match.group(), language) in names for match in WORD.finditer(text))


def has_numeral(text: str, language: str | None) -> bool:
    """Whether a number stands in a text as a word; "one" and its like are articles in most languages."""
    folded = cues.folded(text)
    if _COMPOUND.search(folded):
        return True
    return any(cues.find("numeral", folded, one) for one in ([language] if language in _LANGUAGES else _LANGUAGES))


def of_people(folded: str, language: str | None) -> bool:
    """Whether a folded text speaks of inhabitants."""
    return language in _LANGUAGES and cues.find("people", folded, language or "") is not None


def is_day(text: str, end: int, language: str | None) -> bool:
    """Whether a month follows the number that ends there."""
    after = WORD.match(text[end:].lstrip(" .º°"))
    return after is not None and language in _LANGUAGES and _date_word(after.group(), language) in _date_names(language)


@cache
def _date_names(language: str) -> frozenset[str]:
    """The names of the months and of the days of the week."""
    contexts: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
    months = [name for one in contexts for name in get_month_names("wide", one, language).values()]
    days = [name for one in contexts for name in get_day_names("wide", one, language).values()]
    return frozenset(_date_word(name, language) for name in [*months, *days])


def _date_word(word: str, language: str | None) -> str:
    return word if language == "en" else word.lower()  # "may" is a month with a capital only
