"""What is drawn on a page of a PDF besides its words: rules, edges of boxes, dots, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

_THINNEST = 3.0  # points; a path that is not thicker is a rule
_MOST_OBJECTS = 20_000
_MOST_EDGES = 2_000  # on one page, of paths that are no rules themselves
_LARGEST_DOT = 9.0  # points
_MOST_DOTS = 200  # on one page; more are a chart's


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line or the edge of a box that is drawn on a page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


def drawn(page: pypdfium2.PdfPage, left: float, top: float) -> tuple[tuple[Rule, ...], list[Rule], bool]:
    """The rules and edges of boxes on a page, the dots, and whether there is a picture."""
    rules: list[Rule] = []
    dots: list[Rule] = []
    pictures = False
    bounds = [ctypes.c_float() for _ in range(4)]
    for number in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, number)
        kind = raw.FPDFPageObj_GetType(thing)
        pictures = pictures or kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, bounds)):
            continue
        x0, y0, x1, y1 = (bound.value for bound in bounds)
        box = (x0 - left, top - y1, x1 - left, top - y0)
        if min(x1 - x0, y1 - y0) <= _THINNEST < max(x1 - x0, y1 - y0):
            rules.append(Rule(*box))
        elif 1.5 < x1 - x0 < _LARGEST_DOT and 1.5 < y1 - y0 < _LARGEST_DOT and len(dots) < _MOST_DOTS:
            dots.append(Rule(*box))
        elif len(rules) < _MOST_EDGES:
            rules += _edges(thing, left, top)
    return tuple(rules), dots, pictures


def _edges(thing: Any, left: float, top: float) -> Iterator[Rule]:
    """The straight edges of a path, level or upright: of a box that is drawn as one, or of a table that is one path."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    began = before = (0.0, 0.0)
    for number in range(min(raw.FPDFPath_CountSegments(thing), _MOST_EDGES)):
        segment = raw.FPDFPath_GetPathSegment(thing, number)
        if not raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            return
        at = (
            matrix.a * x.value + matrix.c * y.value + matrix.e - left,
            top - (matrix.b * x.value + matrix.d * y.value + matrix.f),
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            began = at
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _edge(before, at)
        before = at
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _edge(at, began)


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if min(across, down) <= _THINNEST < max(across, down):
        yield Rule(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
