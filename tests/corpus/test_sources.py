"""What belongs to a corpus, and what is said of a sources.yaml that is malformed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lcassist.corpus.sources import manifest, scan
from lcassist.domain import Source, SourceStatus
from lcassist.errors import CorpusError

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A corpus of files by their names, and a sources.yaml."""

    def corpus(*names: str, sources: str | None = None) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir(exist_ok=True)
        for name in names:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"This is {name}.", "utf-8")
        if sources is not None:
            (folder / "sources.yaml").write_text(sources, "utf-8")
        return folder

    return corpus


def by_name(corpus: Path) -> dict[str, Source]:
    return {source.name: source for source in scan(corpus)}


def refused(corpus: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        scan(corpus)
    message = str(caught.value)
    assert "\n" not in message
    assert str(corpus) in message
    return message.replace(str(corpus), "corpus")


def test_every_readable_file_is_a_source(make: Make) -> None:
    corpus = make("b.md", "a.txt", "sub/deep/c.markdown", "d.MD", "data.zip", "no_suffix", "vocabulary.yaml")
    sources = [source for source in scan(corpus) if source.file]
    assert [source.name for source in sources] == ["a.txt", "b.md", "d.MD", "sub/deep/c.markdown"]
    for source in sources:
        assert source.file == source.id == source.name
        assert source.title == Path(source.name).stem
        assert source.sha256 == hashlib.sha256((corpus / source.name).read_bytes()).hexdigest()


def test_what_is_never_a_source(make: Make) -> None:
    corpus = make(
        *("a.md", "README.md", "readme.txt", "Readme-first.md", "sub/README.md", ".hidden.md", "_draft.md"),
        *(".git/x.md", "_old/x.md", "sub/_y.txt", "sub/.cache/z.md"),
    )
    assert list(by_name(corpus)) == ["a.md"]


def test_all_kinds_are_sources(make: Make) -> None:
    assert list(by_name(make("a.md", "b.pdf", "c.docx", "d.html"))) == ["a.md", "b.pdf", "c.docx", "d.html"]


def test_links_out_of_the_corpus_are_not_followed(make: Make, tmp_path: Path) -> None:
    corpus = make("a.md", "sub/b.md")
    (tmp_path / "outside.md").write_text("Secret.", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.md").write_text("Secret.", "utf-8")
    (corpus / "link.md").symlink_to(tmp_path / "outside.md")
    (corpus / "folder").symlink_to(tmp_path / "folder")
    (corpus / "within").symlink_to(corpus / "sub")
    (corpus / "within.md").symlink_to(corpus / "sub" / "b.md")
    (corpus / "circle.md").symlink_to(corpus / "circle.md")
    (corpus / "nowhere.md").symlink_to(corpus / "gone.md")
    found = by_name(corpus)
    assert list(found) == ["a.md", "circle.md", "folder", "link.md", "nowhere.md", "sub/b.md", "within.md"]
    assert found["folder"].sha256 is None
    assert found["link.md"].sha256 is None  # reading it says why it is not read
    assert found["within.md"].sha256 == found["sub/b.md"].sha256
    assert found["circle.md"].sha256 is found["nowhere.md"].sha256 is None


def test_a_corpus_that_is_a_link_is_read(make: Make, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(make("a.md"))
    assert list(by_name(link)) == ["a.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are Unix's")
def test_a_pipe_is_not_waited_for(make: Make) -> None:
    corpus = make("a.md")
    os.mkfifo(corpus / "pipe.md")
    assert by_name(corpus)["pipe.md"].sha256 is None


def test_a_folder_that_may_not_be_opened_is_no_silent_hole(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = make("a.md", "sub/b.md")
    opened = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert "sub' in the corpus can't be opened (Permission denied): give yourself" in refused(corpus)


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ((), "holds no readable file"),
        (
            ("data.zip", "README.md"),
            "no readable file (.csv, .docx, .htm, .html, .markdown, .md, .pdf, .pptx, .tsv, .txt, ",
        ),
    ],
)
def test_nothing_to_read(make: Make, names: tuple[str, ...], reason: str) -> None:
    assert reason in refused(make(*names))


def test_a_corpus_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no corpus folder 'corpus': make it, or name another" in refused(tmp_path / "none").replace(
        str(tmp_path / "none"), "corpus"
    )
    (tmp_path / "file").write_text("x", "utf-8")
    assert "'corpus' is a file: name the folder that it is in" in refused(tmp_path / "file").replace(
        str(tmp_path / "file"), "corpus"
    )


def test_what_sources_yaml_adds(make: Make) -> None:
    corpus = make(
        "a.md",
        sources="""
sources:
  - id: one
    title: "One: a title"
    kind: report
    language: en
    date: 2024-11-01
    authors: [A, B]
    publisher: P
    url: https://example.org/
    file: ./a.md
    entities: X
  - {id: 2, title: 2024, date: 2022}
""",
    )
    found = by_name(corpus)
    one = found["a.md"]
    assert (one.id, one.title, one.kind, one.language) == ("one", "One: a title", "report", "en")
    assert (one.date, one.authors, one.publisher) == ("2024-11-01", ("A", "B"), "P")
    assert (one.url, one.entities, one.sha256 is None) == ("https://example.org/", ("X",), False)
    two = found["2"]
    assert (two.title, two.date, two.kind, two.authors, two.file) == ("2024", "2022", "document", (), None)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("url: https://x.org/y", "not fetched yet: run `lcassist fetch`, or save https://x.org/y as fetched/s.html in"),
        (
            "url: 'https://x.org/y.PDF?a=b.txt'",
            "not fetched yet: run `lcassist fetch`, or save https://x.org/y.PDF?a=b.txt as fetched/s.pdf in",
        ),
        ("url: null", "its address is not known: save it as fetched/s with its ending"),
        ("file: gone.md", "the file 'gone.md' is not in the corpus folder"),
        ("file: README.md", "the file 'README.md' is never read, because of its name: rename it"),
        ("file: _old/x.md", "the file '_old/x.md' is never read, because of its name"),
        ("file: data.zip", "the file 'data.zip' is of a kind that can't be read"),
    ],
)
def test_a_missing_source_says_why(make: Make, entry: str, reason: str) -> None:
    corpus = make("a.md", "README.md", "data.zip", "_old/x.md", sources=f"sources: [{{id: s, title: S, {entry}}}]")
    source = by_name(corpus)["s"]
    assert (source.status, source.file, source.sha256) == (SourceStatus.MISSING, None, None)
    assert source.reason is not None
    assert source.reason.startswith(reason)
    assert "\n" not in source.reason


