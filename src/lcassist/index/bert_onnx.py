"""BERT as an ONNX graph (opset 17): token ids in, the mean of the last states, of length 1, out.

The architecture is that of Devlin et al. (arXiv 1810.04805), normalised after each sublayer, with
the exact GELU; the pooling is that of multilingual-e5 (arXiv 2402.05672). The graph holds no
weights: its initialisers point into the model.safetensors beside it, so that a weight is on disk
once and onnxruntime maps it instead of reading it.

There is no attention mask: a batch is made of texts of one length. That gives each text the same
bytes alone and in a batch (padding would move the last bits), and no time is spent on padding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

INPUT = "input_ids"
OUTPUT = "embedding"
_OPSET = 17
# The IR version of opset 17: older runtimes than the one at hand can then read the file.
_IR_VERSION = 8


@dataclass(frozen=True, slots=True)
class BertSizes:
    """The numbers that fix a BERT's architecture."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    words: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A float32 tensor in a file: its shape and its first byte, counted from the file's start."""

    shape: tuple[int, ...]
    offset: int

    @property
    def bytes(self) -> int:
        return 4 * int(np.prod(self.shape))


def bert_graph(sizes: BertSizes, weights: Mapping[str, StoredTensor], location: str) -> bytes:
    """The serialised ONNX model: `input_ids` (texts, tokens), int64 -> `embedding` (texts, hidden), float32.

    ``weights`` has the tensors by their names in transformers' BertModel, with linear weights as (out, in);
    ``location`` is the file that holds them, relative to the model's own.
    """
    graph = _Graph(weights, location)
    heads, width = sizes.heads, sizes.hidden // sizes.heads

    def integers(*values: int) -> str:
        return graph.constant(np.array(values, np.int64))

    def scalar(value: float) -> str:
        return graph.constant(np.array(value, np.float32))

    def linear(x: str, name: str) -> str:
        # Gemm rather than MatMul: it takes the weights as they are stored, (out, in).
        return graph.node("Gemm", x, graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias"), transB=1)

    def normalised(x: str, name: str) -> str:
        scale, bias = graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias")
        return graph.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=sizes.epsilon)

    def gelu(x: str) -> str:
        error = graph.node("Erf", graph.node("Div", x, scalar(2**0.5)))
        return graph.node("Mul", graph.node("Mul", x, graph.node("Add", error, scalar(1.0))), scalar(0.5))

    shape = graph.node("Shape", INPUT)
    length = graph.node("Slice", shape, integers(1), integers(2))
    rows = integers(-1, sizes.hidden)  # (texts * tokens, hidden), what Gemm takes
    split = graph.node("Concat", shape, integers(heads, width), axis=0)  # (texts, tokens, heads, width)

    word = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), INPUT)
    position = graph.node(
        "Slice", graph.weight("embeddings.position_embeddings.weight"), integers(0), length, integers(0)
    )
    first = graph.constant(np.array(0, np.int64))
    kind = graph.node("Gather", graph.weight("embeddings.token_type_embeddings.weight"), first)
    x = graph.node("Add", graph.node("Add", word, kind), position)
    x = graph.node("Reshape", normalised(x, "embeddings.LayerNorm"), rows)

    for layer in range(sizes.layers):
        name = f"encoder.layer.{layer}"

        def by_head(x: str, part: str, order: list[int], name: str = name) -> str:
            projected = linear(x, f"{name}.attention.self.{part}")
            return graph.node("Transpose", graph.node("Reshape", projected, split), perm=order)

        query, key = by_head(x, "query", [0, 2, 1, 3]), by_head(x, "key", [0, 2, 3, 1])
        scores = graph.node("Mul", graph.node("MatMul", query, key), scalar(width**-0.5))
        context = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), by_head(x, "value", [0, 2, 1, 3]))
        context = graph.node("Reshape", graph.node("Transpose", context, perm=[0, 2, 1, 3]), rows)
        attended = graph.node("Add", linear(context, f"{name}.attention.output.dense"), x)
        x = normalised(attended, f"{name}.attention.output.LayerNorm")
        inner = gelu(linear(x, f"{name}.intermediate.dense"))
        outer = graph.node("Add", linear(inner, f"{name}.output.dense"), x)
        x = normalised(outer, f"{name}.output.LayerNorm")

    states = graph.node("Reshape", x, graph.node("Concat", shape, integers(sizes.hidden), axis=0))
    # Not ReduceMean: onnxruntime's adds up one text in another order than several.
    mean = graph.node("GlobalAveragePool", graph.node("Transpose", states, perm=[0, 2, 1]))
    graph.node("LpNormalization", graph.node("Flatten", mean, axis=1), to=OUTPUT, axis=1, p=2)
    return graph.serialised(sizes.hidden)


@dataclass
class _Graph:
    """Collects nodes and initialisers; equal constants and repeated weights are kept once."""

    weights: Mapping[str, StoredTensor]
    location: str
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    initialisers: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def node(self, kind: str, *inputs: str, to: str | None = None, **attributes: Any) -> str:
        output = to or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: NDArray[Any]) -> str:
        name = f"{value.dtype}{value.tolist()}"
        self.initialisers.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str) -> str:
        stored = self.weights[name]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=stored.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self.location), ("offset", stored.offset), ("length", stored.bytes)):
            tensor.external_data.add(key=key, value=str(value))
        self.initialisers[name] = tensor
        return name

    def serialised(self, hidden: int) -> bytes:
        ids = helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["texts", "tokens"])
        embedding = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["texts", hidden])
        graph = helper.make_graph(self.nodes, "bert", [ids], [embedding], list(self.initialisers.values()))
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        return bytes(model.SerializeToString())
