"""Tells whether a text has the kind of value that a question asks for: an amount, a share, a year, a number."""

from __future__ import annotations

import re

from lcassist.answer.question import Question
from lcassist.answer.values import numbers
from lcassist.corpus.readers.legends import is_mark

# numbers in words up to twelve, in the nine languages; "one" and its like are articles in most of them
_NUMERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|"
    r"twaalf|zwei|drei|fünf|sechs|sieben|neun|zehn|zwölf|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|due|tre|"
    r"quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|"
    r"dues|cinc|sis|set|vuit|nou|deu|dotze|δύο|τρεις|τρία|τέσσερις|τέσσερα|πέντε|έξι|επτά|οκτώ|εννέα|δέκα|"
    r"két|kettő|három|négy|öt|hat|hét|nyolc|kilenc|tíz)\b"
)
_MONEY = re.compile(
    r"[€$£]\s?\d|\d[\d.,\s]*\s?(?:€|\$|£|eur|euro|euros|euró|ευρώ|dollar|pound|million|billion|cent)", re.I
)
_SHARE = re.compile(r"\d\s?(?:%|per\s?cent|procent|prozent|pour cent|per cento|por ciento|τοις εκατό|százalék)", re.I)


def has_wanted_value(question: Question, text: str, language: str | None) -> float:
    """Whether a text has what is asked for: an amount of money, a share, a year, a number.

    1 where it has, -.5 where it hasn't, 0 where nothing of the kind is asked for. A number that the question
    gives itself is no answer.
    """
    wants = question.wants
    if "money" in wants:
        return 1.0 if _MONEY.search(text) else -0.5
    if "percent" in wants:
        return 1.0 if _SHARE.search(text) else -0.5
    if not wants & {"when", "howmuch", "count"}:
        return 0.0
    given = {number.value for number in numbers(question.text, question.language)}
    found = [number for number in numbers(text, language) if number.value not in given]
    if "when" in wants:
        return 1.0 if any(number.year for number in found) else -0.5
    if "rating" in wants and is_mark(text):
        return 1.0
    return 1.0 if found or _NUMERAL.search(text.lower()) else -0.5