def test_a_file_of_another_kind_is_told_as_not_read(make: Make) -> None:
    found = by_name(
        make("a.md", "old.rtf", "sub/mail.eml", "README.doc", "_x.zip", "vocabulary.yaml", sources="sources: []")
    )
    assert sorted(found) == ["a.md", "old.rtf", "sub/mail.eml"]
    assert (found["old.rtf"].status, found["old.rtf"].file) == (SourceStatus.MISSING, None)
    assert found["old.rtf"].reason == (
        "the file 'old.rtf' is of a kind that can't be read: save it as PDF, Word (.docx) or text, or remove it"
    )


@pytest.mark.parametrize("name", ["fetched/s.txt", "fetched/s.md", "s.md", "sub/s.txt"])
def test_what_was_dropped_in_is_the_source_of_that_id(make: Make, name: str) -> None:
    found = by_name(make("a.md", name, sources="sources: [{id: s, title: S, url: 'https://x.org'}]"))
    assert list(found) == sorted(["a.md", name])
    source = found[name]
    assert (source.id, source.title, source.url, source.reason) == ("s", "S", "https://x.org", None)


def test_of_two_that_were_dropped_in_the_fetched_one_is_taken(make: Make) -> None:
    found = by_name(make("a/s.md", "fetched/s.txt", sources="sources: [{id: s, title: S}]"))
    assert found["fetched/s.txt"].title == "S"
    assert found["a/s.md"].id == "a/s.md"


def test_a_file_that_one_source_names_is_no_other_sources(make: Make) -> None:
    sources = "sources: [{id: a, title: A}, {id: b, title: B, file: fetched/a.txt}]"
    found = by_name(make("fetched/a.txt", sources=sources))
    assert found["fetched/a.txt"].id == "b"
    assert found["a"].status is SourceStatus.MISSING


