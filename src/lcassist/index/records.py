"""The passages of an index as a file: one JSON object a line, read one by one where they are needed."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np

from lcassist.domain import Passage, PassageKind, Sentence

_FILE = "passages.jsonl"
_IDS = "passages.ids"
_OFFSETS = "passages.offsets.npy"
_KEPT = 8192  # passages that stay in memory once they were read


def write_passages(folder: Path, passages: Iterable[Passage]) -> None:
    """Write passages, in their order and with different ids, into a folder."""
    ids, offsets = [], [(0, 0)]
    with (folder / _FILE).open("wb") as file:
        for passage in passages:
            line = json.dumps(_data(passage), ensure_ascii=False).encode() + b"\n"
            byte, sentence = offsets[-1]
            offsets.append((byte + file.write(line), sentence + len(passage.sentences)))
            ids.append(passage.id)
    (folder / _IDS).write_text("\n".join(ids), "ascii")
    np.save(folder / _OFFSETS, np.asarray(offsets, dtype=np.int64))


class Passages(Sequence[Passage]):
    """The passages in a folder, in their order. Any number of threads may read them."""

    def __init__(self, folder: Path) -> None:
        """Open what ``write_passages`` wrote. Raises OSError or ValueError where that is damaged."""
        self._offsets = np.load(folder / _OFFSETS).tolist()
        self._places = {id_: n for n, id_ in enumerate((folder / _IDS).read_text("ascii").split("\n"))}
        if len(self._places) != len(self):
            raise ValueError(f"there are {len(self._places)} ids of {len(self)} passages")
        with (folder / _FILE).open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = lru_cache(maxsize=_KEPT)(self._parsed)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, place: int) -> Passage: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, place: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(place, slice):
            return tuple(self[number] for number in range(*place.indices(len(self))))
        return self._at(range(len(self))[place])

    def __iter__(self) -> Iterator[Passage]:
        return (self[number] for number in range(len(self)))

    def place(self, passage_id: str) -> int:
        """Where the passage of that id is. Raises KeyError."""
        return self._places[passage_id]

    def sentence_rows(self, place: int) -> slice:
        """Which of all sentences, counted over all passages, are those of the passage at ``place``."""
        return slice(self._offsets[place][1], self._offsets[place + 1][1])

    def _parsed(self, place: int) -> Passage:
        return _passage(json.loads(self._lines[self._offsets[place][0] : self._offsets[place + 1][0]]))


def _data(passage: Passage) -> dict[str, Any]:
    return {
        **asdict(passage),
        "sentences": [(sentence.start, sentence.end) for sentence in passage.sentences],
    }


def _passage(data: dict[str, Any]) -> Passage:
    changed = {
        "kind": PassageKind(data["kind"]),
        "section": tuple(data["section"]),
        "entities": tuple(data["entities"]),
        "sentences": tuple(Sentence(start, end) for start, end in data["sentences"]),
    }
    return Passage(**{**data, **changed})
