"""Reads Word documents (.docx): headings, lists with their numbers, tables with merged cells, notes, captions.

python-docx opens the package and finds its parts; what stands in them is walked through as XML, because its own
objects leave out what is in content controls and text boxes, and the notes. What was deleted with changes tracked,
hidden text, and tables of contents are not read.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document as open_docx
from docx.opc.exceptions import OpcError
from lxml import etree

from lcassist.corpus.parsers import office
from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.docx_numbers import Numbering
from lcassist.corpus.parsers.docx_walk import Walker
from lcassist.errors import Unreadable


def read_docx(data: bytes) -> DocumentBuilder:
    """Build a document of a Word file's bytes.

    Raises:
        Unreadable: it is no archive, damaged, encrypted, a zip bomb, or an archive of something else.
    """
    office.refuse_bombs(data, "Word document", ".docx")
    try:
        document: Any = open_docx(io.BytesIO(data))
        walker = Walker(Numbering(document.part), _notes(document.part), _styles(document))
        walker.walk(document.element.body)
        builder = walker.builder
        builder.metadata = office.metadata(document.core_properties)
    except (*office.ERRORS, OpcError) as error:
        raise Unreadable("it is damaged, or no Word document: open it in a word processor and save it anew") from error
    return builder


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
