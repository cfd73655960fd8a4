"""A file that hangs, crashes or eats the memory is reported, and stops no other. The process is a real one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lcassist.corpus import guarded
from lcassist.corpus.guarded import GuardedParser, Limits
from lcassist.domain import Source
from lcassist.errors import Unreadable

_PAGE = (
    "<html><head><title>{0}</title></head><body><main><p>{0} has a library, which lends books.</p></main></body></html>"
)
# Stands in for a parser that misbehaves: the process itself, its pipes and its limits are the real ones.
_MISBEHAVES = """
import os, sys
sys.path[:] = {path!r}
from lcassist.corpus import guarded, parsers
from lcassist.errors import Unreadable
original = parsers.read
def read(source, path, *, max_bytes):
    match path.stem:
        case "hangs":
            while True:
                pass
        case "crashes":
            os.abort()
        case "eats":
            bytearray(10**12)
        case "chatters":
            print("some parser's warning", flush=True)
            os.write(1, b"more of it")
        case "breaks":
            raise RecursionError("too deep,\\nfar too deep")
        case "fails":
            raise OSError(5, "input/output error")
    return original(source, path, max_bytes=max_bytes)
parsers.read = read
guarded.main()
"""


@pytest.fixture
def parser() -> Iterator[GuardedParser]:
    with GuardedParser(Limits(1_000_000, 60.0)) as made:
        yield made


@pytest.fixture
def misbehaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_START", _MISBEHAVES)


def page(folder: Path, name: str) -> tuple[Source, Path]:
    path = folder / f"{name}.html"
    path.write_text(_PAGE.format(name.capitalize()), "utf-8")
    return Source(path.name, path.stem, file=path.name), path


def test_what_it_reads_is_what_the_parser_gives(parser: GuardedParser, tmp_path: Path) -> None:
    from lcassist.corpus.parsers import read

    source, path = page(tmp_path, "fermo")
    assert parser.read(source, path) == read(source, path, max_bytes=1_000_000)


def test_one_process_reads_all(parser: GuardedParser, tmp_path: Path) -> None:
    seen = set()
    for name in ("fermo", "larissa", "girona"):
        assert f"{name.capitalize()} has a library" in parser.read(*page(tmp_path, name)).text
        assert parser._process is not None
        seen.add(parser._process.pid)
    assert len(seen) == 1


def test_the_reasons_are_the_parsers(parser: GuardedParser, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(b"%PDF-1.4 and no more" * 200)
    with pytest.raises(Unreadable, match="cut off"):
        parser.read(Source("cut", "cut"), cut)
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.4" * 200_000)
    with pytest.raises(Unreadable, match="LCASSIST_MAX_FILE_MB"):
        parser.read(Source("large", "large"), large)
    with pytest.raises(Unreadable, match="can't be opened"):
        parser.read(Source("gone", "gone"), tmp_path / "gone.pdf")


def test_usual_texts_need_no_process(parser: GuardedParser, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Fermo has a library.", "utf-8")
    assert parser.read(Source("a", "a"), text).text == "Fermo has a library."
    assert parser._process is None
    text.write_text("Fermo has a library. " * 50_000, "utf-8")
    with pytest.raises(Unreadable, match="LCASSIST_MAX_FILE_MB"):
        parser.read(Source("a", "a"), text)
    assert parser._process is not None


@pytest.mark.usefixtures("misbehaves")
def test_one_that_hangs_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    with GuardedParser(Limits(1_000_000, 60.0)) as parser:
        parser.read(*page(tmp_path, "fermo"))  # the process has started, so the limit below is that of the file
        parser.limits = Limits(1_000_000, 1.0)
        with pytest.raises(Unreadable, match=r"longer than the 1 s that LCASSIST_READ_TIMEOUT allows: "):
            parser.read(*page(tmp_path, "hangs"))
        assert parser._process is None
        parser.limits = Limits(1_000_000, 60.0)
        assert "Larissa has a library" in parser.read(*page(tmp_path, "larissa")).text


@pytest.mark.usefixtures("misbehaves")
def test_one_that_crashes_is_reported_and_the_next_is_read(parser: GuardedParser, tmp_path: Path) -> None:
    with pytest.raises(ChildProcessError, match="ended with status"):
        parser.read(*page(tmp_path, "crashes"))
    assert "Fermo has a library" in parser.read(*page(tmp_path, "fermo")).text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
@pytest.mark.usefixtures("misbehaves")
def test_one_that_eats_the_memory_is_reported_and_the_next_is_read(parser: GuardedParser, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="more than 3 GB of memory: split it"):
        parser.read(*page(tmp_path, "eats"))
    assert "Fermo has a library" in parser.read(*page(tmp_path, "fermo")).text


@pytest.mark.usefixtures("misbehaves")
def test_what_a_parser_prints_is_no_answer(
    parser: GuardedParser, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "Chatters has a library" in parser.read(*page(tmp_path, "chatters")).text
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("misbehaves")
def test_an_error_that_no_parser_foresaw(parser: GuardedParser, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^reading it failed: RecursionError: too deep, far too deep$"):
        parser.read(*page(tmp_path, "breaks"))
    with pytest.raises(OSError, match="input/output error"):
        parser.read(*page(tmp_path, "fails"))
    assert "Fermo has a library" in parser.read(*page(tmp_path, "fermo")).text


def test_a_process_that_died_between_two_files_is_started_anew(parser: GuardedParser, tmp_path: Path) -> None:
    parser.read(*page(tmp_path, "fermo"))
    assert parser._process is not None
    parser._process.kill()
    parser._process.wait()
    assert "Larissa has a library" in parser.read(*page(tmp_path, "larissa")).text


def test_no_process_is_left(tmp_path: Path) -> None:
    with GuardedParser(Limits(1_000_000, 60.0)) as parser:
        parser.read(*page(tmp_path, "fermo"))
        process = parser._process
    assert process is not None
    assert process.returncode is not None
