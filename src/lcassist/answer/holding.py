"""Cells that hold what a question says: a number, a rating mark or its meaning, a yes or no, words of their text."""

from __future__ import annotations

from collections.abc import Iterable

from lcassist.answer.cues import find, folded, without
from lcassist.answer.question import Question
from lcassist.answer.scales import same_grade_said
from lcassist.answer.series import Fact, Series
from lcassist.answer.signs import ALIKE, said_signs
from lcassist.answer.values import nothing, numbers, truth
from lcassist.corpus.parsers.legends import is_mark
from lcassist.domain import Mark
from lcassist.index.words import tokens

_PUNCTUATION = ".,;:?!\"'()“”‘’«»"
_SHORTEST = 3  # letters of a cell's text that is looked for in a question
_TRUTHS = 0.5  # the share of a series' cells that say yes or no, from which on it answers which do


def negated(question: Question, grades: Iterable[str] = ()) -> bool:
    """Whether a question asks for those that are or have something not; "no more than" doesn't, nor does the name of a
    grade ("not there yet")."""
    text = without(("inclusive", "above", "below"), question.folded, question.language)
    for grade in map(folded, grades):
        text = text.replace(grade, " ") if grade else text
    return find("negation", text, question.language) is not None


def holding(question: Question, series: Series) -> list[Fact]:
    """The facts whose value the question itself gives, or with a negation the others.

    Empty where it gives none, or all have it.
    """
    found = [fact for fact in _holding(question, series) if fact in series.compared]
    if not found or not negated(question, (mark.meaning for mark in series.legend)):
        return found
    if series.truths or all(fact.cell.text.strip("0.,") == "" for fact in found):
        return found  # which of them say no, or nothing, was found already
    return [fact for fact in series.compared if fact not in found]


def having(question: Question, series: Series) -> list[Fact]:
    """The facts that hold anything, or with a negation nothing, of a series some of whose cells say that there is none;
    else empty."""
    if series.rated or series.truths:
        return []
    without_any = [fact for fact in series.facts if nothing(fact.cell.text)]
    if not without_any or len(without_any) == len(series.facts):
        return []
    return without_any if negated(question) else [fact for fact in series.facts if fact not in without_any]


def _holding(question: Question, series: Series) -> list[Fact]:
    if series.truths >= _TRUTHS:
        return [fact for fact in series.facts if truth(fact.cell.text) is (not negated(question))]
    if series.rated:
        mark = said_mark(question, series)
        return [fact for fact in series.facts if mark is not None and same_grade(fact.cell.text, mark.text, series)]
    given = numbers(question.text, question.language)
    values = {number.value for number in given}
    found = [f for f in series.facts if values & {number.value for number in numbers(f.cell.text, series.language)}]
    if found or any(not number.year for number in given):  # a year may only say of when
        return found
    if negated(question):  # "no medals" are 0
        return [fact for fact in series.facts if [number.value for number in numbers(fact.cell.text)] == [0.0]]
    said = said_text(question, series)
    # what has a well and rain tanks has a well
    return [fact for fact in series.facts if said and f" {said} " in f" {folded(fact.cell.text)} "]


def said_text(question: Question, series: Series) -> str:
    """The longest whole text of a series' cells that a question says, folded; empty where it says none."""
    words = f" {question.folded} "
    texts = {folded(fact.cell.text) for fact in series.facts}
    found = [text for text in texts if len(text) >= _SHORTEST and not text.isdigit() and f" {text} " in words]
    return max(found, key=lambda text: (len(text), text), default="")


def gives_mark(question: Question, series: Series) -> bool:
    """Whether a question gives one of the marks of a series as its signs, or says them: "how often did it get
    ++?"."""
    given = {word.strip(_PUNCTUATION) for word in question.text.split()}
    signs = said_signs(question)
    return any(
        is_mark(fact.cell.text) and (fact.cell.text in given or fact.cell.text.translate(ALIKE) in signs)
        for fact in series.facts
    )


def said_mark(question: Question, series: Series) -> Mark | None:
    """The mark of a series that a question gives, as its signs or as its meaning: the longest that is said."""
    # "A" is a mark where a legend says so, and an article at the beginning of a sentence
    listed = {mark.text for mark in series.legend}
    given = (word.strip(_PUNCTUATION) for word in question.text.split()[1:])
    marks = {word for word in given if is_mark(word) or word in listed}
    signs = said_signs(question)
    marks |= {
        one for one in listed | {f.cell.text for f in series.facts} if is_mark(one) and one.translate(ALIKE) in signs
    }
    # a word of a name is no grade: the "Kettle Fair" is not fair
    bare = " ".join(word for word in question.without_names.split() if not _of_name(word, question))
    words, stems = f" {folded(bare)} ", f" {' '.join(tokens(bare, series.language))} "
    best, size = None, 0
    own = {fact.cell.text: Mark(fact.cell.text, "", 0, 0) for fact in series.facts if fact.cell.text in marks}
    for mark in (*series.legend, *own.values(), *(Mark(word, word, 0, 0) for word in series.graded)):
        said = 10_000 if mark.text in marks else _said(mark.meaning, words, stems, series.language)
        # "very good" in the question is not "good"
        if said > size:
            best, size = mark, said
    if best is None and question.language != series.language:
        grades = [(same_grade_said(mark.meaning, words), mark) for mark in series.legend]
        size, best = max(grades, key=lambda one: one[0], default=(0, None))
        return best if size else None
    return best


def _of_name(word: str, question: Question) -> bool:
    return word[:1].isupper() and bool(question.proper.intersection(tokens(word, question.language)))


def same_grade(text: str, mark: str, series: Series) -> bool:
    """Whether a cell has a mark, or a word of the same grade."""
    if series.graded:
        return series.graded.get(folded(text)) == series.graded.get(mark)
    return text == mark


def _said(meaning: str, words: str, stems: str, language: str | None) -> int:
    """How much of a meaning is said: its length, or 1 where only its stems are there ("very" has none), or 0."""
    if meaning and f" {folded(meaning)} " in words:
        return len(meaning)
    stemmed = " ".join(tokens(meaning, language))
    return int(bool(stemmed) and f" {stemmed} " in stems)
