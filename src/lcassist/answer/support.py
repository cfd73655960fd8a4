"""Measures how far the evidence carries a question: the features of the confidence model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lcassist.answer import cues
from lcassist.answer.confidence import Features
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.series import Fact
from lcassist.answer.values import numbers

_PRESUMING = frozenset({"why", "when"})  # what is asked of something that is said to have happened
_MEASURED = frozenset({"howmuch", "count", "percent", "money"})


def features(
    question: Question, units: Sequence[Unit], weights: Mapping[str, float], names: Collection[str]
) -> Features:
    """The features of a question's evidence; ``units`` are given best first, ``weights`` are the rarities of the
    question's words, ``names`` those whom it is asked about."""
    usable = [unit for unit in units if unit.about != "other"]
    if not usable:
        return Features(**dict.fromkeys(Features.__dataclass_fields__, 0.0))
    best = usable[0]
    rest = [unit.score for unit in usable[3:15]]
    foreign = float(best.language != question.language)
    held = frozenset[str]().union(*(unit.held for unit in usable[:3]))
    total = sum(weights.values()) or 1.0
    # a number in the question that is nowhere in the evidence: another year, another page
    absent = [term for term in weights if term[0].isdigit() and term not in held]
    amount = float("howmuch" in question.wants)
    predicate = max(unit.features["predicate"] + unit.features["cell_predicate"] for unit in usable[:3])
    return Features(
        likeness=(max(unit.likeness for unit in usable) - 0.8) * 10,
        gap=(best.score - sum(rest) / len(rest)) / 5 if rest else 0.0,
        lead=(best.score - usable[min(4, len(usable) - 1)].score) / 5,
        score=best.score / 5,
        matter=best.features["matter"] / 3,
        # of a question in another language only names and numbers can be covered: that tells nothing
        coverage=(sum(weights[term] for term in held & weights.keys()) / total - 0.5) * (1 - foreign),
        lacking=float(sum(f"@{name}" not in held for name in question.names)),
        unknown=float(min(len(question.unknown_names), 2)),
        number=float(bool(absent)),
        typed=max(0.0, best.typed),
        untyped=float(best.typed < 0),
        untyped_amount=float(best.typed < 0) * amount,
        elsewhere=float(best.typed == 0) * amount,
        uncounted=best.features["cell_uncounted"],
        label=best.features["cell_label"],
        foreign_label=foreign * best.features["cell_label"],
        unlike=float(best.fact is not None) * min(0.0, best.features["cell_label"] - 1),
        address=best.features["address"],
        foreign=foreign,
        foreign_score=foreign * best.score / 5,
        foreign_cell=foreign * float(best.fact is not None),
        missing=(1 - foreign) * _share_missing(question.matter, held, weights),
        amount=amount,
        premise=min(0.0, predicate) * float(bool(question.wants & _PRESUMING)),
        reason=best.features["reason"],
        unnamed=float(best.about == "general" and bool(names)),
        office=best.features["office"],
        other_header=best.features["cell_elsewhere"],
    )


def _share_missing(terms: Collection[str], held: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of some terms that nothing holds, weighted by their rarity."""
    total = sum(weights.get(term, 0.0) for term in terms)
    return sum(weights.get(term, 0.0) for term in terms if term not in held) / total if total else 0.0


def unsupported_numbers(question: Question, findings: Sequence[Finding]) -> list[str]:
    """The years that a question claims and no finding has, where the findings have others."""
    if question.wants & {"above", "below", "between"}:
        return []  # a bound claims nothing
    claimed = [n for n in numbers(question.text, question.language) if n.year]
    given = {n.value for one in findings for n in numbers(one.text) if n.year}
    return [question.text[n.start : n.end] for n in claimed if given and n.value not in given]


def of_no_holder(question: Question, units: Sequence[Unit]) -> bool:
    """Whether a question asks who holds an office, or his name, and no sentence among the best names that office."""
    asked = cues.begins("who", question.folded, question.language) or cues.find(
        "asks_name", question.folded, question.language
    )
    if not question.offices or not asked:
        return False
    best = [unit for unit in units if unit.about != "other"][:3]
    return all(unit.features["office"] <= 0 for unit in best)


def of_other_years(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether all cells of an answer are headed by years, and by none of those in the question.

    What a table gives for 2022 says nothing of 2018. It isn't so where the years are what is asked: which opened
    after 1995, or when.
    """
    asked = _years(question.text, question.language)
    bounds = question.wants & {"above", "below"} or ("between" in question.wants and len(asked) > 1)
    if not asked or bounds or any(_years(fact.cell.text, fact.language) for fact in facts):
        return False
    if "when" in question.wants and cues.find("asks_date", question.folded, question.language):
        return False
    headed = [_headed_by(fact) for fact in facts]
    return bool(headed) and all(years and not years & asked for years in headed)


def told_of_other_years(question: Question, findings: Sequence[Finding]) -> bool:
    """Whether a question asks how much it was in a year, and all that was found tells of other years.

    What a sentence gives for 2023 says nothing of 2022. A question about something else that names a year may be
    answered: it claims too much then, which a note says.
    """
    asked = _years(question.text, question.language)
    if len(asked) != 1 or not question.wants & _MEASURED or question.wants & {"above", "below", "between", "compare"}:
        return False
    told = [_years(finding.text, question.language) for finding in findings]
    return bool(told) and all(years and not years & asked for years in told)


def _headed_by(fact: Fact) -> frozenset[float]:
    """The years in a cell's headers, or else in its table's caption; of a range all that are in it."""
    headers = _years(f"{fact.row_name or ''} {fact.column_name or ''}", fact.language)
    years = headers or _years(fact.caption or "", fact.language)
    return years if len(years) != 2 else frozenset(map(float, range(int(min(years)), int(max(years)) + 1)))


def _years(text: str, language: str | None) -> frozenset[float]:
    return frozenset(number.value for number in numbers(text, language) if number.year)
