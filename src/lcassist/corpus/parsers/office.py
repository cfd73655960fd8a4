"""What Word documents, spreadsheets and presentations have in common: an archive, and what it says of itself."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from lcassist.corpus.parsers.build import Metadata, clean
from lcassist.errors import Unreadable

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 300_000_000  # of all that the archive holds, unpacked
_MOST_XML = 60_000_000  # of one part with text: it takes some ten times that in memory
_MOST_FILES = 10_000
_ARCHIVE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, OverflowError)
# What a damaged file makes the libraries raise.
ERRORS = (
    *_ARCHIVE, etree.LxmlError, LookupError, ValueError, TypeError, AttributeError, RuntimeError, AssertionError,
)  # fmt: skip
# Programs, and names that stand for nobody.
_NO_AUTHOR = re.compile(
    r"(?:openpyxl|python-docx|user|admin(?:istrator)?|unknown|author|microsoft.*|windows.*)\d*", re.IGNORECASE
)


def refuse_bombs(data: bytes, kind: str, ending: str) -> None:
    """Look at the sizes that the archive's directory gives; ``kind`` and ``ending`` are for the message.

    Unpacking stops at the size that is given there, so that a lie does no harm.

    Raises:
        Unreadable: it is no archive, damaged, encrypted, or unpacks to more than any document needs.
    """
    if data.startswith(_OLE):
        raise Unreadable(f"it is encrypted, or of an old version: save it as {ending} without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except (*_ARCHIVE, ValueError, LookupError) as error:
        raise Unreadable(f"it is cut off, damaged, or no {kind}: get it again, or save it anew") from error
    total = sum(file.file_size for file in files)
    large = max((file.file_size for file in files if file.filename.endswith((".xml", ".rels"))), default=0)
    if total > _MOST_BYTES or large > _MOST_XML or len(files) > _MOST_FILES:
        raise Unreadable(
            f"it unpacks to {total / 1e6:,.0f} MB in {len(files):,} files, more than any document needs: "
            "don't trust it, or save it anew without its pictures"
        )


def metadata(properties: Any) -> Metadata:
    """What the core properties say, as python-docx, python-pptx (``author``) and openpyxl (``creator``) give them."""
    made = properties.created or properties.modified
    names = getattr(properties, "author", None) or getattr(properties, "creator", None) or ""
    authors = [clean(one) for one in re.split(r"\s*;\s*", names)]
    language = (properties.language or "")[:2].lower()
    return Metadata(
        title=clean(properties.title or "") or None,
        authors=tuple(one for one in authors if one and not _NO_AUTHOR.fullmatch(one)),
        date=made.date().isoformat() if made is not None and made.year > 1990 else None,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
    )
