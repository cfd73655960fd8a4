"""Reads Markdown: CommonMark with pipe tables, footnotes and front matter, parsed by markdown-it-py.

A picture alone in its paragraph is a figure, and its alternative text the caption. A footnote follows
the block that refers to it first. Markup is dropped, also HTML's; the text between tags is kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lcassist.corpus.readers.build import DocumentBuilder
from lcassist.domain import BlockKind

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TAG = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)|</?[a-zA-Z][^>]*>?", re.S | re.I)


def read_markdown(text: str) -> DocumentBuilder:
    """Build a document of a Markdown text."""
    parser = (
        MarkdownIt("commonmark").enable("table").use(footnote_plugin, inline=True).use(front_matter_plugin)
    )
    return _Reader(parser.parse(text)).read()


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._builder = DocumentBuilder()
        self._notes = _footnotes(tokens)
        self._referred: list[int] = []  # footnotes that the block being added refers to
        self._placed: set[int] = set()

    def read(self) -> DocumentBuilder:
        lists: list[int | None] = []  # for each open list the next number, None for a bullet list
        prefix, position = "", 0
        while position < len(self._tokens):
            token = self._tokens[position]
            match token.type:
                case "heading_open":
                    self._builder.heading(self._inline(self._tokens[position + 1]), int(token.tag[1:]))
                    self._place_notes()
                    position += 1
                case "bullet_list_open":
                    lists.append(None)
                case "ordered_list_open":
                    lists.append(int(token.attrGet("start") or 1))
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                case "list_item_open":
                    number = lists[-1]
                    prefix = "" if number is None else f"{number}. "
                    lists[-1] = None if number is None else number + 1
                case "inline":
                    self._paragraph(token, prefix, len(lists))
                    prefix = ""
                case "fence" | "code_block" | "html_block":
                    self._lines(token)
                case "table_open":
                    position = self._table(position)
                case "footnote_block_open":
                    break  # the definitions were placed where they are referred to
            position += 1
        for number in sorted(set(self._notes) - self._placed):
            self._note(number)
        return self._builder

    def _paragraph(self, token: Token, prefix: str, depth: int) -> None:
        children = token.children or []
        pictures = [child for child in children if child.type == "image"]
        if pictures and all(
            child.type in ("image", "softbreak") or not child.content.strip() for child in children
        ):
            for picture in pictures:
                self._builder.block(BlockKind.CAPTION, picture.content)
            return
        kind = BlockKind.ITEM if depth else BlockKind.PARAGRAPH
        self._builder.block(kind, prefix + self._inline(token), depth)
        self._place_notes()

    def _lines(self, token: Token) -> None:
        text = _TAG.sub(" ", token.content) if token.type == "html_block" else token.content
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
                rows[-1].append(self._inline(token))
            elif token.type == "thead_close":
                header = len(rows)
            position += 1
        self._builder.table(rows[0] if header else [], rows[header:])
        self._place_notes()
        return position

    def _inline(self, token: Token) -> str:
        parts = []
        for child in token.children or []:
            match child.type:
                case "softbreak" | "hardbreak":
                    parts.append(" ")
                case "html_inline":
                    parts.append(" " if child.content.lower().startswith("<br") else "")
                case "footnote_ref":
                    number = int(child.meta["id"])
                    parts.append(_superscript(number))
                    self._referred.append(number)
                case "footnote_anchor":
                    pass
                case _:
                    parts.append(child.content)
        return "".join(parts)

    def _place_notes(self) -> None:
        pending, self._referred = self._referred, []
        for number in pending:
            if number not in self._placed:
                self._note(number)

    def _note(self, number: int) -> None:
        self._placed.add(number)
        text = " ".join(self._inline(token) for token in self._notes.get(number, []))
        self._builder.block(BlockKind.FOOTNOTE, f"{_superscript(number)} {text}")


def _superscript(number: int) -> str:
    return str(number + 1).translate(_SUPERSCRIPTS)


def _footnotes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """The inline tokens of each footnote's definition, by the footnote's index."""
    notes: dict[int, list[Token]] = {}
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_open":
            current = notes.setdefault(int(token.meta["id"]), [])
        elif token.type == "footnote_close":
            current = None
        elif token.type == "inline" and current is not None:
            current.append(token)
    return notes
