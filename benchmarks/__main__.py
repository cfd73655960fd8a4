"""`python -m benchmarks [NAME...]`: measures, and prints a Markdown table for each group."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

GROUPS = ("ingest", "cold", "memory", "warm", "llamaindex", "verification", "reading", "page")


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    if options.small and options.write:
        parser.error("--small measures nothing that belongs into docs/results.md: leave out --write")
    _settle()
    from benchmarks.place import ROOT, Place
    from benchmarks.results import circumstances, part, write

    with tempfile.TemporaryDirectory(prefix="lcassist-bench-", ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder), small=options.small)
        for name in [group for group in GROUPS if group in (options.names or GROUPS)]:
            print(f"measuring {name} ...", file=sys.stderr)
            where = circumstances(name)
            text = part(name, where, importlib.import_module(f"benchmarks.{name}").measure(place))
            print(text, end="\n\n", flush=True)
            if options.write:
                write(ROOT / "docs" / "results.md", {name: text}, GROUPS)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    names = ", ".join(GROUPS)
    parser.add_argument("names", nargs="*", type=_group, metavar="NAME", help=f"of {names}; without one, all")
    parser.add_argument("--write", action="store_true", help="put what was measured into docs/results.md")
    parser.add_argument(
        "--small", action="store_true", help="read few pages and documents, to see that it runs (reading only)"
    )
    return parser


def _group(name: str) -> str:
    if name not in GROUPS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(GROUPS)}")
    return name


def _settle() -> None:
    """The environment as the command line makes it, without what a developer has set."""
    for name in [name for name in os.environ if name.startswith("LCASSIST_") and name != "LCASSIST_CACHE"]:
        del os.environ[name]
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TQDM_DISABLE"] = "1"


if __name__ == "__main__":
    sys.exit(main())
