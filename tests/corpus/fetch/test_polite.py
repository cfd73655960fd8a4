"""robots.txt, pauses, retries and redirects: with a real server that behaves as real ones do, well or badly."""

from __future__ import annotations

import email.utils
import errno
import gzip
import itertools
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from lcassist.corpus.fetch import FetchReport, Outcome

Reasons = Callable[..., str | None]
PAGE = b"<!doctype html><html lang=nl><title>Een pagina</title><p>De bibliotheek is open."


@pytest.fixture
def page(web: Any) -> str:
    web.answers["/page"] = web.Answer(PAGE, headers={"Content-Type": "text/html; charset=utf-8"})
    url: str = web.url("/page")
    return url


# robots.txt


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /private\n", True),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /pa*e$\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /page\n", True),
        ("User-agent: lcassist\nDisallow: /page\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: lcassist\nDisallow:\n", True),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("<html>nothing of the kind</html>", True),
    ],
)
def test_robots_txt_is_obeyed(web: Any, page: str, reasons: Reasons, rules: str, allowed: bool) -> None:
    web.answers["/robots.txt"] = web.Answer(rules.encode())
    reason = reasons(page)
    assert (reason is None) == allowed
    if not allowed:
        assert reason == f"{web.url('/robots.txt')} doesn't allow programs to fetch it"
        assert web.paths == []


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (410, True), (500, False), (503, False), (429, False)]
)
def test_a_robots_txt_that_is_not_to_be_had(web: Any, page: str, reasons: Reasons, status: int, allowed: bool) -> None:
    web.answers["/robots.txt"] = web.Answer(status=status)
    reason = reasons(page)
    assert (reason is None) == allowed
    if not allowed:
        assert f"can't be had: {status} " in (reason or "")
        assert web.paths == []


def test_robots_txt_is_asked_for_once(web: Any, run: Callable[..., FetchReport], name: Callable[..., None]) -> None:
    web.answers["/robots.txt"] = web.Answer(b"User-agent: *\nDisallow: /b")
    for path in "/a", "/b", "/c":
        web.answers[path] = web.Answer(PAGE)
    name(a=web.url("/a"), b=web.url("/b"), c=web.url("/c"))
    assert [r.outcome for r in run().results] == [Outcome.FETCHED, Outcome.FAILED, Outcome.FETCHED]
    assert [path for path, _ in web.asked] == ["/robots.txt", "/a", "/c"]


def test_a_redirect_to_what_robots_txt_forbids(web: Any, reasons: Reasons) -> None:
    web.answers["/robots.txt"] = web.Answer(b"User-agent: *\nDisallow: /members")
    web.answers["/x"] = web.Answer(status=302, headers={"Location": "/members/x"})
    web.answers["/members/x"] = web.Answer(PAGE)
    assert "doesn't allow" in (reasons(web.url("/x")) or "")
    assert web.paths == ["/x"]


def test_the_user_agent_names_the_project(web: Any, page: str, reasons: Reasons) -> None:
    assert reasons(page) is None
    assert len(web.asked) == 2
    for _, headers in web.asked:
        assert headers["user-agent"].startswith("lcassist/")
        assert "cookie" not in headers
        assert "authorization" not in headers


# pauses


