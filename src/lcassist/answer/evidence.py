"""Evidence: sentences and cells that may carry an answer, with the features by which they are ranked.

Both have the same features, so that the better of them wins: how like the question its vector is, how much of
the question's content words it covers (weighted by their rarity), how well its passage was found, and whether
it is about the entities that the question names. ``weigh`` measures them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from lcassist.answer.scope import Scope
from lcassist.answer.tables import Fact
from lcassist.domain import Passage


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
