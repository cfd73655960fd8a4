"""Runs the reader: one onnxruntime session, a window at a time.

Windows are not padded into batches: int8 activations are scaled over a whole batch, so that a window's scores would
depend on its neighbours, and padding costs as much time as text. Alone, a window has the same bytes out whatever is
read beside it, and two windows are read on two cores at once.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcassist.errors import ModelUnavailable
from lcassist.index.model_cache import model_folder
from lcassist.index.tokenizer import load_tokenizer
from lcassist.reader.linearize import Linearizer, Window
from lcassist.reader.scores import Scored, scored
from lcassist.reader.weights import ReaderFiles, reader_files, word_embeddings

_MAX_THREADS = 4
ENTAILS, NEUTRAL, CONTRADICTS = 0, 1, 2
_ANSWERABLE, _ENTAILMENT = 1, 3  # logits of the whole, in this order; the rest are those of the operations
_PREMISE_TOKENS, _HYPOTHESIS_TOKENS = 140, 60  # what the entailment head was trained on


class Reader:
    """Reads questions together with windows, and statements together with quotes. Safe to share between threads."""

    def __init__(self, found: ReaderFiles, folder: Path) -> None:
        """``folder`` is the default embedding model's. Raises ModelUnavailable."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(found.graph, options, providers=["CPUExecutionProvider"])
            tokenizer = load_tokenizer(folder)
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise ModelUnavailable(
                f"the reader can't be loaded ({str(error).strip().splitlines()[:1]}): install lcassist again"
            ) from error
        self.linearizer = Linearizer(tokenizer)
        self.calibration = found.calibration
        self.fingerprint = found.fingerprint
        self._words = word_embeddings(folder)
        self._pool = ThreadPoolExecutor(min(_MAX_THREADS, os.cpu_count() or 1), thread_name_prefix="reader")

    def read(self, question: str, windows: Sequence[Window]) -> list[Scored]:
        """The units of all windows, in their order, as they answer a question."""
        asked = self.linearizer.question(question)

        def one(window: Window) -> list[Scored]:
            if not window.units:
                return []
            ids, base = self.linearizer.input(asked, window)
            tokens, whole = self._run(ids)
            return scored(
                window, tokens, float(whole[0]), base, tuple(_softmax(whole[_ANSWERABLE + _ENTAILMENT :]).tolist())
            )

        return [unit for units in self._pool.map(one, windows) for unit in units]

    def entailment(self, premise: str, hypothesis: str) -> NDArray[np.float32]:
        """The probabilities, shape (3,), that a premise entails, says nothing of, or contradicts a hypothesis."""
        begin, end = self.linearizer.special
        encode = self.linearizer.encode
        ids = [begin, *encode(hypothesis)[:_HYPOTHESIS_TOKENS], end, end, *encode(premise)[:_PREMISE_TOKENS], end]
        _, whole = self._run(np.array(ids, np.int64))
        return _softmax(whole[_ANSWERABLE : _ANSWERABLE + _ENTAILMENT])

    def _run(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Token logits (tokens, 4) and those of the whole: answerable, the three of entailment, the operations."""
        embedded = np.asarray(self._words[ids], np.float32)[None]
        tokens, whole = self._session.run(["tokens", "whole"], {"embeddings": embedded})
        return tokens[0], whole[0]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max())
    found: NDArray[np.float32] = exponents / exponents.sum()
    return found


def load_reader(model: Path | None = None, *, cache: Path | None = None) -> Reader:
    """The reader of a folder, by default the package's; ``cache`` is where the embedding model is converted to.

    Raises ModelUnavailable.
    """
    return Reader(reader_files(model), model_folder(cache))
