"""What each command does with its arguments: it calls the package and prints. Each gives its exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcassist.errors import QuestionError, SettingsError
from lcassist.settings import Settings

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant
    from lcassist.domain import Answer, Turn

DONE, PARTLY, NOTHING_DONE = 0, 1, 2


def _made(options: argparse.Namespace) -> Settings:
    given = {
        name: value for name in ("index", "corpus", "engine") if (value := getattr(options, name, None)) is not None
    }
    return Settings(**given)


def ingest(options: argparse.Namespace) -> int:
    """Read the corpus and build the index."""
    from lcassist.domain import SourceStatus
    from lcassist.index.embed import load_encoder
    from lcassist.index.ingest import ingest as run
    from lcassist.surfaces.progress import Bar
    from lcassist.surfaces.render import count, source_data

    settings = _made(options)
    bar = Bar(sys.stderr)
    try:
        encoder = load_encoder(settings.embedding_model, cache=settings.cache, on_progress=bar.say)
        report = run(settings, encoder=encoder, on_progress=lambda p: bar.show(p.stage, p.done, p.total))
    finally:
        bar.clear()
    failed = [source for source in report.sources if source.status is SourceStatus.FAILED]
    missing = [source for source in report.sources if source.status is SourceStatus.MISSING]
    indexed = len(report.sources) - len(failed) - len(missing)
    if options.json:
        data: dict[str, Any] = {
            "index": str(report.index),
            "generation": report.generation,
            "changed": report.changed,
            "sources": [source_data(source, 0, 0) for source in report.sources],
            "passages": report.passages,
            "tables": report.tables,
            "embedded": report.embedded,
            "seconds": round(report.seconds, 3),
        }
        for item in data["sources"]:
            del item["passages"], item["tables"]
        print(json.dumps(data, ensure_ascii=False))
    else:
        change = "" if report.changed else " (nothing changed)"
        print(
            f"{count(indexed, 'source')}, {count(report.passages, 'passage')}, {count(report.tables, 'table')} "
            f"in {report.seconds:.1f} s{change}: {report.index}"
        )
    for source in failed:
        print(f"lcassist: {source.name!r} could not be indexed: {source.reason}", file=sys.stderr)
    other = [source for source in missing if source.cause and source.cause.code == "kind"]
    for source in other:
        print(f"lcassist: not read: {source.reason}", file=sys.stderr)
    if len(missing) > len(other) and not options.json:
        named = count(len(missing) - len(other), "source")
        print(f"{named} named and not there (`lcassist sources` tells why and what to do)")
    return PARTLY if failed else DONE


def fetch(options: argparse.Namespace) -> int:
    """Get linked sources."""
    from lcassist.surfaces.fetching import run_fetch

    return DONE if run_fetch(_made(options), options.urls, options.timeout, options.json) else PARTLY


def ask(options: argparse.Namespace) -> int:
    """Answer a question, or a line each."""
    from lcassist.answer.assistant import Assistant
    from lcassist.surfaces.batch import ask_line
    from lcassist.surfaces.render import answer_data, answer_text

    lines = _input(options)
    assistant = Assistant.open(_made(options))
    if lines is not None:
        return _each(lines, lambda data: ask_line(assistant, data))
    answer = assistant.with_suggestions(assistant.ask(options.question))
    print(json.dumps(answer_data(answer), ensure_ascii=False) if options.json else answer_text(answer))
    return DONE


def search(options: argparse.Namespace) -> int:
    """Find passages for a question, or a line each."""
    import time

    from lcassist.answer.assistant import Assistant
    from lcassist.surfaces.batch import search_line
    from lcassist.surfaces.render import hits_text, search_data

    lines = _input(options)
    assistant = Assistant.open(_made(options))
    if lines is not None:
        return _each(lines, lambda data: search_line(assistant, data, options.top_k))
    started = time.perf_counter()
    hits = assistant.search(options.question, options.top_k)
    seconds = time.perf_counter() - started
    if options.json:
        print(json.dumps(search_data(options.question, hits, seconds), ensure_ascii=False))
    else:
        print(hits_text(hits) or "nothing was found")
    return DONE


def _input(options: argparse.Namespace) -> Iterator[bytes] | None:
    """The lines of --jsonl; None where a question was given. Checked before the model is loaded."""
    if (options.question is None) == (options.jsonl is None):
        raise QuestionError("give either a question or --jsonl FILE")
    if options.jsonl is None:
        return None
    if options.jsonl == "-":
        return iter(sys.stdin.buffer)
    try:
        return iter(Path(options.jsonl).open("rb"))
    except OSError as error:
        raise QuestionError(f"{options.jsonl!r} can't be read: {error.strerror}") from error


def _each(lines: Iterator[bytes], answer: Callable[[bytes], dict[str, Any]]) -> int:
    status, some = DONE, False
    for line in lines:
        if not line.strip():
            continue
        some = True
        data = answer(line)
        if "error" in data:
            status = PARTLY
        print(json.dumps(data, ensure_ascii=False), flush=True)
    if not some:
        raise QuestionError("--jsonl was given no line: write one JSON object a line")
    return status


def chat(options: argparse.Namespace) -> int:
    """Hold a conversation in the terminal."""
    from lcassist.answer.assistant import Assistant
    from lcassist.answer.compose import plain
    from lcassist.domain import Turn
    from lcassist.surfaces.render import answer_text

    assistant = Assistant.open(_made(options))
    history: list[Turn] = []
    tty = sys.stdin.isatty()
    if tty:
        print("Ask a question; an empty line ends.")
    while True:
        if tty:
            print("\n> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line.strip():
            return DONE
        try:
            answer = _grown(assistant, line, history)
        except QuestionError as error:
            print(f"lcassist: {error}", file=sys.stderr)
            continue
        if answer.question != " ".join(line.split()):
            print(f"({answer.question})")
        print(answer_text(answer))
        history += [Turn("user", line.strip()), Turn("assistant", plain(answer.text))]


def _grown(assistant: Assistant, question: str, history: Sequence[Turn]) -> Answer:
    """The answer; what a language model has so far is shown on a terminal meanwhile, and Ctrl-C ends the model."""
    shown = 0
    with closing(assistant.stream(question, history)) as answers:
        for answer in answers:
            if answer.engine != "quotes" and sys.stderr.isatty():
                for statement in answer.statements[shown:]:
                    print(f"... {statement.text}", file=sys.stderr, flush=True)
                shown = len(answer.statements)
    return answer


def serve(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    try:
        from lcassist.surfaces.web import serve as run
    except ModuleNotFoundError as error:  # an installation that was cut down
        raise SettingsError(f"the page needs the package {error.name!r}: pip install {error.name}") from error

    run(
        _made(options),
        host=options.host,
        port=options.port,
        root_path=options.root_path,
        auth=options.auth,
        mcp=options.mcp,
    )
    return DONE


def feedback(options: argparse.Namespace) -> int:
    """Print or write what users said of answers."""
    from lcassist.surfaces.feedback import as_cases, as_csv, said
    from lcassist.surfaces.render import count

    out: Path | None = options.out
    if out is not None and out.suffix not in (".csv", ".yaml"):
        raise SettingsError(f"{str(out)!r} is no kind of file that can be written: name one that ends in .csv or .yaml")
    lines = said(_made(options).feedback)
    text = as_cases(lines) if out is not None and out.suffix == ".yaml" else as_csv(lines)
    if out is None:
        print(text, end="")
        return DONE
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{str(out)!r} can't be written: {error.strerror}") from error
    print(f"{count(len(lines), 'answer')}: {out}")
    return DONE


def sources(options: argparse.Namespace) -> int:
    """List what is indexed, what is missing and why."""
    from lcassist.index.store import Store
    from lcassist.surfaces.render import entry_data, entry_text

    manifest = Store.open(_made(options).index).manifest
    if options.json:
        data = [entry_data(entry) for entry in manifest.entries]
        print(json.dumps({"created": manifest.created, "sources": data}, ensure_ascii=False))
        return DONE
    for entry in manifest.entries:
        print(entry_text(entry))
    print(f"index of {manifest.created}, model {manifest.model}")
    return DONE


def text(options: argparse.Namespace) -> int:
    """Print a source's canonical text, nothing added."""
    from lcassist.index.store import Store

    store = Store.open(_made(options).index)
    sys.stdout.flush()
    sys.stdout.buffer.write(store.library.text(options.source).encode("utf-8"))
    sys.stdout.buffer.flush()
    return DONE


def settings(options: argparse.Namespace) -> int:
    """Print all settings."""
    for name, value in Settings().shown().items():
        print(f"{name}={value}")
    return DONE
