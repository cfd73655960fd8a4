"""One request and its answer, within limits of size and time. Redirects are answers too.

httpcore, on which httpx is built, is used directly: its connections can be made by a backend of our own, which
is what keeps us from private addresses, and it hands bodies over as they come, so that what is packed can be
unpacked piece by piece, never to more than is allowed. A proxy in the environment is not used: it would look
names up by itself, and nothing could be checked.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import httpcore
import httpx

from lcassist.corpus.fetch.addresses import Address, Unreachable
from lcassist.corpus.fetch.connection import Deadline, GuardedBackend
from lcassist.errors import NotFetched

PRODUCT = "lcassist"  # what robots.txt calls us

_PIECE = 65_536  # bytes that are unpacked at a time
_ACCEPTED = "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5"


class Interrupted(NotFetched):
    """The connection broke, or the server took too long: it may be better the next time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds and bytes.

    ``total`` is for one source with its redirects and retries, ``longest_wait`` for one wait that a server
    asks for. ``delay`` is between two requests to one host, ``backoff`` before the first retry; it doubles.
    """

    max_bytes: int = 40_000_000
    connect: float = 5.0
    read: float = 15.0
    total: float = 120.0
    delay: float = 1.0
    attempts: int = 3
    backoff: float = 1.0
    longest_wait: float = 30.0
    redirects: int = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: ``headers`` by their name in lower case; ``data``, unpacked, is empty unless status is 200."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes = b""


def ask(
    url: httpx.URL,
    headers: Mapping[str, str],
    *,
    limits: Limits,
    permitted: Callable[[Address], bool],
    deadline: Deadline,
) -> Reply:
    """Send a GET request and read the answer.

    Raises:
        Unreachable: no connection could be made.
        Interrupted: it broke, or took too long.
        NotFetched: the address is not permitted, the body too large or packed in a way that can't be read.
    """
    sent = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": f"{PRODUCT}/{version(PRODUCT)} (fetches documents that a person listed; obeys robots.txt)",
        "Accept": _ACCEPTED,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **headers,
    }
    timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=_tls(), network_backend=GuardedBackend(permitted, deadline), max_connections=1
            ) as pool,
            pool.stream("GET", target, headers=list(sent.items()), extensions={"timeout": timeouts}) as response,
        ):
            received = _headers(response.headers)
            data = _body(response, received, limits, deadline) if response.status == 200 else b""
            return Reply(str(url), response.status, received, data)
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        # httpcore cuts the chain of causes off, what was being handled remains
        if isinstance(error.__context__, ssl.SSLCertVerificationError):
            why = error.__context__.verify_message
            raise NotFetched(f"the certificate of {url.host!r} can't be trusted ({why})") from error
        raise Unreachable(f"the host {url.host!r} can't be reached ({_said(error)})") from error
    except httpcore.TimeoutException as error:
        deadline.left()  # says so where that is the reason
        raise Interrupted(f"{url.host!r} sent nothing for {limits.read:.0f} s") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Interrupted(f"the connection to {url.host!r} broke off ({_said(error)})") from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


@cache
def _tls() -> ssl.SSLContext:
    # SSL_CERT_FILE and SSL_CERT_DIR count: a municipality's network may have a certificate of its own
    return httpx.create_ssl_context()


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return headers


def _body(response: httpcore.Response, headers: Mapping[str, str], limits: Limits, deadline: Deadline) -> bytes:
    """The whole body, unpacked. Raises NotFetched where that is more than is allowed."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise _too_large(limits)
    pieces = iter(response.iter_stream())
    encoding = headers.get("content-encoding", "").lower()
    if encoding in ("gzip", "x-gzip"):
        pieces = _unpacked(pieces)
    elif encoding not in ("", "identity"):
        raise NotFetched(f"it comes packed as {encoding[:40]!r}, which was not asked for")
    body = bytearray()
    for piece in pieces:
        deadline.left()
        body += piece
        if len(body) > limits.max_bytes:
            raise _too_large(limits)
    return bytes(body)


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip packed, a bounded piece at a time: a few bytes can stand for very many."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            while piece:
                yield unpacker.decompress(piece, _PIECE)
                piece = unpacker.unconsumed_tail
                if unpacker.eof:  # another packed part may follow
                    piece = unpacker.unused_data
                    if piece:
                        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof and (rest := unpacker.decompress(unpacker.unconsumed_tail, _PIECE)):
            yield rest
    except zlib.error as error:
        raise NotFetched(f"it is said to be packed by gzip and can't be unpacked ({error})") from error
    if not unpacker.eof:
        raise Interrupted("it is packed, and its end is missing")


def _too_large(limits: Limits) -> NotFetched:
    most = limits.max_bytes / 1e6
    return NotFetched(f"it has more than the {most:g} MB that LCASSIST_MAX_FILE_MB allows")
