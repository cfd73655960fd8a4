"""Puts what was filled into a PDF's form, and notes written on its pages, among the page's words.

A field's value stands in an annotation and not in the page's text. It is read behind its label, the text to the left of
the field or above it, so that both make one line ("Contact person: Ann Lee"); a box that may be ticked becomes a sign
before the text beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PdfReader

from lcassist.corpus.parsers.pdf.glyphs import Page, Word
from lcassist.corpus.parsers.pdf.lines import Line, lines_of

_HIDDEN, _PASSWORD, _PUSH = 1 << 1, 1 << 13, 1 << 16  # flags of annotations, of texts, of buttons (ISO 32000)
_GAP = 1.5  # sizes of the font between two texts of one row
_ABOVE = 1.6  # sizes of the font within which a label stands above its field
_BESIDE = 40.0  # points within which the text of a box to tick stands
_SIZE = 10.0  # of a text without a label
_MOST = 5_000  # fields and notes on one page
TICKED, EMPTY = "☒", "☐"


@dataclass(frozen=True, slots=True)
class _Field:
    """A filled field, box or note, in points from the page's upper left corner; ``name`` is for want of a label, which
    a note has none of.
    """

    left: float
    top: float
    right: float
    bottom: float
    text: str
    name: str | None = None
    box: bool = False
    note: bool = False


def with_fields(reader: PdfReader, pages: Sequence[Page]) -> list[Page]:
    """The pages with the values of their forms' fields, and with notes as texts of their own."""
    made = []
    for page in pages:
        fields = list(_fields(reader.pages[page.number - 1]))
        words = list(page.words)
        lines = lines_of(words, page.number, _GAP)
        for field in sorted(fields, key=lambda one: (one.top, one.left)):
            _place(field, words, lines)
        made.append(replace(page, words=tuple(words)) if fields else page)
    return made


def _fields(page: Any) -> Iterator[_Field]:
    left, top = float(page.cropbox.left), float(page.cropbox.top)
    for reference in list(page.get("/Annots") or [])[:_MOST]:
        annotation = reference.get_object()
        if int(annotation.get("/F") or 0) & _HIDDEN or "/Rect" not in annotation:
            continue
        x0, y0, x1, y1 = (float(value) for value in annotation["/Rect"])
        place = (min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1))
        if annotation.get("/Subtype") == "/FreeText":
            text = str(annotation.get("/Contents") or "")
            if text.strip():
                yield _Field(*place, text, note=True)
        elif annotation.get("/Subtype") == "/Widget":
            yield from _field(annotation, place)


def _field(annotation: Any, place: tuple[float, float, float, float]) -> Iterator[_Field]:
    kind, flags = _inherited(annotation, "/FT"), int(_inherited(annotation, "/Ff") or 0)
    if kind == "/Btn":
        if not flags & _PUSH:
            state = annotation.get("/AS") or _inherited(annotation, "/V")
            yield _Field(*place, EMPTY if state in (None, "/Off") else TICKED, box=True)
        return
    value = _inherited(annotation, "/V")
    if value is None or (kind == "/Tx" and flags & _PASSWORD):
        return
    values = [str(one) for one in (value if isinstance(value, list) else [value])]
    if kind == "/Ch":  # an option may be stored under another name than it is shown under
        pairs = [one for one in _inherited(annotation, "/Opt") or [] if isinstance(one, list) and len(one) == 2]
        shown = {str(stored): str(label) for stored, label in pairs}
        values = [shown.get(one, one) for one in values]
    text = ", ".join(one for one in values if one.strip())
    if text:
        name = _inherited(annotation, "/TU") or _inherited(annotation, "/T")
        yield _Field(*place, text, str(name) if name else None)


def _inherited(annotation: Any, key: str) -> Any:
    """A field's own entry, or that of the field above it."""
    for _ in range(20):
        if annotation.get(key) is not None:
            return annotation[key].get_object()
        if "/Parent" not in annotation:
            return None
        annotation = annotation["/Parent"].get_object()
    return None


def _place(field: _Field, words: list[Word], lines: list[Line]) -> None:
    if field.box and (beside := _nearest_right(field, lines)) is not None:
        first = beside.words[0]
        sign = replace(first, text=field.text, left=first.left - first.size, right=first.left, glued=False, filled=True)
        words.insert(_index(words, first), sign)
        return
    label = None if field.note else _nearest_left(field, lines) or _nearest_above(field, lines)
    if label is None:
        start = Word("", field.left, field.left, field.top, field.top + _SIZE, _SIZE, bold=False)
        texts = [*(f"{field.name}:".split() if field.name else []), *field.text.split()]
        words += _set(texts, start)
        return
    last = label.words[-1]
    colon = [replace(last, text=":", left=last.right, glued=True)] if last.text[-1].isalnum() else []
    at = _index(words, last) + 1
    words[at:at] = [*colon, *_set(field.text.split(), last)]


def _set(texts: Sequence[str], start: Word) -> list[Word]:
    """Words behind another, in its size and part of the text."""
    made, left = [], start.right
    for text in texts:
        right = left + 0.5 * start.size * len(text)
        begin = left + 0.25 * start.size
        made.append(replace(start, text=text, left=begin, right=right, glued=False, bold=False, filled=True))
        left = right
    return made


def _index(words: Sequence[Word], word: Word) -> int:
    return next(at for at, one in enumerate(words) if one is word)


def _in_row(field: _Field, line: Line) -> bool:
    return min(field.bottom, line.bottom) - max(field.top, line.top) > 0.3 * line.size


def _nearest_left(field: _Field, lines: Sequence[Line]) -> Line | None:
    found = [line for line in lines if _in_row(field, line) and line.right <= field.left + 2]
    return max(found, key=lambda line: line.right, default=None)


def _nearest_right(field: _Field, lines: Sequence[Line]) -> Line | None:
    found = [line for line in lines if _in_row(field, line) and -2 <= line.left - field.right <= _BESIDE]
    return min(found, key=lambda line: line.left, default=None)


def _nearest_above(field: _Field, lines: Sequence[Line]) -> Line | None:
    found = [
        line
        for line in lines
        if -2 <= field.top - line.bottom <= _ABOVE * line.size and line.left < field.right and line.right > field.left
    ]
    return max(found, key=lambda line: line.bottom, default=None)
