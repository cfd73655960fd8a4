"""Names and passwords, asked for by the browser (HTTP Basic, RFC 7617), from a file of scrypt hashes (RFC 7914).

A line of the file is `name:scrypt$N$r$p$salt$hash`, salt and hash in base64; `python -m lcassist.surfaces.web.auth
NAME` asks for a password and prints such a line. Whoever serves to others puts a proxy with TLS in front.
"""

from __future__ import annotations

import base64
import contextlib
import getpass
import hashlib
import hmac
import logging
import secrets
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lcassist.errors import SettingsError
from lcassist.surfaces.web.limit import Limit, TooMany

logger = logging.getLogger("lcassist.requests")

_N, _R, _P = 2**15, 8, 1
_MEMORY = 128 * _R * (2**17) * 2  # bytes that a hash of the file may need
_OPEN = frozenset({"/health"})  # what watches over the server has no password
_FAILURES = 10  # wrong passwords of one address within a minute; behind a proxy all have its address
_HASHES = 2  # at once
_REMEMBERED = 1000  # right passwords, so that not each request takes the time of a hash


class Passwords:
    """The names and hashed passwords of a file. Safe to share between threads."""

    def __init__(self, hashes: dict[str, tuple[int, int, int, bytes, bytes]]) -> None:
        self._hashes = hashes
        self._key = secrets.token_bytes(32)
        self._right: set[bytes] = set()
        self._lock = threading.Lock()

    @classmethod
    def read(cls, path: Path) -> Passwords:
        """Read the file. Raises SettingsError, which names the line that is wrong."""
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the file of passwords {str(path)!r} can't be read: {error}") from error
        hashes = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                name, _, rest = line.strip().partition(":")
                kind, n, r, p, salt, digest = rest.split("$")
                if kind != "scrypt" or not name:
                    raise ValueError(kind)
                found = int(n), int(r), int(p), base64.b64decode(salt, validate=True), base64.b64decode(digest)
                _hash("", *found[:4])  # a wrong cost is said now, and not when somebody logs in
                hashes[name] = found
            except ValueError as error:
                raise SettingsError(
                    f"line {number} of {str(path)!r} is no entry: make one with "
                    "`python -m lcassist.surfaces.web.auth NAME`"
                ) from error
        if not hashes:
            raise SettingsError(
                f"{str(path)!r} has no entry: make one with `python -m lcassist.surfaces.web.auth NAME`"
            )
        return cls(hashes)

    def remembered(self, name: str, password: str) -> bool:
        """Whether this was found to be right before, which takes no time."""
        return self._digest(name, password) in self._right

    def _digest(self, name: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{name}\0{password}".encode(), "sha256")

    def right(self, name: str, password: str) -> bool:
        """Whether this is a name of the file and its password."""
        if self.remembered(name, password):
            return True
        known = self._hashes.get(name)
        # a name that isn't there takes as long as one that is
        n, r, p, salt, digest = known or next(iter(self._hashes.values()))
        if not hmac.compare_digest(_hash(password, n, r, p, salt), digest) or known is None:
            return False
        with self._lock:
            if len(self._right) >= _REMEMBERED:
                self._right.clear()
            self._right.add(self._digest(name, password))
        return True


class Guard:
    """Lets through to an ASGI application who gives a right name and password; everyone to `/health`."""

    def __init__(self, app: Any, passwords: Passwords) -> None:
        self._app = app
        self._passwords = passwords
        self._failures = Limit(_FAILURES, "no more than {most} wrong passwords a minute are looked at")
        self._hashing: Any = None  # made within the event loop that serves

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            if scope["type"] == "lifespan" or scope.get("path") in _OPEN or await self._known(scope):
                await self._app(scope, receive, send)
                return
        except TooMany as error:
            if scope["type"] == "http":
                await _say(send, 429, f"{error}\n", ((b"retry-after", b"60"),))
                return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        asking = (b"www-authenticate", b'Basic realm="lcassist", charset="UTF-8"')
        await _say(send, 401, "A name and a password are needed.\n", (asking,))

    async def _known(self, scope: Any) -> bool:
        import anyio

        given = next((value for key, value in scope["headers"] if key == b"authorization"), b"")
        kind, _, encoded = given.partition(b" ")
        if kind.lower() != b"basic":
            return False
        try:
            name, found, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
        except ValueError:
            return False
        if not found:
            return False
        if self._passwords.remembered(name, password):
            return True
        client = str((scope.get("client") or ("",))[0])
        self._failures.check(client)
        # a hash takes a tenth of a second and 32 MB, in which others are to be served
        self._hashing = self._hashing or anyio.CapacityLimiter(_HASHES)
        if await anyio.to_thread.run_sync(self._passwords.right, name, password, limiter=self._hashing):
            return True
        logger.warning("a wrong password from %s", client)
        with contextlib.suppress(TooMany):  # of some that came at once: the next is refused
            self._failures.take(client)
        return False


async def _say(send: Any, status: int, said: str, headers: Sequence[tuple[bytes, bytes]]) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": said.encode()})


def entry(name: str, password: str) -> str:
    """A line for the file of passwords."""
    salt = secrets.token_bytes(16)
    digest = _hash(password, _N, _R, _P, salt)
    return f"{name}:scrypt${_N}${_R}${_P}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _hash(password: str, n: int, r: int, p: int, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def main(arguments: list[str]) -> int:
    """Print an entry for a name; the password is asked for."""
    if len(arguments) != 1 or not arguments[0] or ":" in arguments[0]:
        sys.stderr.write("lcassist: give one name, without a colon\n")
        return 2
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        sys.stderr.write("lcassist: the password is empty\n")
        return 2
    sys.stdout.write(entry(arguments[0], password) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
