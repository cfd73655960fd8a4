"""Fits the weights of the quote engine on labelled questions: ``python -m lcassist_evals.fit``.

Two models are fitted, on the development halves of the suites alone:

- the evidence weights (``answer/data/evidence.json``): a conditional logit over the sentences and cells that
  were weighed for each answerable question, those that overlap its evidence being right (McFadden 1974);
- the confidence (``answer/data/confidence.json``): a logistic regression of answerable against unanswerable
  questions, with the ROC AUC in cross-validation by question, and the operating point at which at most a given
  share of the answerable questions is lost. With its evidence taken away, an answerable question is a near
  miss: it is one of the unanswerable ones then.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
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
_RIDGE = 0.001  # of the evidence weights; best in cross-validation among .0005 to .05
# the mean deviation of the scores of what is weighed for a question: the scale that the engine's margins are given in
_DEVIATION = 2.5
_PENALTY = 10.0  # of the confidence's weights, where each feature has the deviation 1
_UNANSWERABLE = 3.0  # what a question that is written to be unanswerable counts, where a made one counts 1
# share of the questions whose best evidence is right that the operating point may lose; those whose best
# evidence is wrong are better not answered
_MOST_LOST = 0.04


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
        cases = [case for case in suite.cases if case.half is Half.DEVELOPMENT]
        if not cases:
            continue
        with TemporaryDirectory() as workspace, opener(Path(workspace))(suite) as engine:
            if isinstance(engine, AssistantEngine):
                yield engine._assistant, engine, cases


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
    """The evidence weights that make the evidence of each question likeliest among all that was weighed, scaled."""
    from scipy.optimize import minimize

    names = list(rankings[0][0][0].features)
    groups = [
        (np.array([[unit.features[name] for name in names] for unit in units]), np.array(right))
        for units, right in rankings
    ]

    every = np.concatenate([matrix for matrix, _ in groups])
    hits = np.concatenate([right for _, right in groups]).astype(float)
    lengths = [len(right) for _, right in groups]
    starts = np.cumsum([0, *lengths[:-1]])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = every @ weights
        likely = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        found = likely * hits
        whole, part = np.add.reduceat(likely, starts), np.add.reduceat(found, starts)
        gradient = (likely / np.repeat(whole, lengths) - found / np.repeat(part, lengths)) @ every
        ridge = _RIDGE * len(groups)
        total = float(np.log(whole / part).sum()) + ridge * float(weights @ weights) / 2
        return total, gradient + ridge * weights

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    found = result.x * (_DEVIATION / np.mean([float((matrix @ result.x).std()) for matrix, _ in groups]))
    first = np.mean([right[np.argmax(matrix @ found)] for matrix, right in groups])
    print(f"evidence: {len(groups)} questions, the best unit is evidence for {first:.3f}")
    return {
        "fitted_on": f"{len(groups)} questions of the development halves",
        "best_is_evidence": round(float(first), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, found, strict=True)},
    }


@dataclass(frozen=True, slots=True)
class Decision:
    """A question: the features of its evidence, whether the sources answer it, and the best evidence does."""

    number: int
    features: dict[str, float]
    answerable: bool
    right: bool
    made: bool = False  # an answerable question without its evidence


def _decisions(folders: Sequence[Path]) -> Iterator[Decision]:
    number = 0
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
                number += 1
                yield Decision(number, asdict(assistant.support(work)), not case.unanswerable, right)
                left = [u for u in work.units if not any(e.touched_by(u.source, u.start, u.end) for e in evidence)]
                if not case.unanswerable and evidence and left:
                    rest = assistant.support(replace(work, units=left))
                    yield Decision(number, asdict(rest), False, False, made=True)


def fitted_confidence(decisions: Sequence[Decision]) -> dict[str, object]:
    """The logistic regression, its cross-validated ROC AUC, and its operating point.

    A question whose best evidence is wrong though there is better is left out of the fit: it should neither be
    answered so nor be called unanswerable. It counts where the operating point is measured.
    """
    from sklearn.metrics import roc_auc_score

    names = list(decisions[0].features)
    matrix = np.array([[one.features[name] for name in names] for one in decisions])
    unseen = _cross_validated(matrix, decisions)
    asked = np.array([not one.made for one in decisions])
    answerable = np.array([one.answerable for one in decisions])
    found = np.array([one.right for one in decisions])
    auc = float(roc_auc_score(answerable[asked], unseen[asked]))
    point = float(np.quantile(unseen[found], _MOST_LOST))
    caught = float((unseen[asked & ~answerable] < point).mean())
    made = float((unseen[~asked] < point).mean())
    weights, intercept = _regression(matrix, decisions)
    unanswerable = int((asked & ~answerable).sum())
    print(f"confidence: {int(asked.sum())} questions, {unanswerable} unanswerable; ROC AUC {auc:.3f}; at the "
          f"operating point {point:.3f} abstains on {caught:.3f} of them, on {made:.3f} of those without their "
          f"evidence")  # fmt: skip
    return {
        "fitted_on": f"{int(answerable.sum())} answerable and {unanswerable} unanswerable questions, and "
        f"{int((~asked).sum())} answerable ones without their evidence",
        "roc_auc": round(auc, 4),
        "roc_auc_where_found": round(float(roc_auc_score(found[asked & (found | ~answerable)],
                                                         unseen[asked & (found | ~answerable)])), 4),
        "abstains_on_unanswerable": round(caught, 4),
        "abstains_without_evidence": round(made, 4),
        "abstains_on_answerable": round(float((unseen[answerable] < point).mean()), 4),
        "abstains_on_found": _MOST_LOST,
        "operating_point": round(point, 4),
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
    }  # fmt: skip


def _cross_validated(matrix: NDArray[np.float64], decisions: Sequence[Decision]) -> NDArray[np.float64]:
    """The probability of each decision by a regression that has seen nothing of its question; 10 folds."""
    unseen = np.zeros(len(decisions))
    order = np.random.default_rng(0).permutation(max(one.number for one in decisions) + 1)
    folds = np.array([order[one.number] % 10 for one in decisions])
    for fold in range(10):
        seen = [one for one, own in zip(decisions, folds, strict=True) if own != fold]
        weights, intercept = _regression(matrix[folds != fold], seen)
        unseen[folds == fold] = 1 / (1 + np.exp(-(matrix[folds == fold] @ weights + intercept)))
    return unseen


def _regression(matrix: NDArray[np.float64], decisions: Sequence[Decision]) -> tuple[NDArray[np.float64], float]:
    """Weights of shape (features,) and intercept, for features as they are given."""
    from sklearn.linear_model import LogisticRegression

    used = np.array([one.right or not one.answerable for one in decisions])
    target = np.array([one.answerable for one in decisions])[used]
    counts = np.array([1.0 if one.answerable or one.made else _UNANSWERABLE for one in decisions])[used]
    counts[target] *= counts[~target].sum() / target.sum()
    mean, deviation = matrix[used].mean(axis=0), matrix[used].std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / _PENALTY, max_iter=5000)
    model.fit((matrix[used] - mean) / deviation, target, sample_weight=counts)
    weights = model.coef_[0] / deviation
    return weights, float(model.intercept_[0] - weights @ mean)


def _write(name: str, data: dict[str, object]) -> None:
    (_DATA / name).write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
