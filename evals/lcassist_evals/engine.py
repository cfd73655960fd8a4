"""The seam between the runner and the assistant: what the runner asks of it, and how it is opened on a suite.

The runner knows the ``Engine`` protocol only, so that a test can put a broken engine in its place.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lcassist.corpus.library import Library
from lcassist.corpus.parsers import read
from lcassist.corpus.sources import scan
from lcassist.domain import Answer, Document, Hit, Turn
from lcassist.errors import QuestionError, Unreadable
from lcassist.settings import Settings
from lcassist_evals.cases import Suite

if TYPE_CHECKING:
    from lcassist import Assistant
    from lcassist.index.embed import Encoder
    from lcassist.reader.model import Reader

VOCABULARY = "vocabulary.yaml"
FETCHED = "fetched"

log = logging.getLogger(__name__)


class Engine(Protocol):
    """What is measured."""

    def ask(self, question: str, history: Sequence[Turn]) -> Answer: ...

    def search(self, question: str, top_k: int) -> Sequence[Hit]: ...

    def document(self, source: str) -> Document:
        """The library's document of a source; raises SourceUnknown."""
        ...

    def embed(self, question: str) -> None:
        """Embed one question and throw the vector away: the yardstick of the latencies."""
        ...

    def confidence(self, question: str, history: Sequence[Turn]) -> float | None:
        """The probability that what was found answers the question; None where that isn't weighed."""
        ...


Opener = Callable[[Suite], AbstractContextManager[Engine]]


class AssistantEngine:
    """An open Assistant as an Engine."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return self._assistant.ask(question, history=list(history))

    def search(self, question: str, top_k: int) -> Sequence[Hit]:
        return self._assistant.search(question, top_k=top_k)

    def document(self, source: str) -> Document:
        return self._assistant.library.document(source)

    def embed(self, question: str) -> None:
        self._assistant.encoder.queries([question])

    def confidence(self, question: str, history: Sequence[Turn]) -> float | None:
        try:
            work = self._assistant.work(question, list(history))
        except QuestionError:
            return None
        return None if work is None else work.probability


def opener(workspace: Path, engine: str | None = None, index: Path | None = None, vocabulary: bool = True) -> Opener:
    """How suites are opened: on a given index, else on one of the suite's own corpus below ``workspace``.

    ``engine`` overrides the settings' engine; without ``vocabulary`` the corpus is ingested without its
    vocabulary.yaml. A second opening in the same workspace embeds only what the first one didn't.
    """
    given = {} if engine is None else {"engine": engine}
    made: dict[Path, Path] = {}  # the folder of each corpus: several suites may be about one

    @cache
    def encoder() -> Encoder:
        from lcassist.index.embed import load_encoder

        settings = Settings()
        return load_encoder(settings.embedding_model, cache=settings.cache)

    @cache
    def reader() -> Reader:
        from lcassist.reader.model import load_reader

        settings = Settings()
        return load_reader(settings.reader_model, cache=settings.cache)

    @contextmanager
    def open_suite(suite: Suite) -> Iterator[Engine]:
        # Imported here: they load the index's libraries, which checking case files and --help don't need.
        from lcassist import Assistant
        from lcassist.index.ingest import ingest

        if index is not None:
            settings = Settings(index=index, **given)
        else:
            folder = made.get(suite.corpus.resolve(), workspace / suite.name)
            settings = Settings(corpus=folder / "corpus", index=folder / "index", **given)
            if folder not in made.values():
                copy_corpus(suite.corpus, folder / "corpus", vocabulary)
                ingest(settings, encoder=encoder())
                made[suite.corpus.resolve()] = folder
        assistant = Assistant.open(settings, encoder=encoder(), reader=reader())
        try:
            yield AssistantEngine(assistant)
        finally:
            # Before the folder goes: what an open index holds can't be deleted everywhere.
            assistant.store.close()

    return open_suite


def read_library(corpus: Path, settings: Settings) -> Library:
    """The documents of a corpus as they are read, without an index or a model; fetched files are left out.

    Raises:
        CorpusError: the corpus can't be used as a whole. A single unreadable file is logged and left out.
    """
    documents = []
    for source in scan(corpus):
        if source.file is None or Path(source.file).parts[0] == FETCHED:
            continue
        try:
            documents.append(read(source, corpus / source.file, max_bytes=int(settings.max_file_mb * 1e6)))
        except Unreadable as error:
            log.warning("%s can't be read: %s", source.file, error)
    return Library(documents)


def copy_corpus(corpus: Path, to: Path, vocabulary: bool = True) -> None:
    """Make the folder ``to`` a copy of the files of a corpus that belong to it: those that git tracks.

    Where git tracks none of them (no repository, or nothing added yet) it is every file but those below
    fetched/. What a person fetched or dropped in for themselves must not change the scores.
    """
    shutil.rmtree(to, ignore_errors=True)
    tracked = _tracked(corpus)
    for file in sorted(path for path in corpus.rglob("*") if path.is_file()):
        name = file.relative_to(corpus)
        if name.parts[0] == FETCHED or (name.parts == (VOCABULARY,) and not vocabulary):
            continue
        if tracked and name.as_posix() not in tracked:
            log.warning("%s is left out of the evals: git doesn't track it", file)
            continue
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)


def _tracked(corpus: Path) -> frozenset[str]:
    """The files of the folder that git tracks, relative to it; empty where git can't say."""
    command = ["git", "-C", str(corpus), "ls-files", "-z"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=30)  # noqa: S603 - fixed words and a folder
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name)
