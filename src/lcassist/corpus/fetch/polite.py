"""Asks hosts as a guest does: one request at a time, with a pause, and only for what robots.txt allows.

What may pass (a broken connection, 429, 5xx) is tried again, later each time, or when the server says. Redirects
are followed one by one, each as if it were a new address: the host's robots.txt and its addresses are checked.
robots.txt is read as RFC 9309 says: where there is none all is allowed; where it can't be had nothing is.
"""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

import httpx
from protego import Protego

from lcassist.corpus.fetch.addresses import Address, Unreachable, checked_url
from lcassist.corpus.fetch.connection import Deadline
from lcassist.corpus.fetch.http import PRODUCT, Interrupted, Limits, Reply, ask
from lcassist.errors import NotFetched

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({429, 500, 502, 503, 504})

Conditions = Callable[[str], Mapping[str, str]]


class Host:
    """What is known of one host in one run; its lock is held while it is asked."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.free_at = 0.0
        self.delay = 0.0
        self.unreachable: Unreachable | None = None
        self.rules: dict[str, Protego] = {}


class Session:
    """Gets addresses, for one run. Any number of threads may use it."""

    def __init__(self, limits: Limits, permitted: Callable[[Address], bool]) -> None:
        self._limits = limits
        self._permitted = permitted
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def get(self, address: str, conditions: Conditions, deadline: Deadline) -> Reply:
        """The answer of the address, or of the one that it leads to: its status is 200 or 304.

        ``conditions`` gives the headers that make a request to an address conditional.

        Raises:
            NotFetched: it can't be had; the message is the reason.
        """
        reply = self._followed(checked_url(address), conditions, deadline, obeys=True)
        if reply.status not in (200, 304):
            raise NotFetched(f"the server says {said(reply.status)}")
        return reply

    def _followed(self, url: httpx.URL, conditions: Conditions, deadline: Deadline, *, obeys: bool) -> Reply:
        seen: set[httpx.URL] = set()
        while True:
            if url in seen:
                raise NotFetched(f"its redirects lead in a circle, back to {url}")
            if len(seen) > self._limits.redirects:
                raise NotFetched(f"it redirects more than {self._limits.redirects} times")
            seen.add(url)
            if obeys:
                self._see_that_it_is_allowed(url, deadline)
            reply = self._persistently(url, conditions(str(url)), deadline)
            target = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not target:
                return reply
            try:
                url = checked_url(str(url.join(target)))
            except (httpx.InvalidURL, ValueError) as error:
                raise NotFetched(f"it redirects to {target[:200]!r}, which is no valid address") from error

    def _persistently(self, url: httpx.URL, headers: Mapping[str, str], deadline: Deadline) -> Reply:
        """The answer to a request, which is sent again while what hinders it may pass."""
        pause = self._limits.backoff
        for attempt in range(1, self._limits.attempts + 1):
            last = attempt == self._limits.attempts
            try:
                reply = self._in_turn(url, headers, deadline)
            except Interrupted:
                if last:
                    raise
                wait = pause
            else:
                if reply.status not in _PASSING:
                    return reply
                wait = max(pause, _asked_wait(reply))
                if wait > self._limits.longest_wait:
                    raise NotFetched(f"the server says {said(reply.status)}, and to come back in {wait:,.0f} s")
                if last:
                    return reply
            deadline.sleep(wait)
            pause *= 2
        raise AssertionError("there is at least one attempt")

    def _in_turn(self, url: httpx.URL, headers: Mapping[str, str], deadline: Deadline) -> Reply:
        """The answer to one request, when it is our turn to ask that host."""
        with self._turn(url, deadline) as host:
            if host.unreachable is not None:
                raise host.unreachable
            deadline.sleep(max(0.0, host.free_at - time.monotonic()))
            try:
                return ask(url, headers, limits=self._limits, permitted=self._permitted, deadline=deadline)
            except Unreachable as error:
                host.unreachable = error  # the others that are there needn't wait for the same
                raise
            finally:
                host.free_at = time.monotonic() + max(self._limits.delay, host.delay)

    @contextmanager
    def _turn(self, url: httpx.URL, deadline: Deadline) -> Iterator[Host]:
        with self._lock:
            host = self._hosts.setdefault(url.host, Host())
        if not host.lock.acquire(timeout=deadline.left()):
            deadline.left()
        try:
            yield host
        finally:
            host.lock.release()

    def _see_that_it_is_allowed(self, url: httpx.URL, deadline: Deadline) -> None:
        """Raises NotFetched where the host's robots.txt does not allow the address, or can't be had."""
        with self._turn(url, deadline) as host:
            rules_at = str(url.join("/robots.txt"))
            if rules_at not in host.rules:
                host.rules[rules_at] = self._rules(checked_url(rules_at), deadline)
            rules = host.rules[rules_at]
            host.delay = min(rules.crawl_delay(PRODUCT) or 0.0, self._limits.longest_wait)
        if not rules.can_fetch(str(url), PRODUCT):
            raise NotFetched(f"{rules_at} doesn't allow programs to fetch it")

    def _rules(self, url: httpx.URL, deadline: Deadline) -> Protego:
        try:
            reply = self._followed(url, lambda _: {}, deadline, obeys=False)
        except Interrupted as error:
            raise NotFetched(f"{url}, which says what programs may fetch, can't be had: {error}") from error
        if reply.status == 200:
            return Protego.parse(reply.data.decode("utf-8-sig", "replace"))
        if 400 <= reply.status < 500 and reply.status != 429:
            return Protego.parse("")
        raise NotFetched(f"{url}, which says what programs may fetch, can't be had: {said(reply.status)}")


def said(status: int) -> str:
    """A status with its name; the server's own words for it are not repeated."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _asked_wait(reply: Reply) -> float:
    """The seconds that Retry-After asks to wait; 0 where it says nothing that can be understood."""
    value = reply.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
