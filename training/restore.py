"""The network's weights back from an exported graph: python -m training.restore OUT.pt [--reader FOLDER]

To train on from what is shipped, without the weights that it was exported from. Weights of 8 bits are given back with
the error of their quantisation, a 250th of each channel's largest, which a few steps of training mend.
"""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from lcassist.reader.weights import GRAPH
from training.model import Reader

_PREFIX = "network."


def restored(graph: Path) -> dict[str, torch.Tensor]:
    """The weights by their names in ``Reader``, without the embeddings, which are the embedding model's.

    Raises:
        ValueError: the graph lacks one.
    """
    model = onnx.load(graph)
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    known = {name: value.shape for name, value in Reader().state_dict().items() if "word_embeddings" not in name}
    found: dict[str, NDArray[np.float32]] = {
        name.removeprefix(_PREFIX): value for name, value in stored.items() if name.startswith(_PREFIX)
    }
    for node in model.graph.node:
        name = node.name.strip("/").replace("/", ".")
        if node.op_type == "MatMulInteger":
            weight = node.input[1].removesuffix("_quantized")
            scale, zero = stored[f"{weight}_scale"], stored[f"{weight}_zero_point"]
            matrix = (stored[node.input[1]].astype(np.float32) - zero.astype(np.float32)) * scale
        elif node.op_type in ("MatMul", "Gemm") and (half := f"{node.input[1]}_half") in stored:
            matrix = stored[half].astype(np.float32)
        elif node.op_type == "Identity" and node.output[0].startswith(_PREFIX):  # equal to another, and stored once
            found[node.output[0].removeprefix(_PREFIX)] = stored[node.input[0]]
            continue
        else:
            continue
        for ending in ("_quant", ".MatMul", ".Gemm_MatMul"):
            name = name.removesuffix(ending)
        found[f"{name}.weight"] = matrix.T
    weights = {
        name: torch.tensor(np.array(value, np.float32))
        for name, value in found.items()
        if known.get(name) == value.shape and "embeddings." not in name
    }
    missing = sorted(name for name in known if name not in weights and "embeddings." not in name)
    if missing:
        raise ValueError(f"{str(graph)!r} lacks {', '.join(missing[:3])}: it was exported by another version")
    return weights


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--reader", type=Path, default=Path(str(files("lcassist.reader") / "weights")))
    given = parser.parse_args()
    torch.save(restored(given.reader / GRAPH), given.out)
