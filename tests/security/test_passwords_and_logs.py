"""Wrong passwords take nothing from others, and nobody writes a second line into the log."""

from __future__ import annotations

import base64
import logging
import threading
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from lcassist.surfaces.web import auth
from lcassist.surfaces.web.limit import Limit, TooMany
from lcassist.surfaces.web.one_line import OneLine


def guarded(passwords: Any) -> auth.Guard:
    app = FastAPI()

    @app.get("/")
    async def page() -> str:
        return "page"

    return auth.Guard(app, passwords)


class Slow:
    """Passwords whose hashes take a while; counts how many are made at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = self.most = self.hashed = 0
        self.wait = threading.Event()

    def remembered(self, name: str, password: str) -> bool:
        return (name, password) == ("ann", "known")

    def right(self, name: str, password: str) -> bool:
        with self.lock:
            self.now += 1
            self.hashed += 1
            self.most = max(self.most, self.now)
        self.wait.wait(0.02)
        with self.lock:
            self.now -= 1
        return password == "right"


def header(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def statuses(app: auth.Guard, given: list[tuple[str, str]]) -> list[int]:
    """What the requests are answered, all sent at once."""
    found = [0] * len(given)

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:

            async def one(place: int, name: str, password: str) -> None:
                found[place] = (await client.get("/", headers=header(name, password))).status_code

            async with anyio.create_task_group() as group:
                for place, (name, password) in enumerate(given):
                    group.start_soon(one, place, name, password)

    anyio.run(ask)
    return found


def test_few_hashes_are_made_at_once_and_who_is_known_waits_for_none(caplog: pytest.LogCaptureFixture) -> None:
    slow = Slow()
    app = guarded(slow)
    with caplog.at_level(logging.WARNING, "lcassist.requests"):
        found = statuses(app, [("ann", "wrong")] * 40 + [("ann", "known")])
    assert found[-1] == 200
    assert set(found[:-1]) == {401}
    assert slow.most <= 2
    assert "a wrong password from 127.0.0.1" in caplog.text
    assert "wrong\n" not in caplog.text.replace("a wrong password", "")


def test_after_ten_wrong_ones_an_address_waits_but_for_who_is_known() -> None:
    slow = Slow()
    app = guarded(slow)
    found = [statuses(app, [("ann", f"wrong {number}")])[0] for number in range(12)]
    assert found == [401] * 10 + [429] * 2
    assert slow.hashed == 10
    assert statuses(app, [("ann", "right")]) == [429]
    assert statuses(app, [("ann", "known")]) == [200]


def test_a_check_counts_nothing() -> None:
    limit = Limit(1, "no more than {most} of these")
    for _ in range(3):
        limit.check("a", 0.0)
    limit.take("a", 0.0)
    with pytest.raises(TooMany, match="no more than 1 of these: wait 60 s"):
        limit.check("a", 1.0)
    limit.check("a", 61.0)


def test_a_record_is_one_bounded_line() -> None:
    said = "what?\n2026-01-01 lcassist: forged\r\x1b[2J\u2028" + "x" * 10_000
    record = logging.LogRecord("lcassist.requests", logging.INFO, "", 0, "asked %s", (said,), None)
    line = OneLine("%(message)s").format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert "\\n2026-01-01 lcassist: forged" in line
    assert len(line) <= 2001
