"""How well a reader finds held-out evidence: python -m training.evaluate [--reader FOLDER] [--limit N] [FOLDER...]

Of the questions of folders (below training/data, by default those held out): whether the best unit is evidence, whether
one of the best three is, by kind; and how well the decision to answer is told (ROC AUC, and abstentions where a tenth
of the answerable is refused).
"""

from __future__ import annotations

import argparse
import collections
from pathlib import Path

import numpy as np

from lcassist.index.embed import load_encoder
from lcassist.reader.model import load_reader
from training.held_out import HELD_OUT, auc, read_all


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", default=list(HELD_OUT))
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--limit", type=int, default=400)
    given = parser.parse_args()
    reader, encoder = load_reader(given.reader), load_encoder()
    tally: dict[str, np.ndarray] = collections.defaultdict(lambda: np.zeros(4))
    yes: list[float] = []
    no: list[float] = []
    for read in read_all(reader, encoder, given.folders, given.limit):
        (yes if read.answerable else no).append(max(one.unit + one.answerable for one in read.units))
        if read.answerable:
            row = np.array([1, any(read.evidence), read.evidence[0], any(read.evidence[:3])])
            foreign = "across" if read.question.language != _language(read.question.doc) else "within"
            for name in ("all", read.question.kind, read.question.folder, foreign):
                tally[name] += row
    for name, (count, found, first, three) in sorted(tally.items(), key=lambda item: -item[1][0]):
        shares = f"read {found / count:.3f}  first {first / count:.3f}  among three {three / count:.3f}"
        print(f"{name:8} {count:5.0f}  {shares}")
    refused = (np.array(no) < np.quantile(yes, 0.1)).mean() if yes and no else float("nan")
    print(f"answerable against not: AUC {auc(yes, no):.3f}; at .10 refused {refused:.2f} of {len(no)} abstained from")


def _language(name: str) -> str:
    return name[:2]


if __name__ == "__main__":
    main()
