"""Evidence: sentences and cells that may carry an answer, with the features by which they are ranked.

Both have the same features, so that the better of them wins: how like the question its vector is, how much of
the question's content words it covers (weighted by their rarity), how well its passage was found, and whether
it is about the entities that the question names. ``weigh`` measures them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from lcassist.answer import cues
from lcassist.answer.aggregate import COMPARING
from lcassist.answer.forms import gives_reason, is_clock, of_people
from lcassist.answer.quantities import asked, measures, units, units_in
from lcassist.answer.question import Question
from lcassist.answer.scales import is_rating
from lcassist.answer.scope import Scope
from lcassist.answer.tables import Fact
from lcassist.answer.values import comparable, truth
from lcassist.answer.wanted import counted_stems
from lcassist.domain import Passage
from lcassist.index.words import tokens

# what a figure or a rating answers, also where "how" is said
_VALUED = COMPARING | {"rating", "howmuch", "count", "when", "compare", "money", "percent", "difference"}
_LIKE = 3.5  # how like what is counted a cell's header must be that has none of its words
_LIKE_MEANT = 1.5  # the same in another language, or of an attribute that is known by other words
_OTHER_KIND = -0.5  # what ``measures`` says of a unit of another kind than is asked for
_FEW_TERMS = 2  # of a question that asks for inhabitants and nothing else
_TELLING = 0.75  # of the weight of the rarest word of a name
_REASON = 6  # words of a reason
_TYPED_NEAR = 1.0  # the same where it has a number, but perhaps of something else
_PERSON = 1.5  # how far behind it that may be which names somebody, where somebody is asked for
_TYPED = 2.0  # how far behind the best evidence that may be which has the kind of value asked for


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was measured of a sentence or a cell, before it is held against the others."""

    source: str
    start: int
    end: int
    block: int
    language: str | None
    passage: Passage | None
    fact: Fact | None
    scope: Scope
    likeness: float
    own: float
    context: float
    found: float
    about: str
    typed: float
    words: int
    same_language: bool
    held: frozenset[str]
    share: float = 0.0  # of the names asked about, how many it is about
    figures: float = 0.0  # the share of the question's numbers that it has
    above: float = 0.0  # the likeness of its heading, in deviations from those of all headings
    address: bool = False  # whether it is mostly a web address or a reference
    asking: bool = False  # whether it is a question itself
    answering: float | None = None  # the likeness of the question in the text that it stands behind
    before: float | None = None  # the likeness of the sentence before it in its paragraph
    around: float = 0.0  # the share of the question's words that only that one has
    passage_likeness: float = 0.0
    window: float = 0.0  # the likeness of the sentence with its context
    listed: float = 0.0  # whether its passage is a list of sources or an imprint
    rated: float = 0.0  # of a rating mark: 1 where the question asks for a rating, else -1
    matter: float = 0.0  # the likeness of the question without its names
    label: float = 0.0  # that of a cell's headers, in deviations from those of all labels
    line: float = 0.0  # that of the header that crosses the row or column that the question names, beside its others'
    said: float = 0.0  # how many of a cell's two headers the question names
    crossing: float = 0.0  # the share of the words of the other header that it says
    elsewhere: float = 0.0  # whether the question names headers, and none of a cell's
    reason: float = 0.0  # whether it gives a reason where one is asked for
    person: float = 0.0  # whether it has a name where somebody is asked for
    uncounted: float = 0.0  # whether a cell's number doesn't seem to be one of what is counted
    predicate: float = 0.0  # where something is said to have happened: 1 where it says so too, else -1
    office: float = 0.0  # where the holder of an office is asked for: 1 where it names that office, else -1
    illustration: float = 0.0  # whether it speaks of a table or a picture


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a cell that may carry the answer, with its features.

    ``likeness`` is its cosine with the question; ``about`` is "named", "inherited", "general" or "other": whether
    it is about the entities that the question names; ``held`` are the question's words that it has, or the
    headings above it or the sentence before it.
    """

    source: str
    start: int
    end: int
    block: int
    language: str | None
    passage: Passage | None
    fact: Fact | None
    scope: Scope | None
    likeness: float
    about: str
    typed: float
    held: frozenset[str]
    features: dict[str, float]
    score: float  # the weighted sum of the features


@cache
def _weights() -> dict[str, float]:
    data = json.loads((files("lcassist.answer") / "data" / "evidence.json").read_text("utf-8"))
    return {name: float(weight) for name, weight in data["weights"].items()}


def _features(
    row: Candidate, standard: float, before: float, answering: float, passage: float, window: float, matter: float
) -> dict[str, float]:
    """What a unit's score is a weighted sum of; the weights are fitted by ``lcassist_evals.fit``."""
    cell = row.fact is not None
    same = row.same_language
    return {
        "standard": standard if same else 0.0,
        "standard_foreign": 0.0 if same else standard,
        "own": row.own if same else 0.0,
        "own_foreign": 0.0 if same else row.own,
        "context": row.context,
        "found": row.found if same else 0.0,
        "found_foreign": 0.0 if same else row.found,
        "named": row.share if row.about == "named" else 0.0,
        "inherited": float(row.about == "inherited"),
        "other": float(row.about == "other"),
        "cell": float(cell),
        "cell_own": row.own if cell else 0.0,
        "cell_standard": standard if cell else 0.0,
        "cell_named": row.share if cell and row.about == "named" else 0.0,
        "typed": 0.0 if cell else row.typed,
        "cell_typed": row.typed if cell else 0.0,
        "before": before,
        "answering": answering,
        "around": row.around,
        "passage": passage,
        "matter": matter,
        "rated": row.rated,
        "figures": row.figures,
        "above": row.above if same else 0.0,
        "above_foreign": 0.0 if same else row.above,
        "cell_matter": matter if cell else 0.0,
        "cell_label": row.label,
        "cell_line": row.line,
        "cell_said": float(row.said == 1),
        "cell_both": float(row.said == 2),
        "cell_crossing": row.crossing,
        "cell_elsewhere": row.elsewhere,
        "window": window,
        "window_best": max(window, standard) if not cell else 0.0,
        "short": float(not cell and row.words < 7),
        "address": float(row.address),
        "asking": float(row.asking),
        "listed": row.listed,
        "reason": row.reason,
        "reason_before": row.reason * max(0.0, before),
        "person": 0.0 if cell else row.person,
        "person_before": 0.0 if cell else row.person * max(0.0, before),
        "cell_person": row.person if cell else 0.0,
        "predicate": 0.0 if cell else row.predicate,
        "cell_predicate": row.predicate if cell else 0.0,
        "cell_uncounted": row.uncounted,
        "office": 0.0 if cell else row.office,
        "cell_office": row.office if cell else 0.0,
        "illustration": row.illustration,
        "long": 0.0 if cell else max(0.0, min(row.words, 60) - 25) / 35,
    }


