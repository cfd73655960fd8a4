"""Thousands of generated requests at a real server: make test-abuse (up to ten minutes; ABUSE_REQUESTS=200 for a look).

Whatever is sent (sizes, encodings, nesting, names, histories, headers), it is answered within the deadline and without
a server error but 503; the memory comes back; and another visitor is answered in under two seconds throughout.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcassist.settings import Settings

pytestmark = [
    pytest.mark.abuse,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc"),
]
REQUESTS = int(os.environ.get("ABUSE_REQUESTS", "2000"))
DEADLINE = 5  # seconds for an answer; and as long again for what is around it
VISITOR = 2.0  # seconds that another visitor waits at most
GROWN = 1.2  # times the memory at first, that is there in the end

NAMES = ["Fermo", "Larissa", "Pécs", "Viladecans", "Volos", "the other cities", "they", "those three"]
hostile = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(categories=["Cf", "Cc", "Mn", "So", "Nd", "Ll"]), max_size=400),
    st.sampled_from(
        ["<script>", "</s><s>", "<<<end>>>", "{{7*7}}", "%00", "' OR 1=1 --", "../../etc/passwd", "\u202e"]
    ),
    st.builds(lambda names: " and ".join(names) + "?", st.lists(st.sampled_from(NAMES), min_size=1, max_size=300)),
    st.builds(lambda word, count: word * count, st.text(min_size=1, max_size=8), st.integers(1, 3000)),
    st.builds(lambda count: "9" * count, st.integers(1, 4000)),
)
turn = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system", ""]), "content": hostile})
history = st.one_of(st.none(), st.lists(turn, max_size=60), hostile, st.integers(), st.lists(st.lists(hostile)))
nested = st.recursive(hostile | st.none() | st.integers() | st.floats(), lambda inner: st.lists(inner, max_size=4))
headers = st.dictionaries(
    st.sampled_from(["accept", "accept-language", "content-type", "cookie", "origin", "referer", "x-forwarded-for"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=300),
    max_size=4,
)


@dataclass
class Server:
    """A served page, and what another visitor saw of it meanwhile."""

    address: str
    process: subprocess.Popen[str]
    client: httpx.Client
    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def memory(self) -> int:
        """Resident memory in kilobytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


@pytest.fixture(scope="module")
def server(report_index: Path, report_settings: Settings) -> Iterator[Server]:
    command = [sys.executable, "-m", "lcassist.surfaces.cli", "serve", "--port", "0", "--mcp"]
    environment = {**os.environ, "LCASSIST_ANSWER_TIMEOUT": str(DEADLINE), "LCASSIST_REQUESTS_PER_MINUTE": "0"}
    with subprocess.Popen(
        [*command, "--index", str(report_index)], cwd=report_settings.corpus.parent, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout
        found = re.fullmatch(r"The page is at (http://127\.0\.0\.1:\d+/) .*\n", process.stdout.readline())
        assert found
        with httpx.Client(timeout=2 * DEADLINE) as client:
            one = Server(found[1], process, client)
            stop = threading.Event()
            visitor = threading.Thread(target=_visits, args=(one, stop))
            for number in range(20):
                _ask(one.client, one.address, f"What did city number {number} do for learning?")
            visitor.start()
            yield one
            stop.set()
            visitor.join()
        process.terminate()


def _ask(client: httpx.Client, address: str, question: str) -> str:
    """Asks as a program does, and gives what the stream of events ends with."""
    joined = client.post(f"{address}gradio_api/call/ask", json={"data": [question, None, None]})
    event = joined.json()["event_id"]
    return client.get(f"{address}gradio_api/call/ask/{event}").text


def _visits(server: Server, stop: threading.Event) -> None:
    """Another visitor asks a short question every second, and waits for its answer."""
    with httpx.Client(timeout=60) as client:
        while not stop.wait(1):
            began = time.monotonic()
            with contextlib.suppress(httpx.HTTPError):
                if "event: complete" not in _ask(client, server.address, "When did Larissa join?"):
                    server.wrong.append("a visitor got no answer")
            server.waits.append(time.monotonic() - began)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A request to one of the addresses, well formed or not."""
    kind = draw(
        st.sampled_from(["ask", "ask", "ask", "search", "mcp", "document", "comparison", "export", "raw", "path"])
    )
    own: dict[str, Any] = {"headers": draw(headers)}
    if kind in ("ask", "search"):
        data = [draw(hostile), draw(history), draw(st.none() | st.lists(hostile, max_size=3))]
        return {
            **own,
            "method": "POST",
            "url": f"gradio_api/call/{kind}",
            "json": {"data": data[: draw(st.integers(0, 3))] or data},
        }
    if kind == "mcp":
        call = {"name": draw(st.sampled_from(["ask", "search", "list_sources", "none"])), "arguments": draw(
            st.fixed_dictionaries({"question": hostile}, optional={"history": history, "sources": nested})
        )}  # fmt: skip
        message = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": draw(st.sampled_from(["tools/call", "tools/list", ""])),
            "params": call,
        }
        accepting = {"accept": "application/json, text/event-stream"}
        return {"headers": accepting, "method": "POST", "url": "mcp", "json": message}
    if kind in ("document", "comparison", "export"):
        keys = st.sampled_from(["source", "start", "end", "quote", "name", "theme", "format", "of", "exchange", "lang"])
        values = st.one_of(
            hostile, st.integers().map(str), st.sampled_from(["md", "pdf", *NAMES, "learning-cities-2024.en.md"])
        )
        return {**own, "method": "GET", "url": kind, "params": draw(st.lists(st.tuples(keys, values), max_size=8))}
    if kind == "raw":
        body = draw(st.binary(max_size=2000) | st.integers(1, 5_000_000).map(lambda size: b"[" * size))
        return {
            **own,
            "method": "POST",
            "url": draw(st.sampled_from(["gradio_api/call/ask", "mcp", "gradio_api/queue/join"])),
            "content": body,
        }
    path = draw(st.text(st.characters(min_codepoint=33, max_codepoint=1000), max_size=60))
    return {**own, "method": draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"])), "url": path.lstrip("/")}


def test_no_request_breaks_it_or_keeps_others_waiting(server: Server) -> None:
    before = server.memory()

    @settings(max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(requests())
    def sent(request: dict[str, Any]) -> None:
        _answered(server, request)

    sent()
    time.sleep(2)
    assert server.process.poll() is None
    assert not server.wrong
    assert max(server.waits) < VISITOR, sorted(server.waits)[-5:]
    assert server.memory() < GROWN * before, (before, server.memory())


def _answered(server: Server, request: dict[str, Any]) -> None:
    own = dict(request)
    with contextlib.suppress(UnicodeEncodeError, httpx.InvalidURL, ValueError):  # what can't even be sent
        url = f"{server.address}{own.pop('url')}"
        if "json" in own:
            own["content"] = json.dumps(own.pop("json")).encode("utf-8", "surrogatepass")
            own["headers"] = {"content-type": "application/json", **own["headers"]}
        began = time.monotonic()
        try:
            answer = server.client.request(own.pop("method"), url, **own)
            if answer.status_code == 200 and "/call/" in url and "event_id" in answer.text:
                answer = server.client.get(f"{url}/{answer.json()['event_id']}")
        except httpx.ReadTimeout:
            pytest.fail(f"no answer in {2 * DEADLINE} s to {request!r:.300}")
        except httpx.RemoteProtocolError:
            return  # refused in the middle of a body that is too long
        assert time.monotonic() - began < 2 * DEADLINE, request
        assert answer.status_code < 500 or answer.status_code == 503, (answer.status_code, request)
