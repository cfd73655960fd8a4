"""What was sent is told by its content, whatever its name and Content-Type say."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.corpus.fetch.kind import recognised
from lcassist.errors import NotFetched

PAGE = b"<!DOCTYPE html><html><body><p>Goedemorgen</p></body></html>"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said", "ending"),
    [
        (b"%PDF-1.7\n...", "application/pdf", ".pdf"),
        (b"%PDF-1.7\n...", "text/html", ".pdf"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "", ".pdf"),
        (PAGE, "text/html; charset=utf-8", ".html"),
        (PAGE, "application/pdf", ".html"),
        (PAGE, "text/plain", ".html"),
        (PAGE, "application/octet-stream", ".html"),
        (b"\n <!-- a --><!-- b --> <HTML>", "", ".html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "...">\n<html>', "application/xml", ".html"),
        (b"\xef\xbb\xbf<html>", "", ".html"),
        ("<html>Éé".encode("utf-16"), "text/html", ".html"),
        (b"Welkom! <p>Een stukje van een pagina.", "text/html", ".html"),
        ("<p>caf\u00e9</p> caf\u00e9".encode("cp1252"), "text/html", ".html"),
        (archive("[Content_Types].xml", "word/document.xml"), "application/zip", ".docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "application/octet-stream", ".xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "", ".pptx"),
        (b"Stad;Leden\nLier;12", "text/csv; charset=utf-8", ".csv"),
        (b"Stad\tLeden\nLier\t12", "text/tab-separated-values", ".tsv"),
        (b"Gewoon wat tekst.", "text/plain", ".txt"),
        (b"# Een kop\n\nTekst.", "text/markdown; charset=UTF-8", ".md"),
        (b"Gewoon wat tekst.", "", ".txt"),
        (b"Gewoon wat tekst.", "application/octet-stream", ".txt"),
    ],
)
def test_what_can_be_read(data: bytes, said: str, ending: str) -> None:
    assert recognised(data, said) == (ending, data)


@pytest.mark.parametrize(
    ("data", "said", "reason"),
    [
        (b"", "text/html", "the server sent nothing"),
        (b" \r\n\t", "text/html", "the server sent nothing"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "image/png",
            "it is neither a page, a PDF, an office document nor a text (image/png)",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text/html", "it is neither"),
        (b"\x00\x01\x02\x03", "text/plain", "it is neither"),
        (b"\x00\x01\x02\x03", "", "(of no type)"),
        (b'{"a": 1}', "application/json", "(application/json)"),
        (b"BEGIN:VCARD", "text/vcard", "(text/vcard)"),
        (b"body {}", "text/css", "(text/css)"),
        (b'<?xml version="1.0"?><rss></rss>', "application/rss+xml", "it is neither"),
        (archive("a.txt"), "application/zip", "it is an archive"),
        (b"PK\x03\x04 and nothing more", "application/zip", "it is an archive"),
    ],
)
def test_what_can_not_be_read(data: bytes, said: str, reason: str) -> None:
    with pytest.raises(NotFetched) as caught:
        recognised(data, said)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("iso-8859-1", "cp1252"), ("windows-1253", "cp1253"), ('"ISO-8859-7"', "iso8859-7")]
)
def test_an_encoding_that_only_the_header_tells(charset: str, encoding: str) -> None:
    text = "<html><p>Η Λάρισα</p>" if "3" in charset or "7" in charset else "<html><p>één € – café</p>"
    ending, data = recognised(text.encode(encoding), f"text/html;charset={charset}")
    assert (ending, data) == (".html", text.encode("utf-8-sig"))


@pytest.mark.parametrize("charset", ["nonsense", "hex", "utf-16", "ascii", ""])
def test_a_header_that_is_wrong_changes_nothing(charset: str) -> None:
    for data in ("<html>één".encode(), "<html>één".encode("cp1252")):
        assert recognised(data, f"text/html; charset={charset}")[1] in (data, b"\xef\xbb\xbf<html>??")


@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/plain; charset=iso-8859-1", "", "x/y"]))
def test_whatever_is_sent_it_is_told_or_refused(data: bytes, said: str) -> None:
    with contextlib.suppress(NotFetched):
        ending, kept = recognised(data, said)
        assert ending in (".pdf", ".html", ".docx", ".txt", ".md")
        assert kept


def test_a_start_made_to_take_long() -> None:
    # each of these made a naive expression try exponentially many ways
    for data in (b"<!-- -->" * 600 + b"x", b"<!--" * 1200, b"<?xml ?>" * 600 + b"x", b" " * 5000 + b"x"):
        # pytest's limit of time is what fails here
        assert recognised(data, "text/plain")[0] == ".txt"