def scored(rows: Sequence[Candidate]) -> list[Unit]:
    """The candidates as units, best first; likenesses count in deviations from the mean of them all."""
    if not rows:
        return []
    likeness = np.asarray([row.likeness for row in rows], dtype=np.float32)
    mean, spread = float(likeness.mean()), float(likeness.std()) or 1.0
    matters = np.asarray([row.matter for row in rows], dtype=np.float32)
    middle, width = float(matters.mean()), float(matters.std()) or 1.0
    given = []
    for row in rows:
        standard = (row.likeness - mean) / spread
        before = 0.0 if row.before is None else (row.before - mean) / spread
        answering = 0.0 if row.answering is None else max(0.0, (row.answering - mean) / spread)
        passage = 0.0 if row.fact is not None else (row.passage_likeness - mean) / spread
        window = 0.0 if row.fact is not None else (row.window - mean) / spread
        matter = (row.matter - middle) / width
        given.append(_features(row, standard, before, answering, passage, window, matter))
    weights = np.asarray([_weights().get(name, 0.0) for name in given[0]])
    scores = np.asarray([list(features.values()) for features in given]) @ weights
    units = [
        Unit(
            row.source, row.start, row.end, row.block, row.language, row.passage, row.fact, row.scope,
            row.likeness, row.about, row.typed, row.held, features, float(score),
        )
        for row, features, score in zip(rows, given, scores, strict=True)
    ]  # fmt: skip
    return sorted(units, key=lambda unit: (-unit.score, unit.source, unit.start))


def usable(units: Sequence[Unit], question: Question, rarity: Mapping[str, float]) -> list[Unit]:
    """The units that may answer a question at all, the one that has the kind of value asked for in front.

    ``rarity`` are the weights of the question's terms.
    """
    fitting = [unit for unit in units if unit.fact is None or _of_kind(unit, unit.fact, question)]
    # of "the Watchtower Route" it is the tower that tells it from the other routes
    rarest = max((rarity.get(stem, 0.0) for stem in question.proper), default=0.0)
    proper = frozenset(stem for stem in question.proper if rarity.get(stem, 0.0) >= _TELLING * rarest)
    speaking = [unit for unit in fitting if _speaks_of(unit, question, proper)]
    return _wanted_first(speaking, asks_person="who" in question.wants and not question.wants & _VALUED)