def asked_at(web: Any, path: str, times: list[float], answer: Any) -> None:
    def handle(handler: BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(answer)

    web.answers[path] = handle


def test_one_host_is_asked_with_a_pause(web: Any, run: Callable[..., FetchReport], name: Callable[..., None]) -> None:
    times: list[float] = []
    for path in "/a", "/b", "/c":
        asked_at(web, path, times, PAGE)
    name(a=web.url("/a"), b=web.url("/b"), c=web.url("/c"))
    assert not run(delay=0.2).failed
    # a pause has a shortest length, which no slow machine changes
    assert all(later - earlier >= 0.2 for earlier, later in itertools.pairwise(times))


def test_crawl_delay_is_obeyed(web: Any, run: Callable[..., FetchReport], name: Callable[..., None]) -> None:
    web.answers["/robots.txt"] = web.Answer(b"User-agent: *\nCrawl-delay: 0.3\n")
    times: list[float] = []
    for path in "/a", "/b":
        asked_at(web, path, times, PAGE)
    name(a=web.url("/a"), b=web.url("/b"))
    assert not run().failed
    assert times[1] - times[0] >= 0.3


# what may pass


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(web: Any, page: str, reasons: Reasons, status: int) -> None:
    web.answers["/page"] = [web.Answer(status=status), web.Answer(status=status), web.answers["/page"]]
    assert reasons(page) is None
    assert len(web.paths) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [(500, "500 Internal Server Error"), (429, "429 Too Many Requests"), (503, "503 Service Unavailable")],
)
def test_it_is_not_tried_for_ever(web: Any, page: str, reasons: Reasons, status: int, said: str) -> None:
    web.answers["/page"] = web.Answer(status=status)
    assert reasons(page) == f"the server says {said}"
    assert len(web.paths) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [
        *((400, "400 Bad Request"), (401, "401 Unauthorized"), (403, "403 Forbidden"), (404, "404 Not Found")),
        *((410, "410 Gone"), (451, "451 Unavailable For Legal Reasons"), (204, "204 No Content"), (299, "299")),
        *(
            (206, "206 Partial Content"),
            (304, "304 Not Modified"),
            (300, "300 Multiple Choices"),
            (501, "501 Not Implemented"),
        ),
    ],
)
def test_what_does_not_pass_is_asked_once(web: Any, page: str, reasons: Reasons, status: int, said: str) -> None:
    web.answers["/page"] = web.Answer(b"", status=status)
    reason = reasons(page) or ""
    assert reason in (f"the server says {said}", "the server says that it has not changed, and it was never fetched")
    assert web.paths == ["/page"]


