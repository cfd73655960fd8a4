"""What the tests of the index share: a tiny encoder, and corpora made by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from lcassist.settings import Settings


class HashedEncoder:
    """A bag of words, hashed into a few dimensions: deterministic, instant, and with some notion of near.

    It stands in for the real encoder where a test runs hundreds of ingests, or counts what is embedded.
    """

    def __init__(self, fingerprint: str = "hashed-1", dimension: int = 48, model: str = "hashed") -> None:
        self.id = model
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.embedded: list[str] = []

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or ["-"]:
                digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
                vector[digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
                vector[digest[2] % self.dimension] += 1.0 if digest[3] % 2 else -1.0
            if not vector.any():
                vector[0] = 1.0
            vector /= np.linalg.norm(vector)
        return vectors

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return self.queries(texts)


FERMO = """# A day in Fermo

Fermo has a library. It was built in 1688 and holds 300,000 books.

## Its people

The mayor opened the library again in 2019. Volunteers read to children there:

- on Mondays
- on Saturdays, from 10 to 12

| Year | Visitors | Mark |
| --- | --- | --- |
| 2018 | 1,200 | ++ |
| 2019 | 4,500 | +++ |

Table 1 Visitors of the library
"""
PECS = """# Pécs

Pécs lies in the south of Hungary. Its university was founded in 1367.

The forum of the learning city meets every month in the House of Civic Communities.
"""
DUTCH = """Larissa is een stad in het midden van Griekenland. De gemeente begon in 2016 met de leerstad.

De vrijwilligers krijgen geen geld, maar wel een certificaat van de gemeente.
"""


@pytest.fixture
def encoder() -> HashedEncoder:
    return HashedEncoder()


@pytest.fixture
def new_encoder() -> Callable[..., HashedEncoder]:
    return HashedEncoder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "fermo.md").write_text(FERMO, "utf-8")
    (folder / "pecs.md").write_text(PECS, "utf-8")
    (folder / "larissa.nl.txt").write_text(DUTCH, "utf-8")
    (folder / "sources.yaml").write_text(
        "sources:\n"
        "  - {id: fermo, title: A day in Fermo, file: fermo.md, language: en}\n"
        "  - {id: girona, title: Girona, url: 'https://example.org/girona'}\n",
        "utf-8",
    )
    (folder / "vocabulary.yaml").write_text(
        "entities:\n"
        "  - {name: Pécs, type: city, aliases: [Pecs, Fünfkirchen]}\n"
        "  - {name: Fermo, type: city}\n"
        "  - {name: Larissa, type: city, aliases: [Λάρισα]}\n",
        "utf-8",
    )
    return folder


@pytest.fixture
def settings(tmp_path: Path, corpus: Path) -> Settings:
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")
