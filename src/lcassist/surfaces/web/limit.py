"""How much a client may ask within a minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

from lcassist.errors import LcassistError

_MINUTE = 60.0  # seconds
_CLIENTS = 10_000  # that are kept in mind


class TooMany(LcassistError):
    """A client has asked more within a minute than the settings allow."""


class Limit:
    """At most so many of each client within a minute; 0: no limit. Safe to share between threads."""

    def __init__(self, per_minute: int, said: str = "no more than {most} questions a minute are answered") -> None:
        """``said`` begins the message of who is over the limit."""
        self._most = per_minute
        self._said = said
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str, now: float | None = None, count: int = 1) -> None:
        """Count a request as so many, of which the last ones may be over the limit; ``now`` is in seconds. Raises
        TooMany."""
        if not self._most:
            return
        now = time.monotonic() if now is None else now
        with self._lock:
            seen = self._recent(client, now)
            seen.extend([now] * min(count, self._most))
            while len(self._seen) > _CLIENTS:
                self._seen.popitem(last=False)

    def check(self, client: str, now: float | None = None) -> None:
        """Whether one more would be too many, without counting it. Raises TooMany."""
        with self._lock:
            if self._most and client in self._seen:
                self._recent(client, time.monotonic() if now is None else now)

    def _recent(self, client: str, now: float) -> deque[float]:
        """When a client asked within the last minute. Raises TooMany."""
        seen = self._seen.setdefault(client, deque())
        self._seen.move_to_end(client)
        while seen and seen[0] <= now - _MINUTE:
            seen.popleft()
        if len(seen) >= self._most:
            wait = int(seen[0] + _MINUTE - now) + 1
            raise TooMany(f"{self._said.format(most=self._most)}: wait {wait} s, then ask again")
        return seen
