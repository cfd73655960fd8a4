"""Our own documents as features: python -m training.own OUT.pkl FOLDER... [--share S] [--wordings W] [--seed N]

Beside the windows that hold evidence, each question is read with hard negatives: the windows of its folder that are
nearest to it and hold none, as the program would retrieve them, and those that hold evidence with it taken out: near
misses, on the topic and without the answer. The windows of one question are a group: they are in
one batch, where its evidence is ranked above all else of the group. S is the share of the questions that is taken, W
that of their second wordings.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lcassist.index.chunk import PassageKind
from lcassist.index.embed import load_encoder
from lcassist.reader.linearize import Linearizer, Window
from lcassist.reader.operation import OPERATIONS
from lcassist.retrieve.adapter import adapted
from training.documents import DATA, Labelled, Question, conversations, labelled, questions
from training.features import Feature, Span, as_typed, feature, holds
from training.tokens import linearizer

_NEAREST = 7  # among which hard negatives are drawn
_HOLDING, _WITHOUT = 3, 2  # windows of a question, with evidence and without
_BEREFT = 0.6  # the share of questions that are also read with their evidence taken out
# what only one place answers: without the highest another is the highest
_ONE_PLACE = frozenset({"fact", "table", "why", "how", "advice", "yesno", "follow", "list"})


def windows_of(labelled: Labelled, linearizer: Linearizer) -> list[Window]:
    """All windows of a document, as the program cuts them."""
    document = labelled.document
    found = [
        window
        for passage in labelled.passages
        if passage.kind in (PassageKind.PROSE, PassageKind.LIST)
        for window in linearizer.prose(passage, document)
    ]
    return found + [window for number in range(len(document.tables)) for window in linearizer.table(document, number)]


def bereft(labelled: Labelled, evidence: Sequence[Span], linearizer: Linearizer) -> list[Window]:
    """The windows that held evidence, as they were if the document didn't say it."""
    document = labelled.document

    def is_evidence(start: int, end: int) -> bool:
        return any(min(end, high) > max(start, low) for low, high in evidence)

    found: list[Window] = []
    for passage in labelled.passages:
        kept = tuple(one for one in passage.sentences if not is_evidence(one.start, one.end))
        if passage.kind in (PassageKind.PROSE, PassageKind.LIST) and kept and len(kept) < len(passage.sentences):
            found += linearizer.prose(replace(passage, sentences=kept), document)
    for number, table in enumerate(document.tables):
        touched = [at for at, row in enumerate(table.rows) if any(is_evidence(one.start, one.end) for one in row)]
        if not touched:
            continue
        rows = tuple(
            tuple(replace(one, text="") if is_evidence(one.start, one.end) else one for one in row)
            for row in table.rows
        )
        tables = (*document.tables[:number], replace(table, rows=rows), *document.tables[number + 1 :])
        windows = linearizer.table(replace(document, tables=tables), number)
        found += [window for window in windows if any(unit.row in touched for unit in window.units)]
    return [window for window in found if window.units]


def text_of(window: Window, labelled: Labelled) -> str:
    """A window's text as the embedding model is given it."""
    document = labelled.document
    if not window.units:
        return document.source.title
    start, end = min(u.start for u in window.units), max(u.end for u in window.units)
    if window.table is not None:
        caption = document.tables[window.table].caption
        return f"{document.source.title} > {caption.text if caption else ''}\n{document.text[start:end]}"
    section = next((p.section for p in labelled.passages if p.start <= start < p.end), ())
    return f"{' > '.join((document.source.title, *section))}\n{document.text[start:end]}"


def answer_span(question: Question, labelled: Labelled) -> Span | None:
    """Where the short answer stands, in the first of the evidence that holds it."""
    for name in question.evidence:
        start, end = labelled.spans.get(name, (0, 0))
        at = labelled.document.text.find(question.answer, start, end) if question.answer else -1
        if at >= 0 and question.answer:
            return at, at + len(question.answer)
    return None


def build(folders: list[Path], share: float, wordings: float, seed: int) -> list[Feature]:
    """The features of folders; ``share`` of the questions and ``wordings`` of the second wordings are taken."""
    rng, line, encoder = random.Random(seed), linearizer(), load_encoder()
    made: list[Feature] = []
    for folder in folders:
        documents = labelled(folder)
        windows = [
            (name, w, text_of(w, one)) for name, one in documents.items() for w in windows_of(one, line) if w.units
        ]
        vectors = encoder.passages([text for _, _, text in windows]) if windows else np.zeros((0, 384))
        asked = [
            q for q in [*questions(folder), *conversations(folder)] if rng.random() < (wordings if q.again else share)
        ]
        queries = encoder.queries([q.asked for q in asked]) if asked else []
        for number, (question, query) in enumerate(zip(asked, queries, strict=True)):
            mine = documents[question.doc]
            evidence = [mine.spans[name] for name in question.evidence if name in mine.spans]
            if question.kind != "none" and not evidence:
                continue
            answer = answer_span(question, mine)
            near = [mine.spans[name] for name in question.near if name in mine.spans]
            text = as_typed(question.asked, rng)
            holding, without, likely = [], [], []
            for place in np.argsort(-(vectors @ adapted(query, encoder))).tolist():
                name, window, _ = windows[place]
                here = name == question.doc
                if here and evidence and holds(window, evidence):
                    holding.append(window)
                elif here and near and holds(window, near):
                    likely.append(window)
                elif len(without) < _NEAREST:
                    without.append(window)
            if evidence and question.kind in _ONE_PLACE and rng.random() < _BEREFT:
                likely = bereft(mine, evidence, line)
                rng.shuffle(likely)
            likely = likely[:1]
            chosen = likely + rng.sample(without, min(len(without), _WITHOUT - len(likely)))
            made += [
                feature(line, text, window, spans, answer)
                | {"group": f"{folder.name} {number}"}
                | ({"operation": OPERATIONS.index(question.operation)} if question.operation else {})
                for some, spans in ((rng.sample(holding, min(_HOLDING, len(holding))), evidence), (chosen, ()))
                for window in some
            ]
        print(folder.name, len(made), flush=True)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--wordings", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=21)
    given = parser.parse_args()
    features = build([DATA / name for name in given.folders], given.share, given.wordings, given.seed)
    given.out.write_bytes(pickle.dumps(features))
    print(len(features), "features,", sum(any(one["pos"]) for one in features), "with evidence")
