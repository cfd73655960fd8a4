"""Tells whether a text has the kind of value that a question asks for: an amount, a share, a date, a number, a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from lcassist.answer import cues
from lcassist.answer.findings import Finding
from lcassist.answer.quantities import asked as quantities_asked
from lcassist.answer.quantities import is_share, kind_of, measured_by, measures
from lcassist.answer.question import CAPITALISED_NOUNS, Question
from lcassist.answer.scales import is_rating
from lcassist.answer.series import Fact
from lcassist.answer.values import Number, numbers, spelled
from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import fold
from lcassist.index.words import tokens

_LANGUAGES = ("en", "nl", "de", "fr", "it", "es", "ca", "el", "hu")
_MONEY = re.compile(
    r"[€$£]\s?\d|\d[\d.,\s]*\s?(?:€|\$|£|eur|euro|euros|euró|ευρώ|dollar|pound|million|billion|cent)", re.I
)
_CURRENCY = re.compile(r"[€$£]|\b(?:euros?|euró|ευρώ|dollars?|pounds?|pond|forint|cents?)\b", re.I)
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
_PHONE = re.compile(r"\+?\d(?:[\s()/.-]{0,2}\d){5,}")
_EMAIL = re.compile(r"\S@\S+\.\w")
_UNSEEN = 0.5  # what a number is worth in a sentence in another language than the question's
_NOUN = 3  # words that say what is counted
_COMPOUNDING = frozenset({"de", "hu", "nl"})  # languages that write a compound as one word
_COMPOUNDED = 4  # letters of what is compounded
_BEHIND = 2  # words behind a number that say what it counts
_NEAR = 4  # words behind a number, among which is what it is the number of
_ENUMERATOR = re.compile(r"\s*[(\[]?\d{1,3}[.)\]]\s+(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_FULL_NAME = re.compile(
    r"\b[^\W\d_a-z][^\W\d_]+(?: (?:van|de|den|der|von|di|da|del|la|le|el|dos|du|ten|ter))* [^\W\d_a-z][^\W\d_]+"
)
_QUOTED = re.compile(r"[“„«\"][^”“»\"]{2,}[”“»\"]")


def has_wanted_value(question: Question, text: str, language: str | None, header: str | None = None) -> float:
    """Whether a text has what is asked for: an amount of money, a share, a year, a number.

    1 where it has, .5 where it may, -.5 where it hasn't, 0 where nothing of the kind is asked for. A number that the
    question gives itself is no answer, and a number of something else than what is counted is worth nothing; what
    the number in a cell counts, its ``header`` says.
    """
    wants = question.wants
    if "why" in wants:
        return 0.0  # a number in it is what is to be explained
    kind = _told_by_form(question)
    if kind is not None:
        return 1.0 if kind(text, language) else -0.5
    if "often" in wants and gives_frequency(text, language):
        return 1.0
    measured = measures(question, text, header or "")
    if measured is not None and _new_numbers(question, text, language):
        return measured
    if "percent" in wants:
        # a cell's share may be told to be one above it
        return 1.0 if _SHARE.search(text) or (header and is_share(header)) else -0.5
    if "money" in wants:
        return 1.0 if _MONEY.search(text) else -0.5
    if "who" in wants and not _new_words(question, text):
        return -0.5  # a name that the question has itself, or a number, is nobody
    if not wants & {"when", "howmuch", "count"}:
        return 0.0
    found = _new_numbers(question, text, language)
    if header is not None and "when" not in wants and is_clock(text):
        return -0.5
    if not wants & {"when", "rating"} and not (header and cues.folded(header) in question.folded):
        # neither 2004 nor the day in "31 March" is a number of anything
        found = [number for number in found if not number.year and not is_day(text, number.end, language)]
        if not of_people(question.folded, question.language):
            found = [number for number in found if not of_people(_behind(text, number.end), language)]
    if "when" in wants and "count" not in wants:  # "how many a year" asks for a number
        return 1.0 if any(number.year for number in found) else -0.5
    if "rating" in wants and is_rating(text):
        return 1.0
    if not found and not _has_numeral(text, language):
        return -0.5
    counted = frozenset[str]() if header is not None or language != question.language else counted_stems(question)
    if header is None and language != question.language and "count" in wants:
        return _UNSEEN  # of what it is the number can't be told
    return 1.0 if not counted or _counts(text, counted, language) else 0.0


def _told_by_form(question: Question) -> Callable[[str, str | None], bool] | None:
    """The test for what a question asks that has a form of its own: an address, days of the week, how often."""
    folded, language, wants = question.folded, question.language, question.wants
    if wants & {"why", "how", "money"}:
        return None
    if cues.find("asks_email", folded, language):
        return lambda text, _: _EMAIL.search(text) is not None
    if cues.find("asks_phone", folded, language):
        return lambda text, _: _PHONE.search(text) is not None
    if "weekday" in wants:
        return lambda text, own: bool(_weekdays_in(text, own)) or _gives_date(text, own)
    return None


def gives_frequency(text: str, language: str | None) -> bool:
    """Whether a text says how often: "every two years", "annual"."""
    return language in _LANGUAGES and cues.find("frequency", cues.folded(text), language or "") is not None


def gives_reason(text: str, language: str | None) -> bool:
    """Whether a sentence has a word that joins a cause to what it causes."""
    return language in _LANGUAGES and cues.find("causal", cues.folded(text), language or "") is not None


def points_to_illustration(text: str, language: str | None) -> bool:
    """Whether a sentence speaks of a table or a picture, which says more than it."""
    return language in _LANGUAGES and cues.find("illustration", cues.folded(text), language or "") is not None


def names_somebody(question: Question, text: str, language: str | None) -> bool:
    """Whether a text has two words with a capital in a row that are new; not where every noun has one."""
    if language in CAPITALISED_NOUNS:
        return False
    said = set(question.folded.split())
    return any(not said >= set(cues.folded(match.group()).split()) for match in _FULL_NAME.finditer(text))


def tells_somebody(question: Question, fact: Fact) -> bool:
    """Whether a cell names somebody, or stands under a header that says so: "Initiators", "Contact"."""
    if names_somebody(question, fact.cell.text, fact.language):
        return True
    headers = cues.folded(fact.headers)
    return fact.language in _LANGUAGES and cues.find("who_header", headers, fact.language or "") is not None


def is_clock(text: str) -> bool:
    """Whether a text gives times of the day, which are no number of anything."""
    return _CLOCK.search(text) is not None


def _weekdays_in(text: str, language: str | None) -> list[str]:
    names = _weekday_names(language) if language in _LANGUAGES else frozenset[str]()
    return [word for match in _WORD.finditer(text) if (word := match.group().lower().rstrip(".")) in names]


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


def _new_words(question: Question, text: str) -> bool:
    said = set(question.folded.split())
    return any(not word.isdigit() and word not in said for word in cues.folded(text).split())


def counted_stems(question: Question) -> frozenset[str]:
    """The stems of what a question asks the number of: the words with a meaning that follow "how many"."""
    asked = cues.find("count", question.folded, question.language)
    if asked is None:
        return frozenset()
    functional = {fold(word) for word in function_words(question.language)}
    words: list[str] = []
    for word in question.folded[asked.end() :].split():
        if word in functional:
            if words:
                break
            continue
        words.append(word)
    return frozenset(stem for word in words[:_NOUN] for stem in tokens(word, question.language))


def _counts(text: str, counted: frozenset[str], language: str | None) -> bool:
    """Whether a number in a text is one of what is counted: "85 trained volunteers"."""
    folded = cues.folded(text)
    numerals = {word for one in cues.all_of("numeral", folded, language or "en") for word in one.split()}
    words = folded.split()
    for place, word in enumerate(words):
        if word[0].isdigit() or word in numerals:
            near = words[place + 1 : place + 1 + _NEAR]
            if any(_is_of(stem, counted, language) for other in near for stem in tokens(other, language)):
                return True
    return False


def _is_of(stem: str, counted: frozenset[str], language: str | None) -> bool:
    """Whether a stem is one of what is counted, or ends in it: of schools the "basisscholen"."""
    if stem in counted:
        return True
    return language in _COMPOUNDING and any(len(one) >= _COMPOUNDED and stem.endswith(one) for one in counted)


def answers_in_kind(question: Question, findings: Iterable[Finding], languages: Mapping[str, str | None]) -> bool:
    """Whether any of the findings has a value of the kind that the question asks for.

    Stricter about the question than ``has_wanted_value`` and more lenient with the text: only question words
    ("how many", "in which year", "what is the name of") ask for a kind, and a date may be a month or a weekday.
    A question that asks for no kind is answered by any finding. ``languages`` are those of the sources.
    """
    has = _kind_asked(question)
    return has is None or any(has(question, one, languages.get(one.evidence[0].source)) for one in findings)


_HasKind = Callable[[Question, Finding, str | None], bool]


def _kind_asked(question: Question) -> _HasKind | None:
    """The test for the kind of value that a question's words ask for."""
    folded, language, wants = question.folded, question.language, question.wants
    if cues.find("asks_phone", folded, language) and not wants & {"why", "how", "howmuch", "money"}:
        return _has_phone
    if cues.find("asks_email", folded, language) and not wants & {"why", "how", "howmuch", "money"}:
        return _has_email
    if "why" in wants or "rating" in wants:
        return None
    if "weekday" in wants and "count" not in wants:
        return _has_weekday
    if "often" in wants:
        return _has_frequency
    if "money" in wants and "who" not in wants and cues.find("asks_amount", folded, language):
        return _has_money
    if "count" in wants or cues.begins("asks_measure", folded, language):
        return _has_number
    asked = cues.find("asks_date", folded, language)
    # a single word ("when") may be a conjunction in the middle of a sentence
    if asked and (asked.start() == 0 or " " in asked.group()):
        return _has_date
    if cues.find("asks_name", folded, language):
        return _has_name
    return None


