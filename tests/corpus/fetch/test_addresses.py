"""Only the public internet is asked, however an address is written and wherever a page leads."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest

from lcassist.corpus.fetch import FetchReport, Limits, Outcome, fetch, planned
from lcassist.corpus.fetch.addresses import checked_url, is_public, resolve
from lcassist.errors import NotFetched

PUBLIC = [
    *("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::8.8.8.8"),
    *("::ffff:8.8.8.8", "2002:808:808::1"),
]
PRIVATE = [
    # loopback, private, link-local (the clouds' metadata), shared, documentation, benchmarking
    *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.0.0.1"),
    # unspecified, multicast, reserved, broadcast
    *("0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "100::1"),
    *("2001:db8::1", "4000::1", "64:ff9b:1::1"),
    # a private IPv4 address inside one of IPv6: mapped, compatible, NAT64, 6to4, Teredo
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::1", "2002:a00:1::1", "2001:0:0:0:0:0:f5ff:fffe"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/x", "file:///etc/passwd", "gopher://example.org", "data:text/html,x", "javascript:x"),
        *("example.org", "//example.org/x", "http://", "http:///x", "", "http://[::1", "http://a\nb/", "\x00"),
        *("http://exa mple.org", f"http://example.org/{'x' * 3000}", "http://me:secret@example.org/"),
    ],
)
def test_no_address(url: str) -> None:
    with pytest.raises(NotFetched) as caught:
        checked_url(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("http://Example.ORG/a b?c=d#e", "example.org", b"/a%20b?c=d"),
        ("https://bücher.example/é", "bücher.example", b"/%C3%A9"),
        ("http://example.org:8080", "example.org", b"/"),
    ],
)
def test_an_address(url: str, host: str, target: bytes) -> None:
    checked = checked_url(url)
    assert (checked.host, checked.raw_path, checked.fragment) == (host, target, "")


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "localhost", "0177.0.0.1", "::1", "0"])
def test_whatever_a_private_address_is_called_it_is_found_out(host: str) -> None:
    try:
        addresses = resolve(host, 80, 5)
    except NotFetched:
        return
    assert not any(is_public(address) for address in addresses)


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(NotFetched, match=r"'no\.such\.host\.invalid' can't be found"):
        resolve("no.such.host.invalid", 80, 5)
    with pytest.raises(NotFetched, match="can't be found"):
        resolve("x" * 70 + ".example", 80, 5)


def test_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hang.wait(30))
    with pytest.raises(NotFetched, match="can't be found: no answer in"):
        resolve("example.org", 80, 0.05)
    hang.set()


def test_by_default_loopback_is_not_asked(web: Any, corpus: Any, name: Callable[..., None], limits: Limits) -> None:
    web.answers["/x"] = web.Answer(b"<html>secret")
    name(a=web.url("/x"), b=web.url("/x").replace("127.0.0.1", "localhost"))
    report = fetch(planned(corpus), limits=limits)
    assert [result.outcome for result in report.results] == [Outcome.FAILED] * 2
    for result in report.results:
        assert "is no public address; LCASSIST_FETCH_PRIVATE=true allows it" in (result.reason or "")
    assert not report.offline
    assert web.asked == []
    report = fetch(planned(corpus), limits=limits, private=True)
    assert [result.outcome for result in report.results] == [Outcome.FETCHED] * 2


@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/secret", "http://[::1]:{port}/secret", "http://10.0.0.1/"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_private_address(
    web: Any, reasons: Callable[..., str | None], status: int, target: str
) -> None:
    port = web.address.rpartition(":")[2]
    web.answers["/x"] = web.Answer(status=status, headers={"Location": target.format(port=port)})
    web.answers["/secret"] = web.Answer(b"<html>secret")
    assert "is no public address" in (reasons(web.url("/x")) or "")
    assert web.paths == ["/x"]


def test_a_redirect_to_another_scheme(web: Any, reasons: Callable[..., str | None]) -> None:
    web.answers["/x"] = web.Answer(status=302, headers={"Location": "file:///etc/passwd"})
    assert reasons(web.url("/x")) == "'file:/etc/passwd' is no http or https address"


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(
    web: Any, run: Callable[..., FetchReport], name: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name is public when it is checked, and private a moment later."""
    web.answers["/x"] = web.Answer(b"<html>page")
    port = int(web.address.rpartition(":")[2])
    original, looked_up = socket.getaddrinfo, []

    def rebinding(host: Any, *arguments: Any, **named: Any) -> Any:
        if host == "rebinding.example":
            looked_up.append(host)
            # each connection is one question: robots.txt's, then the page's; further ones would be private
            host = "127.0.0.1" if len(looked_up) <= 2 else "127.0.0.2"
        return original(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    name(s=f"http://rebinding.example:{port}/x")
    [result] = run().results
    assert (result.outcome, len(looked_up)) == (Outcome.FETCHED, 2)
    assert all(headers["host"] == f"rebinding.example:{port}" for _, headers in web.asked)
    # now that it is private, it is refused, and nobody is asked
    asked = len(web.asked)
    [result] = run().results
    assert "'rebinding.example' is at 127.0.0.2" in (result.reason or "")
    assert len(web.asked) == asked


def test_a_host_with_one_private_address_is_refused(
    web: Any, reasons: Callable[..., str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(host: Any, port: int, **_: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.1", "192.168.0.9")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert "is at 192.168.0.9" in (reasons(f"http://both.example:{web.address.rpartition(':')[2]}/x") or "")
    assert web.asked == []


def test_a_proxy_in_the_environment_is_not_used(
    web: Any, reasons: Callable[..., str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.2:9")
    web.answers["/x"] = web.Answer(b"<html>page")
    assert reasons(web.url("/x")) is None
