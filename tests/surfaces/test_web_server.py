"""How the page is served: what is refused and how that is said, and how it ends."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lcassist.answer.assistant import Assistant
from lcassist.errors import IndexMissing, LcassistError
from lcassist.settings import Settings
from lcassist.surfaces.web import serve
from lcassist.surfaces.web.health import add_health


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_before_anything_is_loaded(taken: int, tmp_path: Path) -> None:
    with pytest.raises(LcassistError, match=rf"the port {taken} .* is taken: .* --port") as caught:
        serve(Settings(_env_file=None, index=tmp_path), port=taken)
    assert not isinstance(caught.value, IndexMissing)


def test_an_address_that_is_not_this_machines_is_said() -> None:
    with pytest.raises(LcassistError, match=r"'192\.0\.2\.1' is no address of this machine: .* --host"):
        serve(Settings(_env_file=None), host="192.0.2.1", port=0)
    with pytest.raises(LcassistError, match=r"'no\.such\.name\.invalid' is no address"):
        serve(Settings(_env_file=None), host="no.such.name.invalid", port=0)


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        serve(Settings(_env_file=None, index=tmp_path / "none"), port=0)


def test_health_says_why_the_index_is_gone(report_settings: Settings, report_index: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(report_index, index)
    app = FastAPI()
    add_health(app, Assistant.open(report_settings.model_copy(update={"index": index})))
    client = TestClient(app)
    assert client.get("/health").status_code == 200
    index.rename(tmp_path / "gone")
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert str(index) in answer.json()["reason"]


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C can't be sent to another process as a signal")
def test_ctrl_c_ends_it_without_a_traceback(report_settings: Settings, report_index: Path) -> None:
    command = [sys.executable, "-m", "lcassist.surfaces.cli", "serve", "--port", "0"]
    command += ["--index", str(report_index)]
    with subprocess.Popen(
        command, cwd=report_settings.corpus.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.fullmatch(r"The page is at (http://127\.0\.0\.1:\d+/) .*\n", line)
        assert found, process.communicate()
        refused = httpx.get(found[1], headers={"host": "evil.example"})
        assert (refused.status_code, "LCASSIST_ALLOWED_HOSTS" in refused.text) == (400, True)
        assert httpx.get(found[1]).headers["x-content-type-options"] == "nosniff"
        large = httpx.post(f"{found[1]}gradio_api/queue/join", content=b"x" * 5_000_000)
        assert large.status_code == 413
        # An open page listens to a stream that never ends by itself.
        with httpx.stream("GET", f"{found[1]}gradio_api/heartbeat/visitor") as stream:
            assert stream.status_code == 200
            process.send_signal(signal.SIGINT)
            out, error = process.communicate(timeout=20)
    assert process.returncode in (0, 130)
    assert out == ""
    assert "Traceback" not in error
    assert len(error.splitlines()) <= 1


SLOW = """
import sys, time
from lcassist.answer.deadline import check
from lcassist.answer.pipeline import Pipeline
from lcassist.surfaces.cli import main

quick = Pipeline.ask

def ask(self, text, history=(), sources=None):
    while "for ever" in text:
        time.sleep(0.05)
        check()
    return quick(self, text, history, sources)

Pipeline.ask = ask
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", ["ask", "mcp"])
def test_sigterm_ends_it_in_five_seconds_whatever_is_being_answered(
    report_index: Path, report_settings: Settings, tmp_path: Path, how: str
) -> None:
    script = tmp_path / "slow.py"
    script.write_text(SLOW, "utf-8")
    command = [sys.executable, str(script), "serve", "--port", "0", "--mcp", "--index", str(report_index)]
    environment = {**os.environ, "LCASSIST_ANSWER_TIMEOUT": "600"}
    with subprocess.Popen(
        command, cwd=report_settings.corpus.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment,
    ) as process:  # fmt: skip
        assert process.stdout
        found = re.fullmatch(r"The page is at (http://127\.0\.0\.1:\d+/) .*\n", process.stdout.readline())
        assert found, process.communicate()
        call = {"name": "ask", "arguments": {"question": "Who waits for ever?"}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        accept = {"accept": "application/json, text/event-stream"}

        def request() -> None:
            with contextlib.suppress(httpx.HTTPError):
                if how == "mcp":
                    httpx.post(f"{found[1]}mcp", json=message, headers=accept, timeout=60)
                else:
                    data = {"data": [call["arguments"]["question"], None, None]}
                    event = httpx.post(f"{found[1]}gradio_api/call/ask", json=data, timeout=60).json()["event_id"]
                    httpx.get(f"{found[1]}gradio_api/call/ask/{event}", timeout=60)

        asking = threading.Thread(target=request, daemon=True)
        asking.start()
        time.sleep(1.5)  # it is being answered now
        assert asking.is_alive()
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=5)
    assert "Traceback" not in error
