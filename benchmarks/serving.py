"""`lcassist serve` as a process of its own, for what is measured and seen of it from outside."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.place import command

_STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """Where a server answers, and the number of its process."""

    address: str
    pid: int


@contextmanager
def serving(index: Path, folder: Path) -> Iterator[Server]:
    """A server that answers from an index; it runs in ``folder``."""
    arguments = command("serve", "--index", str(index), "--port", "0")
    with subprocess.Popen(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield Server(_address(server), server.pid)
        finally:
            server.terminate()
            try:
                server.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _address(server: subprocess.Popen[str]) -> str:
    """The address that the server prints when it answers."""
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise RuntimeError(f"`lcassist serve` ended with status {server.wait()} before it was up")
