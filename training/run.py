"""All of `make train`: python -m training.run DATA [--work FOLDER] [--public SHARE] [--seed N]

Prepares the features of the public data and of our own, trains, exports, calibrates and evaluates. Each step leaves its
file in the working folder (.lcassist/training) and is left out where that is there; training goes on from its last
checkpoint. Remove the folder to begin anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from training.documents import DATA
from training.held_out import HELD_OUT

WEIGHTS = Path(__file__).parents[1] / "src" / "lcassist" / "reader" / "weights"


def run(module: str, *arguments: object) -> None:
    """Run a module of this package; the error of a step ends all."""
    print(f"-- {module}", flush=True)
    subprocess.run([sys.executable, "-m", f"training.{module}", *map(str, arguments)], check=True)  # noqa: S603


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, default=Path(".lcassist/training"))
    parser.add_argument("--public", type=float, default=0.3, help="share of the public data")
    parser.add_argument("--seed", type=int, default=31)
    given = parser.parse_args()
    if not list(given.data.glob("qa-*.jsonl")):
        sys.exit(f"{str(given.data)!r} has no public data (qa-*.jsonl): training/README.md says how to get it")
    work: Path = given.work
    work.mkdir(parents=True, exist_ok=True)
    folders = [one for one in sorted((DATA / "own").iterdir()) if (one / "questions.jsonl").exists()]
    own = [str(one.relative_to(DATA)) for one in folders if str(one.relative_to(DATA)) not in HELD_OUT]
    names = ("qa.pkl", "nli.pkl", "own.pkl", "asked.pkl", "reader.pt")
    qa, nli, ours, asked, weights = (work / name for name in names)
    if not nli.exists():
        shares = ("--share", given.public, "--nli-share", given.public / 3)
        run("public", given.data, qa, nli, *shares, "--seed", given.seed)
    if not ours.exists():
        run("own", ours, *own, "--seed", given.seed)
    if not asked.exists():
        run("operations", asked, ours, "--seed", given.seed)
    if not (work / "trained").exists():
        run("train", weights, "--qa", qa, ours, "--nli", nli, "--operations", asked, "--seed", given.seed)
        (work / "trained").touch()
    run("export", weights, WEIGHTS)
    run("calibrate")
    run("evaluate")


if __name__ == "__main__":
    main()
