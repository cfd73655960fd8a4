"""Fit which questions ask of the documents as such: python -m training.about_documents OUT.npy

A multinomial logistic regression on the question's vector, as passages are searched by it: something else, what the
documents are about, which there are (by whom, of when, in what language). ``data/operations`` has the questions; of our
documents 8,000 are something else.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lcassist.index.embed import load_encoder
from lcassist.reader.operation import Operation
from lcassist.retrieve.adapter import adapted
from training.documents import DATA, questions
from training.held_out import HELD_OUT

_CLASSES = {Operation.ABOUT: 1, Operation.SOURCES: 2}
_OTHERS = 8000
_SCALE = 10.0  # of the vectors, whose parts are small
_RIDGE = 1e-5


def asked(seed: int) -> tuple[list[str], list[int]]:
    """Questions and their classes; those of the documents as such also as they are typed in haste."""
    texts: list[str] = []
    classes: list[int] = []
    for path in sorted((DATA / "operations").glob("*.jsonl")):
        for row in map(json.loads, filter(str.strip, path.read_text("utf-8").splitlines())):
            own = _CLASSES.get(Operation(row["op"]), 0)
            for text in (row["q"], row["q"].lower().rstrip("?;")) if own else (row["q"],):
                texts.append(text)
                classes.append(own)
    folders = [one for one in sorted((DATA / "own").iterdir()) if f"own/{one.name}" not in HELD_OUT]
    others = [q.text for folder in folders if (folder / "questions.jsonl").exists() for q in questions(folder)]
    others = random.Random(seed).sample(others, min(_OTHERS, len(others)))
    return texts + others, classes + [0] * len(others)


def fitted(vectors: Tensor, classes: Tensor) -> Tensor:
    """Weights and a constant for each class, shape (3, dimension + 1)."""
    mean = vectors.mean(0)
    weight = torch.zeros(3, vectors.shape[1], requires_grad=True)
    bias = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        logits = _SCALE * (vectors - mean) @ weight.T + bias
        value = F.cross_entropy(logits, classes) + _RIDGE * (weight**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[arg-type]
    with torch.no_grad():
        return torch.cat([_SCALE * weight, (bias - _SCALE * weight @ mean)[:, None]], dim=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    encoder = load_encoder()
    texts, classes = asked(given.seed)
    vectors = np.stack([adapted(vector, encoder) for vector in encoder.queries(texts)])
    weights = fitted(torch.tensor(vectors), torch.tensor(classes))
    np.save(given.out, weights.numpy().astype(np.float32))
    print(len(texts), "questions,", sum(map(bool, classes)), "of the documents as such")
