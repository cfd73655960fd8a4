"""Fits the weights of the quote engine on labelled questions: ``python -m lcassist_evals.fit``.

Two models are fitted, on the development halves of the suites alone:

- the evidence weights (``answer/data/evidence.json``): a conditional logit over the sentences and cells that
  were weighed for each answerable question, those that overlap its evidence being right (McFadden 1974);
- the confidence (``answer/data/confidence.json``): a logistic regression of answerable against unanswerable
  questions, with the ROC AUC in cross-validation by question, and the operating point at which at most a given
  share of the answerable questions is lost.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import lcassist.answer
from lcassist.answer.assistant import Assistant
from lcassist.answer.evidence import Unit
from lcassist.domain import Turn
from lcassist_evals.cases import Case, Half, load_suites
from lcassist_evals.engine import AssistantEngine, opener
from lcassist_evals.evidence import Resolver

_DATA = Path(lcassist.answer.__file__).parent / "data"
_RIDGE = 0.02  # of the evidence weights
# share of the questions whose best evidence is right that the operating point may lose; those whose best
# evidence is wrong are better not answered
_MOST_LOST = 0.06


def main(argv: Sequence[str] | None = None) -> int:
    """Fit both models and write them, with how well they do."""
    parser = argparse.ArgumentParser(prog="lcassist_evals.fit", description=__doc__.split("\n")[0])
    parser.add_argument("suites", nargs="*", type=Path, help="suite folders; default: all below evals/suites")
    parser.add_argument("--only", choices=["evidence", "confidence"], help="fit one of the two")
    options = parser.parse_args(argv)
    folders = options.suites or sorted(path.parent for path in Path("evals/suites").glob("*/suite.yaml"))
    if options.only != "confidence":
        _write("evidence.json", fitted_evidence(list(_rankings(folders))))
    if options.only != "evidence":
        _write("confidence.json", fitted_confidence(list(_decisions(folders))))
    return 0


def _development(folders: Sequence[Path]) -> Iterator[tuple[Assistant, AssistantEngine, list[Case]]]:
    for suite in load_suites(folders):
        with TemporaryDirectory() as workspace, opener(Path(workspace))(suite) as engine:
            if isinstance(engine, AssistantEngine):
                yield (
                    engine._assistant,
                    engine,
                    [case for case in suite.cases if case.half is Half.DEVELOPMENT],
                )


def _history(case: Case, engine: AssistantEngine) -> list[Turn]:
    history: list[Turn] = []
    for turn in case.turns[:-1]:
        answer = engine.ask(turn, history)
        history += [Turn("user", turn), Turn("assistant", answer.text)]
    return history


def _rankings(folders: Sequence[Path]) -> Iterator[tuple[list[Unit], list[bool]]]:
    """For each answerable question what was weighed, and which of it is evidence."""
    for assistant, engine, cases in _development(folders):
        resolver = Resolver(engine.document)
        for case in cases:
            if case.unanswerable or case.reply or not case.evidence:
                continue
            evidence, _ = resolver.resolve(case)
            work = assistant.work(case.turns[-1], _history(case, engine))
            units = work.units if work else []
            right = [any(e.touched_by(u.source, u.start, u.end) for e in evidence) for u in units]
            if any(right) and not all(right):
                yield units, right


def fitted_evidence(rankings: Sequence[tuple[list[Unit], list[bool]]]) -> dict[str, object]:
    """The evidence weights that make the evidence of each question likeliest among all that was weighed."""
    from scipy.optimize import minimize

    names = list(rankings[0][0][0].features)
    groups = [
        (np.array([[unit.features[name] for name in names] for unit in units]), np.array(right))
        for units, right in rankings
    ]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = 0.0, np.zeros_like(weights)
        for matrix, right in groups:
            scores = matrix @ weights
            scores -= scores.max()
            likely = np.exp(scores)
            share = likely / likely.sum()
            hit = likely[right] / likely[right].sum()
            total -= np.log(likely[right].sum() / likely.sum())
            gradient += share @ matrix - hit @ matrix[right]
        ridge = _RIDGE * len(groups)
        return total + ridge * float(weights @ weights) / 2, gradient + ridge * weights

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    first = np.mean([right[np.argmax(matrix @ result.x)] for matrix, right in groups])
    print(f"evidence: {len(groups)} questions, the best unit is evidence for {first:.3f}")
    return {
        "fitted_on": f"{len(groups)} questions of the development halves",
        "best_is_evidence": round(float(first), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, result.x, strict=True)},
    }


@dataclass(frozen=True, slots=True)
class Decision:
    """A question: the features of its evidence, whether the sources answer it, and the best evidence does."""

    features: dict[str, float]
    answerable: bool
    right: bool


def _decisions(folders: Sequence[Path]) -> Iterator[Decision]:
    for assistant, engine, cases in _development(folders):
        resolver = Resolver(engine.document)
        for case in cases:
            if case.reply or not any(character.isalnum() for character in case.turns[-1]):
                continue
            work = assistant.work(case.turns[-1], _history(case, engine))
            if work is not None and work.units:
                evidence, _ = resolver.resolve(case)
                best = next((unit for unit in work.units if unit.about != "other"), work.units[0])
                right = any(one.touched_by(best.source, best.start, best.end) for one in evidence)
                yield Decision(asdict(assistant.support(work)), not case.unanswerable, right)


def fitted_confidence(decisions: Sequence[Decision]) -> dict[str, object]:
    """The logistic regression, its cross-validated ROC AUC, and its operating point."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    names = list(decisions[0].features)
    matrix = np.array([[one.features[name] for name in names] for one in decisions])
    right = np.array([one.answerable for one in decisions])
    found = np.array([one.answerable and one.right for one in decisions])
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=5000)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, matrix, right, cv=folds, method="predict_proba")[:, 1]
    auc = float(roc_auc_score(right, unseen))
    model.fit(matrix, right)
    point = float(np.quantile(unseen[found], _MOST_LOST))
    caught = float((unseen[~right] < point).mean())
    print(f"confidence: {len(right)} questions, {int((~right).sum())} unanswerable; ROC AUC {auc:.3f}; at the "
          f"operating point {point:.3f} abstains on {caught:.3f} of them")  # fmt: skip
    return {
        "fitted_on": f"{int(right.sum())} answerable and {int((~right).sum())} unanswerable questions",
        "roc_auc": round(auc, 4),
        "abstains_on_unanswerable": round(caught, 4),
        "abstains_on_answerable": round(float((unseen[right] < point).mean()), 4),
        "abstains_on_found": _MOST_LOST,
        "operating_point": round(point, 4),
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
    }


def _write(name: str, data: dict[str, object]) -> None:
    (_DATA / name).write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
