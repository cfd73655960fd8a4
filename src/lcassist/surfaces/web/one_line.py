"""Records of the log as one bounded line each, whatever a visitor sent: nobody can forge another record."""

from __future__ import annotations

import logging

_MOST_CHARS = 2000


class OneLine(logging.Formatter):
    """Writes what can't be printed, line ends among it, as escapes, and cuts what is too long."""

    def format(self, record: logging.LogRecord) -> str:
        line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in super().format(record))
        return line if len(line) <= _MOST_CHARS else f"{line[:_MOST_CHARS]}…"
