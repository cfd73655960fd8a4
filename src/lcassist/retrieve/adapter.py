"""A linear map of the question's vector, learned from questions on our own documents (training/adapter.py).

It moves a question nearer to what answers it, above all across languages; the passages' vectors stay as the embedding
model makes them. It was learned for the default model and is used with no other.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from lcassist.index.embed import Encoder, OnnxEncoder

_FILE = "question_map.npy"


@cache
def _question_map() -> NDArray[np.float32]:
    data = BytesIO((files("lcassist.retrieve") / _FILE).read_bytes())
    matrix: NDArray[np.float32] = np.load(data).astype(np.float32)
    return matrix


def adapted(vector: NDArray[np.float32], encoder: Encoder) -> NDArray[np.float32]:
    """A question's vector, shape (dimension,), as the passages are searched by it; of length 1."""
    if encoder.fingerprint != OnnxEncoder.fingerprint:
        return vector
    mapped: NDArray[np.float32] = vector @ _question_map()
    return mapped / np.float32(np.linalg.norm(mapped))
