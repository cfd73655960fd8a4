"""The vectors of an index as files, and the embedding of the texts that no earlier index knows.

``<name>.npy`` holds a vector in each row, ``<name>.keys.npy`` the digest of the text that it is of. A text
that was embedded once by the same model is never embedded again while some generation has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.format import write_array_header_1_0

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lcassist.index.embed import Encoder

PASSAGES = "passages"
SENTENCES = "sentences"
CELLS = "cells"
LABELS = "labels"
HEADINGS = "headings"
ALL = (PASSAGES, SENTENCES, CELLS, LABELS, HEADINGS)
_KEY_BYTES = 16
_STEPS = 50  # of an embedding, between which its progress is told
_BATCHES = 64, 512  # texts that the encoder is given at once, at least and at most: it groups them by length


def load_vectors(folder: Path, name: str) -> NDArray[np.float32]:
    """The vectors in a folder, shape (n, dimension), mapped into memory. Raises OSError or ValueError."""
    vectors: NDArray[np.float32] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return vectors


class KnownVectors:
    """The vectors of earlier generations, by their text."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        """Open what ``write_vectors`` wrote. Raises OSError or ValueError where that is damaged."""
        self._matrices: list[NDArray[np.float32]] = []
        self._places: dict[bytes, tuple[int, int]] = {}
        for folder in folders:
            for name in ALL:
                keys = np.load(folder / f"{name}.keys.npy").tobytes()
                for row, at in enumerate(range(0, len(keys), _KEY_BYTES)):
                    self._places.setdefault(keys[at : at + _KEY_BYTES], (len(self._matrices), row))
                self._matrices.append(load_vectors(folder, name))

    def find(self, key: bytes) -> NDArray[np.float32] | None:
        place = self._places.get(key)
        return None if place is None else self._matrices[place[0]][place[1]]


def write_vectors(
    folder: Path,
    texts: Mapping[str, Sequence[str]],
    encoder: Encoder,
    known: KnownVectors,
    on_progress: Callable[[int, int], None],
) -> int:
    """Write the vectors of texts, under the name of each sequence of them; return how many were embedded.

    Equal texts are embedded once. ``on_progress`` is given how many texts are embedded, of how many.
    """
    missing: dict[bytes, tuple[str, list[tuple[_VectorFile, int]]]] = {}
    with ExitStack() as stack:
        for name, own in texts.items():
            file = stack.enter_context(_VectorFile(folder / f"{name}.npy", len(own), encoder.dimension))
            keys = [hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest() for text in own]
            np.save(folder / f"{name}.keys.npy", np.frombuffer(b"".join(keys), dtype=np.uint8))
            for row, (key, text) in enumerate(zip(keys, own, strict=True)):
                vector = known.find(key)
                if vector is None:
                    missing.setdefault(key, (text, []))[1].append((file, row))
                else:
                    file.put(row, vector)
        # Texts of about the same length, as a batch is as slow as its longest.
        waiting = sorted(missing.values(), key=lambda item: len(item[0]))
        size = min(max(len(waiting) // _STEPS, _BATCHES[0]), _BATCHES[1])
        for start in range(0, len(waiting), size):
            batch = waiting[start : start + size]
            on_progress(start, len(waiting))
            for (_, places), vector in zip(batch, encoder.passages([text for text, _ in batch]), strict=True):
                for file, row in places:
                    file.put(row, vector)
        on_progress(len(waiting), len(waiting))
    return len(waiting)


class _VectorFile:
    """A .npy file that is filled row by row, in any order.

    Not a memory map: on a full disk that ends the process (SIGBUS), where a write raises OSError.
    """

    def __init__(self, path: Path, rows: int, dimension: int) -> None:
        self._file = path.open("wb")
        header = {"descr": "<f4", "fortran_order": False, "shape": (rows, dimension)}
        write_array_header_1_0(self._file, header)
        self._start = self._file.tell()
        self._row_bytes = 4 * dimension
        self._dimension = dimension

    def put(self, row: int, vector: NDArray[np.float32]) -> None:
        if vector.shape != (self._dimension,):
            raise ValueError(f"a vector has the shape {vector.shape} instead of ({self._dimension},)")
        self._file.seek(self._start + row * self._row_bytes)
        self._file.write(vector.astype("<f4").tobytes())

    def __enter__(self) -> _VectorFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
