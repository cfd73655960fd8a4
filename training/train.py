"""Train the reader: python -m training.train OUT.pt --qa A.pkl ... [--nli N.pkl ...] [--operations O.pkl ...]

[--init W] [--rate R] [--final F]

Mixed batches of about one length, the windows of a question together, each example once; the learning rate warms up
and falls linearly to ``final`` of itself. Goes on from OUT.pt.ckpt where that is there. The same seed gives the same
batches.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.features import Feature
from training.model import Reader, entailment_loss, load, operation_loss, reading_loss

WINDOWS, PAIRS = 32, 64  # in a batch
_WARM_UP, _SHOWN, _KEPT = 60, 25, 100  # steps
_CHUNK = 50  # batches that are sorted by length together


def batches(features: Sequence[Feature], size: int, rng: random.Random) -> list[list[int]]:
    """The indexes of examples in batches of about the same length, in random order; groups stay together, so that a
    batch may have a few examples more or less than ``size``."""
    together: dict[str | int, list[int]] = {}
    for index, one in enumerate(features):
        together.setdefault(one.get("group", index), []).append(index)
    order = list(together.values())
    rng.shuffle(order)
    made = []
    for at in range(0, len(order), size * _CHUNK):
        chunk = order[at : at + size * _CHUNK]
        batch: list[int] = []
        for group in sorted(chunk, key=lambda group: max(len(features[index]["ids"]) for index in group)):
            batch += group
            if len(batch) >= size:
                made.append(batch)
                batch = []
        made += [batch] if batch else []
    rng.shuffle(made)
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--qa", type=Path, nargs="+", required=True)
    parser.add_argument("--nli", type=Path, nargs="*", default=[])
    parser.add_argument("--operations", type=Path, nargs="*", default=[])
    parser.add_argument("--init", type=Path)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--final", type=float, default=0.02)
    parser.add_argument("--steps", type=int, help="end after so many, with the learning rate fallen")
    parser.add_argument("--frozen", type=int, default=0, help="layers from below that stay as they are")
    parser.add_argument("--fp32", action="store_true", help="compute in float32, on a CPU that is slower in bfloat16")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(given.seed)
    rng = random.Random(given.seed)
    qa = [one for path in given.qa for one in pickle.loads(path.read_bytes())]
    nli = [one for path in given.nli for one in pickle.loads(path.read_bytes())]
    asked = [one for path in given.operations for one in pickle.loads(path.read_bytes())]
    plan: list[tuple[Callable[[Reader, Sequence[Feature]], Tensor], list[Feature], list[int]]] = []
    plan += [(reading_loss, qa, batch) for batch in batches(qa, WINDOWS, rng)]
    plan += [(entailment_loss, nli, batch) for batch in batches(nli, PAIRS, rng)]
    plan += [(operation_loss, asked, batch) for batch in batches(asked, PAIRS, rng)]
    rng.shuffle(plan)
    plan = plan[: given.steps]
    network = load(given.init) if given.init else Reader()
    network.narrow = not given.fp32
    for layer in network.bert.encoder.layer[: given.frozen]:
        layer.requires_grad_(False)
    network.to("cuda" if torch.cuda.is_available() else "cpu").train()
    free = [parameter for parameter in network.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in free if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in free if p.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=given.rate, betas=(0.9, 0.98), fused=True)
    checkpoint, step = given.out.with_suffix(".ckpt"), 0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        network.load_state_dict(kept["model"], strict=False)
        optimizer.load_state_dict(kept["optimizer"])
        step = kept["step"]

    def keep() -> None:
        weights = {name: value for name, value in network.state_dict().items() if "embeddings" not in name}
        state: dict[str, Any] = {"model": weights, "optimizer": optimizer.state_dict(), "step": step}
        temporary = checkpoint.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(checkpoint)
        torch.save(weights, given.out)

    began, first, total = time.time(), step, 0.0
    while step < len(plan):
        loss_of, data, batch = plan[step]
        fallen = max(given.final, 1 - (1 - given.final) * step / len(plan))
        for group in optimizer.param_groups:
            group["lr"] = given.rate * min(1, (step + 1) / _WARM_UP) * fallen
        loss = loss_of(network, [data[index] for index in batch])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(free, 1.0)
        optimizer.step()
        step += 1
        total += loss.item()
        if step % _SHOWN == 0:
            each = (time.time() - began) / (step - first)
            left = each * (len(plan) - step) / 60
            print(f"{step}/{len(plan)} loss {total / _SHOWN:.3f}, {each:.2f} s a step, {left:.0f} min left", flush=True)
            total = 0.0
        if step % _KEPT == 0:
            keep()
    keep()


if __name__ == "__main__":
    main()
