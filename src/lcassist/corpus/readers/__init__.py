"""Readers: one for each format; each gives the same ``Document`` with its spans.

``VERSION`` is stored in the index: a change of what the readers make of a file raises it, and the next
ingest reads every document again.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lcassist.corpus.language import detect
from lcassist.corpus.readers.build import DocumentBuilder
from lcassist.corpus.readers.decode import decode
from lcassist.corpus.readers.markdown import read_markdown
from lcassist.corpus.readers.plain import read_plain
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

VERSION = 2

_READERS: dict[str, Callable[[str], DocumentBuilder]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
}
SUFFIXES = frozenset(_READERS)


def read(source: Source, path: Path, *, max_bytes: int) -> Document:
    """Read a source's file into a document.

    The source's own title and language win over what the file says of itself.

    Raises:
        Unreadable: the file is empty, too large, binary, not text, or can't be opened.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
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
    builder = reader(decode(data))
    if builder.empty:
        raise Unreadable("it holds no text: put some into it, or remove it")
    title = source.title if source.title != path.stem else builder.title or source.title
    document = builder.document(source)
    language = source.language or detect(document.text)
    return replace(document, source=replace(source, title=title, language=language), language=language)
