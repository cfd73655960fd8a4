"""Sections asked for by their number: "what does article 3 say?", "§ 12.1", "chapter 4".

A heading begins with its number, or with one word and its number. A question names it where it has that word and that
number. Another word will do where the same document's headings have it ("article 12.1" for "§ 12.1"), or where the
document has it nowhere and hardly anything else is asked: "chapter 3" for "3. Funding", "artikel 3" for "Article 3". A
"round 3" or "the 3 towns" that a document tells of is no section of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.verify import Span
from lcassist.corpus.language import function_words
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Block, BlockKind
from lcassist.index.words import tokens

_HEADING = re.compile(r"(?:(?P<label>[^\W\d_]+|§+)\.?\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})*)(?![\d%,])[.):]?(?:\s|$)")
_NAMED = re.compile(r"(?P<label>[^\W\d_]+|§+)\.?\s*(?P<number>\d{1,3}(?:\.\d{1,3})*)(?![\w%,]|\.\d)")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 160  # of a section that is shown whole, and of the beginning of a longer one
_LITTLE = 2  # words with a meaning beside the section's own that a question has that asks for the section itself


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of a document: its heading's word, folded ("" where it has none), and its blocks."""

    source: str
    label: str
    number: str
    heading: Block
    blocks: tuple[Block, ...]

    @property
    def start(self) -> int:
        return self.heading.start

    @property
    def end(self) -> int:
        return self.blocks[-1].end if self.blocks else self.heading.end


class Sections:
    """The numbered sections of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_number: dict[str, list[Section]] = {}
        for source in library.sources():
            for section in _numbered(source, library):
                self._by_number.setdefault(section.number, []).append(section)

    def named(self, question: Question, sources: Collection[str] | None) -> tuple[Section, ...]:
        """The sections that a question names, in the order of the corpus; empty where it names none."""
        found: list[Section] = []
        for match in _NAMED.finditer(question.text) if self._by_number else ():
            label, number = fold(match["label"]), match["number"]
            known = [one for one in self._by_number.get(number, ()) if sources is None or one.source in sources]
            own = [one for one in known if one.label == label]
            own = own or [one for one in known if self._may_be_called(one, label, question)]
            found += [one for one in own if one not in found]
        return tuple(found)

    def asks_for_all(self, question: Question, section: Section) -> bool:
        """Whether a question asks for a section itself, and not for something in it."""
        heading = self._library.text(section.source)[section.heading.start : section.heading.end]
        language = self._library.document(section.source).language
        own = set(tokens(heading, language)) | set(tokens(heading, question.language))
        return len(set(question.terms) - own) < _LITTLE

    def finding(self, section: Section) -> Finding:
        """A section as a statement: all of it where it is short, else its first paragraphs."""
        text = self._library.text(section.source)
        end, words = section.heading.end, 0
        for block in section.blocks:
            words += len(text[block.start : block.end].split())
            if words > _MOST_WORDS and end > section.heading.end:
                break
            end = block.end
        said = text[section.start : end].replace("\n\n", "\n")
        return Finding(said, (Span(section.source, section.start, end),))

    def _asks_little(self, question: Question, label: str) -> bool:
        return len([term for term in question.terms if not label.startswith(term) and not term.isdigit()]) < _LITTLE

    def _may_be_called(self, section: Section, label: str, question: Question) -> bool:
        """Whether a question may call a section by another word than its heading's."""
        others = (one for own in self._by_number.values() for one in own if one.source == section.source)
        if label == "§" or label in {one.label for one in others}:
            return section.label in ("", "§")
        if label in map(fold, function_words(question.language)) or not self._asks_little(question, label):
            return False
        return label not in {fold(word) for word in _WORD.findall(self._library.text(section.source))}


def _numbered(source: str, library: Library) -> Iterator[Section]:
    document = library.document(source)
    blocks = document.blocks
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        match = _HEADING.match(document.text, block.start, block.end)
        if match is None:
            continue
        following = blocks[place + 1 :]
        last = next(
            (n for n, one in enumerate(following) if one.kind is BlockKind.HEADING and one.level <= block.level),
            len(following),
        )
        yield Section(source, fold(match["label"] or ""), match["number"], block, following[:last])
