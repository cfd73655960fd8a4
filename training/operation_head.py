"""Fit what a question asks to be done on a network as it is: python -m training.operation_head WEIGHTS OUT QA.pkl...

The last head learns along with the others, and an average of two networks has none: a multinomial logistic regression
on the first token's state, of windows as they are read (``training.own``) and of questions beside any window
(``training.operations``), takes its place. A tenth of the groups is held out, and what is told rightly of it printed.
"""

from __future__ import annotations

import argparse
import pickle
import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from lcassist.reader.operation import OPERATIONS
from training.features import Feature
from training.model import QUICK, TOGETHER, Reader, load, states

_RIDGE = 3e-4
_MOST = 0.12  # of what is fitted on, of one operation: most questions look one fact up


def drawn(features: list[Feature], limit: int, rng: random.Random) -> list[Feature]:
    """At most so many features whose operation is known, one a group, no operation much more often than others."""
    known = [one for one in features if "operation" in one]
    rng.shuffle(known)
    groups, counts, kept = set[object](), [0] * len(OPERATIONS), list[Feature]()
    # a window with evidence before one without: there the answer's operation shows
    for one in sorted(known, key=lambda one: not any(one.get("pos", ()))):
        group = one.get("group", id(one))
        if group in groups or counts[one["operation"]] >= _MOST * limit:
            continue
        groups.add(group)
        counts[one["operation"]] += 1
        kept.append(one)
    rng.shuffle(kept)
    return kept[:limit]


def first_states(network: Reader, features: list[Feature]) -> Tensor:
    """The first token's states, shape (features, hidden)."""
    order = sorted(range(len(features)), key=lambda at: len(features[at]["ids"]))
    found = torch.zeros(len(features), network.operation.in_features)
    with torch.no_grad():
        for at in range(0, len(order), TOGETHER):
            own = order[at : at + TOGETHER]
            found[own] = states(network, [features[place] for place in own])[:, 0]
    return found


def fit(network: Reader, x: Tensor, y: Tensor) -> None:
    """Set the network's head to the regression of y (features,) on x (features, hidden)."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    weight = torch.zeros(len(OPERATIONS), x.shape[1], requires_grad=True)
    bias = torch.zeros(len(OPERATIONS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=400, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy((x - mean) / spread @ weight.T + bias, y) + _RIDGE * (weight**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[arg-type]
    with torch.no_grad():
        network.operation.weight.copy_(weight / spread / QUICK)
        network.operation.bias.copy_(bias - weight @ (mean / spread))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("features", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=9)
    given = parser.parse_args()
    network = load(given.weights).eval()
    network.narrow = False
    features = [one for path in given.features for one in pickle.loads(path.read_bytes())]
    kept = drawn(features, given.limit, random.Random(given.seed))
    x, y = first_states(network, kept), torch.tensor([one["operation"] for one in kept])
    held = len(kept) // 10
    fit(network, x[held:], y[held:])
    with torch.no_grad():
        likely, told = network.operations(x[:held]).softmax(-1).max(-1)
    right, sure = told == y[:held], likely > 0.6
    print(f"{held} held out: {right.float().mean():.3f} right; {right[sure].float().mean():.3f} of the"
          f" {sure.float().mean():.2f} that are sure to .6")  # fmt: skip
    fit(network, x, y)
    torch.save({name: value for name, value in network.state_dict().items() if "embeddings" not in name}, given.out)


if __name__ == "__main__":
    main()
