"""Questions with what they ask to be done, as features: python -m training.operations OUT.pkl OWN.pkl [--seed N]

``data/operations`` has questions without documents, ``{"lang", "q", "op"}``; each is read with a window of OWN.pkl
that has nothing to do with it, so that the question alone decides.
"""

from __future__ import annotations

import argparse
import array
import json
import pickle
import random
from collections.abc import Iterator
from pathlib import Path

from lcassist.reader.operation import OPERATIONS, Operation
from training.documents import DATA
from training.features import Feature, as_typed
from training.tokens import linearizer

_LONGEST = 96  # tokens of a window


def build(windows: list[Feature], seed: int) -> Iterator[Feature]:
    """The features of all questions; each has the end of a window, cut short."""
    line, rng = linearizer(), random.Random(seed)
    begin, end = line.special
    for path in sorted((DATA / "operations").glob("*.jsonl")):
        for text in path.read_text("utf-8").splitlines():
            row = json.loads(text)
            window = rng.choice(windows)
            ids = [
                begin,
                *line.question(as_typed(row["q"], rng)),
                end,
                end,
                *window["ids"][window["base"] :][:_LONGEST],
            ]
            yield {"ids": array.array("i", ids), "operation": OPERATIONS.index(Operation(row["op"]))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("own", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    features = list(build(pickle.loads(given.own.read_bytes()), given.seed))
    given.out.write_bytes(pickle.dumps(features))
    print(len(features), "questions")
