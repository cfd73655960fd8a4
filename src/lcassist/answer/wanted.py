"""Tells whether a text has the kind of value that a question asks for: an amount, a share, a date, a number, a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from lcassist.answer import cues
from lcassist.answer.concepts import offices_in
from lcassist.answer.findings import Finding
from lcassist.answer.forms import (
    WORD,
    full_names,
    gives_currency,
    gives_date,
    gives_deadline,
    gives_email,
    gives_frequency,
    gives_money,
    gives_phone,
    gives_share,
    gives_time,
    has_numeral,
    is_clock,
    is_day,
    of_people,
    weekdays_in,
)
from lcassist.answer.quantities import asked as quantities_asked
from lcassist.answer.quantities import is_share, kind_of, measures, unit_behind, units
from lcassist.answer.question import CAPITALISED_NOUNS, Question
from lcassist.answer.scales import is_rating
from lcassist.answer.series import Fact
from lcassist.answer.values import Number, numbers, spelled
from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import fold
from lcassist.index.words import tokens

_UNSEEN = 0.5  # what a number is worth in a sentence in another language than the question's
_DIMENSIONS = frozenset({"depth", "width"})
_PLURALS = {"nl": ("en", "s"), "fr": ("s", "x")}  # how a plural ends where "how many" is also "how much"
_NOUN = 3  # words that say what is counted
_COMPOUNDING = frozenset({"de", "hu", "nl"})  # languages that write a compound as one word
_COMPOUNDED = 4  # letters of what is compounded
_BEHIND = 2  # words behind a number that say what it counts
_NEAR = 4  # words behind a number, among which is what it is the number of
_ENUMERATOR = re.compile(r"\s*[(\[]?\d{1,3}[.)\]]\s+(?=[^\W\d_])")
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
        return 1.0 if kind(text if header is None else f"{header}: {text}", language) else -0.5
    if "often" in wants and gives_frequency(text, language):
        return 1.0
    measured = measures(question, text, header or "")
    if measured is not None and _new_numbers(question, text, language):
        return measured
    if "percent" in wants:
        # a cell's share may be told to be one above it
        return 1.0 if gives_share(text) or (header and is_share(header)) else -0.5
    if "money" in wants:
        in_words = gives_currency(text) and has_numeral(text, language)  # "vijfentwintig euro"
        headed = header is not None and gives_currency(header) and bool(_new_numbers(question, text, language))
        return 1.0 if gives_money(text) or in_words else 0.5 if headed else -0.5
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
        return 1.0 if any(number.year for number in found) or gives_date(text, language) else -0.5
    if "rating" in wants and is_rating(text):
        return 1.0
    if not found and not has_numeral(text, language):
        return -0.5
    if not found and "years_old" in quantities_asked(question):
        # "eight weeks" is nobody's age
        ages = (unit_behind(text, number.end) in units()["years_old"] for number in spelled(text, language))
        return 1.0 if any(ages) else -0.5
    counted = frozenset[str]() if header is not None or language != question.language else counted_stems(question)
    if header is None and language != question.language and "count" in wants:
        return _UNSEEN  # of what it is the number can't be told
    return 1.0 if not counted or _counts(text, counted, language) else 0.0


def _told_by_form(question: Question) -> Callable[[str, str | None], bool] | None:
    """The test for what a question asks that has a form of its own: an address, days of the week, how often."""
    return _form_asked(question.folded, question.language, question.wants)


@lru_cache(maxsize=256)  # a question is held against hundreds of sentences
def _form_asked(folded: str, language: str, wants: frozenset[str]) -> Callable[[str, str | None], bool] | None:
    if wants & {"why", "how", "money"}:
        return None
    if cues.find("asks_email", folded, language):
        return lambda text, _: gives_email(text)
    if cues.find("asks_phone", folded, language):
        return lambda text, _: gives_phone(text)
    if "weekday" in wants:
        return lambda text, own: bool(weekdays_in(text, own)) or gives_date(text, own)
    if cues.find("clock", folded, language):
        return gives_time
    if cues.find("asks_deadline", folded, language):
        return gives_deadline
    return None


def names_somebody(question: Question, text: str, language: str | None) -> bool:
    """Whether a text has two words with a capital in a row that are new; not where every noun has one."""
    if language in CAPITALISED_NOUNS:
        return False
    said = set(question.folded.split())
    names = [set(cues.folded(name).split()) for name in full_names(text)]
    if question.offices:  # the foundation whose director is asked for is none
        return any(said.isdisjoint(name) for name in names)
    return any(not said >= name for name in names)


def tells_somebody(question: Question, fact: Fact) -> bool:
    """Whether a cell names somebody, or stands under a header that says so: "Initiators", "Contact"."""
    if names_somebody(question, fact.cell.text, fact.language):
        return True
    headers = cues.folded(fact.headers)
    if fact.language is None or cues.find("who_header", headers, fact.language) is None:
        return False
    # those who began it are no director
    return not question.offices or bool(offices_in(headers, fact.language) & question.offices)


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
    if cues.find("clock", folded, language) and not wants & {"how", "howmuch", "money"}:
        return _has_time
    if "often" in wants:
        return _has_frequency
    if "money" in wants and "who" not in wants and cues.find("asks_amount", folded, language):
        return _has_money
    if cues.begins("asks_measure", folded, language) and question.predicates & _DIMENSIONS:
        return _has_length
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
    return gives_phone(finding.text)


def _has_email(question: Question, finding: Finding, language: str | None) -> bool:
    return gives_email(finding.text)


def _has_time(question: Question, finding: Finding, language: str | None) -> bool:
    return gives_time(finding.text, language)


def _has_weekday(question: Question, finding: Finding, language: str | None) -> bool:
    return bool(weekdays_in(finding.text, language)) or _has_date(question, finding, language)


def _has_frequency(question: Question, finding: Finding, language: str | None) -> bool:
    return gives_frequency(finding.text, language) or _has_number(question, finding, language)


def _has_money(question: Question, finding: Finding, language: str | None) -> bool:
    # a cell says its unit in a header, or leaves it out
    return gives_currency(finding.text) or (_is_cell(finding) and _has_number(question, finding, language))


def _has_number(question: Question, finding: Finding, language: str | None) -> bool:
    text = _value(finding)
    # where things are counted, so many kilometres are no number of them
    counting = "count" in question.wants and not quantities_asked(question) and _asks_many(question)
    found = [one for one in _new_numbers(question, text, language) if not (counting and kind_of(text, one.end))]
    return bool(found) or has_numeral(_without_measures(text, language) if counting else text, language)


def _asks_many(question: Question) -> bool:
    """Whether the number of things is asked, and not an amount: Dutch and French ask both with one word ("hoeveel
    leden", "hoeveel huur")."""
    endings = _PLURALS.get(question.language)
    counting = cues.find("count", question.folded, question.language)
    if endings is None or counting is None:
        return True
    functional = {fold(word) for word in function_words(question.language)}
    noun = next((word for word in question.folded[counting.end() :].split() if word not in functional), "")
    return noun.endswith(endings)


def _has_length(question: Question, finding: Finding, language: str | None) -> bool:
    """Whether a number is there that has a unit of length, or none: of a depth no euros."""
    if _is_cell(finding):
        return _has_number(question, finding, language)
    found = [one for one in _new_numbers(question, finding.text, language) if not one.year]
    given = {kind_of(finding.text, one.end) for one in found}
    return "extent" in given or (not given and has_numeral(finding.text, language))


def _value(finding: Finding) -> str:
    """What a finding says: of a cell its value, which its headers may have numbers beside."""
    return finding.text.partition(": ")[2] or finding.text if _is_cell(finding) else finding.text


def _without_measures(text: str, language: str | None) -> str:
    """A text without the number words that a unit follows: "the last three kilometres"."""
    for number in reversed(spelled(text, language)):
        if kind_of(text, number.end):
            text = f"{text[: number.start]} {text[number.end :]}"
    return text


def _has_date(question: Question, finding: Finding, language: str | None) -> bool:
    # in figures: "once" and "two" say not when
    return bool(_new_numbers(question, _value(finding), language)) or gives_date(finding.text, language)


def _has_name(question: Question, finding: Finding, language: str | None) -> bool:
    """Whether a word with a capital that begins no sentence is new; where nouns have capitals, that can't be told."""
    if language in CAPITALISED_NOUNS:
        return True
    said = set(question.folded.split())
    value = finding.text.partition(": ")[2] if _is_cell(finding) else finding.text
    for match in WORD.finditer(value):
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


def _behind(text: str, end: int) -> str:
    """The words right behind a number, folded, as far as the next mark."""
    after = re.split(r"[,.;:()]", text[end:])[0]
    return cues.folded(" ".join(after.split()[:_BEHIND]))