def _has_phone(question: Question, finding: Finding, language: str | None) -> bool:
    return _PHONE.search(finding.text) is not None


def _has_email(question: Question, finding: Finding, language: str | None) -> bool:
    return _EMAIL.search(finding.text) is not None


def _has_weekday(question: Question, finding: Finding, language: str | None) -> bool:
    return bool(_weekdays_in(finding.text, language)) or _has_date(question, finding, language)


def _has_frequency(question: Question, finding: Finding, language: str | None) -> bool:
    return gives_frequency(finding.text, language) or _has_number(question, finding, language)


def _has_money(question: Question, finding: Finding, language: str | None) -> bool:
    # a cell says its unit in a header, or leaves it out
    return bool(_CURRENCY.search(finding.text)) or (_is_cell(finding) and _has_number(question, finding, language))


def _has_number(question: Question, finding: Finding, language: str | None) -> bool:
    text = _value(finding)
    # where things are counted, so many kilometres are no number of them
    counting = "count" in question.wants and not quantities_asked(question)
    found = [one for one in _new_numbers(question, text, language) if not (counting and kind_of(text, one.end))]
    return bool(found) or _has_numeral(_without_measures(text, language) if counting else text, language)


def _value(finding: Finding) -> str:
    """What a finding says: of a cell its value, which its headers may have numbers beside."""
    return finding.text.partition(": ")[2] or finding.text if _is_cell(finding) else finding.text


