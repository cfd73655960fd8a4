"""Signs of symbol fonts in Word documents, whose code says nothing without the font: a minus is 0x2D of "Symbol"."""

from __future__ import annotations

# Adobe's encodings of the fonts Symbol and ZapfDingbats, as pypdf needs them too
from pypdf._codecs.symbol import _symbol_encoding
from pypdf._codecs.zapfding import _zapfding_encoding

_UNKNOWN = "\ufffd"
_PRIVATE = 0xF000  # where Word puts a symbol font's codes
_TABLES = {"symbol": _symbol_encoding, "zapfdingbats": _zapfding_encoding, "zapf dingbats": _zapfding_encoding}
# boxes, ticks, bullets and arrows: the signs of these fonts that mean something in a text
_WINGDINGS = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: "☐",
        0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐", 0x30: "☐"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"},
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The character of a font's code (hexadecimal, as Word writes it); U+FFFD where it isn't known."""
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN
    number -= _PRIVATE if number >= _PRIVATE else 0
    name = font.lower()
    if name in _WINGDINGS:
        return _WINGDINGS[name].get(number, _UNKNOWN)
    if name in _TABLES:
        return _TABLES[name][number] if 0 < number < len(_TABLES[name]) else _UNKNOWN
    return chr(number) if 0x20 <= number < 0xD800 else _UNKNOWN
