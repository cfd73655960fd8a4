"""What a PDF says of itself: title, authors, date, language, and its outline."""

from __future__ import annotations

import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from lcassist.corpus.parsers.build import Metadata, clean
from lcassist.corpus.parsers.pdf.parts import key

_NO_TITLE = re.compile(
    r"(?:untitled|\(?(?:anonymous|unspecified)\)?|microsoft word\b.*|powerpoint.*|document\d*|"
    r".*\.(?:docx?|indd|pdf|pptx?|tex|odt|html?)|https?://.*)",
    re.I,
)
_NO_AUTHOR = re.compile(r"(?:\(?anonymous\)?|user|admin(?:istrator)?|unknown|author|gebruiker|owner|pc|.*@.*)\d*", re.I)
_DEEPEST = 20
_MOST = 10_000


def metadata(reader: PdfReader) -> Metadata:
    """Title, authors, date and language, where they say something."""
    information: Any = reader.metadata or {}
    title = _text(information, "/Title")
    author = _text(information, "/Author")
    authors = [
        one for each in re.split(r"\s*;\s*", author or "") if (one := clean(each)) and not _NO_AUTHOR.fullmatch(one)
    ]
    found = re.match(r"(?:D:)?((?:19|20)\d\d)(\d\d)?(\d\d)?", _text(information, "/CreationDate") or "")
    date = "-".join(part for part in found.groups() if part) if found else None
    language = str(reader.root_object.get("/Lang") or "")[:2].lower()
    return Metadata(
        title=None if title is None or _NO_TITLE.fullmatch(title) else title,
        authors=tuple(authors),
        date=date,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
    )


def _text(information: Any, name: str) -> str | None:
    try:
        value = information.get(name)
    except (PyPdfError, ValueError, KeyError, TypeError):
        return None
    return clean(str(value)) or None if value is not None else None


def outline(reader: PdfReader) -> dict[str, int]:
    """The titles in a document's outline, as ``parts.key`` writes them, with their depth from 1."""
    depths: dict[str, int] = {}

    def walk(items: list[Any], depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                if depth < _DEEPEST:
                    walk(item, depth + 1)
            elif len(depths) < _MOST and (name := key(str(item.title or ""))):
                depths.setdefault(name, depth)

    walk(reader.outline, 1)
    return depths
