"""An answer's Markdown: what came from a document or a question shows as text, whatever it holds."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lcassist.answer import compose
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.verify import Span
from lcassist.corpus.library import Library
from lcassist.domain import AnswerKind, Document, Hit, Passage, PassageKind, Statement
from lcassist.surfaces.render import plain

many = settings(max_examples=300, deadline=None)

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# What GitHub's dialect makes a link of, besides what CommonMark does.
BARE_LINK = re.compile(r"(?i)(?:https?|ftp)://|www\.|mailto:|[\w.+-]@[\w-]")

HOSTILE = [
    "*emphasis* **strong** _under_ __score__ ~~struck~~ `code` ``more``",
    "# heading",
    "####### seven",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "2016. A year, and no item",
    "007) item",
    "> quoted",
    "---",
    "===",
    "***",
    "___",
    "- - -",
    "```python",
    "~~~",
    "    indented",
    "| a | b |",
    "[link](http://evil.example)",
    "[link][1] and [1]: http://evil.example",
    "[1]: javascript:alert(1)",
    "![picture](http://evil.example/x.png)",
    "[^1] [x] [ ]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<http://evil.example>",
    "<someone@evil.example>",
    "<!-- comment -->",
    "<?php ?> <![CDATA[x]]>",
    "http://evil.example/a_b_c?x=1&y=2#z",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "_http://evil.example",
    "9www.evil.example",
    "mailto:someone@evil.example",
    "someone@evil.example",
    "&lt;script&gt; &amp; &copy; &#60; &#x3c;",
    "AT&T; R&D",
    "\\*not escaped\\* \\",
    "\\",
    "$x^2$ $$y$$",
    "a | b\n--- | ---\n1 | 2",
    "a\n===\nb\n---\nc",
    "+++ / -/+ / - / ++",
    "-/+",
    "+",
    "100% of 5 > 3 & 2 < 4",
]


def shown(markdown: str) -> str:
    """What a reader sees of Markdown that is nothing but text; anything else fails."""
    rendered = MARKDOWN.render(markdown)
    tags = set(re.findall(r"<[^>]*>", rendered))
    assert tags <= {"<p>", "</p>"}, rendered
    assert not BARE_LINK.search(markdown), markdown
    return html.unescape(re.sub(r"</?p>", "", rendered))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    assert squeezed(shown(compose.escaped(text).strip())) == squeezed(text)


def test_only_brackets_that_could_make_a_link_are_escaped() -> None:
    assert compose.escaped("so (it is) [1](x) good!") == "so (it is) \\[1\\]\\(x) good!"


@pytest.mark.parametrize("text", [*HOSTILE, "&#58; &#46; &amp;amp; \\&#58;"])
def test_plain_gives_back_what_was_escaped(text: str) -> None:
    assert plain(compose.escaped(text)) == text


alphabet = st.sampled_from([*"aZ1.) -+*_#=>|`~[](){}!<&;:/\\$@\"'^%?,", "http", "www.", "amp", "#58", "é", "λ"])


@many
@given(st.lists(alphabet, max_size=14).map("".join))
@example("1.")
@example("a@b.c")
@example("_www.")
def test_any_text_is_shown_as_text(text: str) -> None:
    escaped = compose.escaped(text)
    assert plain(escaped) == text
    # a statement is one line, behind a "- " or a word, and not empty
    assert squeezed(shown(squeezed(escaped))) == squeezed(text)


# answers

PAGE = """# The mills

The old mill has 37,390 visitors. It was built in 1688.

Three things matter:

- *wind*
- 2. water
- www.millers.example

