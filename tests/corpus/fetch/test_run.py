"""What was got is kept whole, with its record, and the corpus is scanned with both."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lcassist.corpus.fetch import FetchReport, Limits, Outcome, fetch, keep, planned
from lcassist.corpus.provenance import Record, load_records
from lcassist.corpus.sources import scan
from lcassist.domain import Source, SourceStatus
from lcassist.errors import CorpusError, FetchError

Run = Callable[..., FetchReport]
Name = Callable[..., None]
Names = Callable[[], Sequence[str]]

PAGE = b"<!doctype html><html lang=nl><title>Een pagina</title><p>De bibliotheek is open."


def sources(corpus: Path) -> dict[str, Source]:
    return {source.id: source for source in scan(corpus)}


@pytest.fixture
def page(web: Any, name: Name, corpus: Path) -> str:
    (corpus / "report.md").write_text("# A report\n\nText.\n", "utf-8")
    web.answers["/page"] = web.Answer(PAGE, headers={"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"})
    url: str = web.url("/page")
    name(s=url)
    return url


def test_a_page_with_its_record(page: str, run: Run, corpus: Path, fetched_names: Names) -> None:
    [result] = run().results
    assert (result.outcome, result.file, result.address) == (Outcome.FETCHED, "fetched/s.html", page)
    assert fetched_names() == ["s.html", "s.provenance.json"]
    assert (corpus / "fetched" / "s.html").read_bytes() == PAGE
    record = load_records(corpus)["s"]
    assert (record.url, record.address, record.file) == (page, page, "s.html")
    assert record.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (record.etag, record.reason) == ('"1"', None)
    assert datetime.fromisoformat(record.retrieved or "").tzinfo is not None
    source = sources(corpus)["s"]
    assert (source.file, source.title, source.url) == ("fetched/s.html", "Title of s", page)
    assert (source.sha256, source.retrieved) == (record.sha256, record.retrieved)
    assert set(sources(corpus)) == {"s", "report.md"}


def test_the_second_run_asks_whether_it_changed(page: str, run: Run, corpus: Path, web: Any) -> None:
    run()
    before = load_records(corpus)["s"]
    stat = (corpus / "fetched" / "s.html").stat()
    [result] = run().results
    assert (result.outcome, result.file) == (Outcome.UNCHANGED, "fetched/s.html")
    asked = web.asked[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Mon, 01 Jun 2026 10:00:00 GMT")
    assert (corpus / "fetched" / "s.html").stat().st_mtime_ns == stat.st_mtime_ns
    after = load_records(corpus)["s"]
    assert (after.retrieved, after.sha256, after.etag) == (before.retrieved, before.sha256, before.etag)


def test_the_same_content_again_is_unchanged(page: str, run: Run, corpus: Path, web: Any) -> None:
    web.answers["/page"] = web.Answer(PAGE)  # a server without ETag
    run()
    before = sources(corpus)["s"]
    [result] = run().results
    assert result.outcome is Outcome.UNCHANGED
    assert sources(corpus)["s"] == before


def test_what_changed_is_replaced(page: str, run: Run, corpus: Path, web: Any, fetched_names: Names) -> None:
    run()
    web.answers["/page"] = web.Answer(PAGE + b" Ook op zaterdag.", headers={"ETag": '"2"'})
    [result] = run().results
    assert result.outcome is Outcome.FETCHED
    assert (corpus / "fetched" / "s.html").read_bytes().endswith(b"zaterdag.")
    web.answers["/page"] = web.Answer(b"%PDF-1.7 ...", headers={"Content-Type": "text/html"})
    [result] = run().results
    assert result.file == "fetched/s.pdf"
    assert fetched_names() == ["s.pdf", "s.provenance.json"]
    assert sources(corpus)["s"].file == "fetched/s.pdf"


def test_a_file_that_was_removed_is_fetched_again(page: str, run: Run, corpus: Path, web: Any) -> None:
    run()
    (corpus / "fetched" / "s.html").unlink()
    [result] = run().results
    assert result.outcome is Outcome.FETCHED
    assert "if-none-match" not in web.asked[-1][1]


def test_the_condition_is_only_for_the_address_that_gave_it(web: Any, page: str, run: Run, name: Name) -> None:
    web.answers["/a"] = web.Answer(status=302, headers={"Location": "/page"})
    name(s=web.url("/a"))
    run()
    run()
    [first, second] = [headers for path, headers in web.asked[-2:]]
    assert ("if-none-match" in first, "if-none-match" in second) == (False, True)
    web.answers["/other"] = web.Answer(PAGE + b"!")
    web.answers["/a"] = web.Answer(status=302, headers={"Location": "/other"})
    [result] = run().results
    assert (result.outcome, result.address) == (Outcome.FETCHED, web.url("/other"))
    assert "if-none-match" not in web.asked[-1][1]


@pytest.mark.parametrize("where", ["fetched/s.html", "fetched/s.pdf", "s.html", "papers/s.md"])
def test_what_a_person_saved_is_left_alone(page: str, run: Run, corpus: Path, web: Any, where: str) -> None:
    path = corpus / where
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"<html>saved by hand")
    [result] = run().results
    assert (result.outcome, result.file) == (Outcome.KEPT, where)
    assert path.read_bytes() == b"<html>saved by hand"
    assert web.asked == []
    assert sources(corpus)["s"].retrieved is None


def test_what_was_fetched_and_then_changed_by_hand_is_left_alone(page: str, run: Run, corpus: Path) -> None:
    run()
    (corpus / "fetched" / "s.html").write_bytes(b"<html>corrected")
    assert run().results[0].outcome is Outcome.KEPT
    source = sources(corpus)["s"]
    assert (source.url, source.retrieved) == (page, None)


def test_a_failure_is_told_by_the_corpus_too(page: str, run: Run, corpus: Path, web: Any, fetched_names: Names) -> None:
    web.answers["/page"] = web.Answer(status=403)
    report = run()
    assert [result.reason for result in report.failed] == ["the server says 403 Forbidden"]
    assert fetched_names() == ["s.provenance.json"]
    source = sources(corpus)["s"]
    assert source.status is SourceStatus.MISSING
    assert source.reason == (
        f"it could not be fetched (the server says 403 Forbidden): save {page} as fetched/s.html in the corpus folder"
    )
    (corpus / "fetched" / "s.html").write_bytes(PAGE)  # what it says to do
    assert sources(corpus)["s"].file == "fetched/s.html"
    assert sources(corpus)["s"].reason is None


def test_after_a_failure_what_was_got_before_stays(page: str, run: Run, corpus: Path, web: Any) -> None:
    run()
    before = sources(corpus)["s"]
    web.answers["/page"] = web.Answer(status=404)
    [result] = run().results
    assert (result.outcome, result.file, result.retrieved) == (Outcome.FAILED, "fetched/s.html", before.retrieved)
    assert sources(corpus)["s"] == before
    web.answers["/page"] = web.Answer(PAGE + b"!")
    assert run().results[0].outcome is Outcome.FETCHED


def test_one_failure_stops_no_other(web: Any, run: Run, name: Name) -> None:
    web.answers["/b"] = web.Answer(PAGE)
    name(a=web.url("/gone"), b=web.url("/b"), c="http://no.such.host.invalid/", d="mailto:x@y.z", e=None)
    report = run()
    assert [result.outcome.value for result in report.results] == ["failed", "fetched", "failed", "failed"]
    assert not report.offline
    assert [source.title for source in report.plan.unknown] == ["Title of e"]
    assert report.plan.hosts == ("127.0.0.1", "no.such.host.invalid")


@pytest.mark.parametrize(
    "id", ["../up", "a/b", "C:x", "a\\b", ".hidden", "_x", "README", "x" * 300, "a\nb", "a ", "..", "a\x00"]
)
def test_an_id_that_can_be_no_name(web: Any, page: str, run: Run, name: Name, corpus: Path, id: str) -> None:
    before = sorted(corpus.parent.rglob("*"))
    name(**{id: page})
    [result] = run().results
    assert "can't be a file's name: give it another id in sources.yaml" in (result.reason or "")
    assert "\n" not in (result.reason or "")
    assert web.asked == []
    new = set(corpus.parent.rglob("*")) - set(before)
    assert {path.name for path in new} <= {"fetched", ".lock"}


# addresses that are given


def test_an_address_that_is_given(web: Any, page: str, run: Run, corpus: Path, name: Name) -> None:
    name()
    web.answers["/nl/blog/De%20stad?x=../../y"] = web.Answer(PAGE)
    url = web.url("/nl/blog/De stad?x=../../y#top")
    [result] = run(url).results
    assert result.outcome is Outcome.FETCHED
    assert result.file is not None
    assert result.file.startswith("fetched/127-0-0-1-nl-blog-de-stad-")
    [source] = [source for source in scan(corpus) if source.url == url]
    assert (source.file, source.retrieved is None) == (result.file, False)
    # the title is then the document's own
    assert source.title == Path(result.file).stem
    # from now on it belongs to what is fetched
    assert [result.outcome for result in run().results] == [Outcome.UNCHANGED]
    assert [result.outcome for result in run(url).results] == [Outcome.UNCHANGED]


def test_an_address_that_sources_yaml_names_is_that_source(page: str, run: Run, web: Any) -> None:
    web.answers["/other"] = web.Answer(PAGE)
    assert [result.wanted.id for result in run(page, page).results] == ["s"]
    assert web.paths == ["/page"]


def test_a_given_address_that_fails_is_remembered(web: Any, page: str, run: Run, corpus: Path) -> None:
    url = web.url("/gone.pdf")
    [result] = run(url).results
    assert result.outcome is Outcome.FAILED
    source = sources(corpus)[result.wanted.id]
    assert (source.status, source.title, source.url) == (SourceStatus.MISSING, url, url)
    assert f"save {url} as fetched/{result.wanted.id}.pdf" in (source.reason or "")
    assert len(run().results) == 2
    (corpus / "fetched" / f"{result.wanted.id}.provenance.json").unlink()
    assert result.wanted.id not in sources(corpus)


def test_a_source_that_sources_yaml_no_longer_names(page: str, run: Run, corpus: Path, name: Name, web: Any) -> None:
    web.answers["/page"] = web.Answer(status=404)
    run()
    name()
    assert "s" not in sources(corpus)
    assert run().results == ()


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "", "http://me:pass@example.org"])
def test_what_is_no_address_is_refused_before_anything_is_done(page: str, run: Run, corpus: Path, url: str) -> None:
    with pytest.raises(FetchError, match=r"give an address such as https://example\.org/page"):
        run(page, url)
    assert not (corpus / "fetched").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus folder"):
        planned(tmp_path / "none")


def test_nothing_to_fetch_writes_nothing(run: Run, corpus: Path) -> None:
    assert run().results == ()
    assert list(corpus.iterdir()) == []


# what can go wrong here


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"id": 5}', '{"id": "s"}', '{"id": "s", "url": "x", "checked": "", "etag": 5}', "[" * 99_999]
)
def test_a_record_that_is_malformed(page: str, run: Run, corpus: Path, damage: str) -> None:
    run()
    (corpus / "fetched" / "s.provenance.json").write_text(damage, "utf-8")
    source = sources(corpus)["s"]
    assert (source.file, source.retrieved) == ("fetched/s.html", None)
    assert run().results[0].outcome is Outcome.KEPT


@pytest.mark.parametrize("new", [PAGE + b" Nieuw.", b"%PDF-1.7"])
def test_a_run_that_dies_before_the_file_is_in_place(
    page: str, run: Run, corpus: Path, web: Any, monkeypatch: pytest.MonkeyPatch, new: bytes
) -> None:
    """The file that is there is then still known to be fetched, and is replaced by the next run."""
    run()
    web.answers["/page"] = web.Answer(new, headers={"ETag": '"2"'})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keep, "replace_file", die)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert (corpus / "fetched" / "s.html").read_bytes() == PAGE
    assert sources(corpus)["s"].retrieved is None
    [result] = run().results
    assert result.outcome is Outcome.FETCHED
    assert "if-none-match" not in web.asked[-1][1]
    assert sources(corpus)["s"].retrieved is not None
    assert [path.read_bytes() for path in (corpus / "fetched").glob("s.[hp][td]*")] == [new]


def test_a_folder_that_can_not_be_written(page: str, run: Run, corpus: Path) -> None:
    (corpus / "fetched").write_text("a file", "utf-8")
    with pytest.raises(FetchError, match=r"fetched' could not be written \(.*\): see that its disk is not full"):
        run()


def test_a_full_disk_leaves_what_was_there(
    page: str, run: Run, corpus: Path, web: Any, monkeypatch: pytest.MonkeyPatch, fetched_names: Names
) -> None:
    run()
    web.answers["/page"] = web.Answer(PAGE + b"!")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FetchError, match="No space left on device"):
        run()
    assert fetched_names() == ["s.html", "s.provenance.json"]
    assert (corpus / "fetched" / "s.html").read_bytes() == PAGE


def test_two_runs_at_once(page: str, corpus: Path, web: Any, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answered = web.answers["/page"]

    def wait(handler: Any) -> None:
        begun.set()
        go_on.wait(30)
        web.answers["/page"] = answered
        handler.connection.close()

    web.answers["/page"] = wait
    first = threading.Thread(target=fetch, args=(planned(corpus),), kwargs={"limits": limits, "private": True})
    first.start()
    assert begun.wait(30)
    monkeypatch.setattr("lcassist.corpus.fetch.run._WAIT", 0.1)
    with pytest.raises(FetchError, match="another run is fetching"):
        fetch(planned(corpus), limits=limits, private=True)
    go_on.set()
    first.join(30)
    assert (corpus / "fetched" / "s.html").read_bytes() == PAGE


def test_records_are_read_as_they_were_written(corpus: Path) -> None:
    (corpus / "fetched").mkdir()
    (corpus / "fetched" / "é.provenance.json").write_text(json.dumps({"id": "é", "url": "u", "checked": "c", "new": 1}))
    assert load_records(corpus) == {"é": Record("é", "u", "c")}


def _page(title: str) -> bytes:
    return f"<!doctype html><html lang=nl><title>{title}</title><h1>{title}</h1><p>De bibliotheek is open.".encode()


@pytest.fixture
def likely(web: Any, corpus: Path) -> Callable[..., list[str]]:
    """Names one source without an address, and likely ones; a file is there, so that it can be scanned."""

    def named(*paths: str) -> list[str]:
        urls = [web.url(path) for path in paths]
        entry = {"id": "s", "title": "Op bezoek in Pécs", "url": None, "likely_urls": urls}
        (corpus / "sources.yaml").write_text(json.dumps({"sources": [entry]}), "utf-8")
        (corpus / "report.md").write_text("# A report\n\nText.\n", "utf-8")
        return urls

    return named


@pytest.mark.parametrize(
    "title", ["Op bezoek in Pécs", "Op bezoek in Pécs | EPALE", "op bezoek in Pe\u0301cs - Europe"]
)
def test_a_likely_address_is_kept_where_the_page_has_the_title(
    likely: Callable[..., list[str]], web: Any, run: Run, corpus: Path, title: str
) -> None:
    (url,) = likely("/nl/op-bezoek-pecs")
    source = sources(corpus)["s"]
    assert source.cause is not None
    assert (source.cause.code, source.cause.url) == ("likely", url)
    assert "likely, and unproven" in (source.reason or "")
    web.answers["/nl/op-bezoek-pecs"] = web.Answer(_page(title))
    [result] = run().results
    assert (result.outcome, result.file) == (Outcome.FETCHED, "fetched/s.html")
    assert sources(corpus)["s"].url == url  # it is proven now
    [again] = run().results
    assert again.outcome is Outcome.UNCHANGED


def test_nothing_is_kept_on_a_guess(likely: Callable[..., list[str]], web: Any, run: Run, corpus: Path) -> None:
    first, _ = likely("/wrong", "/gone")
    web.answers["/wrong"] = web.Answer(_page("Pagina niet gevonden"))  # with a status of success
    [result] = run().results
    assert result.outcome is Outcome.FAILED
    assert "only likely, and unproven" in (result.reason or "")
    assert "Pagina niet gevonden" in (result.reason or "")
    assert not (corpus / "fetched" / "s.html").exists()
    source = sources(corpus)["s"]
    assert source.status is SourceStatus.MISSING
    assert source.url is None
    assert first in (source.reason or "")


def test_the_next_likely_address_and_one_that_moved(
    likely: Callable[..., list[str]], web: Any, run: Run, corpus: Path
) -> None:
    _, second = likely("/wrong", "/old")
    web.answers["/wrong"] = web.Answer(_page("Op bezoek in Fermo"))
    web.answers["/old"] = web.Answer(b"", 301, headers={"Location": "/new"})
    web.answers["/new"] = web.Answer(_page("Op bezoek in Pécs"))
    [result] = run().results
    assert (result.outcome, result.address) == (Outcome.FETCHED, web.url("/new"))
    assert load_records(corpus)["s"].url == second
    assert sources(corpus)["s"].url == second
