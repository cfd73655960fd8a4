"""Reads held-out questions as the program would, with the labels of what was read: for evaluation and calibration."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lcassist.index.embed import Encoder
from lcassist.reader.model import Reader
from lcassist.reader.scores import Scored
from lcassist.retrieve.adapter import adapted
from training.documents import DATA, Question, labelled, questions
from training.own import text_of, windows_of

# Documents that are never trained on: a development set, and what the calibration is fitted on.
HELD_OUT = ("own/r4c", "own/r5b", "own/r6e", "own/r8e", "own/n5")
READ = 8  # windows


@dataclass(frozen=True)
class Read:
    """A question, the units that were read for it, best first, and whether each is evidence."""

    question: Question
    units: list[Scored]
    evidence: list[bool]

    @property
    def answerable(self) -> bool:
        return self.question.kind != "none"


def read_all(
    reader: Reader, encoder: Encoder, folders: Sequence[str] = HELD_OUT, limit: int = 10_000, seed: int = 1
) -> Iterator[Read]:
    """The questions of folders, each read over the windows of its folder that are nearest to it."""
    cases = []
    for folder in (DATA / name for name in folders):
        if not folder.exists():
            continue
        documents = labelled(folder)
        windows = [(name, w) for name, one in documents.items() for w in windows_of(one, reader.linearizer) if w.units]
        vectors = encoder.passages([text_of(w, documents[name]) for name, w in windows])
        cases += [(q, documents, windows, vectors) for q in questions(folder, wordings=False)]
    random.Random(seed).shuffle(cases)
    for question, documents, windows, vectors in cases[:limit]:
        query = adapted(encoder.queries([question.asked])[0], encoder)
        near = [windows[place] for place in np.argsort(-(vectors @ query))[:READ]]
        mine = documents[question.doc]
        spans = [mine.spans[name] for name in question.evidence if name in mine.spans]
        units = sorted(reader.read(question.asked, [w for _, w in near]), key=lambda one: -one.rank)
        yield Read(question, units, [_is_evidence(one, mine.document.source.name, spans) for one in units])


def _is_evidence(one: Scored, source: str, spans: Sequence[tuple[int, int]]) -> bool:
    if one.window.source != source:
        return False
    unit = one.unit_of
    return any(2 * (min(unit.end, b) - max(unit.start, a)) >= min(unit.end - unit.start, b - a) for a, b in spans)


def auc(yes: Sequence[float], no: Sequence[float]) -> float:
    """The chance that an answerable question scores above an unanswerable one."""
    one, other = np.array(yes)[:, None], np.array(no)[None]
    return float(((one > other) + 0.5 * (one == other)).mean())