@pytest.mark.parametrize("value", ["1", "date"])
def test_retry_after_is_honoured(web: Any, page: str, reasons: Reasons, value: str) -> None:
    times: list[float] = []
    asked_at(web, "/page", times, PAGE)
    answered = web.answers["/page"]

    def first(handler: BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        web.answers["/page"] = answered
        later = value if value == "1" else email.utils.formatdate(time.time() + 2, usegmt=True)
        handler.send_response(429)
        handler.send_header("Retry-After", later)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    web.answers["/page"] = first
    assert reasons(page) is None
    # the date has whole seconds only: of two at least one is left
    assert times[1] - times[0] >= 0.95


@pytest.mark.parametrize("value", ["3600", email.utils.formatdate(time.time() + 86_400, usegmt=True)])
def test_a_retry_after_that_is_too_long(web: Any, page: str, reasons: Reasons, value: str) -> None:
    web.answers["/page"] = web.Answer(status=503, headers={"Retry-After": value})
    assert (reasons(page) or "").startswith("the server says 503 Service Unavailable, and to come back in ")
    assert web.paths == ["/page"]


@pytest.mark.parametrize("value", ["soon", "-5", "", "1.5", "9" * 400])
def test_a_retry_after_that_makes_no_sense(web: Any, page: str, reasons: Reasons, value: str) -> None:
    web.answers["/page"] = web.Answer(status=503, headers={"Retry-After": value})
    assert (reasons(page) or "").startswith("the server says 503 Service Unavailable")


def test_a_connection_that_breaks_off_is_tried_again(web: Any, page: str, reasons: Reasons) -> None:
    answered = web.answers["/page"]

    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<html>half")
        web.answers["/page"] = answered

    web.answers["/page"] = broken
    assert reasons(page) is None
    web.answers["/page"] = lambda handler: handler.connection.close()
    assert "broke off" in (reasons(page) or "")


def test_what_is_no_http_at_all(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/page"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    assert "broke off" in (reasons(page) or "")


def test_a_host_that_can_not_be_reached_is_tried_once(
    run: Callable[..., FetchReport], name: Callable[..., None], web: Any
) -> None:
    web.server.server_close()
    name(a=web.url("/a"), b=web.url("/b"))
    report = run()
    assert report.offline
    assert {result.reason for result in report.results} == {
        f"the host '127.0.0.1' can't be reached ([Errno {errno.ECONNREFUSED}] Connection refused)"
    }


# redirects


def test_redirects_are_followed(
    web: Any, page: str, run: Callable[..., FetchReport], name: Callable[..., None]
) -> None:
    web.answers["/a"] = web.Answer(status=301, headers={"Location": "/b?x=1"})
    web.answers["/b?x=1"] = web.Answer(status=302, headers={"Location": f"{page}#top"})
    name(s=web.url("/a#part"))
    [result] = run().results
    assert (result.outcome, result.address) == (Outcome.FETCHED, page)
    assert web.paths == ["/a", "/b?x=1", "/page"]


def test_redirects_in_a_circle(web: Any, reasons: Reasons) -> None:
    web.answers["/a"] = web.Answer(status=301, headers={"Location": "/b"})
    web.answers["/b"] = web.Answer(status=301, headers={"Location": "/a"})
    assert reasons(web.url("/a")) == f"its redirects lead in a circle, back to {web.url('/a')}"
    assert web.paths == ["/a", "/b"]


def test_redirects_without_end(web: Any, reasons: Reasons) -> None:
    for number in range(9):
        web.answers[f"/{number}"] = web.Answer(status=307, headers={"Location": f"/{number + 1}"})
    assert reasons(web.url("/0")) == "it redirects more than 4 times"


@pytest.mark.parametrize("target", ["http://[", "http://exa mple/", "\x7f", "//", "mailto:a@b.c"])
def test_a_redirect_to_no_address(web: Any, reasons: Reasons, target: str) -> None:
    web.answers["/a"] = web.Answer(status=302, headers={"Location": target})
    reason = reasons(web.url("/a"))
    assert reason
    assert "\n" not in reason


# size and time


def test_a_file_that_is_too_large(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/page"] = web.Answer(PAGE + b"x" * 2_000_000)
    assert reasons(page) == "it has more than the 1 MB that LCASSIST_MAX_FILE_MB allows"


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without a length that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(PAGE + b"x" * 10_000)
    except OSError:
        pass


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, each within the time that a read may take."""
    try:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n" + PAGE * 100:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        pass


def trickling_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"<p>")
            time.sleep(0.05)
    except OSError:
        pass


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def test_a_body_that_never_ends(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/page"] = endless
    assert reasons(page) == "it has more than the 1 MB that LCASSIST_MAX_FILE_MB allows"


@pytest.mark.parametrize("behaviour", [trickle, trickling_body])
def test_a_slow_trickle(web: Any, page: str, reasons: Reasons, behaviour: Any) -> None:
    web.answers["/page"] = behaviour
    assert reasons(page, total=1) == "it took longer than 1 s"


def test_a_slow_trickle_in_robots_txt(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/robots.txt"] = trickle
    assert reasons(page, total=1) == "it took longer than 1 s"
    assert web.paths == []


def test_a_server_that_says_nothing(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/page"] = silent
    assert reasons(page, attempts=1) == "'127.0.0.1' sent nothing for 0 s"


def test_the_time_of_a_run(web: Any, run: Callable[..., FetchReport], name: Callable[..., None]) -> None:
    web.answers["/a"] = trickling_body
    web.answers["/b"] = web.Answer(PAGE)
    name(a=web.url("/a"), b=web.url("/b"))
    assert [result.reason for result in run(budget=0.5, total=60).results] == ["the time for this run was over"] * 2


def test_a_waiting_time_that_a_run_has_not(web: Any, page: str, reasons: Reasons) -> None:
    web.answers["/page"] = web.Answer(status=503, headers={"Retry-After": "2"})
    assert reasons(page, budget=1.0) == "the time for this run was over"


# packed


def test_gzip(web: Any, page: str, reasons: Reasons, corpus: Any) -> None:
    packed = gzip.compress(PAGE) + gzip.compress(b" Ook op zaterdag.")
    web.answers["/page"] = web.Answer(packed, headers={"Content-Encoding": "gzip"})
    assert reasons(page) is None
    assert (corpus / "fetched" / "s.html").read_bytes() == PAGE + b" Ook op zaterdag."


def test_a_gzip_bomb(web: Any, page: str, reasons: Reasons) -> None:
    import tracemalloc

    bomb = gzip.compress(PAGE + b" " * 300_000_000)
    assert len(bomb) < 1_000_000
    web.answers["/page"] = web.Answer(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    assert reasons(page) == "it has more than the 1 MB that LCASSIST_MAX_FILE_MB allows"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip", b"not packed", "it is said to be packed by gzip and can't be unpacked"),
        ("gzip", gzip.compress(PAGE)[:-9], "it is packed, and its end is missing"),
        ("gzip", b"", "it is packed, and its end is missing"),
        ("br", PAGE, "it comes packed as 'br', which was not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE)), "it comes packed as 'gzip, gzip'"),
        ("deflate", zlib.compress(PAGE), "it comes packed as 'deflate'"),
    ],
)
def test_what_can_not_be_unpacked(
    web: Any, page: str, reasons: Reasons, encoding: str, body: bytes, reason: str
) -> None:
    web.answers["/page"] = web.Answer(body, headers={"Content-Encoding": encoding})
    assert (reasons(page) or "").startswith(reason)
