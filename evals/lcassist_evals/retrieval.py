"""Retrieval metrics of one question, computed by ir-measures (its trec_eval provider), not by formulas of
our own.

What is relevant is evidence: a hit counts where its passage overlaps an evidence item of the case. Items
that the same hit brings are one relevant thing (two cells of a row), items that no hit brings stay apart,
and a later hit on what was already found is not relevant again. Recall@k is the share of the things found
among the first k hits, MRR the reciprocal rank of the first, nDCG@10 as trec_eval has it (binary gain);
success@1 is whether the first hit holds any evidence, which is the fairer figure where a fact stands in
several places.
"""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

from lcassist.domain import Hit
from lcassist_evals.evidence import Evidence
from lcassist_evals.results import Scores

DEPTH = 10
_MEASURES = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "mrr": RR, "ndcg@10": nDCG @ 10}
_MEASURES["success@1"] = Success @ 1
METRICS = tuple(_MEASURES)


def score_hits(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> Scores:
    """The scores of one ranking, best hit first; all None where the case has no evidence."""
    if not evidence:
        return dict.fromkeys(METRICS)
    found: set[int] = set()
    ranking: list[ir_measures.ScoredDoc] = []
    relevant: list[str] = []
    for rank, hit in enumerate(hits[:DEPTH]):
        passage = hit.passage
        new = {
            i
            for i, item in enumerate(evidence)
            if i not in found and item.touched_by(passage.source, passage.start, passage.end)
        }
        found |= new
        if new:
            relevant.append(f"hit-{rank}")
        # The rank is the score: ties in the engine's own scores must not be broken anew here.
        ranking.append(ir_measures.ScoredDoc("q", f"hit-{rank}", float(DEPTH - rank)))
    relevant += [f"not-found-{i}" for i in range(len(evidence)) if i not in found]
    judged = [ir_measures.Qrel("q", name, 1) for name in relevant]
    if not ranking:
        return dict.fromkeys(METRICS, 0.0)
    values = ir_measures.calc_aggregate(list(_MEASURES.values()), judged, ranking)
    return {name: float(values[measure]) for name, measure in _MEASURES.items()}
