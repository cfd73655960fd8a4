"""Turns a text file's bytes into text: by its byte order mark, as UTF-8, or in the likeliest encoding."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from lcassist.errors import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes looked at when the encoding must be guessed


def decode(data: bytes) -> str:
    """The text of a file.

    Raises:
        Unreadable: the file is empty, binary, or in no encoding that could be told.
    """
    if not data.strip():
        raise Unreadable("it is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"it says that it is {encoding} and is not: save it as UTF-8") from error
    if b"\x00" in data:
        raise Unreadable("it is binary, not text")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Unreadable("its encoding can't be told: save it as UTF-8")
    try:
        return _checked(data.decode(best.encoding))
    except UnicodeDecodeError as error:
        raise Unreadable(f"it looks like {best.encoding} and is not: save it as UTF-8") from error


def _checked(text: str) -> str:
    controls = sum(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text)
    if controls * 100 > len(text):
        raise Unreadable("it is binary, not text")
    return text
