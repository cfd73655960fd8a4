"""The command line. It parses, calls the package and prints; what it prints for programs is in ``render``."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import logging
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from lcassist.errors import LcassistError, QuestionError, SettingsError
from lcassist.settings import Settings

DONE, PARTLY, NOTHING_DONE = 0, 1, 2

_PLUGINS = "lcassist.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0 done, 1 some input failed, 2 bad usage or nothing done."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # With several threads a spinning one starves the others on a small machine (see DECISIONS.md).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        plugin = _plugins().get(arguments[0]) if arguments else None
        if plugin is not None:
            command: Callable[[list[str]], int] = plugin.load()
            return command(arguments[1:])
        options = _parser().parse_args(arguments)
        _log(options.verbose)
        result: int = options.run(options)
        return result
    except LcassistError as error:
        print(f"lcassist: {error}", file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("lcassist: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # the reader of our output has gone; nothing is left to tell it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _plugins() -> dict[str, importlib.metadata.EntryPoint]:
    return {entry.name: entry for entry in importlib.metadata.entry_points(group=_PLUGINS)}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all of ours are."""

    def error(self, message: str) -> NoReturn:
        self.exit(NOTHING_DONE, f"lcassist: {message}: see `{self.prog} --help`\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="lcassist", description="Ask a report, get answers with cited passages.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"lcassist {importlib.metadata.version('lcassist')}")
    parser.add_argument("--verbose", action="store_true", help="say what is done, on standard error")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
        sub.set_defaults(run=run)
        if name not in ("settings", "fetch", "feedback"):
            sub.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
        return sub

    ingest = command("ingest", _ingest, "read the corpus and build the index")
    ingest.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the sources")
    ingest.add_argument("--json", action="store_true", help="print the summary as JSON")
    fetch = command("fetch", _fetch, "get the linked sources that sources.yaml names, or these addresses")
    fetch.add_argument("urls", nargs="*", metavar="URL")
    fetch.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the sources")
    fetch.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="most seconds that all of it may take")
    fetch.add_argument("--json", action="store_true", help="print JSON")
    for name, run, help in (
        ("search", _search, "find passages for a question"),
        ("ask", _ask, "answer a question with cited passages"),
    ):
        sub = command(name, run, help)
        sub.add_argument("question", nargs="?", metavar="QUESTION")
        sub.add_argument(
            "--jsonl", metavar="FILE", help="read one JSON object a line from a file, or - for standard input"
        )
        sub.add_argument("--json", action="store_true", help="print JSON")
        if name == "search":
            sub.add_argument("--top-k", type=_positive, metavar="N", help="how many passages")
        else:
            sub.add_argument("--engine", choices=["quotes", "llm"], help="what writes the answer")
    command("chat", _chat, "a conversation in the terminal")
    serve = command("serve", _serve, "serve the web page")
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=7860, metavar="PORT", help="port to listen on (7860)")
    serve.add_argument("--root-path", metavar="PATH", help="the page's path behind a proxy")
    serve.add_argument("--auth", type=Path, metavar="FILE", help="ask for a name and a password of this file")
    serve.add_argument("--mcp", action="store_true", help="serve the tools ask, search and list_sources by MCP too")
    feedback = command("feedback", _feedback, "what users said of answers, as CSV or as cases to review")
    feedback.add_argument("--out", type=Path, metavar="FILE", help="write to FILE: .csv, or .yaml for eval cases")
    sources = command("sources", _sources, "what is indexed, what is missing and why")
    sources.add_argument("--json", action="store_true", help="print JSON")
    text = command("text", _text, "print a source's canonical text")
    text.add_argument("source", metavar="SOURCE")
    command("settings", _settings, "all settings and their values, secrets masked")
    for name, entry in sorted(_plugins().items()):
        commands.add_parser(name, help=f"{name}: see `lcassist {name} --help`").set_defaults(run=entry.load)
    return parser


def _positive(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value


def _port(text: str) -> int:
    value = _whole(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port (0-65535)")
    return value


def _log(verbose: bool) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR, format="lcassist: %(message)s", stream=sys.stderr
    )


def _made(options: argparse.Namespace) -> Settings:
    given = {
        name: value for name in ("index", "corpus", "engine") if (value := getattr(options, name, None)) is not None
    }
    return Settings(**given)


def _ingest(options: argparse.Namespace) -> int:
    from lcassist.domain import SourceStatus
    from lcassist.index.embed import load_encoder
    from lcassist.index.ingest import ingest
    from lcassist.surfaces.progress import Bar
    from lcassist.surfaces.render import count, source_data

    settings = _made(options)
    bar = Bar(sys.stderr)
    try:
        encoder = load_encoder(settings.embedding_model, cache=settings.cache, on_progress=bar.say)
        report = ingest(settings, encoder=encoder, on_progress=lambda p: bar.show(p.stage, p.done, p.total))
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
    if missing and not options.json:
        print(f"{count(len(missing), 'source')} named and not there (`lcassist sources` tells why and what to do)")
    return PARTLY if failed else DONE


def _fetch(options: argparse.Namespace) -> int:
    from lcassist.surfaces.fetching import run_fetch

    return DONE if run_fetch(_made(options), options.urls, options.timeout, options.json) else PARTLY


def _ask(options: argparse.Namespace) -> int:
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


def _search(options: argparse.Namespace) -> int:
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


def _chat(options: argparse.Namespace) -> int:
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
            answer = assistant.ask(line, history)
        except QuestionError as error:
            print(f"lcassist: {error}", file=sys.stderr)
            continue
        if answer.question != " ".join(line.split()):
            print(f"({answer.question})")
        print(answer_text(answer))
        history += [Turn("user", line.strip()), Turn("assistant", plain(answer.text))]


def _serve(options: argparse.Namespace) -> int:
    try:
        from lcassist.surfaces.web import serve
    except ModuleNotFoundError as error:  # an installation that was cut down
        raise SettingsError(f"the page needs the package {error.name!r}: pip install {error.name}") from error

    serve(
        _made(options),
        host=options.host,
        port=options.port,
        root_path=options.root_path,
        auth=options.auth,
        mcp=options.mcp,
    )
    return DONE


def _feedback(options: argparse.Namespace) -> int:
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


def _sources(options: argparse.Namespace) -> int:
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


def _text(options: argparse.Namespace) -> int:
    from lcassist.index.store import Store

    store = Store.open(_made(options).index)
    sys.stdout.flush()
    sys.stdout.buffer.write(store.library.text(options.source).encode("utf-8"))
    sys.stdout.buffer.flush()
    return DONE


def _settings(options: argparse.Namespace) -> int:
    for name, value in Settings().shown().items():
        print(f"{name}={value}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
