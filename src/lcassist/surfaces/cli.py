"""The command line's arguments; what its commands do is in ``commands``, what they print for programs in ``render``."""

from __future__ import annotations

import argparse
import importlib.metadata
import logging
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from lcassist.errors import LcassistError
from lcassist.surfaces import commands
from lcassist.surfaces.commands import DONE, NOTHING_DONE

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
    group = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        sub = group.add_parser(name, help=help, description=help, allow_abbrev=False)
        sub.set_defaults(run=run)
        if name not in ("settings", "fetch", "feedback"):
            sub.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
        return sub

    ingest = command("ingest", commands.ingest, "read the corpus and build the index")
    ingest.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the sources")
    ingest.add_argument("--json", action="store_true", help="print the summary as JSON")
    fetch = command("fetch", commands.fetch, "get the linked sources that sources.yaml names, or these addresses")
    fetch.add_argument("urls", nargs="*", metavar="URL")
    fetch.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the sources")
    fetch.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="most seconds that all of it may take")
    fetch.add_argument("--json", action="store_true", help="print JSON")
    for name, run, help in (
        ("search", commands.search, "find passages for a question"),
        ("ask", commands.ask, "answer a question with cited passages"),
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
    command("chat", commands.chat, "a conversation in the terminal")
    serve = command("serve", commands.serve, "serve the web page")
    serve.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the originals, if they have moved")
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=7860, metavar="PORT", help="port to listen on (7860)")
    serve.add_argument("--root-path", metavar="PATH", help="the page's path behind a proxy")
    serve.add_argument("--auth", type=Path, metavar="FILE", help="ask for a name and a password of this file")
    serve.add_argument("--mcp", action="store_true", help="serve the tools ask, search and list_sources by MCP too")
    feedback = command("feedback", commands.feedback, "what users said of answers, as CSV or as cases to review")
    feedback.add_argument("--out", type=Path, metavar="FILE", help="write to FILE: .csv, or .yaml for eval cases")
    sources = command("sources", commands.sources, "what is indexed, what is missing and why")
    sources.add_argument("--json", action="store_true", help="print JSON")
    text = command("text", commands.text, "print a source's canonical text")
    text.add_argument("source", metavar="SOURCE")
    command("settings", commands.settings, "all settings and their values, secrets masked")
    for name, entry in sorted(_plugins().items()):
        group.add_parser(name, help=f"{name}: see `lcassist {name} --help`").set_defaults(run=entry.load)
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


if __name__ == "__main__":
    sys.exit(main())
