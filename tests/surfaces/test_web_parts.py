"""The pure parts of the page: what others wrote is never markup, and what is cited is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.answer.phrases import phrase
from lcassist.corpus.causes import ENGLISH, because
from lcassist.corpus.library import Library
from lcassist.domain import (
    Answer,
    AnswerKind,
    Block,
    BlockKind,
    Cause,
    Cell,
    Citation,
    Document,
    Hit,
    Passage,
    PassageKind,
    Source,
    SourceStatus,
    Statement,
    Table,
    TableCell,
    Verification,
)
from lcassist.index.manifest import Entry
from lcassist.surfaces.web import examples
from lcassist.surfaces.web.conversation import Conversation, Shown, conversation_html
from lcassist.surfaces.web.documents import documents_html, masthead_html
from lcassist.surfaces.web.panel import panel
from lcassist.surfaces.web.texts import LANGUAGES, preferred, texts_in
from lcassist.surfaces.web.visits import Visits, valid_token

EVIL = "<script>x()</script>"
EN = texts_in("en")
CELLS = (("City", f"Year {EVIL}"), ("Aa", "2016"), ("Bb", f"20{EVIL}17"))
TABLE_TEXT = "\n".join("\t".join(row) for row in CELLS)
PROSE = f"First {EVIL} sentence. Second sentence."
TEXT = f"{PROSE}\n\n{TABLE_TEXT}"


def _document() -> Document:
    start = len(PROSE) + 2
    rows, position = [], start
    for row in CELLS:
        cells = []
        for value in row:
            cells.append(Cell(value, position, position + len(value)))
            position += len(value) + 1
        rows.append(tuple(cells))
    table = Table(start, len(TEXT), rows[0], tuple(rows[1:]), row_headers=True, caption=Cell(EVIL, 0, 0))
    blocks = (Block(BlockKind.PARAGRAPH, 0, len(PROSE)), Block(BlockKind.TABLE, start, len(TEXT)))
    return Document(Source("a", EVIL, file="a.md"), TEXT, blocks, (table,), "en")


DOCUMENT = _document()
LIBRARY = Library([DOCUMENT])


def _citation(number: int, quote: str, table: TableCell | None = None) -> Citation:
    start = TEXT.index(quote)
    return Citation(number, "a.md", EVIL, (EVIL,), 3, table, "en", quote, start, start + len(quote), "javascript:x()")


def _answer(*citations: Citation) -> Answer:
    statements = tuple(Statement(f"{one.quote} {EVIL}", (one.number,)) for one in citations)
    return Answer(AnswerKind.ANSWER, EVIL, "text", "en", "quotes", statements, citations, notes=(EVIL,))


class _Tags(HTMLParser):
    """Which elements there are, and whether each is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        assert not any((value or "").startswith("javascript:") for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _panel(answer: Answer, library: Library = LIBRARY) -> str:
    conversation = Conversation().followed_by(EVIL, answer)
    return panel(1, conversation.exchanges[0], library, EN)


def _marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


def test_the_quote_alone_is_marked_in_its_paragraph() -> None:
    html = _panel(_answer(_citation(1, "Second sentence.")))
    assert _marked(html) == ["Second sentence."]
    assert "First &lt;script&gt;" in html
    assert 'id="cite-1-1"' in html
    assert "script" not in _Tags(html).seen


def test_of_a_long_paragraph_whole_sentences_around_the_quote_are_shown() -> None:
    told = [f"Sentence {'number ' * 8}{place} ends here." for place in range(40)]
    text = " ".join(told)
    blocks = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    library = Library([Document(Source("a", "A", file="a.md"), text, blocks, (), "en")])

    def shown(place: int) -> str:
        start = text.index(told[place])
        cited = Citation(1, "a.md", "A", (), None, None, "en", told[place], start, start + len(told[place]), None)
        html = _panel(_answer(cited), library)
        assert _marked(html) == [told[place]]
        return re.sub("</?mark>", "", re.findall('<p class="paragraph">(.*?)</p>', html)[0])

    middle = shown(20)
    assert re.fullmatch(r"… (Sentence [a-z ]+\d+ ends here\.( |$))+…", middle)
    assert told[19] in middle
    assert told[21] in middle
    assert len(middle) < 1200
    assert shown(0).startswith(told[0])
    assert shown(39).endswith(told[39])


def test_the_cell_alone_is_marked_in_its_table() -> None:
    html = _panel(_answer(_citation(1, "2016", TableCell(EVIL, "Aa", EVIL, 0, 0))))
    assert _marked(html) == ["2016"]
    assert html.count('class="cited"') == 1
    tags = _Tags(html).seen
    assert tags.count("tr") == 3
    assert "script" not in tags
    assert "javascript" not in html  # the address is none of the web's


def test_of_a_long_table_the_rows_around_the_cell_are_drawn() -> None:
    rows, text = [], ""
    for place in range(100):
        pair = []
        for value in (f"r{place}", f"v{place}"):
            pair.append(Cell(value, len(text), len(text) + len(value)))
            text += f"{value}\t"
        rows.append(tuple(pair))
    table = Table(0, len(text), (), tuple(rows), row_headers=True)
    blocks = (Block(BlockKind.TABLE, 0, len(text)),)
    library = Library([Document(Source("a", "A", file="a.md"), text, blocks, (table,))])
    start, cell = text.index("v50"), TableCell(None, "r50", None, 50, 0)
    cited = Citation(1, "a.md", "A", (), None, cell, "en", "v50", start, start + 3, None)
    html = _panel(_answer(cited), library)
    assert _marked(html) == ["v50"]
    assert html.count("<tr") == 22
    assert "40 more rows" in html


def test_a_document_that_has_changed_shows_the_quote_as_it_was() -> None:
    html = _panel(_answer(_citation(1, "Second sentence.")), Library([]))
    assert _marked(html) == ["Second sentence."]
    assert EN["moved"] in html


def test_the_nearest_of_an_abstention_are_shown_with_nothing_marked() -> None:
    start = DOCUMENT.tables[0].rows[0][0].start
    row = TEXT[start : DOCUMENT.tables[0].rows[0][-1].end]
    hits = (
        Hit(Passage("1", "a.md", 0, len(PROSE), PROSE, PassageKind.PROSE), 1.0, EVIL),
        Hit(Passage("2", "a.md", start, start + len(row), row, PassageKind.ROW, table=0, row=0), 0.5, EVIL),
    )
    html = _panel(Answer(AnswerKind.ABSTENTION, EVIL, "text", "en", "quotes", nearest=hits))
    assert not _marked(html)
    assert EN["nearest"] in html
    assert "<td>2016</td>" in html
    assert "Bb" not in html
    assert "script" not in _Tags(html).seen


@pytest.mark.parametrize(
    "answer",
    [
        _answer(_citation(1, "Second sentence.")),
        _answer(_citation(1, "Second sentence."), _citation(2, "2016")),
        Answer(AnswerKind.ABSTENTION, EVIL, f"{EVIL}\n\n\\*b\\*", "en", "quotes"),
        Answer(AnswerKind.REPLY, EVIL, EVIL, "en", "quotes"),
    ],
)
def test_a_conversation_is_safe_html(answer: Answer) -> None:
    typed = f"{EVIL}\n\n# heading\n\n    code"
    html = conversation_html(Conversation().followed_by(typed, answer), EN, Shown("t"), pending=EVIL)
    tags = _Tags(html).seen
    assert "script" not in tags
    assert tags.count("li") >= 2
    assert EN["searching"] in html


def test_that_the_sources_disagree_is_no_mere_note() -> None:
    answer = replace(_answer(_citation(1, "2016")), notes=(phrase("disagree", "en"), "another"))
    html = conversation_html(Conversation().followed_by("q", answer), EN)
    assert re.findall('<p class="(disagreement|note)">', html) == ["disagreement", "note"]


def test_what_a_model_wrote_says_so() -> None:
    answer = replace(_answer(_citation(1, "2016")), engine="some-model", verification=Verification(3, 2, (("x", "y"),)))
    html = conversation_html(Conversation().followed_by("q", answer), EN)
    assert "Written by some-model; 2 of 3" in html
    assert EN["by_quotes"] not in html


def test_conversations_are_kept_by_token_and_the_oldest_are_forgotten() -> None:
    visits = Visits(most=2)
    for token in "abc":
        visits.keep(token, Conversation().followed_by(token, _answer()))
        visits.of("a")
    assert visits.of("a")
    assert visits.of("b") is None
    assert len(valid_token("../x")) == 32
    assert valid_token("0" * 32) == "0" * 32


def test_a_conversation_without_a_token_is_nobodys() -> None:
    visits = Visits()
    visits.keep("", Conversation().followed_by("q", _answer()))
    assert visits.of("") is None


def test_a_visitor_is_busy_while_an_answer_is_under_way() -> None:
    visits = Visits()
    stop = visits.begun("a")
    assert (visits.is_busy("a"), visits.is_busy("b")) == (True, False)
    visits.stop("a")
    assert stop.is_set()
    del stop
    assert not visits.is_busy("a")


def test_the_history_is_what_was_typed_and_the_plain_answer() -> None:
    answer = Answer(AnswerKind.ANSWER, "q", "a \\*b\\* [1]", "en", "quotes")
    turns = Conversation().followed_by("  q ", answer).turns
    assert [(turn.role, turn.content) for turn in turns] == [("user", "  q "), ("assistant", "a *b* [1]")]


def test_the_documents_are_escaped_and_grouped() -> None:
    entries = (
        Entry(Source("a", EVIL, url="https://a.example/?a=1&b=2", status=SourceStatus.INDEXED), 3, 1),
        Entry(Source("b", "B", url="javascript:x()", status=SourceStatus.FAILED, reason=EVIL)),
    )
    html = documents_html(entries, EN) + masthead_html(entries, EN, "en")
    tags = _Tags(html).seen
    assert "script" not in tags
    assert tags.count("a") == 1 + len(LANGUAGES)
    assert tags.count("h3") == 2
    assert "3 passages" in html


@pytest.mark.parametrize("code", ENGLISH)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cause_is_told_in_each_language(code: str, language: str) -> None:
    named = {name for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name}
    assert {name for _, name, _, _ in Formatter().parse(texts_in(language)[f"reason_{code}"]) if name} == named
    cause = Cause(code, f"{{file}}{EVIL}", "https://a.example/{x}", EVIL)
    source = because(Source("a", "A"), SourceStatus.FAILED, cause)
    html = documents_html([Entry(source)], texts_in(language))
    assert "script" not in _Tags(html).seen
    for value in (cause.file, cause.url, cause.why):
        shown = value.replace("<", "&lt;").replace(">", "&gt;")
        assert (shown in html) == (value in (source.reason or "")), value
    assert "`" not in html


def test_an_index_without_causes_says_why_in_english() -> None:
    source = Source("a", "A", status=SourceStatus.FAILED, reason=EVIL)
    html = documents_html([Entry(source)], texts_in("nl"))
    assert '<p class="reason" lang="en">&lt;script&gt;' in html


def test_both_languages_say_the_same() -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english, dutch = (texts_in(language) for language in LANGUAGES)
    assert english.keys() == dutch.keys()
    assert [fields(english[key]) for key in english] == [fields(dutch[key]) for key in english]


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        (None, "it,en;q=0.5,nl;q=0.7", "nl"),
        (None, "fr", "en"),
        (None, None, "en"),
        (None, "nl;q=x,;,", "en"),
        ("nl", "en", "nl"),
        ("xx", "nl", "nl"),
    ],
)
def test_the_language_is_chosen_or_the_browsers(chosen: str, accepted: str, language: str) -> None:
    assert preferred(chosen, accepted) == language


def test_examples_are_the_corpus_own_in_the_language_of_the_page(assistant: Assistant) -> None:
    found = examples.example_questions(assistant)
    assert len(found["en"]) == len(found["nl"]) == 4
    assert not set(found["en"]) & set(found["nl"])


def test_a_language_without_examples_of_its_own_offers_the_others(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Hoeveel inwoners heeft Viladecans?"
    (tmp_path / examples.FILE).write_text(f"nl: ['{question}']\n", "utf-8")
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"corpus": tmp_path}))
    assert examples.example_questions(assistant) == {"en": (question,), "nl": (question,)}


@pytest.mark.parametrize("written", [None, "- no\n", "en: [What is the capital of Mongolia?]\n", "en: [\n"])
def test_examples_come_from_the_tables_where_none_are_written_that_are_answered(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str | None
) -> None:
    if written is not None:
        (tmp_path / examples.FILE).write_text(written, "utf-8")
    monkeypatch.setattr(assistant, "settings", assistant.settings.model_copy(update={"corpus": tmp_path}))
    found = examples.example_questions(assistant)
    assert found["en"] == found["nl"]
    assert len(found["en"]) == 4
    assert all(re.fullmatch(r".+ – .+\?", question) for question in found["en"])
