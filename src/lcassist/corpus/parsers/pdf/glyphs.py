"""A page's words with their places, by PDFium: what a viewer shows, in the order in which it is drawn.

pypdf gives the places where lines begin but not how wide they are, and without widths neither columns nor
cells can be told apart; pdfminer gives both and takes eight times as long.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
from pypdfium2 import raw

from lcassist.corpus.parsers.pdf.drawn import Rule, drawn
from lcassist.errors import Unreadable

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_HYPHENS = (0x02, 0xFFFE)  # what PDFium gives for a hyphen at the end of a line
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOL_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\uf0a8\uf06e\uf071", "•"))
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_MOST_CHARACTERS = 100_000  # on one page; a printed one has some five thousand


@dataclass(slots=True)
class Word:
    """A word on a page, in points from the page's upper left corner; ``size`` is the font's.

    ``glued`` is whether no space stands before it; ``mark`` is its marked content's number on the page, or
    -1, ``artifact`` whether the file says that it is no part of the text, and ``filled`` whether it was filled into a
    form.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    glued: bool = False
    mark: int = -1
    artifact: bool = False
    filled: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page; ``number`` counts from 1; ``pictures`` is whether there are any."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    pictures: bool


def read_pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    """The pages of an open document, one after the other.

    Raises:
        Unreadable: a page holds more than any page does.
    """
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"its page {index + 1} is damaged: get the file again, or save it anew") from error
        try:
            yield _page(page, index + 1)
        finally:
            page.close()


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    left, bottom, right, top = page.get_bbox()
    text = page.get_textpage()
    try:
        count = max(text.count_chars(), 0)
        if count > _MOST_CHARACTERS:
            raise Unreadable(f"its page {number} has {count:,} characters: split it")
        words = _Words(page, text, left, top).read(count)
    finally:
        text.close()
    rules, dots, pictures = drawn(page, left, top)
    return Page(number, right - left, top - bottom, tuple(_with_bullets(words, dots)), rules, pictures)


class _Words:
    """Puts characters together to words: by spaces, line ends, and jumps to another place or size."""

    def __init__(self, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, left: float, top: float) -> None:
        self._text = text
        self._left, self._top = left, top
        self._box = raw.FS_RECTF()
        self._artifacts: dict[int, bool] = {}
        self._turned = _turn(text)

    def read(self, count: int) -> list[Word]:
        words: list[Word] = []
        letters: list[str] = []
        word: Word | None = None
        spaced = True
        box, text = self._box, self._text.raw
        reference = ctypes.byref(box)
        unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
        for index in range(count):
            code = unicode_of(text, index)
            character = "-" if code in _HYPHENS else _LIGATURES.get(code) or chr(code if code < 0x110000 else 0xFFFD)
            if character.isspace() or code == 0:
                if word is not None:
                    word.text = "".join(letters)
                    word = None
                spaced = True
                continue
            box_of(text, index, reference)
            x0, x1, y0, y1 = self._place(box)
            if word is not None and not self._goes_on(word, x0, x1, y0, y1):
                word.text = "".join(letters)
                spaced = spaced or x0 - word.right > 0.15 * word.size or abs(word.bottom - y1) > word.size
                word = None
            if word is None:
                word = self._begun(index, x0, x1, y0, y1, not spaced)
                words.append(word)
                letters = []
                spaced = False
            letters.append(character)
            if x1 > word.right:
                word.right = x1
        if word is not None:
            word.text = "".join(letters)
        return _raised(words)

    def _place(self, box: raw.FS_RECTF) -> tuple[float, float, float, float]:
        """Left, right, top, bottom; text that is turned is turned upright."""
        match self._turned:
            case 0:
                return box.left - self._left, box.right - self._left, self._top - box.top, self._top - box.bottom
            case 1:
                return -box.top, -box.bottom, -box.right, -box.left
            case 2:
                return -box.right, -box.left, box.bottom, box.top
            case _:
                return box.bottom, box.top, box.left, box.right

    @staticmethod
    def _goes_on(word: Word, x0: float, x1: float, y0: float, y1: float) -> bool:
        size = word.size
        if abs(y1 - word.bottom) > 0.1 * size or abs((y1 - y0) - size) > 0.1 * size:
            return False
        return -0.5 * size < x0 - word.right < 0.25 * size or (x0 <= word.right and x1 >= word.left)

    def _begun(self, index: int, x0: float, x1: float, y0: float, y1: float, glued: bool) -> Word:
        thing = raw.FPDFText_GetTextObject(self._text.raw, index)
        mark = raw.FPDFPageObj_GetMarkedContentID(thing) if thing else -1
        name = ctypes.create_string_buffer(100)
        raw.FPDFText_GetFontInfo(self._text.raw, index, name, 100, None)
        bold = _BOLD.search(name.value) is not None
        artifact = mark < 0 and bool(thing) and self._artifact(thing)
        return Word("", x0, x1, y0, y1, max(y1 - y0, 0.1), bold, glued, mark, artifact)

    def _artifact(self, thing: raw.FPDF_PAGEOBJECT) -> bool:
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in self._artifacts:
            self._artifacts[key] = any(
                _mark_name(raw.FPDFPageObj_GetMark(thing, number)) == "Artifact"
                for number in range(min(raw.FPDFPageObj_CountMarks(thing), 10))
            )
        return self._artifacts[key]


