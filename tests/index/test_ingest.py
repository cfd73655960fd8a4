"""An index is brought up to date all or nothing; nothing changes when nothing changed (invariants 4, 6)."""

from __future__ import annotations

import errno
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcassist.answer.assistant import Assistant
from lcassist.answer.pipeline import Pipeline
from lcassist.corpus import parsers
from lcassist.domain import Answer, SourceStatus
from lcassist.errors import CorpusError, IndexLocked, IndexNotWritten
from lcassist.index import ingest as ingest_module
from lcassist.index import layout
from lcassist.index.ingest import Progress, Report, ingest
from lcassist.index.store import Store
from lcassist.index.words import Words
from lcassist.reader.model import Reader
from lcassist.settings import Settings


def answers(index: Path, encoder: Any) -> list[tuple[str, str]]:
    """All that an index says: (source, text) of every passage, found by search; and it is consistent."""
    store = Store.open(index)
    try:
        hits = store.dense(encoder.queries(["library"])[0], 1_000)
        assert sorted(place for place, _ in hits) == list(range(len(store.passages)))
        for passage in store.passages:
            assert store.library.text(passage.source)[passage.start : passage.end] == passage.text
        assert store.words.scores("library", None).shape == (len(store.passages),)
        assert len(store.passage_vectors) == len(store.passages)
        assert np.isfinite(store.passage_vectors).all()
        return [(passage.source, passage.text) for passage in store.passages]
    finally:
        store.close()


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        # Chroma writes into its database whenever it is opened
        if path.is_file() and path.name != "chroma.sqlite3"
    }


def generations(index: Path) -> list[str]:
    return sorted(os.listdir(index / "generations"))


def statuses(report: Report) -> dict[str, tuple[SourceStatus, bool]]:
    return {source.name: (source.status, source.reason is not None) for source in report.sources}


def test_a_first_run_reports_what_it_did(settings: Settings, encoder: Any) -> None:
    before = files(settings.corpus)
    seen: list[Progress] = []
    report = ingest(settings, encoder=encoder, on_progress=seen.append)
    assert report.changed
    assert statuses(report) == {
        "fermo.md": (SourceStatus.INDEXED, False),
        "larissa.nl.txt": (SourceStatus.INDEXED, False),
        "pecs.md": (SourceStatus.INDEXED, False),
        "girona": (SourceStatus.MISSING, True),
    }
    assert report.tables == 1
    assert report.passages == len(answers(settings.index, encoder))
    assert report.embedded == len(encoder.embedded) == len(set(encoder.embedded))
    assert report.index == settings.index
    assert generations(settings.index) == [report.generation]
    assert [p.stage for p in seen] == sorted((p.stage for p in seen), key=["read", "embed", "store"].index)
    for stage in ("read", "embed", "store"):
        own = [p for p in seen if p.stage == stage]
        assert own[-1].done == own[-1].total > 0
        assert [p.done for p in own] == sorted(p.done for p in own)
    assert files(settings.corpus) == before


def test_an_unchanged_corpus_changes_and_embeds_nothing(settings: Settings, encoder: Any) -> None:
    first = ingest(settings, encoder=encoder)
    before, embedded = files(settings.index), len(encoder.embedded)
    second = ingest(settings, encoder=encoder)
    assert (second.changed, second.embedded, second.generation) == (False, 0, first.generation)
    assert (second.sources, second.passages, second.tables) == (first.sources, first.passages, first.tables)
    assert len(encoder.embedded) == embedded
    assert files(settings.index) == before


def test_the_report_again_with_the_real_model_embeds_nothing(report_settings: Settings, report_index: Path) -> None:
    before = files(report_index)
    report = ingest(report_settings)
    assert (report.changed, report.embedded) == (False, 0)
    assert report.tables == 8
    assert files(report_index) == before


