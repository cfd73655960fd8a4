"""Fit what the program decides by: python -m training.calibrate [--reader FOLDER] [--refused R] [--report REPORT]

On held-out documents, never trained on: a logistic regression of the best unit's logits tells how likely a question is
answered by what was read; the threshold is where a share R of the answerable questions is refused. And the margin and
floor of the units that are shown together (``answer/select``), by the F1 of the evidence. Writes FOLDER/reader.json and
prints the margin and floor.

With --report, the report.json of `lcassist eval --split development`, only the threshold is fitted, on the answerable
questions of the evals' development halves: there what is read is what the whole program retrieves.
"""

from __future__ import annotations

import argparse
import itertools
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcassist.index.embed import load_encoder
from lcassist.reader.model import load_reader
from lcassist.reader.weights import DESCRIPTION
from training.held_out import HELD_OUT, Read, auc, read_all

_RIDGE = 1e-3
# How far the best unit's logits (unit, answerable, span) count. Free weights leave answerable alone, or make the span's
# negative: by them the best unit of a window is as likely as any other, or less. The sum costs .005 of the ROC AUC.
_PARTS = np.array([1.0, 2.0, 0.0])


def fitted(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a logistic regression with a constant (the last), by Newton's method with a little ridge."""
    x = np.hstack([x, np.ones((len(x), 1))])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (p - y) + _RIDGE * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(x.shape[1])
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights


def shown(reads: list[Read], *, cells: bool) -> tuple[float, float, float]:
    """The margin and floor with the highest mean F1 of the evidence among the units read, and that F1; of sentences by
    their ranks, of cells by their logits, as ``answer/select`` chooses them."""
    best = (0.0, 0.0, -1.0)
    asked = [read for read in reads if read.answerable and any(read.evidence)]
    own = [read for read in asked if (read.units[0].unit_of.row is not None) is cells]
    for margin, floor in itertools.product(np.arange(0.5, 4.1, 0.5), np.arange(-3, 0.6, 0.5)):
        scores = []
        for read in own:
            value = [unit.unit if cells else unit.rank for unit in read.units]
            least = max(value) - margin
            chosen = [n for n, unit in enumerate(read.units) if not n or (value[n] >= least and unit.unit >= floor)]
            hits = sum(read.evidence[place] for place in chosen)
            scores.append(2 * hits / (len(chosen) + sum(read.evidence)))
        mean = float(np.mean(scores))
        best = max(best, (float(margin), float(floor), mean), key=lambda found: found[2])
    return best


def _set_threshold(described: Path, report: Path, refused: float) -> None:
    cases = [case["scores"] for case in json.loads(report.read_text("utf-8"))["cases"]]
    weighed = [case for case in cases if case.get("confidence") is not None]
    answerable = np.array([case["confidence"] for case in weighed if not case["unanswerable"]])
    other = np.array([case["confidence"] for case in weighed if case["unanswerable"]])
    threshold = round(float(np.quantile(answerable, refused)), 4)
    kept = json.loads(described.read_text("utf-8"))
    kept["calibration"] |= {
        "threshold": threshold,
        "operating_point": threshold,
        "refused": refused,
        "caught": round(float((other < threshold).mean()), 4),
        "threshold_fitted_on": f"{len(weighed)} questions of the evals' development halves",
    }
    described.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(kept["calibration"], indent=2))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--refused", type=float, default=0.07)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--limit", type=int, default=10_000, help="of questions, drawn at random")
    given = parser.parse_args()
    folder = given.reader or Path(str(files("lcassist.reader") / "weights"))
    if given.report:
        _set_threshold(folder / DESCRIPTION, given.report, given.refused)
        return
    reads = list(read_all(load_reader(given.reader), load_encoder(), limit=given.limit))
    best = [read.units[0] for read in reads]
    x = np.array([[one.unit, one.answerable, one.span] for one in best]) @ _PARTS[:, None]
    answerable = np.array([read.answerable for read in reads])
    # what was not read can't be answered: such a question is no example of an answerable one
    known = answerable & np.array([any(read.evidence) for read in reads])
    used = known | ~answerable
    weights = fitted(x[used], known[used].astype(float))
    logits = np.hstack([x, np.ones((len(x), 1))]) @ weights
    probabilities = 1 / (1 + np.exp(-logits))
    threshold = float(np.quantile(probabilities[known], given.refused))
    area = auc(probabilities[answerable].tolist(), probabilities[~answerable].tolist())
    calibration = {
        "weights": [round(float(value), 4) for value in weights[0] * _PARTS],
        "constant": round(float(weights[1]), 4),
        "threshold": round(threshold, 4),
        "operating_point": round(threshold, 4),
        "roc_auc": round(area, 4),
        "questions": len(reads),
        "unanswerable": int((~answerable).sum()),
        "refused": given.refused,
        "caught": round(float((probabilities[~answerable] < threshold).mean()), 4),
        "fitted_on": ", ".join(HELD_OUT),
    }
    described = folder / DESCRIPTION
    kept = json.loads(described.read_text("utf-8")) | {"calibration": calibration}
    described.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(calibration, indent=2))
    for kind, cells in (("sentences", False), ("cells", True)):
        margin, floor, f1 = shown(reads, cells=cells)
        print(f"{kind}: margin {margin}, floor {floor}: F1 of the evidence {f1:.3f}")


if __name__ == "__main__":
    main()
