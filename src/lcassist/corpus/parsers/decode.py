"""Turns a text file's bytes into text: by its byte order mark, as UTF-8, or in the likeliest encoding.

A statistical detector takes a short French text in Windows' Western encoding for a Baltic one, and all its
accents come out wrong. So the encodings of our languages are tried first: the language's function words and
its own accented letters tell which it is.
"""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from lcassist.corpus.language import detect, function_words
from lcassist.errors import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = (
    ("cp1252", ("en", "nl", "de", "fr", "it", "es", "ca", None), "àáâäæçèéêëìíîïñòóôöœùúûüÿß"),
    ("cp1250", ("hu",), "áéíóöőúüű"),
    ("cp1253", ("el",), "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
    ("iso8859_7", ("el",), "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
)
_SAMPLE = 200_000  # bytes looked at when the encoding must be guessed


def decode(data: bytes) -> str:
    """The text of a file.

    Raises:
        Unreadable: the file is empty, binary, or in no encoding that could be told.
    """
    if not data.strip():
        raise Unreadable("it is empty: put text into it, or remove it")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _checked(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise Unreadable(f"it says that it is {encoding} and is not: save it as UTF-8") from error
    unmarked = _unmarked_utf16(data)
    if unmarked is not None:
        return _checked(data.decode(unmarked))
    if b"\x00" in data:
        raise Unreadable("it is binary, not text: save it as text in UTF-8, or remove it")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        _refuse_damaged(data, error)
    guess = _guessed(data[:_SAMPLE])
    if guess is None:
        raise Unreadable("its encoding can't be told: save it as UTF-8")
    try:
        return _checked(data.decode(guess))
    except UnicodeDecodeError as error:
        raise Unreadable(f"it looks like {guess} and is not: save it as UTF-8") from error


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: noughts in every other byte of a Western text, and nowhere else."""
    sample = data[: _SAMPLE // 2 * 2]
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if len(data) % 2 == 0 and high.count(0) > 0.7 * len(high) and 0 not in low:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding
    return None


def _guessed(data: bytes) -> str | None:
    for encoding, languages, letters in _GUESSES:
        text = data.decode(encoding, errors="replace")
        # the pilcrow stands where the other Greek encoding has its accented capital alpha
        if "\ufffd" in text or "¶" in text or detect(text) not in languages:
            continue
        accented = [character for character in text.lower() if character > "\x7f" and character.isalpha()]
        own = sum(character in letters for character in accented)
        if own >= 0.9 * len(accented) and (_greek(text) if "el" in languages else _latin(text, len(accented))):
            return encoding
    best = from_bytes(data).best()
    return best.encoding if best else None


def _greek(text: str) -> bool:
    """Whether Greek letters make Greek words: Cyrillic ones, read as Greek, don't."""
    words = text.lower().split()
    return 10 * sum(word in function_words("el") for word in words) >= len(words)


def _latin(text: str, accented: int) -> bool:
    """Whether accented letters are the exception, as they are in all our languages with Latin letters."""
    return sum(character.isalpha() for character in text) >= 2 * accented


def _refuse_damaged(data: bytes, error: UnicodeDecodeError) -> None:
    """Raise where a file is UTF-8 but for some bytes: read in another encoding, all its accents were wrong.

    In a file in another encoding hardly any sequence of bytes above 127 happens to be valid UTF-8.
    """
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - wrong > wrong:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"it is UTF-8 but for the byte {data[error.start]:#04x} in line {line}: "
            "correct that line, and save it as UTF-8"
        ) from error


def _checked(text: str) -> str:
    controls = sum(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text)
    if controls * 100 > len(text):
        raise Unreadable("it is binary, not text: save it as text in UTF-8, or remove it")
    return text
