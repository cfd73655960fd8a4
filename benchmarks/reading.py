"""Reading PDFs, and ingesting a long one and very many short ones."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, Result
from benchmarks.made import Writer, page_pdf, prose_pdf, table_pdf
from benchmarks.place import Place, command
from benchmarks.timing import timed
from lcassist.corpus.parsers import read
from lcassist.domain import Source
from lcassist.index.embed import load_encoder
from lcassist.index.ingest import ingest
from lcassist.settings import Settings

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Sizes:
    pages: int  # of the PDFs that are only read
    long: int  # pages of the long PDF
    documents: int


_FULL = _Sizes(pages=100, long=500, documents=1_000)
_SMALL = _Sizes(pages=10, long=5, documents=12)


def measure(place: Place) -> Result:
    sizes = _SMALL if place.small else _FULL
    prose, tables = _read_pages(place, sizes.pages)
    peak = _peak_of_ingest(place, sizes.long)
    many = _many(place, sizes.documents)
    return Result(
        (
            Figure("pages of prose in two columns", sizes.pages / prose, "pages/s", at_least=20),
            Figure("pages with a ruled table", sizes.pages / tables, "pages/s", at_least=5),
            Figure(f"peak of ingesting a PDF of {sizes.long} pages", peak, "GB", 1.5),
            Figure(f"first ingest of {sizes.documents:,} documents", many.first, "s"),
            Figure("unchanged ingest", many.unchanged, "s"),
            Figure("unchanged / first", 100 * many.unchanged / many.first, "%", 5),
            Figure("texts embedded", many.texts),
            Figure("to embed these texts alone", many.alone, "s"),
            Figure("throughput, ingest / embedding alone", many.alone / many.first, "×", at_least=0.85),
        ),
        f"PDFs made by reportlab of the report's words. Pages per second: `parsers.read` in one process, on a PDF of "
        f"{sizes.pages} pages, the formats in turn, medians of {_ROUNDS}; a page with rules goes through pdfplumber, "
        f"one without does not. The peak is the largest resident size (as the kernel counts it for the process; 1 GB "
        f"is 10⁹ bytes) of `lcassist ingest` or of a process that it started, whichever is larger. The "
        f"{sizes.documents:,} documents are PDFs of one page, ingested by `lcassist ingest` in a fresh process, "
        f"start-up included. The same texts (passages, sentences and their context) are embedded alone by the same "
        f"encoder, loaded beforehand: one half of them before the first ingest, the other after it.",
    )


def _read_pages(place: Place, pages: int) -> tuple[float, float]:
    """The median seconds of reading a PDF of prose, and one of tables."""
    prose, tables = place.folder / "prose.pdf", place.folder / "tables.pdf"
    prose_pdf(prose, pages, Writer(1))
    table_pdf(tables, pages, Writer(2))
    seconds: dict[Path, list[float]] = {prose: [], tables: []}
    for number in range(_ROUNDS + 1):
        for path, own in seconds.items():
            taken = timed(lambda: _read(path, pages))  # noqa: B023  called at once
            if number:  # the first round imports what reads PDFs
                own.append(taken)
    return statistics.median(seconds[prose]), statistics.median(seconds[tables])


def _read(path: Path, pages: int) -> None:
    """Reads it, and sees to it that all of it was read: the pages, and of pages with tables each table."""
    document = read(Source(path.name, path.stem, file=path.name), path, max_bytes=1_000_000_000)
    found = {block.page for block in document.blocks}
    if found != set(range(1, pages + 1)) or len(document.tables) not in (0, pages):
        raise RuntimeError(f"{path.name}: {len(found)} of {pages} pages, {len(document.tables)} tables")


def _peak_of_ingest(place: Place, pages: int) -> float:
    """The largest resident size, in GB, of a run that ingests one PDF."""
    corpus = _folder(place, "long")
    prose_pdf(corpus / "long.pdf", pages, Writer(3))
    arguments = command("ingest", "--corpus", str(corpus), "--index", str(place.folder / "long-index"))
    process = subprocess.Popen(arguments, cwd=place.folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return usage.ru_maxrss * 1024 / 1e9


@dataclass(frozen=True, slots=True)
class _Many:
    """Seconds of the first and the unchanged run, and of embedding as many texts alone."""

    first: float
    unchanged: float
    texts: int
    alone: float


def _many(place: Place, documents: int) -> _Many:
    corpus, index = _folder(place, "many"), place.folder / "many-index"
    writer = Writer(4)
    for number in range(documents):
        page_pdf(corpus / f"{number:04}.pdf", writer)
    encoder = load_encoder()
    texts = _texts(corpus, place.folder / "texts-index", encoder.dimension)
    encoder.passages(texts[:10])
    arguments = ("ingest", "--corpus", str(corpus), "--index", str(index))
    before = timed(lambda: encoder.passages(texts[::2]))
    first = timed(lambda: place.run(*arguments))
    after = timed(lambda: encoder.passages(texts[1::2]))
    return _Many(first, timed(lambda: place.run(*arguments)), len(texts), before + after)


def _texts(corpus: Path, index: Path, dimension: int) -> list[str]:
    """All texts that ingesting a corpus embeds, by doing so with an encoder that only notes them."""
    notes = _Notes(dimension)
    ingest(Settings(_env_file=None, corpus=corpus, index=index), encoder=notes)
    return notes.texts


class _Notes:
    """An encoder that notes the texts, and gives them vectors of no meaning."""

    id, fingerprint = "notes", "notes"

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.texts: list[str] = []
        self._chance = np.random.default_rng(0)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._chance.standard_normal((len(texts), self.dimension), np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return self.queries(texts)


def _folder(place: Place, name: str) -> Path:
    folder = place.folder / f"{name}-corpus"
    folder.mkdir()
    return folder
