"""Write the reader for onnxruntime: python -m training.export WEIGHTS FOLDER [--fp32]

The graph takes the word embeddings of one window (1, tokens, hidden), which the program looks up in the embedding
model's table, and gives ``tokens`` (1, tokens, 4): start, end and the two parts of a unit's logit, and ``whole``
(1, 24): answerable, the three of entailment, and what the question asks to be done. Weights become 8 bits, a scale for
each channel (unsigned: where a processor has no VNNI, products with signed ones are cut off, and logits correlate .995
with fp32 instead of .998), but for the second half of each feed-forward block: its input has outliers,
and in int8 it alone made most of the difference from fp32 (logits correlate .986 with it and .998 without). Those
weights are kept in fp16 and used in fp32. FOLDER/reader.json keeps the calibration that is there, or an unfitted
one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from lcassist.reader.weights import DESCRIPTION, FORMAT, GRAPH
from training.model import Reader, load

_SENSITIVE = re.compile(r"layer\.\d+/output/dense/MatMul")
UNFITTED = {"weights": [1.0, 1.0, 0.0], "constant": 0.0, "threshold": 0.5}


class Graph(nn.Module):
    """What is exported of a network."""

    def __init__(self, network: Reader) -> None:
        super().__init__()
        self.network = network

    def forward(self, embeddings: Tensor) -> tuple[Tensor, Tensor]:
        network = self.network
        hidden = network.bert(inputs_embeds=embeddings).last_hidden_state
        tokens = torch.cat([network.span(hidden), network.unit(hidden), network.tok(hidden)], dim=-1)
        first = hidden[:, 0]
        return tokens, torch.cat([network.ans(first), network.nli(first), network.operations(first)], dim=-1)


def export(network: Reader, folder: Path, *, quantized: bool = True) -> None:
    """Write reader.onnx and reader.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = Graph(network.eval())
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.onnx"
        torch.onnx.export(
            graph, (torch.randn(1, 64, 384),), str(plain), input_names=["embeddings"], output_names=["tokens", "whole"],
            dynamic_axes={"embeddings": {1: "n"}, "tokens": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        if quantized:
            kept = [node.name for node in onnx.load(plain).graph.node if _SENSITIVE.search(node.name)]
            small = Path(temporary) / "int8.onnx"
            quantize_dynamic(
                str(plain), str(small), weight_type=QuantType.QUInt8, per_channel=True, nodes_to_exclude=kept
            )
            _halve(small, folder / GRAPH, kept)
        else:
            (folder / GRAPH).write_bytes(plain.read_bytes())
    described = folder / DESCRIPTION
    kept = json.loads(described.read_text("utf-8")) if described.exists() else {"calibration": UNFITTED}
    kept |= {"format": FORMAT, "sha256": hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()}
    described.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _halve(source: Path, target: Path, nodes: list[str]) -> None:
    """Keep the weights of some MatMuls in fp16, and cast them when the graph is loaded."""
    model = onnx.load(source)
    graph = model.graph
    weights = {node.input[1] for node in graph.node if node.name in nodes}
    for place, stored in enumerate(graph.initializer):
        if stored.name in weights:
            half = numpy_helper.to_array(stored).astype(np.float16)
            graph.initializer[place].CopyFrom(numpy_helper.from_array(half, f"{stored.name}_half"))
    for name in sorted(weights):
        graph.node.insert(0, helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    onnx.save(model, target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fp32", action="store_true")
    given = parser.parse_args()
    export(load(given.weights), given.folder, quantized=not given.fp32)
    print((given.folder / GRAPH).stat().st_size // 1_000_000, "MB")