def _without_measures(text: str, language: str | None) -> str:
    """A text without the number words that a unit follows: "the last three kilometres"."""
    for number in reversed(spelled(text, language)):
        if measured_by(text[number.end :]):
            text = f"{text[: number.start]} {text[number.end :]}"
    return text


def _has_date(question: Question, finding: Finding, language: str | None) -> bool:
    return _has_number(question, finding, language) or _gives_date(finding.text, language)


def _gives_date(text: str, language: str | None) -> bool:
    names = _date_names(language) if language in _LANGUAGES else frozenset[str]()
    return any(_date_word(match.group(), language) in names for match in _WORD.finditer(text))


def _has_name(question: Question, finding: Finding, language: str | None) -> bool:
    """Whether a word with a capital that begins no sentence is new; where nouns have capitals, that can't be told."""
    if language in CAPITALISED_NOUNS:
        return True
    said = set(question.folded.split())
    value = finding.text.partition(": ")[2] if _is_cell(finding) else finding.text
    for match in _WORD.finditer(value):
        before = value[: match.start()].rstrip()
        starts = not before or before[-1] in ".!?:;…"
        if match.group()[0].isupper() and (not starts or before.endswith(":")) and fold(match.group()) not in said:
            return True
    return bool(_QUOTED.search(value))


def _is_cell(finding: Finding) -> bool:
    return finding.evidence[0].cell is not None


def _new_numbers(question: Question, text: str, language: str | None) -> list[Number]:
    """The numbers of a text that the question doesn't give itself."""
    given = {number.value for number in numbers(question.text, question.language)}
    listed = _ENUMERATOR.match(text)  # "3. Self-portrait."
    start = listed.end() if listed else 0
    return [one for one in numbers(text, language) if one.value not in given and one.start >= start]


def _has_numeral(text: str, language: str | None) -> bool:
    """Whether a number stands in a text as a word; "one" and its like are articles in most languages."""
    folded = cues.folded(text)
    if _COMPOUND.search(folded):
        return True
    return any(cues.find("numeral", folded, one) for one in ([language] if language in _LANGUAGES else _LANGUAGES))


def of_people(folded: str, language: str | None) -> bool:
    """Whether a folded text speaks of inhabitants."""
    return language in _LANGUAGES and cues.find("people", folded, language or "") is not None


def _behind(text: str, end: int) -> str:
    """The words right behind a number, folded, as far as the next mark."""
    after = re.split(r"[,.;:()]", text[end:])[0]
    return cues.folded(" ".join(after.split()[:_BEHIND]))


def is_day(text: str, end: int, language: str | None) -> bool:
    """Whether a month follows the number that ends there."""
    after = _WORD.match(text[end:].lstrip(" .º°"))
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
