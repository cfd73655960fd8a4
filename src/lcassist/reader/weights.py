"""The reader's files: the trained layers as an ONNX graph, what calibrates them, and the word embeddings they read.

A folder holds ``reader.onnx`` and ``reader.json`` (the graph's sha256 and the calibration). The package ships one;
LCASSIST_READER_MODEL names another. The word embeddings are the default embedding model's own, mapped from the folder
that model was converted into, so that a hundred million numbers are not shipped twice.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcassist.errors import ModelUnavailable
from lcassist.index.converted import WEIGHTS

GRAPH = "reader.onnx"
DESCRIPTION = "reader.json"
FORMAT = 2  # of the graph's inputs and outputs, and of the windows that it was trained on
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes a probability of a unit's logits: weights of (unit, answerable, span) and a constant, fitted by
    logistic regression on held-out documents; from ``threshold`` on it is answered."""

    weights: tuple[float, float, float]
    constant: float
    threshold: float


@dataclass(frozen=True, slots=True)
class ReaderFiles:
    """A graph that was checked, and its calibration."""

    graph: bytes
    calibration: Calibration
    fingerprint: str


def reader_files(folder: Path | None = None) -> ReaderFiles:
    """The files in a folder, by default those of the package.

    Raises ModelUnavailable where they are missing, damaged, or of another version than this program reads.
    """
    where = folder if folder is not None else Path(str(files("lcassist.reader") / "weights"))
    mend = (
        "set LCASSIST_READER_MODEL to a folder that `make train` made, or to nothing"
        if folder is not None
        else "install lcassist again"
    )
    try:
        described = json.loads((where / DESCRIPTION).read_text("utf-8"))
        graph = (where / GRAPH).read_bytes()
        found = hashlib.sha256(graph).hexdigest()
        own = described["calibration"]
        unit, answerable, span = (float(value) for value in own["weights"])
        calibration = Calibration((unit, answerable, span), float(own["constant"]), float(own["threshold"]))
        expected, version = str(described["sha256"]), int(described["format"])
    except OSError as error:
        raise ModelUnavailable(
            f"the reader in {str(where)!r} is not there ({error.strerror or error}): {mend}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{str(where / DESCRIPTION)!r} does not describe a reader ({error}): {mend}") from error
    if version != FORMAT:
        raise ModelUnavailable(f"the reader in {str(where)!r} has the format {version} instead of {FORMAT}: {mend}")
    if found != expected:
        raise ModelUnavailable(
            f"{str(where / GRAPH)!r} is not what was trained (its sha256 begins {found[:8]}): {mend}"
        )
    return ReaderFiles(graph, calibration, expected[:16])


def word_embeddings(folder: Path) -> NDArray[np.float32]:
    """The embedding model's table of words, shape (words, hidden), mapped from the folder that holds its weights.

    Raises ModelUnavailable where it can't be read.
    """
    path = folder / WEIGHTS
    try:
        with path.open("rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(length))
        entry = header[_WORDS]
        table: NDArray[np.float32] = np.memmap(
            path, "<f4", "r", 8 + length + entry["data_offsets"][0], tuple(entry["shape"])
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError, struct.error) as error:
        raise ModelUnavailable(
            f"the converted model in {str(folder)!r} can't be read ({error}): delete that folder"
        ) from error
    return table
