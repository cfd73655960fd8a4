"""What was sent, told by its content: names and Content-Type are often wrong."""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from lcassist.corpus.parsers.decode import decode
from lcassist.errors import NotFetched, Unreadable

# As the WHATWG's MIME sniffing standard tells a page, with the XML declaration of XHTML.
_PAGE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml.*?\?>)*+<(?:!doctype\s+html|html|head|body|title|script|style|h1|div|p|a|br|table|b)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 4096
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = {
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "": ".txt",
}
_OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_UNSAID = "application/octet-stream"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def recognised(data: bytes, content_type: str) -> tuple[str, bytes]:
    """The ending of a file with this content, and the content as the file is to have it.

    A text whose encoding is told by the Content-Type header alone is given in UTF-8 with a mark: the file
    has no such header.

    Raises:
        NotFetched: it is empty, or no PDF, page, office document or text.
    """
    said = content_type.partition(";")[0].strip().lower()
    if not data.strip():
        raise NotFetched("the server sent nothing")
    if b"%PDF-" in data[:1024]:
        return ".pdf", data
    if data.startswith(b"PK\x03\x04"):
        if (office := _office_ending(data)) is not None:
            return office, data
        raise NotFetched("it is an archive, which can't be read")
    ending = _text_ending(data, said)
    if ending is None:
        raise NotFetched(f"it is neither a page, a PDF, an office document nor a text ({said[:60] or 'of no type'})")
    return ending, _in_utf8(data, content_type)


def _text_ending(data: bytes, said: str) -> str | None:
    start = data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = data[:_LOOKED_AT].decode("utf-16", "replace").encode()
    if _PAGE.match(start):
        return ".html"
    if said == _UNSAID:
        said = ""
    if said not in _TEXTS and said not in _PAGES:
        return None
    try:
        decode(data)
    except Unreadable:
        return ".html" if said in _PAGES and b"\x00" not in data else None
    return ".html" if said in _PAGES else _TEXTS[said]


def _in_utf8(data: bytes, content_type: str) -> bytes:
    charset = _CHARSET.search(content_type)
    if charset is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        data.decode("utf-8")
        return data  # what is valid UTF-8 is UTF-8, whatever a server says of all its pages
    except UnicodeDecodeError:
        pass
    try:
        name = codecs.lookup(charset[1]).name
        # as all browsers do (the WHATWG's encoding standard)
        return data.decode("cp1252" if name == "iso8859-1" else name).encode("utf-8-sig")
    except (LookupError, UnicodeError):
        return data  # the header is wrong; the parser finds out by itself


def _office_ending(data: bytes) -> str | None:
    """The ending of an office file by the part that each kind has; None for another archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
        return None
    return next((ending for part, ending in _OFFICE.items() if part in names), None)
