"""Reads Word documents (.docx): headings, lists with their numbers, tables with merged cells, notes, captions.

python-docx opens the package and finds its parts; what stands in them is walked through as XML, because its own
objects leave out what is in content controls and text boxes, and the notes. What was deleted with changes tracked,
hidden text, and tables of contents are not read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from docx import Document as open_docx
from docx.opc.exceptions import OpcError
from lxml import etree

from lcassist.corpus.parsers.build import DocumentBuilder, Metadata, clean
from lcassist.corpus.parsers.docx_numbers import Numbering
from lcassist.corpus.parsers.docx_walk import Walker
from lcassist.errors import Unreadable

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 300_000_000  # of all that the archive holds, unpacked
_MOST_XML = 60_000_000  # of one part with text: it takes some ten times that in memory
_MOST_FILES = 10_000
_NO_AUTHOR = re.compile(
    r"(?:python-docx|user|admin(?:istrator)?|unknown|author|microsoft.*|windows.*)\d*", re.IGNORECASE
)
_ARCHIVE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, OverflowError)
_PARSING = (OpcError, etree.LxmlError, LookupError, ValueError, TypeError, AttributeError, RuntimeError, AssertionError)


def read_docx(data: bytes) -> DocumentBuilder:
    """Build a document of a Word file's bytes.

    Raises:
        Unreadable: it is no archive, damaged, encrypted, a zip bomb, or an archive of something else.
    """
    _refuse_bombs(data)
    try:
        document: Any = open_docx(io.BytesIO(data))
        walker = Walker(Numbering(document.part), _notes(document.part), _styles(document))
        walker.walk(document.element.body)
        builder = walker.builder
        builder.metadata = _metadata(document.core_properties)
    except (*_ARCHIVE, *_PARSING) as error:
        raise Unreadable("it is damaged, or no Word document: open it in a word processor and save it anew") from error
    return builder


def _refuse_bombs(data: bytes) -> None:
    """Look at the sizes that the archive's directory gives, before anything is unpacked.

    Unpacking stops at the size that is given there, so that a lie does no harm.
    """
    if data.startswith(_OLE):
        raise Unreadable("it is encrypted, or of an old version of Word: save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except (*_ARCHIVE, ValueError, LookupError) as error:
        raise Unreadable("it is cut off, damaged, or no Word document: get it again, or save it anew") from error
    total = sum(file.file_size for file in files)
    large = max((file.file_size for file in files if file.filename.endswith((".xml", ".rels"))), default=0)
    if total > _MOST_BYTES or large > _MOST_XML or len(files) > _MOST_FILES:
        raise Unreadable(
            f"it unpacks to {total / 1e6:,.0f} MB in {len(files):,} files, more than any document needs: "
            "don't trust it, or save it anew without its pictures"
        )


def _styles(document: Any) -> dict[str, Any]:
    """The styles by their id: each is the XML element, as what it is based on must be looked up."""
    return {style.style_id: style.element for style in document.styles if style.style_id}


def _notes(part: Any) -> dict[str, dict[str, Any]]:
    """The elements of the footnotes and endnotes by their id."""
    found: dict[str, dict[str, Any]] = {"footnote": {}, "endnote": {}}
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind not in found or relation.is_external:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(relation.target_part.blob, parser)
        for note in root:
            if isinstance(note.tag, str) and note.tag.endswith(f"}}{kind}"):
                found[kind][note.get(note.tag.rsplit("}", 1)[0] + "}id") or ""] = note
    return found


def _metadata(properties: Any) -> Metadata:
    created = properties.created or properties.modified
    authors = [clean(one) for one in re.split(r"\s*;\s*", properties.author or "")]
    language = (properties.language or "")[:2].lower()
    return Metadata(
        title=clean(properties.title or "") or None,
        authors=tuple(one for one in authors if one and not _NO_AUTHOR.fullmatch(one)),
        date=created.date().isoformat() if created is not None and created.year > 1990 else None,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
    )
