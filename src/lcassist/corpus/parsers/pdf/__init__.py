"""Reads PDF: by its tags where it has good ones, else by where its words stand.

pypdf gives what the file says of itself (encryption, outline, tags), PDFium the words with their places, and
pdfplumber the cells of tables that are drawn.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from typing import Any

import pdfplumber
import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from lcassist.corpus.parsers.build import DocumentBuilder, Metadata
from lcassist.corpus.parsers.pdf import facts
from lcassist.corpus.parsers.pdf.forms import with_fields
from lcassist.corpus.parsers.pdf.furniture import without_furniture
from lcassist.corpus.parsers.pdf.glyphs import Page, read_pages
from lcassist.corpus.parsers.pdf.grids import has_rules
from lcassist.corpus.parsers.pdf.layout import page_parts
from lcassist.corpus.parsers.pdf.lines import Joiner, lines_of
from lcassist.corpus.parsers.pdf.parts import Part, build, whole, with_headings
from lcassist.corpus.parsers.pdf.tags import tagged_parts
from lcassist.errors import Unreadable

logger = logging.getLogger(__name__)

_MOST_PAGES = 5_000
_TAIL = 100_000  # bytes in which the file's end must be said
_PARSING = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)

for _name in ("pypdf", "pdfminer", "pdfplumber"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # it warns of each oddity of each file


def read_pdf(data: bytes) -> DocumentBuilder:
    """Build a document of a PDF's bytes.

    Raises:
        Unreadable: it is encrypted, cut off, damaged, holds too much, or has no text (as a scan has none).
    """
    _refuse_cut(data)
    document = _opened(data)
    try:
        if len(document) > _MOST_PAGES:
            raise Unreadable(f"it has {len(document):,} pages, more than {_MOST_PAGES:,}: split it")
        pages = list(read_pages(document))
    finally:
        document.close()
    reader = _reader(data)
    filled = _filled(reader, without_furniture(pages))
    if not any(page.words for page in (*pages, *filled)):
        pictures = any(page.pictures for page in pages)
        what = "a scan, which has pictures of pages and no text" if pictures else "without any text"
        raise Unreadable(f"it is {what}: run text recognition on it (with ocrmypdf, say), and save the result here")
    return _built(data, reader, filled)


def _built(data: bytes, reader: PdfReader | None, pages: Sequence[Page]) -> DocumentBuilder:
    joiner = Joiner(line for page in pages for line in lines_of(page.words, page.number))
    parts = _tagged(reader, pages) if reader is not None else None
    if parts is None:
        parts = _laid_out(data, pages)
    outline, metadata = _said(reader)
    builder = build(with_headings(whole(parts), outline), joiner)
    builder.metadata = metadata
    return builder


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document):
            return document
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data:
            raise Unreadable("it is encrypted: save it without a password, and put that file here") from error
        raise Unreadable("it is malformed, or no PDF: get the file again, or print it to PDF anew") from error
    raise Unreadable("it has no pages: get the file again")


def _refuse_cut(data: bytes) -> None:
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("it is no PDF, whatever its name says: name it after what it is, or get it again")
    if b"%%EOF" not in data[-_TAIL:] or (len(data) > 2048 and b"startxref" not in data[-_TAIL:]):
        raise Unreadable("it is cut off, its end is missing: get the whole file again")


def _reader(data: bytes) -> PdfReader | None:
    """What pypdf reads, for tags and outline; None where it can't, and the words alone must do."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return None
        return reader if len(reader.pages) else None
    except _PARSING:
        return None


def _filled(reader: PdfReader | None, pages: Sequence[Page]) -> Sequence[Page]:
    try:
        return with_fields(reader, pages) if reader is not None else pages
    except _PARSING as error:
        logger.debug("the fields of the form can't be read: %s", error)
        return pages


def _tagged(reader: PdfReader, pages: Sequence[Page]) -> list[Part] | None:
    try:
        return tagged_parts(reader, pages)
    except _PARSING:
        return None  # the tags are damaged; the words are there all the same


def _said(reader: PdfReader | None) -> tuple[dict[str, int], Metadata]:
    if reader is None:
        return {}, Metadata()
    try:
        outline = facts.outline(reader)
    except _PARSING:
        outline = {}
    try:
        return outline, facts.metadata(reader)
    except _PARSING:
        return outline, Metadata()


def _laid_out(data: bytes, pages: Sequence[Page]) -> list[Part]:
    cells = _Cells(data)
    return [part for page in pages for part in page_parts(page, cells.of(page) if has_rules(page) else None)]


class _Cells:
    """pdfplumber's pages, opened when the first is asked for; None where it can't read the file or the page.

    It raises whatever its parser met; what PDFium could read is then read without the drawn cells.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._file: Any = None
        self._usable = True

    def of(self, page: Page) -> list[Any] | None:
        if not self._usable:
            return None
        try:
            self._file = self._file or pdfplumber.open(io.BytesIO(self._data))
            own = self._file.pages[page.number - 1]
            found = own.find_tables()
            own.close()
        except Exception as error:  # noqa: BLE001
            logger.debug("the tables of page %d can't be found: %s", page.number, error)
            self._usable = False
            return None
        return list(found)
