"""How the page is run: passwords, limits, the log, tools for programs, and the files that it gives out."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import hashlib
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import Browser, expect

from lcassist.answer.assistant import Assistant
from lcassist.domain import Source, SourceStatus
from lcassist.errors import SettingsError
from lcassist.surfaces.web import auth, build
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.limit import Limit, TooMany
from lcassist.surfaces.web.routes import add_routes
from lcassist.surfaces.web.texts import texts_in
from lcassist.surfaces.web.visits import Visits

QUESTION = "Who initiated the learning city in Pécs?"
Served = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="module")
def guarded(assistant: Assistant, served: Served) -> Iterator[str]:
    """The page behind a password, with MCP."""
    line = auth.entry("ann", "open: sésame")
    passwords = auth.Passwords({"ann": _parsed(line)})
    app = build(assistant, mcp=True)
    with served(app, auth.Guard(app, passwords)) as address:
        yield address


def _parsed(line: str) -> tuple[int, int, int, bytes, bytes]:
    _, n, r, p, salt, digest = line.partition(":")[2].split("$")
    return int(n), int(r), int(p), base64.b64decode(salt), base64.b64decode(digest)


def test_only_who_has_the_password_gets_in(guarded: str) -> None:
    for path in ("", "document?source=learning-cities-2024.en.md", "mcp", "export?of=x&format=md"):
        refused = httpx.get(f"{guarded}{path}")
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"].startswith("Basic")
    for name, password in (("ann", "open"), ("bob", "open: sésame"), ("", "")):
        assert httpx.get(guarded, auth=(name, password)).status_code == 401
    assert httpx.get(guarded, headers={"Authorization": "Basic ???"}).status_code == 401
    assert httpx.get(guarded, auth=("ann", "open: sésame")).status_code == 200
    assert httpx.get(f"{guarded}health").status_code == 200


def test_a_real_mcp_client_asks_searches_and_lists(guarded: str) -> None:
    async def use() -> tuple[set[str], list[str]]:
        key = base64.b64encode("ann:open: sésame".encode()).decode()
        own = {"Authorization": f"Basic {key}"}
        async with (
            streamablehttp_client(f"{guarded}mcp", headers=own) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name for tool in (await session.list_tools()).tools}
            calls = (
                ("ask", {"question": QUESTION}),
                ("search", {"question": "budget", "top_k": 2}),
                ("list_sources", {}),
            )
            said = []
            for name, arguments in calls:
                result = await session.call_tool(name, arguments)
                assert not result.isError, result
                said.append("".join(getattr(one, "text", "") for one in result.content))
            wrong = await session.call_tool("ask", {"question": "   "})
            assert wrong.isError
            return tools, said

    # in a thread of its own: the browser of the other tests keeps an event loop running in this one
    with ThreadPoolExecutor(1) as pool:
        tools, (asked, searched, listed) = pool.submit(asyncio.run, use()).result()
    assert tools == {"ask", "search", "list_sources"}
    assert "University of Pécs" in asked
    assert '"citations"' in asked or "'citations'" in asked
    assert "rank" in searched
    assert "learning-cities-2024.en.md" in listed


def test_an_entry_is_made_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\n"))
    assert auth.main(["ann"]) == 0
    file = tmp_path / "passwords"
    file.write_text(f"# ours\n\n{capsys.readouterr().out}", "utf-8")
    assert "secret" not in file.read_text("utf-8")
    passwords = auth.Passwords.read(file)
    assert passwords.right("ann", "secret")
    assert passwords.right("ann", "secret")
    assert not passwords.right("ann", "wrong")
    assert not passwords.right("bob", "secret")


@pytest.mark.parametrize("content", ["", "ann:secret\n", "ann:scrypt$3$8$1$AAAA$AAAA\n", ":scrypt$2$8$1$AAAA$AAAA\n"])
def test_a_file_without_right_entries_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "passwords"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="entry"):
        auth.Passwords.read(file)
    with pytest.raises(SettingsError, match="can't be read"):
        auth.Passwords.read(tmp_path / "none")


def test_each_client_has_a_limit_of_its_own_within_a_minute() -> None:
    limit = Limit(2)
    limit.take("a", 0.0)
    limit.take("a", 30.0)
    limit.take("b", 31.0)
    with pytest.raises(TooMany, match="wait 20 s"):
        limit.take("a", 41.0)
    limit.take("a", 60.5)
    none = Limit(0)
    for _ in range(1000):
        none.take("a", 0.0)


@pytest.mark.parametrize("texts", [False, True])
def test_the_log_has_questions_only_when_asked_to(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, texts: bool
) -> None:
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"log_questions": texts}))
    with caplog.at_level(logging.INFO, "lcassist.requests"):
        Desk(assistant).ask("me", QUESTION)
    assert "answer in en, 1 citations" in caplog.text
    assert ("Pécs" in caplog.text) is texts


@pytest.fixture
def web(assistant: Assistant) -> TestClient:
    app = FastAPI()
    add_routes(app, Desk(assistant), Visits())
    return TestClient(app)


def test_a_document_is_shown_with_the_quote_marked_and_no_script(web: TestClient, assistant: Assistant) -> None:
    one = assistant.ask(QUESTION).citations[0]
    answer = web.get("/document", params={"source": one.source, "start": one.start, "end": one.end})
    assert answer.status_code == 200
    assert f'<mark id="quote">{one.quote}</mark>' in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    for start, end in ((-5, 10**9), (10, 5), (10**12, 10**13)):
        assert web.get("/document", params={"source": one.source, "start": start, "end": end}).status_code == 200
    assert web.get("/document", params={"source": "../../etc/passwd"}).status_code == 404


def test_only_pdf_files_of_the_corpus_are_given_out_as_they_were_indexed(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    data = b"%PDF-1.4 nothing"
    for place in (corpus / "a.pdf", corpus / "changed.pdf", corpus / "b.html", tmp_path / "out.pdf"):
        place.write_bytes(data if place.name != "changed.pdf" else b"%PDF other")
    digest = hashlib.sha256(data).hexdigest()
    indexed = Source("x", "X", sha256=digest, status=SourceStatus.INDEXED)
    names = ("a.pdf", "changed.pdf", "b.html", "../out.pdf", "gone.pdf")
    sources = tuple(dataclasses.replace(indexed, id=name, file=name) for name in names)
    monkeypatch.setattr(Assistant, "sources", property(lambda self: sources))
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"corpus": corpus}))
    app = FastAPI()
    add_routes(app, Desk(assistant), Visits())
    web = TestClient(app)
    good = web.get("/file", params={"source": "a.pdf"})
    assert good.content == data
    assert good.headers["content-type"] == "application/pdf"
    assert good.headers["content-disposition"].startswith("inline")
    assert good.headers["x-content-type-options"] == "nosniff"
    for name in ("b.html", "none.pdf", "/etc/passwd", "a.pdf/../../out.pdf"):
        assert web.get("/file", params={"source": name}).status_code == 404, name
    for name in ("changed.pdf", "../out.pdf", "gone.pdf"):
        moved = web.get("/file", params={"source": name}, follow_redirects=False)
        assert moved.status_code == 303, name
        assert moved.headers["location"] == f"document?{urlencode({'source': name, 'gone': 1})}"


def test_an_index_knows_where_its_corpus_was(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"%PDF-1.4 nothing"
    (tmp_path / "a.pdf").write_bytes(data)
    source = Source("a", "A", file="a.pdf", sha256=hashlib.sha256(data).hexdigest(), status=SourceStatus.INDEXED)
    monkeypatch.setattr(Assistant, "sources", property(lambda self: (source,)))
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"corpus": tmp_path / "moved"}))
    manifest = dataclasses.replace(assistant.store.manifest, corpus=str(tmp_path))
    monkeypatch.setattr(assistant.store, "manifest", manifest)
    app = FastAPI()
    add_routes(app, Desk(assistant), Visits())
    assert TestClient(app).get("/file", params={"source": "a.pdf"}).content == data


def test_of_a_file_that_is_gone_the_text_is_shown_with_a_word_on_it(web: TestClient) -> None:
    said = "no longer where it was indexed"
    shown = web.get("/document", params={"source": "learning-cities-2024.en.md", "gone": 1})
    assert said in shown.text
    assert said not in web.get("/document", params={"source": "learning-cities-2024.en.md"}).text


def test_a_comparison_is_given_as_a_file(web: TestClient) -> None:
    chosen = {"name": ["Fermo", "Viladecans"], "theme": ["Digitalisation"]}
    assert web.get("/comparison", params={**chosen, "format": "svg"}).headers["content-type"] == "image/svg+xml"
    assert "the sources" not in web.get("/comparison", params={**chosen, "format": "md"}).text
    wrong = web.get("/comparison", params={"name": "Fermo", "format": "md"})
    assert wrong.status_code == 400
    assert "choose 2 to 4" in json.loads(wrong.text)["detail"]
    assert web.get("/comparison", params={**chosen, "format": "exe"}).status_code == 404


def test_a_flood_of_questions_ends_in_a_plain_line_and_the_question_stays(
    assistant: Assistant, served: Served, browser: Browser
) -> None:
    settings = assistant.settings.model_copy(update={"requests_per_minute": 2})
    limited = Assistant(settings, assistant.encoder, assistant._reader, assistant._current())
    with served(build(limited)) as address:
        context = browser.new_context(locale="nl-NL")
        page = context.new_page()
        page.goto(address)
        box = page.locator("#question textarea")
        for number in (1, 2):
            box.fill(QUESTION, timeout=30_000)
            page.keyboard.press("Enter")
            expect(page.locator("#chat .said")).to_have_count(number, timeout=30_000)
        box.fill("And in Larissa?")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(texts_in("nl")["too_many"], timeout=30_000)
        expect(box).to_have_value("And in Larissa?")
        expect(page.locator("#chat .said")).to_have_count(2)
        context.close()
