"""The numbers and bullets of a Word document's lists, which its text does not hold: they are counted."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_DEEPEST = 9


class Numbering:
    """What the lists of a document look like; ``label`` counts as it is asked, in the order of the document."""

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _DEEPEST)
        root = next((r.target_part.element for r in part.rels.values() if r.reltype.endswith("/numbering")), None)
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{W}lvl"):
                number = int(level.get(f"{W}ilvl") or 0)
                levels[number] = (_value(level, "numFmt"), _value(level, "lvlText"), int(_value(level, "start") or 1))
            self._levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for number in root.iter(f"{W}num"):
            self._abstract[number.get(f"{W}numId") or ""] = _value(number, "abstractNumId")

    def label(self, number: str, depth: int) -> str:
        """The number of the next item of a list at a depth from 0, with its sign ("2.", "b)"); "" for bullets."""
        depth = min(max(depth, 0), _DEEPEST - 1)
        levels = self._levels.get(self._abstract.get(number, ""), {})
        form, text, start = levels.get(depth, ("bullet", "", 1))
        counts = self._counts[number]
        counts[depth] = counts[depth] + 1 if counts[depth] else start
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        if form in ("bullet", "none", "") or not text:
            return ""

        def count(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            own = levels.get(level, ("decimal", "", 1))
            return _counted(max(counts[level], 1) if 0 <= level < _DEEPEST else 1, own[0])

        return _PLACE.sub(count, text).strip()


def _counted(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman, rest = "", min(number, 3999)
        for value, sign in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
            strict=True,
        ):
            times, rest = divmod(rest, value)
            roman += sign * times
        return roman.upper() if form == "upperRoman" else roman
    return str(number)


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return (child.get(f"{W}val") or "") if child is not None else ""