def _mark_name(mark: raw.FPDF_PAGEOBJECTMARK) -> str:
    buffer = ctypes.create_string_buffer(64)
    length = ctypes.c_ulong()
    as_wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    if not mark or not raw.FPDFPageObjMark_GetName(mark, as_wide, 64, ctypes.byref(length)):
        return ""
    return buffer.raw[: max(min(length.value, 64) - 2, 0)].decode("utf-16-le", "replace")


def _turn(text: pypdfium2.PdfTextPage) -> int:
    """By how many quarters most of the text is turned."""
    count = text.count_chars()
    step = max(count // 200, 1)
    angles = (raw.FPDFText_GetCharAngle(text.raw, index) for index in range(0, count, step))
    quarters = Counter(round(angle / 1.5708) % 4 for angle in angles if angle >= 0)
    return quarters.most_common(1)[0][0] if quarters else 0


def _raised(words: list[Word]) -> list[Word]:
    """Small digits that stand higher than what is before them, as superscripts; symbol fonts' bullets."""
    before: Word | None = None
    for word in words:
        word.text = word.text.translate(_SYMBOL_BULLETS)
        small = before is not None and word.size < 0.8 * before.size and word.bottom < before.bottom - 0.1 * before.size
        near = before is not None and word.left - before.left >= 0 and abs(word.left - before.right) < before.size
        if small and near and word.text.isdecimal():
            word.text = word.text.translate(_SUPERSCRIPTS)
            assert before is not None
            word.top, word.bottom, word.size = before.top, before.bottom, before.size
        before = word
    return words


def _with_bullets(words: list[Word], dots: list[Rule]) -> list[Word]:
    """The words with a bullet before each that has a dot drawn to its left and no word between."""
    if not dots:
        return words
    made: list[Word] = []
    for word in words:
        near = (dot for dot in dots if word.top < (dot.top + dot.bottom) / 2 < word.bottom)
        for dot in near:
            if dot.right <= word.left < dot.right + 2 * word.size and not _between(words, dot, word):
                made.append(
                    replace(word, text="•", left=dot.left, right=dot.right, mark=-1, artifact=True, glued=False)
                )
                word.glued = False
                break
        made.append(word)
    return made


def _between(words: list[Word], dot: Rule, word: Word) -> bool:
    """Whether a dot's row has a word that begins left of it, or between it and a word."""
    row = (one for one in words if one.top < (dot.top + dot.bottom) / 2 < one.bottom)
    return any(dot.left - 4 * word.size < one.left < word.left for one in row if one is not word)
