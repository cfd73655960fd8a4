"""Files on the disk: their encodings, their sizes, and why one can't be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcassist.corpus import parsers
from lcassist.corpus.parsers.decode import decode
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

# A sentence or two in each language, with its accents, and the encodings that it may have come in.
TEXTS = {
    "en": ("“The café’s menu” costs €5 – and it is good.", ["cp1252"]),
    "nl": ("De gemeente heeft één coördinator, en de financiën zijn geregeld.", ["cp1252", "latin-1"]),
    "de": ("Die Bürger übernahmen große Aufgaben, und für Väter gibt es Räume.", ["cp1252", "latin-1"]),
    "fr": ("Où est passée la fête des élèves ? Ça y est, déjà là-bas, près du marché.", ["cp1252", "latin-1"]),
    "it": ("La città è più bella perché c'è l'università. Però non può.", ["cp1252", "latin-1"]),
    "es": ("¿Cuántos años tiene la señora? El niño comió en la montaña.", ["cp1252", "latin-1"]),
    "ca": ("Què és això? Els ciutadans són feliços, però l'educació és cara.", ["cp1252", "latin-1"]),
    "hu": ("A város könyvtára bűvös, és az önkéntesek őszintén örülnek neki.", ["cp1250", "iso8859_2"]),
    "el": ("Άγιος Νικόλαος: η πόλη έχει μια μεγάλη βιβλιοθήκη και εθελοντές.", ["cp1253", "iso8859_7"]),
    "short": ("Café Zürich", ["cp1252", "latin-1"]),
    "pl": ("Łódź jest dużym miastem w Polsce, gdzie mieszka wiele osób i są szkoły. " * 4, ["cp1250"]),
    "ru": ("Город большой и красивый, в нём живёт много людей и есть библиотека. " * 4, ["cp1251"]),
    "ja": ("東京は日本の首都です。学習都市について話しましょう。図書館があります。" * 4, ["shift_jis"]),
}


def read(path: Path, max_bytes: int = 1_000_000) -> Document:
    return parsers.read(Source("test", path.stem, file=path.name), path, max_bytes=max_bytes)


@pytest.mark.parametrize(("name", "encoding"), [(name, e) for name, (_, es) in TEXTS.items() for e in es])
@pytest.mark.parametrize("times", [1, 30])
def test_encodings_of_old(name: str, encoding: str, times: int) -> None:
    text = "\n".join([TEXTS[name][0]] * times)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", TEXTS)
def test_unicode(name: str, encoding: str) -> None:
    text = TEXTS[name][0]
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Pécs", "De kas bevat € 1.840.\r\n", "a"])
def test_utf16_without_its_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("mark", "encoding"), [("\ufeff", "utf-16-be"), ("\ufeff", "utf-32-be")])
def test_the_other_byte_order(mark: str, encoding: str) -> None:
    assert decode((mark + "Pécs").encode(encoding)) == "Pécs"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b" \r\n\t ", "it is empty", id="white space"),
        pytest.param(b"%PDF-1.7\n\x00\x01", "it is binary", id="NUL"),
        pytest.param(b"GIF89a" + bytes(range(1, 9)) * 20, "it is binary", id="control characters"),
        pytest.param("\ufeff\x01\x02Pécs".encode("utf-16-le"), "it is binary", id="control characters in UTF-16"),
        pytest.param(b"\xff\xfeabc", "it says that it is utf-16", id="cut UTF-16"),
        pytest.param(b"\xef\xbb\xbfabc\xff", "it says that it is utf-8", id="a mark and no UTF-8"),
        pytest.param(
            "Één\nregel – goed\nen ".encode() + b"\xe9\xe9n fout",
            "it is UTF-8 but for the byte 0xe9 in line 3: correct that line",
            id="a wrong byte",
        ),
    ],
)
def test_what_is_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert str(caught.value).startswith(reason)
    assert_one_line_with_mend(caught.value)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_unreadable(data: bytes) -> None:
    try:
        decode(data)
    except Unreadable as error:
        assert_one_line_with_mend(error)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"can't be opened \(No such file"):
        read(tmp_path / "a.md")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("text", "utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Unreadable, match=r"can't be opened \(Permission denied\): give yourself the right"):
        read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are Unix's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(Unreadable, match="no ordinary file"):
        read(tmp_path / "a.md")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(Unreadable, match=r"50\.0 MB, more than the 40 MB that LCASSIST_MAX_FILE_MB allows") as caught:
        read(path, 40_000_000)
    assert_one_line_with_mend(caught.value)


def test_the_largest_size_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("0123456789", "utf-8")
    assert read(path, 10).text == "0123456789"
    with pytest.raises(Unreadable):
        read(path, 9)


@pytest.mark.parametrize("text", ["<!-- nothing -->", "---\ntitle: T\n---\n", "\u200b\ufeff"])
def test_a_file_without_any_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    with pytest.raises(Unreadable, match="it holds no text"):
        read(path)


def test_a_kind_without_reader(tmp_path: Path) -> None:
    (tmp_path / "a.odt").write_bytes(b"PK")
    with pytest.raises(Unreadable, match=r"files of the kind '\.odt' can't be read; these can: .*\.md"):
        read(tmp_path / "a.odt")


@pytest.mark.parametrize("suffix", [".md", ".MD", ".markdown", ".txt", ".TXT"])
def test_kinds(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("# Title\n\nThe text of it is here.\n", "utf-8")
    document = read(path)
    assert document.source.title == "Title"
    assert document.language == document.source.language == "en"


def test_what_the_source_says_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Title\n\nThe text of it is here.\n", "utf-8")
    document = parsers.read(Source("a", "Another", language="nl"), path, max_bytes=1_000)
    assert (document.source.title, document.language) == ("Another", "nl")


def test_the_title_is_the_first_of_the_highest_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## Before\n\n# Title\n\n# Other\n\nText.\n", "utf-8")
    assert read(path).source.title == "Title"
    path.write_text("Text without any heading.\n", "utf-8")
    assert read(path).source.title == "a"


def assert_one_line_with_mend(error: Exception) -> None:
    message = str(error)
    assert "\n" not in message
    assert ":" in message
