"""Connections that go to an address that was checked, and end in time.

This is the one place where a connection is made, and it looks a name up once: what is checked is what is
connected to, so that a name that changes its address in between (DNS rebinding) gains nothing. TLS still
checks the certificate against the name. Each wait ends with the deadline, so that a server that sends a byte
now and then can't hold us.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from lcassist.corpus.fetch.addresses import Address, resolve
from lcassist.errors import NotFetched

_TRIED = 4  # addresses of one host


class Deadline:
    """A moment at which something must be done, and why."""

    def __init__(self, seconds: float, reason: str, within: Deadline | None = None) -> None:
        """``seconds`` from now, or when ``within`` ends, whichever is earlier."""
        self._end = time.monotonic() + seconds
        self._reason = reason
        self._stopped: threading.Event = within._stopped if within else threading.Event()
        if within is not None and within._end < self._end:
            self._end, self._reason = within._end, within._reason

    def left(self, most: float | None = None) -> float:
        """The seconds that are left, at most ``most``. Raises NotFetched where none are."""
        left = self._end - time.monotonic()
        if left <= 0 or self._stopped.is_set():
            raise NotFetched(self._reason)
        return left if most is None else min(left, most)

    def sleep(self, seconds: float) -> None:
        """Wait. Raises NotFetched, at once, where there is not that much time."""
        if seconds > self.left() or self._stopped.wait(seconds):
            raise NotFetched(self._reason)

    def stop(self) -> None:
        """End it, and all that are within it, now."""
        self._stopped.set()


class GuardedBackend(httpcore.NetworkBackend):
    """Makes connections to hosts all of whose addresses are permitted."""

    def __init__(self, permitted: Callable[[Address], bool], deadline: Deadline) -> None:
        self._permitted = permitted
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises NotFetched where the host has an address that is not permitted, or none."""
        addresses = resolve(host.strip("[]"), port, self._deadline.left(timeout))
        for address in addresses:
            if not self._permitted(address):
                raise NotFetched(
                    f"{host!r} is at {address}, which is no public address; LCASSIST_FETCH_PRIVATE=true allows it"
                )
        failed: Exception | None = None
        for address in addresses[:_TRIED]:
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, self._deadline.left(timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("there is no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream none of whose waits goes on beyond a deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
