"""Looks at an office file's archive before anything in it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from lcassist.errors import Unreadable

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 300_000_000  # of all that the archive holds, unpacked
_MOST_XML = 60_000_000  # of one part with text: it takes some ten times that in memory
_MOST_FILES = 10_000
ARCHIVE_ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, OverflowError,
)  # fmt: skip
XML_ERRORS = (etree.LxmlError, LookupError, ValueError, TypeError, AttributeError, RuntimeError, AssertionError)


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
    except (*ARCHIVE_ERRORS, ValueError, LookupError) as error:
        raise Unreadable(f"it is cut off, damaged, or no {kind}: get it again, or save it anew") from error
    total = sum(file.file_size for file in files)
    large = max((file.file_size for file in files if file.filename.endswith((".xml", ".rels"))), default=0)
    if total > _MOST_BYTES or large > _MOST_XML or len(files) > _MOST_FILES:
        raise Unreadable(
            f"it unpacks to {total / 1e6:,.0f} MB in {len(files):,} files, more than any document needs: "
            "don't trust it, or save it anew without its pictures"
        )
