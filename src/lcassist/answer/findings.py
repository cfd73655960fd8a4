"""What an answer is put together from: findings, each a text with the spans that carry it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lcassist.answer.phrases import phrase
from lcassist.answer.quantities import is_share, units_in
from lcassist.answer.series import Fact
from lcassist.answer.values import blank, truth
from lcassist.answer.verify import Span
from lcassist.corpus.parsers.legends import is_mark


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement in the making: its text, the spans that carry it, and the entity that it is about.

    ``emphasis`` is where in the text the short answer stands.
    """

    text: str
    evidence: tuple[Span, ...]
    about: str | None = None
    emphasis: tuple[int, int] | None = None


def cell_finding(fact: Fact, caption: str | None, language: str) -> Finding:
    """ "Column – row: value" of a cell, with the meaning of a rating mark, which is cited too."""
    value = fact.cell.text
    evidence = list(citing([fact]))
    if fact.mark is not None:
        value = f"{value} ({fact.mark.meaning})"
        evidence.append(Span(fact.source, fact.mark.start, fact.mark.end))
    elif is_mark(value) and truth(value) is None and not blank(value):
        value = f"{value} ({phrase('no_meaning', language)})"
    label = " – ".join(filter(None, (fact.column_name, fact.row_name)))
    # without headers a cell holds name and value itself, and the caption says what they are
    if caption and (not label or _unit_in_caption(fact, label)):
        value = f"{value} ({caption})"
    text = f"{label}: {value}" if label else value
    about = next(iter(sorted(fact.names)), None)
    first = len(label) + 2 if label else 0
    return Finding(text, tuple(evidence), about, (first, first + len(fact.cell.text)))


def _unit_in_caption(fact: Fact, label: str) -> bool:
    """Whether only the caption says what a cell's number is a number of: "Income by source, in percent"."""
    bare = not any(character.isalpha() or character in "%€$£" for character in fact.cell.text)
    if not bare or not any(character.isdigit() for character in fact.cell.text):
        return False
    told = is_share(label) or bool(units_in([], label))
    return not told and (fact.in_money or is_share(fact.caption or ""))


def citing(facts: Iterable[Fact]) -> tuple[Span, ...]:
    """The cells of some facts as evidence."""
    return tuple(Span(fact.source, fact.cell.start, fact.cell.end, fact.place) for fact in facts)


def cell_findings(facts: Iterable[Fact], caption: str | None, language: str) -> list[Finding]:
    """The cells of one table; what it is about, which only cells without headers or units need to say, is said
    once."""
    return [cell_finding(fact, None if number else caption, language) for number, fact in enumerate(facts)]
