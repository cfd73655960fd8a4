"""Reads Markdown: CommonMark with pipe tables, footnotes and front matter, parsed by markdown-it-py.

A picture alone in its paragraph is a figure, and its alternative text the caption. A footnote follows
the block that refers to it first; one that nothing refers to stays where it is. Markup is dropped, also
HTML's, with its comments and scripts; the text between tags is kept as text. What is struck out is not in force,
and left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.corpus.parsers.front_matter import without_front_matter
from lcassist.domain import BlockKind

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|<(script|style|del|strike|s)\b.*?(?:</\1\s*>|$)", re.S | re.I)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|font|i|ins|mark|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>", re.I
)
_TAG = re.compile(r"</?[a-z][^<>]*>|<![a-z][^>]*>|<\?.*?\?>", re.S | re.I)
_LEFT_OUT = re.compile(r"<(/?)(script|style|del|strike|s)(?:\s[^<>]*)?>", re.I)
_DEEPEST = 100  # what is nested deeper is dropped by the parser, whose own limit is 20


def read_markdown(text: str) -> DocumentBuilder:
    """Build a document of a Markdown text."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False)
    metadata, text = without_front_matter(text)
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    builder = _Reader(tokens, env.get("footnotes", {}).get("list", {})).read()
    builder.metadata = metadata
    return builder


class _Reader:
    """Walks through the tokens; ``notes`` are the footnotes that are referred to, by their number."""

    def __init__(self, tokens: Sequence[Token], notes: dict[int, dict[str, Any]]) -> None:
        self._tokens, self._definitions = _without_definitions(tokens)
        self._builder = DocumentBuilder()
        self._notes = notes
        self._labels = {note["label"] for note in notes.values() if "label" in note}
        self._referred: list[int] = []  # footnotes that the block being added refers to
        self._placed: set[int] = set()

    def read(self) -> DocumentBuilder:
        lists: list[tuple[int, str] | None] = []  # for each open list the next number; None for bullets
        prefix, position = "", 0
        while position < len(self._tokens):
            token = self._tokens[position]
            match token.type:
                case "heading_open":
                    text = prefix + self._text(self._tokens[position + 1])
                    self._builder.heading(text, int(token.tag[1:]))
                    self._place_notes()
                    prefix = ""
                    position += 1
                case "bullet_list_open":
                    lists.append(None)
                case "ordered_list_open":
                    start = token.attrGet("start")
                    lists.append((1 if start is None else int(start), token.markup))
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                case "list_item_open":
                    numbered = lists[-1]
                    prefix = "" if numbered is None else f"{numbered[0]}{numbered[1]} "
                    lists[-1] = None if numbered is None else (numbered[0] + 1, numbered[1])
                case "list_item_close":
                    prefix = ""
                case "inline":
                    self._paragraph(token, prefix, len(lists))
                    prefix = ""
                case "fence" | "code_block" | "html_block":
                    self._lines(token)
                case "table_open":
                    position = self._table(position)
                case "footnote_reference_open" if token.meta["label"] not in self._labels:
                    self._builder.block(BlockKind.FOOTNOTE, self._definition(token.meta["label"]))
                    self._labels.add(token.meta["label"])  # all definitions of a label are shown at the first
                    self._place_notes()
            position += 1
        for number in sorted(set(self._notes) - self._placed):  # referred to by a footnote of their own only
            self._referred.append(number)
            self._place_notes()
        return self._builder

    def _paragraph(self, token: Token, prefix: str, depth: int) -> None:
        children = token.children or []
        pictures = [child for child in children if child.type == "image"]
        if pictures and all(child.type in ("image", "softbreak") or not child.content.strip() for child in children):
            for picture in pictures:
                self._builder.block(BlockKind.CAPTION, self._text(picture))
        else:
            kind = BlockKind.ITEM if depth else BlockKind.PARAGRAPH
            self._builder.block(kind, prefix + self._text(token), depth)
        self._place_notes()

    def _lines(self, token: Token) -> None:
        text = _visible(token.content) if token.type == "html_block" else token.content
        for paragraph in re.split(r"\n\s*\n", text):
            self._builder.block(BlockKind.PARAGRAPH, paragraph)

    def _table(self, position: int) -> int:
        rows: list[list[str]] = []
        header = 0
        while self._tokens[position].type != "table_close":
            token = self._tokens[position]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._text(token))
            elif token.type == "thead_close":
                header = len(rows)
            position += 1
        self._builder.table(rows[0] if header else [], rows[header:])
        self._place_notes()
        return position

    def _text(self, token: Token) -> str:
        return self._inline(token.children or [])

    def _inline(self, children: Sequence[Token]) -> str:
        parts = []
        tags = [_tag(child) for child in children]
        ends = {name: place for place, (name, closes) in enumerate(tags) if closes}
        hidden: str | None = None  # what is left out until its end
        for place, (child, (name, closes)) in enumerate(zip(children, tags, strict=True)):
            if hidden is not None:
                hidden = None if closes and name == hidden else hidden
            elif name:
                hidden = name if not closes and ends.get(name, 0) > place else None
            elif child.type == "html_inline":
                parts.append(" " if child.content.lower().startswith("<br") else "")
            else:
                parts.append(self._child(child))
        return "".join(parts)

    def _child(self, child: Token) -> str:
        match child.type:
            case "softbreak" | "hardbreak":
                return " "
            case "image":
                return self._text(child)
            case "footnote_ref":
                number = int(child.meta["id"])
                self._referred.append(number)
                return _superscript(number)
            case _:
                return child.content

    def _place_notes(self) -> None:
        while self._referred:
            number = self._referred.pop(0)
            if number not in self._placed:
                self._placed.add(number)
                note = self._notes[number]
                inline = "tokens" in note
                text = self._inline(note["tokens"]) if inline else self._definition(note["label"])
                self._builder.block(BlockKind.FOOTNOTE, f"{_superscript(number)} {text}")

    def _definition(self, label: str) -> str:
        texts = []
        for token in self._definitions.get(label, ()):
            if token.type == "html_block":
                texts.append(_visible(token.content))
            else:
                texts.append(self._text(token) if token.type == "inline" else token.content)
        return " ".join(texts)


def _tag(child: Token) -> tuple[str, bool]:
    """The name of the tag that begins or ends what is left out, and whether it ends it; "" for all else."""
    if child.type in ("s_open", "s_close"):
        return "~~", child.type == "s_close"
    found = _LEFT_OUT.fullmatch(child.content) if child.type == "html_inline" else None
    return (found[2].lower(), bool(found[1])) if found else ("", False)


def _visible(markup: str) -> str:
    """The text of a piece of HTML: what a browser would show."""
    return html.unescape(_TAG.sub(" ", _INLINE_TAG.sub("", _HIDDEN.sub(" ", markup))))


def _superscript(number: int) -> str:
    return str(number + 1).translate(_SUPERSCRIPTS)


def _without_definitions(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The tokens without what stands in footnotes' definitions, and that by the footnotes' labels.

    Where a definition stood, the token that opens it stays.
    """
    body: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    labels: list[str] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            body.append(token)
            labels.append(token.meta["label"])
        elif token.type == "footnote_reference_close":
            labels.pop()
        elif not labels:
            body.append(token)
        elif token.type in ("inline", "fence", "code_block", "html_block"):
            definitions.setdefault(labels[-1], []).append(token)
    return body, definitions