| Mill | Mark |
| --- | --- |
| Old | ++ |
"""


@pytest.fixture(scope="module")
def library(made: Callable[..., Document]) -> Library:
    return Library([made("mills.md", PAGE)])


def question(text: str = "How many?", language: str = "en") -> Question:
    return Question(text, language)


def finding(library: Library, quote: str, text: str | None = None) -> Finding:
    start = library.text("mills.md").index(quote)
    return Finding(text or quote, (Span("mills.md", start, start + len(quote)),))


def test_one_statement_is_a_paragraph(library: Library) -> None:
    answer = compose.answer(question(), [finding(library, "The old mill has 37,390 visitors.")], library)
    assert answer is not None
    assert answer.kind is AnswerKind.ANSWER
    assert answer.text == "The old mill has 37,390 visitors. [1]"
    assert answer.statements == (Statement("The old mill has 37,390 visitors.", (1,)),)
    assert [one.quote for one in answer.citations] == ["The old mill has 37,390 visitors."]
    assert answer.verification is not None
    assert (answer.verification.stated, answer.verification.verified, answer.verification.dropped) == (1, 1, ())
    assert (answer.nearest, answer.language, answer.engine) == ((), "en", "quotes")


def test_several_statements_are_a_list(library: Library) -> None:
    findings = [finding(library, "It was built in 1688."), finding(library, "++", "Mark – Old: ++")]
    answer = compose.answer(question(), findings, library)
    assert answer is not None
    assert answer.text == "- It was built in 1688. [1]\n- Mark – Old: ++ [2]"
    assert MARKDOWN.render(answer.text).count("<li>") == 2


def test_a_list_is_shown_as_one(library: Library) -> None:
    quote = library.text("mills.md")[slice(*re.search(r"Three.*example", library.text("mills.md"), re.S).span())]
    answer = compose.answer(question(), [finding(library, quote, quote.replace("\n\n", "\n- "))], library)
    assert answer is not None
    assert answer.statements[0].text == "Three things matter:\n- wind\n- 2. water\n- www.millers.example"
    rendered = MARKDOWN.render(answer.text)
    assert rendered.count("<li>") == 3
    assert "<li>2. water</li>" in rendered
    assert "Three things matter: [1]" in rendered


def test_the_same_span_is_cited_once(library: Library) -> None:
    findings = [finding(library, "++", "One: ++"), finding(library, "++", "Other: ++")]
    answer = compose.answer(question(), findings, library)
    assert answer is not None
    assert [one.citations for one in answer.statements] == [(1,), (1,)]
    assert len(answer.citations) == 1


def test_a_statement_may_have_two_citations(library: Library) -> None:
    one, other = finding(library, "37,390"), finding(library, "1688")
    both = Finding("37,390 since 1688", (*one.evidence, *other.evidence, *one.evidence))
    answer = compose.answer(question(), [both], library)
    assert answer is not None
    assert answer.statements[0].citations == (1, 2)
    assert answer.text.endswith(" [1][2]")


def test_what_can_not_be_verified_is_dropped_and_said(library: Library) -> None:
    findings = [finding(library, "7,390 visitors"), finding(library, "1688")]
    answer = compose.answer(question(), findings, library)
    assert answer is not None
    assert [one.text for one in answer.statements] == ["1688"]
    assert answer.verification is not None
    assert (answer.verification.stated, answer.verification.verified) == (2, 1)
    ((text, reason),) = answer.verification.dropped
    assert text == "7,390 visitors"
    assert "cuts a word" in reason


def test_nothing_verified_is_no_answer(library: Library) -> None:
    assert compose.answer(question(), [finding(library, "7,390 visitors")], library) is None
    assert compose.answer(question(), [], library) is None


def test_notes_are_escaped_too(library: Library) -> None:
    notes = ["Nothing on <b>X</b> & *Y*.", "2016. No item"]
    answer = compose.answer(question(), [finding(library, "1688")], library, notes=notes)
    assert answer is not None
    assert answer.notes == tuple(notes)
    rendered = MARKDOWN.render(answer.text)
    assert "<em>Nothing on &lt;b&gt;X&lt;/b&gt; &amp; *Y*.</em>" in rendered
    assert rendered.count("<em>") == 2


@many
@given(st.lists(st.lists(alphabet, min_size=1, max_size=8).map("".join), min_size=1, max_size=4))
def test_a_hostile_answer_has_the_frames_markup_only(library: Library, texts: list[str]) -> None:
    texts = [squeezed(text) or "x" for text in texts]
    answer = compose.answer(question(), [finding(library, "1688", text) for text in texts], library, notes=texts[:1])
    assert answer is not None
    tags = set(re.findall(r"</?([a-z0-9]+)", MARKDOWN.render(answer.text)))
    assert tags <= {"p", "ul", "li", "em"}
    assert not BARE_LINK.search(answer.text)


# abstentions and replies


@pytest.fixture
def hit(library: Library) -> Hit:
    passage = Passage("p", "mills.md", 0, 9, "The mills", PassageKind.PROSE)
    return Hit(passage, 1.0, "Title of mills.md")


def test_an_abstention_says_what_was_searched(hit: Hit) -> None:
    asked = question("Where is [Atlantis](http://evil.example)?")
    answer = compose.abstention(asked, [hit], ["The sources don't mention Atlantis."], 3)
    assert answer.kind is AnswerKind.ABSTENTION
    assert answer.abstained
    assert (answer.statements, answer.citations, answer.verification) == ((), (), None)
    assert answer.nearest == (hit,)
    assert answer.notes == ("The sources don't mention Atlantis.",)
    assert squeezed(shown(answer.text)) == (
        "The sources don't say. The sources don't mention Atlantis. "
        "Searched for: Where is [Atlantis](http://evil.example)? (documents: 3)"
    )


def test_an_abstention_is_in_the_questions_language(hit: Hit) -> None:
    texts = {
        compose.abstention(question("?", language), [hit], [], 1).text
        for language in ("en", "nl", "de", "fr", "it", "es", "ca", "el", "hu")
    }
    assert len(texts) == 9
    assert compose.abstention(question("?", "zh"), [hit], [], 1).text in texts  # English, where there is no other


def test_a_reply_claims_nothing() -> None:
    answer = compose.reply("Hello!", "Hello! Ask *me*.", "en")
    assert answer.kind is AnswerKind.REPLY
    assert not answer.abstained
    assert (answer.statements, answer.citations, answer.nearest) == ((), (), ())
    assert answer.text == "Hello! Ask \\*me\\*."
    assert answer.question == "Hello!"


def test_markers_are_in_order(library: Library) -> None:
    quotes = ["The mills", "37,390", "1688", "Old", "++"]
    answer = compose.answer(question(), [finding(library, quote) for quote in quotes], library)
    assert answer is not None
    markers = [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)]
    assert markers == [1, 2, 3, 4, 5]
    assert all(a.number < b.number for a, b in pairwise(answer.citations))