def test_sources_come_in_the_order_of_their_names(make: Make) -> None:
    corpus = make(
        "b.md", "a.md", sources="sources: [{id: z, title: Z}, {id: m, title: M}, {id: x, title: X, file: b.md}]"
    )
    assert [source.name for source in scan(corpus)] == ["a.md", "b.md", "m", "z"]
    assert scan(corpus) == scan(corpus)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "must hold a list under the key 'sources'", id="empty"),
        pytest.param("sources:", "must hold a list under the key 'sources'", id="no list"),
        pytest.param("- id: a", "must hold a list under the key 'sources'", id="a list"),
        pytest.param("sources: {id: a}", "must hold a list under the key 'sources'", id="a mapping"),
        pytest.param("sources: [", "is no valid YAML", id="no YAML"),
        pytest.param("sources:\n\t- id: a", "is no valid YAML", id="a tab"),
        pytest.param("sources: [{id: a, title: A, date: 2024-13-01}]", "is no valid YAML", id="a date that is none"),
        pytest.param("sources: [!!python/object/apply:os.getcwd []]", "is no valid YAML", id="an object"),
        pytest.param("sources: " + "[" * 5_000, "is no valid YAML", id="very deep"),
        pytest.param("sources: [a]", "source 1 in 'corpus/sources.yaml' must be a mapping", id="a text"),
        pytest.param("sources: [{title: A}]", "source 1 in 'corpus/sources.yaml' lacks 'id'", id="no id"),
        pytest.param("sources: [{id: '', title: A}]", "lacks 'id': add it", id="empty id"),
        pytest.param(
            "sources: [{id: a, title: A}, {id: b}]", "source 2 in 'corpus/sources.yaml' lacks 'title'", id="no title"
        ),
        pytest.param(
            "sources: [{id: a, title: A, titel: B}]", "has the unknown key 'titel'; known are authors", id="a key"
        ),
        pytest.param("sources: [{id: a, title: A, 1: B}]", "has the unknown key '1'", id="a number for a key"),
        pytest.param(
            "sources: [{id: a, title: A, language: no}]",
            "has False as its 'language': write a text, in quotes",
            id="no",
        ),
        pytest.param(
            "sources: [{id: a, title: [A]}]", "has ['A'] as its 'title': write a text", id="a list for a title"
        ),
        pytest.param("sources: [{id: a, title: A, authors: [{x: y}]}]", "as its 'authors': write a text", id="authors"),
        pytest.param(
            "sources: [{id: a, title: A}, {id: a, title: B}]", "names the id 'a' twice: give one", id="an id twice"
        ),
        pytest.param(
            "sources: [{id: a, title: A, file: a.md}, {id: b, title: B, file: ./a.md}]",
            "names the file 'a.md' twice: remove one",
            id="a file twice",
        ),
    ],
)
def test_a_malformed_sources_yaml(make: Make, text: str, reason: str) -> None:
    message = refused(make("a.md", sources=text))
    assert "corpus/sources.yaml'" in message
    assert reason in message


@pytest.mark.parametrize("file", ["../b.md", "x/../../b.md", "/etc/hosts"])
def test_a_file_outside_the_corpus_is_its_source_s_failure(make: Make, file: str) -> None:
    found = by_name(make("a.md", sources=f"sources: [{{id: out, title: A, file: {file}}}]"))
    assert found["a.md"].file == "a.md"
    assert found["out"].status is SourceStatus.FAILED
    assert found["out"].file is None
    assert f"the file {file!r} is outside the corpus folder: copy it there" in (found["out"].reason or "")


def test_a_sources_yaml_in_another_encoding(make: Make) -> None:
    corpus = make("a.md")
    (corpus / "sources.yaml").write_bytes("sources: [{id: a, title: Pécs}]".encode("cp1252"))
    assert "is not in UTF-8: save it as UTF-8" in refused(corpus)


def test_a_sources_yaml_that_may_not_be_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = make("a.md", sources="sources: []")

    def refuse(self: Path, *_: object) -> str:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_text", refuse)
    assert "can't be opened (Permission denied): give yourself the right to read it" in refused(corpus)


def test_the_projects_own_corpus(project: Path) -> None:
    found = {source.id: source for source in scan(project / "corpus")}
    report = found["learning-cities-2024"]
    assert report.file == "learning-cities-2024.en.md"
    assert len(found) == len(manifest(project / "corpus")) or any(s.file for s in found.values())
    for source in found.values():
        assert source.file is not None or source.reason is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nsources: [*b]\n", "is no valid YAML (it uses the alias 'a': write out what"),
        ('sources: [{id: a, title: "\\ud800"}]\n', "is no valid YAML ('utf-8' codec can't encode character"),
    ],
)
def test_yaml_that_would_do_harm(make: Make, text: str, reason: str) -> None:
    message = refused(make("a.md", sources=text))
    assert reason in message
    assert "\n" not in message