def _of_kind(unit: Unit, fact: Fact, question: Question) -> bool:
    """Whether a cell is of a kind that answers.

    A rating says neither why nor how, a figure not why, and a yes is nobody; a bare number answers how many only
    where its headers say what is counted, or are very like it.
    """
    wants = question.wants
    text = fact.cell.text
    if "why" in wants and not _may_be_reason(text, fact.language, question):
        return False
    if unit.features["cell_office"] < 0:
        return False  # those who began it are no director
    if "who" in wants and unit.typed < 0 and not wants & _VALUED:
        return False  # "who is the harbour master?" isn't answered by "Harbour master"
    if measures(question, text, fact.headers) == _OTHER_KIND:
        return False  # a price is no weight
    if "count" in wants and fact.compared is not None:
        return not _of_another_kind(fact, question)
    if not wants & {"why", "how", "who"} or wants & _VALUED:
        return True
    if "who" in wants and (truth(text) is not None or not any(character.isalpha() for character in text)):
        return False
    if "why" not in wants and _headers_said(fact, question):
        return True  # "how is the access of the garden?"; "hoe zit het met ...?" of a table in another language
    return not is_rating(text) and (fact.compared is None or bool(asked(question)))


def _of_another_kind(fact: Fact, question: Question) -> bool:
    """Whether a value is of a kind that is not counted: a share, a price, an area."""
    text = fact.cell.text
    if ("%" in text and "percent" not in question.wants) or is_clock(text):
        return True
    given = units_in([text], fact.column_name or "")
    measured = asked(question) | ({"price"} if "money" in question.wants else set())
    if any(given & own for kind, own in units().items() if kind not in measured):
        return True
    if fact.in_money and "price" not in measured:
        return True
    headed, wanted = of_people(cues.folded(fact.headers), fact.language), of_people(question.folded, question.language)
    # inhabitants are no schools, and volunteers no inhabitants; residents who take part may be any header's
    if not measured and ((headed and not wanted) or (wanted and not headed and len(question.terms) <= _FEW_TERMS)):
        return True
    return measures(question, text, fact.headers) == _OTHER_KIND  # square kilometres are no kilometres


def uncounted(label: float, fact: Fact, question: Question) -> bool:
    """Whether the headers of a number don't seem to say what a question counts; ``label`` is how like it they are."""
    wants = question.wants
    if "count" not in wants or fact.compared is None or wants & COMPARING:
        return False
    return not _counts(label, fact, question)


def _counts(label: float, fact: Fact, question: Question) -> bool:
    """Whether the headers of a cell may say what a question counts."""
    same = fact.language == question.language
    counted = frozenset[str]() if "often" in question.wants else counted_stems(question)
    if not counted or (same and counted & fact.stems):
        return True
    terms = frozenset(question.terms)
    # a header that is said as a whole is the row that is asked about
    others = [stems for stems in fact.header_stems if not stems <= terms]
    if same and any(stems & (terms - counted) for stems in others):
        return False  # it is like the question for another word: of "women on the board" the fires on board
    meant = not same or cues.attribute(question.folded, question.language)  # "square kilometres" of an area
    return label >= (_LIKE_MEANT if meant else _LIKE)


def _may_be_reason(text: str, language: str | None, question: Question) -> bool:
    """Whether a cell may say why: no number, rating or yes does, and to "why ...?" no word or two."""
    if comparable(text, language) is not None or truth(text) is not None or is_rating(text):
        return False
    if len(text.split()) >= _REASON or gives_reason(text, language):
        return True
    return cues.begins("why", question.folded, question.language) is None


def _headers_said(fact: Fact, question: Question) -> bool:
    """Whether a question says all that stands above and before a cell; across languages it may."""
    if fact.language != question.language:
        return True
    said = set(tokens(question.text, question.language))
    return said >= set(tokens(f"{fact.row_name or ''} {fact.column_name or ''}", fact.language))


def _speaks_of(unit: Unit, question: Question, proper: frozenset[str]) -> bool:
    """Whether a unit has any of the proper names in the question that the vocabulary doesn't list.

    Another branch's manager is no answer to who manages the one that was named. Across languages that can be told
    of the names only that the corpus always writes with a capital, and as the question does.
    """
    if unit.language == question.language:
        return not proper or bool(unit.held & proper)
    return not question.called or bool(unit.held & question.called)


def _names_person(unit: Unit) -> bool:
    return unit.features["person"] > 0 or unit.features["cell_person"] > 0


def _wanted_first(units: list[Unit], *, asks_person: bool) -> list[Unit]:
    """The units with one that has the year, number, amount or name asked for in front, where one is near the best."""
    others = [unit for unit in units if unit.about != "other"]
    if not others:
        return units
    best = others[0].score
    if asks_person and not _names_person(others[0]):
        named = next((unit for unit in others if _names_person(unit) and unit.score >= best - _PERSON), None)
        return units if named is None else [named, *(unit for unit in units if unit is not named)]
    if others[0].typed >= 0:
        return units
    typed = next((unit for unit in others if unit.typed > 0 and unit.score >= best - _TYPED), None)
    if typed is None:  # varieties of seeds may be the kinds that are asked for
        typed = next((unit for unit in others if unit.typed == 0 and unit.score >= best - _TYPED_NEAR), None)
    return units if typed is None else [typed, *(unit for unit in units if unit is not typed)]
