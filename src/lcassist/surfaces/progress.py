"""Shows how far long work is, on one line of a terminal."""

from __future__ import annotations

from typing import TextIO


class Bar:
    """Progress on one line of a terminal; nothing where the output is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tty = stream.isatty()

    def show(self, stage: str, done: int, total: int) -> None:
        self.say(f"{stage} {done}/{total}")

    def say(self, text: str) -> None:
        if self._tty:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()

    def clear(self) -> None:
        if self._tty:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
