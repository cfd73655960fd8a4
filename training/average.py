"""Average two networks' weights: python -m training.average OUT.pt A.pt B.pt [--share S]

S is the share of B. The mean of two networks, of which one was trained on from the other, is often better on what
neither was trained on than either (Wortsman et al., 2022, "Model soups").
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor


def average(first: dict[str, Tensor], second: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """The weighted mean of what both have; what only one has is taken from it."""
    mean = {name: (1 - share) * first[name].float() + share * second[name].float() for name in first if name in second}
    return first | second | mean


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.5)
    given = parser.parse_args()
    weights = (torch.load(path, map_location="cpu") for path in (given.first, given.second))
    torch.save(average(*weights, given.share), given.out)
