"""The page as a visitor waits for it: from a cold start, warm, and with many visitors at once."""

from __future__ import annotations

import itertools
import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Page, expect

from benchmarks.browser import browsing
from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.serving import serving
from benchmarks.timing import timed

# smaller ones to see that it runs: BENCH_PAGE="users seconds questions"
_USERS, _SECONDS, _WARM = map(int, os.environ.get("BENCH_PAGE", "50 60 20").split())
_TIMEOUT = 60_000  # milliseconds


def measure(place: Place) -> Result:
    index = place.index
    asked = questions()
    expect.set_options(timeout=_TIMEOUT)
    with browsing() as browser:
        started = time.perf_counter()
        with serving(index, place.folder) as server:
            page = browser.new_page()
            page.set_default_timeout(_TIMEOUT)
            page.goto(server.address)
            expect(page.locator("#masthead h1")).to_be_visible()
            _ask(page, asked[0], 1)
            cold = time.perf_counter() - started
            warm = _warm(page, asked[1 : _WARM + 1])
            page.close()
            crowd, errors = _crowd(server.address, asked)
    return Result(
        (
            Figure("from `serve` to the first answer", cold, "s", 15),
            Figure("warm question in the page", statistics.median(warm), "s", 1),
            Figure(f"{_USERS} users for {_SECONDS} s: questions answered", len(crowd)),
            Figure(f"{_USERS} users: errors", errors, target=0),
            Figure(f"{_USERS} users: median", statistics.median(crowd), "s"),
            Figure(
                f"{_USERS} users: 95th percentile", statistics.quantiles(crowd, n=20, method="inclusive")[-1], "s", 5
            ),
        ),
        f"In chromium: from the start of `lcassist serve` until an answer is seen; then {len(warm)} questions one "
        "after the other in one conversation, from Enter until the answer is seen. Then users who ask through the "
        f"page's endpoint `/ask`, each the next of {len(asked)} questions as soon as the last one is answered; none "
        "comes again before all were asked.",
    )


def _warm(page: Page, asked: list[str]) -> list[float]:
    """The seconds that each question takes, one after the other in a conversation that has one answer already."""
    seconds = []
    for number, question in enumerate(asked, 2):
        started = time.perf_counter()
        _ask(page, question, number)
        seconds.append(time.perf_counter() - started)
    return seconds


def _ask(page: Page, question: str, number: int) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .said")).to_have_count(number)


def _crowd(address: str, asked: list[str]) -> tuple[list[float], int]:
    """The seconds that each answer took, and how many questions ended in an error."""
    from gradio_client import Client  # type: ignore[import-untyped]

    client = Client(address, verbose=False)
    begin = threading.Barrier(_USERS)

    # none comes again before all were asked: what was asked lately is answered quicker
    rest, turn = itertools.cycle(asked), threading.Lock()

    def user(_: int) -> tuple[list[float], int]:
        seconds, errors = [], 0
        begin.wait()
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            with turn:
                question = next(rest)
            try:
                seconds.append(timed(lambda: client.predict(question, api_name="/ask")))  # noqa: B023  called at once
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                print(f"{question!r}: {error}")
                errors += 1
        return seconds, errors

    with ThreadPoolExecutor(_USERS) as pool:
        results = list(pool.map(user, range(_USERS)))
    return [one for seconds, _ in results for one in seconds], sum(errors for _, errors in results)