def test_only_what_changed_is_read_and_embedded(
    settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(settings, encoder=encoder)
    encoder.embedded.clear()
    read: list[str] = []
    original = parsers.read
    monkeypatch.setattr(parsers, "read", lambda s, *a, **k: [read.append(s.name), original(s, *a, **k)][1])
    path = settings.corpus / "pecs.md"
    path.write_text(path.read_text("utf-8").replace("every month", "every week"), "utf-8")
    report = ingest(settings, encoder=encoder)
    assert read == ["pecs.md"]
    assert report.changed
    assert 0 < report.embedded == len(encoder.embedded) < 6
    assert all("every week" in text for text in encoder.embedded)
    texts = answers(settings.index, encoder)
    assert any("every week" in text for _, text in texts)
    assert not any("every month" in text for _, text in texts)
    # the vectors that were taken over are those that embedding anew gives
    store = Store.open(settings.index)
    kept = store.passage_vectors.copy()
    ingest(settings.model_copy(update={"index": settings.index.with_name("fresh")}), encoder=encoder)
    assert np.array_equal(kept, Store.open(settings.index.with_name("fresh")).passage_vectors)


def test_what_was_removed_disappears(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    (settings.corpus / "pecs.md").unlink()
    report = ingest(settings, encoder=encoder)
    assert report.embedded == 0
    assert "pecs.md" not in statuses(report)
    assert {source for source, _ in answers(settings.index, encoder)} == {"fermo.md", "larissa.nl.txt"}


def test_a_title_that_changed_is_embedded(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    manifest = settings.corpus / "sources.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("A day in Fermo", "A night there"), "utf-8")
    encoder.embedded.clear()
    report = ingest(settings, encoder=encoder)
    assert {s.title for s in report.sources if s.name == "fermo.md"} == {"A night there"}
    assert encoder.embedded
    assert all(text.startswith("A night there") for text in encoder.embedded)


def test_a_vocabulary_that_changed_embeds_nothing(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    path = settings.corpus / "vocabulary.yaml"
    path.write_text(path.read_text("utf-8") + "  - {name: Hungary, type: country}\n", "utf-8")
    report = ingest(settings, encoder=encoder)
    assert (report.changed, report.embedded) == (True, 0)
    store = Store.open(settings.index)
    assert "Hungary" in {name for passage in store.passages for name in passage.entities}


def test_another_passage_size_embeds_what_it_must(settings: Settings, encoder: Any) -> None:
    sentences = [f"Sentence {number} is about something else altogether." for number in range(12)]
    (settings.corpus / "more.txt").write_text(" ".join(sentences), "utf-8")
    ingest(settings, encoder=encoder)
    encoder.embedded.clear()
    report = ingest(settings.model_copy(update={"passage_chars": 200}), encoder=encoder)
    # all sentences are as they were, and so are the passages that were small before
    assert report.embedded == len(encoder.embedded) == 3
    assert all(text.startswith("more\nSentence") for text in encoder.embedded)
    assert Store.open(settings.index).manifest.passage_chars == 200


@pytest.mark.parametrize("other", [{"fingerprint": "2"}, {"model": "b"}, {"dimension": 32, "fingerprint": "3"}])
def test_another_model_embeds_everything(
    settings: Settings, encoder: Any, new_encoder: Callable[..., Any], other: dict[str, Any]
) -> None:
    first = ingest(settings, encoder=encoder)
    changed = new_encoder(**other)
    second = ingest(settings, encoder=changed)
    assert second.embedded == first.embedded
    answers(settings.index, changed)
    Store.open(settings.index, encoder_id=changed.id, fingerprint=changed.fingerprint)


def test_new_parsers_read_everything_again(settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(settings, encoder=encoder)
    monkeypatch.setattr(parsers, "VERSION", parsers.VERSION + 1)
    report = ingest(settings, encoder=encoder)
    assert (report.changed, report.embedded) == (True, 0)
    assert Store.open(settings.index).manifest.parsers == parsers.VERSION


def test_other_function_words_read_everything_again(
    settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(settings, encoder=encoder)
    monkeypatch.setattr("lcassist.index.reading.fingerprint", lambda: "other words")
    report = ingest(settings, encoder=encoder)
    assert (report.changed, report.embedded) == (True, 0)


def test_since_when_a_source_is_indexed(settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def since() -> dict[str, str | None]:
        return {entry.source.name: entry.since for entry in Store.open(settings.index).manifest.entries}

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2040, 1, 1, tzinfo=tz)

    ingest(settings, encoder=encoder)
    first = since()
    assert first == dict.fromkeys(("fermo.md", "larissa.nl.txt", "pecs.md"), first["pecs.md"]) | {"girona": None}
    monkeypatch.setattr(ingest_module, "datetime", Later)
    (settings.corpus / "pecs.md").write_text("Pécs is another city now.", "utf-8")
    ingest(settings, encoder=encoder)
    assert since() == {**first, "pecs.md": "2040-01-01T00:00:00+00:00"}


def test_the_last_two_generations_are_kept(settings: Settings, encoder: Any) -> None:
    made = []
    for number in range(4):
        (settings.corpus / "more.txt").write_text(f"More of it, {number} times.", "utf-8")
        made.append(ingest(settings, encoder=encoder).generation)
    assert generations(settings.index) == made[-2:]


def test_a_source_that_fails_is_reported_and_the_others_go_on(settings: Settings, encoder: Any) -> None:
    (settings.corpus / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (settings.corpus / "empty.md").write_text("", "utf-8")
    (settings.corpus / "huge.txt").write_text("big " * 100_000, "utf-8")
    small = settings.model_copy(update={"max_file_mb": 0.1})
    report = ingest(small, encoder=encoder)
    failed = {s.name: s.reason for s in report.sources if s.status is SourceStatus.FAILED}
    assert set(failed) == {"binary.txt", "empty.md", "huge.txt"}
    assert all(failed.values())
    assert "LCASSIST_MAX_FILE_MB" in (failed["huge.txt"] or "")
    assert {source for source, _ in answers(settings.index, encoder)} == {
        "fermo.md",
        "larissa.nl.txt",
        "pecs.md",
    }
    again = ingest(small, encoder=encoder)
    assert (again.changed, again.sources) == (False, report.sources)
    larger = ingest(settings, encoder=encoder)
    assert statuses(larger)["huge.txt"] == (SourceStatus.INDEXED, False)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_fails_only_its_source(settings: Settings, encoder: Any) -> None:
    (settings.corpus / os.fsdecode(b"caf\xe9.txt")).write_text("Some text.", "utf-8")
    (settings.corpus / "a\nb.txt").write_text("Another text.", "utf-8")
    report = ingest(settings, encoder=encoder)
    failed = [source for source in report.sources if source.status is SourceStatus.FAILED]
    assert [os.fsencode(source.name) for source in failed] == [b"caf\xe9.txt"]
    assert "rename" in (failed[0].reason or "")
    assert ("a\nb.txt", "Another text.") in answers(settings.index, encoder)
    assert ingest(settings, encoder=encoder).changed is False


def test_a_reader_that_breaks_fails_only_its_source(
    settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = parsers.read

    def broken(source: Any, path: Path, *, max_bytes: int) -> Any:
        if source.name == "pecs.md":
            raise RecursionError("too deep")
        return original(source, path, max_bytes=max_bytes)

    monkeypatch.setattr(parsers, "read", broken)
    report = ingest(settings, encoder=encoder)
    reason = next(s.reason for s in report.sources if s.name == "pecs.md")
    assert reason == "reading it failed: RecursionError: too deep"


def test_a_source_that_could_not_be_opened_is_tried_again(
    settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = parsers.read

    def unlucky(source: Any, path: Path, *, max_bytes: int) -> Any:
        if source.name == "pecs.md":
            raise OSError(errno.EIO, "input/output error")
        return original(source, path, max_bytes=max_bytes)

    with monkeypatch.context() as patch:
        patch.setattr(parsers, "read", unlucky)
        assert statuses(ingest(settings, encoder=encoder))["pecs.md"] == (SourceStatus.FAILED, True)
    assert statuses(ingest(settings, encoder=encoder))["pecs.md"] == (SourceStatus.INDEXED, False)


@pytest.mark.parametrize("broken", ["missing", "empty", "unreadable", "sources.yaml", "vocabulary.yaml"])
def test_a_corpus_that_cannot_be_read_leaves_the_old_index(settings: Settings, encoder: Any, broken: str) -> None:
    ingest(settings, encoder=encoder)
    before = answers(settings.index, encoder)
    sources = [path for path in settings.corpus.iterdir() if path.suffix in (".md", ".txt")]
    if broken == "missing":
        settings.corpus.rename(settings.corpus.with_name("elsewhere"))
    elif broken.endswith(".yaml"):
        (settings.corpus / broken).write_text("{", "utf-8")
    else:
        for path in sources:
            path.unlink() if broken == "empty" else path.write_bytes(b"\x00\x01" * 500)
    with pytest.raises(CorpusError) as caught:
        ingest(settings, encoder=encoder)
    assert "\n" not in str(caught.value)
    assert answers(settings.index, encoder) == before


def test_an_index_is_not_begun_for_a_corpus_that_is_not_there(settings: Settings, encoder: Any) -> None:
    with pytest.raises(CorpusError):
        ingest(settings.model_copy(update={"corpus": settings.corpus / "none"}), encoder=encoder)
    assert not settings.index.exists()


@pytest.mark.parametrize(
    "damage",
    [
        *("current", "complete", "schema", "manifest.json", "documents/documents.jsonl", "words/words.json"),
        *(
            "keys",
            "chroma",
            "chroma's content",
            "chroma's vectors",
            "words' content",
            "a file that is gone",
        ),
    ],
)
def test_a_damaged_index_is_made_anew(settings: Settings, encoder: Any, damage: str) -> None:
    first = ingest(settings, encoder=encoder)
    before = answers(settings.index, encoder)
    folder = layout.generation(settings.index, first.generation)
    if damage == "current":
        (settings.index / "current").write_text("nothing", "ascii")
    elif damage == "schema":
        text = (folder / "manifest.json").read_text("utf-8")
        (folder / "manifest.json").write_text(re.sub(r'"schema": \d', '"schema": 9', text), "utf-8")
    elif damage == "chroma":
        (folder / "chroma" / "chroma.sqlite3").unlink()
    elif damage == "keys":
        (folder / "passages.keys.npy").write_bytes(b"nonsense")
    elif damage == "chroma's content":
        (folder / "chroma" / "chroma.sqlite3").write_bytes(b"nonsense" * 1000)
    elif damage == "chroma's vectors":
        for path in (folder / "chroma").glob("*/*"):
            path.unlink()
    elif damage == "words' content":
        (folder / "words" / "words.json").write_bytes(b"{" * (folder / "words" / "words.json").stat().st_size)
    elif damage == "a file that is gone":
        (folder / "headings.npy").unlink()
    else:
        (folder / damage).write_bytes(b"{")
    report = ingest(settings, encoder=encoder)
    assert report.changed
    assert answers(settings.index, encoder) == before
    assert ingest(settings, encoder=encoder).changed is False


class Blocking:
    """An encoder that waits, before it embeds, until it is told to go on."""

    def __init__(self, encoder: Any) -> None:
        self.id, self.fingerprint, self.dimension = encoder.id, encoder.fingerprint, encoder.dimension
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.queries, self._passages = encoder.queries, encoder.passages

    def passages(self, texts: Any) -> Any:
        self.begun.set()
        assert self.go_on.wait(60)
        return self._passages(texts)


def test_of_two_runs_the_second_says_who_holds_the_lock(
    settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocking = Blocking(encoder)
    first = threading.Thread(target=ingest, args=(settings,), kwargs={"encoder": blocking})
    first.start()
    assert blocking.begun.wait(60)
    monkeypatch.setattr(ingest_module, "_WAIT", 0.2)
    with pytest.raises(IndexLocked, match=rf"process {os.getpid()}.*{re.escape(str(settings.index))}") as caught:
        ingest(settings, encoder=encoder)
    assert "\n" not in str(caught.value)
    blocking.go_on.set()
    first.join(60)
    answers(settings.index, encoder)
    assert not (settings.index / "lock.pid").exists()


def test_of_two_runs_the_second_waits_a_little(settings: Settings, encoder: Any) -> None:
    blocking = Blocking(encoder)
    first = threading.Thread(target=ingest, args=(settings,), kwargs={"encoder": blocking})
    first.start()
    assert blocking.begun.wait(60)
    threading.Timer(0.5, blocking.go_on.set).start()
    assert ingest(settings, encoder=encoder).changed is False
    first.join(60)


class Failing:
    """An encoder that raises when it has embedded some texts."""

    def __init__(self, encoder: Any, error: BaseException, after: int) -> None:
        self.id, self.fingerprint, self.dimension = encoder.id, "other", encoder.dimension
        self.queries, self._encoder = encoder.queries, encoder
        self._error, self._left = error, after

    def passages(self, texts: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise self._error
        return self._encoder.passages(texts)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), RuntimeError("broken"), SystemExit(3)])
@pytest.mark.parametrize("after", [0, 1])
def test_a_run_that_is_broken_off_leaves_the_old_index(
    settings: Settings, encoder: Any, error: BaseException, after: int
) -> None:
    ingest(settings, encoder=encoder)
    before, kept = answers(settings.index, encoder), generations(settings.index)
    (settings.corpus / "more.txt").write_text(" ".join(f"Sentence {n} of it." for n in range(99)), "utf-8")
    with pytest.raises(type(error)):
        ingest(settings, encoder=Failing(encoder, error, after))
    assert answers(settings.index, encoder) == before
    assert generations(settings.index) == kept
    assert ingest(settings, encoder=encoder).changed


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    "seam",
    [
        (Words, "save"),
        (layout, "_sync"),
        (layout, "_replace"),
        (layout.os, "replace"),
        (Path, "rename"),
        (np, "save"),
    ],
    ids=lambda seam: seam[1] if isinstance(seam, tuple) else type(seam).__name__,
)
def test_whatever_fails_on_the_way_the_old_index_answers(
    settings: Settings,
    encoder: Any,
    monkeypatch: pytest.MonkeyPatch,
    seam: tuple[Any, str],
    error: BaseException,
) -> None:
    ingest(settings, encoder=encoder)
    before, kept = answers(settings.index, encoder), generations(settings.index)
    (settings.corpus / "more.txt").write_text("More of it.", "utf-8")

    def fail(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(*seam, fail)
        with pytest.raises((IndexNotWritten, KeyboardInterrupt)) as caught:
            ingest(settings, encoder=encoder)
    if isinstance(error, OSError):
        assert re.search(r"No space left on device.*free some space.*`lcassist ingest --index", str(caught.value))
    assert answers(settings.index, encoder) == before
    assert generations(settings.index) == kept
    assert ingest(settings, encoder=encoder).changed


def test_an_index_path_that_is_a_file(settings: Settings, encoder: Any) -> None:
    settings.index.write_text("not a folder", "utf-8")
    with pytest.raises(IndexNotWritten, match=r"is a file.*LCASSIST_INDEX"):
        ingest(settings, encoder=encoder)


LIMITED = """
import resource, runpy, sys
from pathlib import Path
from lcassist.errors import IndexNotWritten
from lcassist.index.ingest import ingest
from lcassist.reader.model import Reader
from lcassist.settings import Settings
conftest, corpus, index = sys.argv[1:]
encoder = runpy.run_path(conftest)["HashedEncoder"]
settings = Settings(_env_file=None, corpus=Path(corpus), index=Path(index))
ingest(settings, encoder=encoder())
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for limit in (1_000, 4_000, 20_000, 100_000, 160_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        ingest(settings, encoder=encoder("other"))
        print("written", limit)
    except IndexNotWritten as error:
        print("refused", error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
"""
CONFTEST = Path(__file__).with_name("conftest.py")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on the size of files")
def test_files_that_cannot_grow_leave_the_old_index(settings: Settings, encoder: Any) -> None:
    # The system cuts every file off at some size, as a full disk does: in our files, and inside Chroma.
    arguments = [str(CONFTEST), str(settings.corpus), str(settings.index)]
    ran = subprocess.run([sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True, check=True)
    lines = ran.stdout.splitlines()
    assert len(lines) == 5, ran
    assert [line.split()[0] for line in lines] == ["refused"] * 5
    assert all("run `lcassist ingest --index" in line for line in lines)
    assert Store.open(settings.index).manifest.fingerprint == "hashed-1"
    assert len(generations(settings.index)) == 1
    answers(settings.index, encoder)


RUNNING = """
import runpy, sys
from pathlib import Path
import chromadb, llama_index.vector_stores.chroma
from lcassist.index.ingest import ingest
from lcassist.reader.model import Reader
from lcassist.settings import Settings
conftest, corpus, index = sys.argv[1:]
encoder = runpy.run_path(conftest)["HashedEncoder"]
settings = Settings(_env_file=None, corpus=Path(corpus), index=Path(index))
print("ready", flush=True)
for number in range(10_000):
    ingest(settings, encoder=encoder(str(number)))
"""


def asked(settings: Settings, encoder: Any, reader: Reader) -> Answer:
    """What the index answers to a question, through all of the package."""
    store = Store.open(settings.index)
    try:
        assistant = Assistant(settings, encoder, reader, Pipeline(store, encoder, reader))
        return replace(assistant.ask("Who opened the library again in 2019?"), seconds=0.0)
    finally:
        store.close()


@pytest.mark.timeout(1_200)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_run_that_is_killed_leaves_an_index_that_answers(settings: Settings, encoder: Any, reader: Reader) -> None:
    """`make test-crash` kills 50 runs; each moment is another one."""
    kills, unfinished = int(os.environ.get("TEST_CRASHES", "3")), set[str]()
    expected = ingest(settings, encoder=encoder).passages
    before = asked(settings, encoder, reader)
    assert before.citations or before.nearest
    arguments = [str(CONFTEST), str(settings.corpus), str(settings.index)]
    for _ in range(kills):
        process = subprocess.Popen([sys.executable, "-c", RUNNING, *arguments], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0.05, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        unfinished |= {name for name in generations(settings.index) if name.startswith(".")}
        assert len(answers(settings.index, encoder)) == expected
        assert asked(settings, encoder, reader) == before
    print(f"{kills} runs were killed, {len(unfinished)} of them half-way through writing; each time the index answered")
    report = ingest(settings, encoder=encoder)
    assert not [name for name in generations(settings.index) if name.startswith(".")]
    assert report.generation in generations(settings.index)
    assert len(generations(settings.index)) <= 2


def test_while_an_index_is_replaced_it_can_be_opened(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    stop = threading.Event()
    opened: list[str] = []
    failed: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                store = Store.open(settings.index)
                assert store.dense(encoder.queries(["library"])[0], 3)
                assert store.words.scores("library", "en").shape == (len(store.passages),)
                opened.append(store.generation)
                store.close()
            except Exception as error:  # noqa: BLE001
                failed.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(6):
        (settings.corpus / "more.txt").write_text(f"More of it, {number} times.", "utf-8")
        made = ingest(settings, encoder=encoder).generation
        # A generation is kept until the next but one is made: let the reader come after.
        while made not in opened[-3:] and not failed:
            time.sleep(0.01)
    stop.set()
    reader.join(60)
    assert not failed
    assert len(set(opened)) >= 6
