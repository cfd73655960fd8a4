"""Parsers: one for each format; each gives the same ``Document`` with its spans.

``VERSION`` is stored in the index: a change of what the parsers make of a file raises it, and the next
ingest reads every document again.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lcassist.corpus.language import detect
from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.decode import decode
from lcassist.corpus.parsers.delimited import read_delimited
from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.corpus.parsers.plain import read_plain
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

VERSION = 11

_TEXTS: dict[str, Callable[[str], DocumentBuilder]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".csv": read_delimited,
    ".tsv": read_delimited,
}
_OTHERS = frozenset({".pdf", ".html", ".htm", ".docx", ".xlsx", ".xlsm", ".pptx"})
TEXTS = frozenset(_TEXTS)
SUFFIXES = TEXTS | _OTHERS


def read(source: Source, path: Path, *, max_bytes: int) -> Document:
    """Read a source's file into a document.

    What the source says (from sources.yaml) wins over what the file says of itself.

    Raises:
        Unreadable: the file is empty, too large, damaged, encrypted, without text, or can't be opened.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(f"files of the kind {path.suffix!r} can't be read; these can: {', '.join(sorted(SUFFIXES))}")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no ordinary file: put the file itself there")
        if status.st_size > max_bytes:
            raise Unreadable(
                f"it has {status.st_size / 1e6:.1f} MB, more than the {max_bytes / 1e6:g} MB that"
                " LCASSIST_MAX_FILE_MB allows: split it, or set that higher"
            )
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"it can't be opened ({error.strerror or error}): give yourself the right to read it"
        ) from error
    builder = _built(suffix, data)
    if builder.empty:
        raise Unreadable("it holds no text: put some into it, or remove it")
    document = builder.document(source)
    return _described(document, builder, path)


def _built(suffix: str, data: bytes) -> DocumentBuilder:
    if suffix in _TEXTS:
        return _TEXTS[suffix](decode(data))
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("it is empty: get the file again, or remove it")
    # each brings libraries that a question and a corpus of plain texts can do without
    match suffix:
        case ".pdf":
            from lcassist.corpus.parsers.pdf import read_pdf

            return read_pdf(data)
        case ".docx":
            from lcassist.corpus.parsers.docx import read_docx

            return read_docx(data)
        case ".xlsx" | ".xlsm":
            from lcassist.corpus.parsers.xlsx import read_xlsx

            return read_xlsx(data)
        case ".pptx":
            from lcassist.corpus.parsers.pptx import read_pptx

            return read_pptx(data)
        case _:
            from lcassist.corpus.parsers.html import read_html

            return read_html(data)


def _described(document: Document, builder: DocumentBuilder, path: Path) -> Document:
    """The document with what is known of it: from its source, then from the file, then from its text."""
    source, said = document.source, builder.metadata
    named = source.title != path.stem
    language = source.language or detect(document.text, said.language)
    source = replace(
        source,
        title=source.title if named else said.title or builder.title or source.title,
        language=language,
        date=source.date or said.date,
        authors=source.authors or said.authors,
        publisher=source.publisher or said.publisher,
        url=source.url or said.url,
    )
    return replace(document, source=source, language=language)
