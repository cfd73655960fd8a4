"""`lcassist fetch`: what it prints, and its exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcassist.surfaces.cli import main

PAGE = b"<!doctype html><html lang=nl><title>Een pagina</title><p>De bibliotheek is open."

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lcassist(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, corpus: Path) -> Run:
    """Runs `lcassist fetch` beside the corpus, as if loopback were the internet."""
    monkeypatch.chdir(corpus.parent)
    monkeypatch.setenv("LCASSIST_FETCH_PRIVATE", "true")
    monkeypatch.setenv("LCASSIST_FETCH_DELAY", "0")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(["fetch", *arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def corpus(tmp_path: Path, web: Any) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    web.answers["/a"] = web.Answer(PAGE, headers={"ETag": '"1"'})
    sources = [
        {"id": "a", "title": "A page", "url": web.url("/a")},
        {"id": "b", "title": "B page", "url": web.url("/b.pdf")},
        {"id": "c", "title": "C page", "url": None},
    ]
    (folder / "sources.yaml").write_text(json.dumps({"sources": sources}), "utf-8")
    return folder


def test_what_it_says(lcassist: Run, web: Any) -> None:
    status, out, err = lcassist()
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[:6] == [
        "asking 127.0.0.1",
        "fetched   fetched/a.html: A page",
        f"failed    {web.url('/b.pdf')}: the server says 404 Not Found",
        f"          to do by hand: save {web.url('/b.pdf')} as fetched/b.pdf in the corpus folder",
        "unknown   C page: its address is not known: save it as fetched/c with its ending in the corpus folder",
        lines[5],
    ]
    assert lines[5].startswith("1 fetched, 1 failed in ")
    web.answers["/b.pdf"] = web.Answer(b"%PDF-1.7")
    status, out, err = lcassist("--timeout", "20")
    assert (status, err) == (0, "")
    assert out.startswith(
        "asking 127.0.0.1, for 20 s at most\nunchanged fetched/a.html: A page\nfetched   fetched/b.pdf: B"
    )


def test_as_json(lcassist: Run, web: Any, corpus: Path) -> None:
    status, out, err = lcassist("--json")
    assert (status, err) == (1, "")
    data = json.loads(out)
    assert (data["corpus"], data["hosts"], data["offline"]) == ("corpus", ["127.0.0.1"], False)
    first, second = data["sources"]
    assert (first["id"], first["status"], first["file"]) == ("a", "fetched", "fetched/a.html")
    assert (first["url"], first["address"], first["reason"], first["by_hand"]) == (*[web.url("/a")] * 2, None, None)
    assert first["retrieved"]
    assert (second["status"], second["reason"]) == ("failed", "the server says 404 Not Found")
    assert second["by_hand"] == f"save {web.url('/b.pdf')} as fetched/b.pdf in the corpus folder"
    assert [source["id"] for source in data["unknown"]] == ["c"]


def test_an_address_that_is_given(lcassist: Run, web: Any) -> None:
    web.answers["/nl/nieuws"] = web.Answer(PAGE)
    status, out, err = lcassist(web.url("/nl/nieuws"))
    assert (status, err) == (0, "")
    assert "fetched   fetched/127-0-0-1-nl-nieuws-" in out


def test_without_a_network(lcassist: Run, web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    web.server.server_close()
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.2:9")
    status, out, err = lcassist()
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[1].startswith("no host could be reached (the host '127.0.0.1' can't be reached ([Errno ")
    assert "is there a network? (the proxy that the environment names is not used" in lines[1]
    assert lines[2] == f"  to do by hand: save {web.url('/a')} as fetched/a.html in the corpus folder"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("ftp://example.org",), "'ftp://example.org' is no http or https address"),
        (("--timeout", "0"), "'0' is no number of seconds above 0"),
        (("--timeout", "nan"), "is no number of seconds"),
        (("--corpus", "none"), "there is no corpus folder 'none'"),
        (("--corpus", "corpus/sources.yaml"), "is a file: name the folder that it is in"),
    ],
)
def test_what_is_refused(lcassist: Run, arguments: tuple[str, ...], reason: str, web: Any) -> None:
    status, out, err = lcassist(*arguments)
    assert (status, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1
    assert web.asked == []


def test_what_a_terminal_would_obey_is_not_printed(lcassist: Run, corpus: Path, web: Any) -> None:
    sources = [
        {"id": "a", "title": "A\x1b[31m page", "url": web.url("/a")},
        {"id": "b", "title": "B", "url": "http://x\x1b]0;y/"},
    ]
    (corpus / "sources.yaml").write_text(json.dumps({"sources": sources}), "utf-8")
    _, out, _ = lcassist()
    assert "\x1b" not in out
