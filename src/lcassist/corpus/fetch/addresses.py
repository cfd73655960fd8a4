"""Which addresses may be asked: those of the public internet, so that no page can make us read the private one.

What counts is the address that a name stands for when the connection is made (see ``connection``), in whatever
way the name is written: 127.1 and 0x7f000001 are loopback too.
"""

from __future__ import annotations

import re
import socket
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from lcassist.errors import NotFetched

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address, as a network without IPv4 reaches it
_HOST = re.compile(r"[a-z0-9._:-]+")  # of a name that IDNA has written, or of an IP address
_LONGEST = 2_000  # characters of an address


class Unreachable(NotFetched):
    """The host can't be found, or doesn't answer."""


def is_public(address: Address) -> bool:
    """Whether an address is one host's on the public internet, also where another address is hidden in it."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None and not is_public(address.sixtofour):
        return False
    return address in _GLOBAL_UNICAST and address.is_global


def checked_url(text: str) -> httpx.URL:
    """An address that can be asked, without its fragment.

    Raises:
        NotFetched: it is no http or https address, or has a user name in it.
    """
    if len(text) > _LONGEST:
        raise NotFetched(f"the address has {len(text):,} characters")
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotFetched(f"{text!r} is no valid address ({error})") from error
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host.decode("ascii")):
        raise NotFetched(f"{text!r} is no http or https address")
    if url.userinfo:
        raise NotFetched("the address has a user name in it, which would be sent along")
    return url


def resolve(host: str, port: int, timeout: float) -> list[Address]:
    """The addresses that a host's name stands for, in the system's order.

    Raises:
        Unreachable: there is none, or the system doesn't say within ``timeout`` seconds.
    """
    found: list[list[Address]] = []
    failed: list[str] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(ip_address(str(answer[4][0])) for answer in answers)))
        except OSError as error:
            failed.append(error.strerror or str(error))
        except ValueError as error:  # a name that IDNA can't write, such as a label of 70 letters
            failed.append(str(error))

    # getaddrinfo takes no timeout; a thread that is left behind ends by itself
    thread = threading.Thread(target=look_up, daemon=True, name=f"resolve {host}")
    thread.start()
    thread.join(timeout)
    if not found or not found[0]:
        why = failed[0] if failed else f"no answer in {timeout:.0f} s"
        raise Unreachable(f"the host {host!r} can't be found: {why}")
    return found[0]
