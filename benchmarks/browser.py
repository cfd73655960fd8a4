"""`lcassist serve` and a browser beside it, for what is seen and measured as a visitor would."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.place import command

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_STOP_SECONDS = 20


@contextmanager
def serving(index: Path, folder: Path) -> Iterator[str]:
    """The address of a server that answers from an index; it runs in ``folder``."""
    arguments = command("serve", "--index", str(index), "--port", "0")
    with subprocess.Popen(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()
            try:
                server.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium as it is installed. Raises RuntimeError where there is none."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        raise RuntimeError("there is no browser: install the package 'chromium'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


def _address(server: subprocess.Popen[str]) -> str:
    """The address that the server prints when it answers."""
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise RuntimeError(f"`lcassist serve` ended with status {server.wait()} before it was up")
