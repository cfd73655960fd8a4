"""The invariants that everything stands on, on the real report and on documents made at random.

1 passages cover the document · 2 citations are exact · 3 no statement without one · 4 nothing is skipped in
silence · 5 the same question gives the same bytes · 6 an index changes all or nothing · 7 and only its own model
and settings open it.
"""

from __future__ import annotations

import ast
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lcassist.answer import verify
from lcassist.answer.assistant import Assistant
from lcassist.corpus.library import Library
from lcassist.corpus.parsers import SUFFIXES
from lcassist.corpus.parsers.markdown import read_markdown
from lcassist.corpus.parsers.plain import read_plain
from lcassist.domain import Answer, AnswerKind, Citation, Document, Source, SourceStatus, Turn
from lcassist.errors import CorpusError, IndexMismatch
from lcassist.index.chunk import passages
from lcassist.index.ingest import ingest
from lcassist.index.manifest import SCHEMA
from lcassist.index.store import Store
from lcassist.settings import Settings
from lcassist.surfaces.render import answer_data

many = settings(max_examples=150, deadline=None)

QUESTIONS = [
    # facts
    "Who initiated the learning city in Pécs?",
    "What role does the municipality have in Fermo?",
    "When did Larissa become a UNESCO learning city?",
    "What is the economy of Viladecans?",
    "What is the annual budget of the Lifelong Learning Department in Larissa?",
    "Which festivals are held in Fermo?",
    "What is Fermhamente?",
    "what is the population of LARISA",
    # aggregates, ratings and lists
    "Which city has the largest population?",
    "Which of the four cities scores lowest on digitalisation?",
    "Which cities were recognised in 2016?",
    "Which cities have the same population density?",
    "How is funding rated in Fermo?",
    "How is the monitoring and evaluation system rated in Pécs?",
    "What are the conditions for developing a learning city according to UNESCO?",
    "How many cities are rated very good on inclusivity?",
    # comparisons
    "Compare the role of the municipality in Pécs and Fermo.",
    "What is the difference between Viladecans and Larissa in the use of volunteers?",
    "What do Fermo and Pécs do for people with disabilities?",
    "Is Pécs larger than Fermo?",
    # how and why
    "How can a learning city be initiated?",
    "Why do Hungarians call volunteers socially active citizens?",
    "How does Larissa help newcomers and refugees?",
    "What advice does the report give on securing funding?",
    # Dutch
    "Wie zijn de initiatiefnemers in Larissa?",
    "Hoeveel inwoners heeft Viladecans?",
    "Hoe scoort Pécs op financiering?",
    "Waarom is een learning city belangrijk?",
    "Vergelijk de economie van Fermo en Pécs.",
    # Greek, Hungarian, and others
    "Πόσους κατοίκους έχει η Λάρισα;",
    "Ποιος ξεκίνησε την πόλη μάθησης στο Φέρμο;",
    "Ποια πόλη έχει τον μεγαλύτερο πληθυσμό;",
    "Hány lakosa van Pécsnek?",
    "Miért fontos az egész életen át tartó tanulás?",
    "Quelle ville a la population la plus grande ?",
    "¿Cuántos habitantes tiene Viladecans?",
    "Wie viele Einwohner hat Fermo?",
    "Qual è il ruolo del comune a Fermo?",
    # what has no answer
    "When did Tokyo become a learning city?",
    "Who won the football match in Zork?",
    "What is the weather in Paris tomorrow?",
    "Wat is de hoofdstad van Mongolië?",
    "Ki a pápa?",
    "qwertz uiop asdfgh",
    # what would be markup
    "What is **bold** <b>Fermo</b> [link](http://evil.example) about?",
]
CONVERSATION = [
    "Who initiated the learning city in Pécs?",
    "And in Fermo?",
    "Thanks!",
    "What is its population?",
    "En wat is de rol van de gemeente?",
    "No, I meant Larissa",
]


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Answer]:
    """The answers to all questions, and to those of a conversation."""
    found = [assistant.ask(question) for question in QUESTIONS]
    history: list[Turn] = []
    for question in CONVERSATION:
        answer = assistant.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
        found.append(answer)
    return found


def of_kind(answers: list[Answer], kind: AnswerKind) -> list[Answer]:
    found = [answer for answer in answers if answer.kind is kind]
    assert found, f"no {kind.value} to test"
    return found


# 1: passages

SOURCE = Source("s", "Title", file="s.md")

pieces = st.sampled_from([*"aBé1 .,!?|-#*>_`[]()\n\té😀λ", "Dr. ", ". A", "\n\n", "| ", "\n- ", "\n# ", "\n| --- |\n"])
lines = st.lists(pieces, max_size=80).map("".join)
documents = st.builds(
    lambda text, reader, language: reader(text).document(SOURCE, language),
    st.one_of(lines, st.lists(lines, max_size=6).map("\n\n".join)),
    st.sampled_from([read_markdown, read_plain]),
    st.sampled_from([None, "en", "nl", "el"]),
)


@many
@given(documents, st.sampled_from([200, 900]))
def test_1_passages_are_exact_spans_in_order_that_cover_the_document(document: Document, size: int) -> None:
    found = passages(document, max_chars=size, names_in=lambda text: (), language_of=lambda text: "en")
    assert_covers(document, found)


def test_1_the_reports_passages_do_too(assistant: Assistant) -> None:
    (name,) = assistant.library.sources()
    document = assistant.library.document(name)
    found = list(assistant.store.passages)
    assert len(found) > 50
    assert_covers(document, found)


def assert_covers(document: Document, found: Any) -> None:
    text = document.text
    covered: set[int] = set()
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        covered.update(range(passage.start, passage.end))
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
    assert all(place in covered for place, character in enumerate(text) if not character.isspace())
    starts = [(passage.start, -passage.end) for passage in found]
    assert starts == sorted(starts)
    assert len({passage.id for passage in found}) == len(found)


# 2: citations (more in answer/test_verify.py)


def within_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def test_2_every_citation_is_what_stands_in_the_library(assistant: Assistant, answers: list[Answer]) -> None:
    cited = [citation for answer in answers for citation in answer.citations]
    assert len(cited) > 40
    for citation in cited:
        document = assistant.library.document(citation.source)
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip() == citation.quote != ""
        assert not within_a_word(document.text, citation.start)
        assert not within_a_word(document.text, citation.end)
        assert citation.title == document.source.title
        block = verify.block_at(document, citation.start)
        assert block is not None
        assert citation.section == block.section


def test_2_a_cited_cell_is_the_tables_cell(assistant: Assistant, answers: list[Answer]) -> None:
    cited = [c for answer in answers for c in answer.citations if c.table is not None]
    assert len(cited) > 15
    for citation in cited:
        cell = citation.table
        assert cell is not None
        tables = [
            table
            for table in assistant.library.document(citation.source).tables
            if table.start <= citation.start < table.end
        ]
        (table,) = tables
        own = table.body[cell.row_index][cell.column_index]
        assert (own.text, own.start, own.end) == (citation.quote, citation.start, citation.end)
        assert cell.row == table.row_names[cell.row_index]
        assert cell.column == table.columns[cell.column_index]
        assert cell.caption == (table.caption.text if table.caption else None)


@many
@given(st.data())
def test_2_only_whole_words_of_the_report_can_be_cited(assistant: Assistant, data: st.DataObject) -> None:
    (name,) = assistant.library.sources()
    text = assistant.library.text(name)
    start = data.draw(st.integers(-1, len(text)))
    end = start + data.draw(st.integers(-1, 80))
    try:
        citation = verify.cite(assistant.library, verify.Span(name, start, end), 1)
    except verify.Unverified:
        clean = 0 <= start < end <= len(text) and text[start:end].strip()
        words = clean and start > 0 and text[start - 1].isspace() and text[end : end + 1].isspace()
        assert not words, "whole words between white space were refused"
    else:
        assert citation.quote == text[start:end]
        assert not within_a_word(text, start)
        assert not within_a_word(text, end)


@many
@given(st.data())
def test_2_a_changed_quote_of_the_report_is_not_located(assistant: Assistant, data: st.DataObject) -> None:
    (name,) = assistant.library.sources()
    text = assistant.library.text(name)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(words) - 8))
    last = first + data.draw(st.integers(3, 7))
    quote = text[words[first][0] : words[last][1]]
    found = verify.locate(text, quote)
    assert found is not None
    assert text[slice(*found)].split() == quote.split()
    # in another typography it is still the document's own text
    dressed = (
        re.sub(r"\s+", data.draw(st.sampled_from([" ", "\n", "\u00a0 "])), quote).replace("'", "’").replace('"', "”")
    )
    located = verify.locate(text, dressed)
    assert located == found
    places = [place for place, character in enumerate(quote) if character.isalnum()]
    assume(places)  # a row of a table may have nothing but marks
    place = data.draw(st.sampled_from(places))
    changed = quote[:place] + data.draw(st.sampled_from("Ω9Q")) + quote[place + 1 :]
    flat = " ".join(text.split())
    if changed not in flat:
        assert verify.locate(text, changed) is None
    shorter = quote.split()
    del shorter[len(shorter) // 2]
    if " ".join(shorter) not in flat:
        assert verify.locate(text, " ".join(shorter)) is None


def test_2_citations_are_made_in_verify_only(project: Path) -> None:
    makers: dict[str, list[int]] = {}
    for file in sorted((project / "src" / "lcassist").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
            if name == "Citation":
                makers.setdefault(file.relative_to(project / "src" / "lcassist").as_posix(), []).append(node.lineno)
    assert list(makers) == ["answer/verify.py"], makers
    assert len(makers["answer/verify.py"]) == 1


def test_2_the_librarys_text_is_quoted_and_not_the_stores_copy(assistant: Assistant) -> None:
    """A library with another text at the same place gives another quote."""
    (name,) = assistant.library.sources()
    document = assistant.library.document(name)
    start = document.text.index("Fermo (IT)")
    other = replace(document, text=f"{document.text[:start]}Zorko{document.text[start + 5 :]}")
    citation = verify.cite(Library([other]), verify.Span(name, start, start + 10), 1)
    assert citation.quote == "Zorko (IT)"


# 3: statements and abstentions


def test_3_every_statement_has_citations_and_every_citation_a_statement(answers: list[Answer]) -> None:
    for answer in of_kind(answers, AnswerKind.ANSWER):
        assert answer.statements
        numbers = [citation.number for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        used = [number for statement in answer.statements for number in statement.citations]
        assert all(statement.citations and statement.text.strip() for statement in answer.statements)
        assert set(used) == set(numbers)
        # numbered in the order of their first use
        assert list(dict.fromkeys(used)) == numbers
        assert answer.nearest == ()
        assert answer.verification is not None
        assert answer.verification.verified == len(answer.statements)
        assert answer.verification.stated == len(answer.statements) + len(answer.verification.dropped)


def test_3_the_markers_of_an_answer_are_its_statements_citations(answers: list[Answer]) -> None:
    for answer in of_kind(answers, AnswerKind.ANSWER):
        groups = re.findall(r"((?:(?<!\\)\[\d+\])+)", answer.text)
        markers = [tuple(map(int, re.findall(r"\d+", group))) for group in groups]
        assert markers == [statement.citations for statement in answer.statements]


def test_3_an_abstention_says_what_was_searched_and_what_came_near(answers: list[Answer]) -> None:
    for answer in of_kind(answers, AnswerKind.ABSTENTION):
        assert (answer.statements, answer.citations) == ((), ())
        assert answer.nearest
        assert answer.abstained
        assert answer.question in shown(answer.text)
        scores = [hit.score for hit in answer.nearest]
        assert all(a >= b for a, b in pairwise(scores))


def test_3_a_reply_has_neither(answers: list[Answer]) -> None:
    for answer in of_kind(answers, AnswerKind.REPLY):
        assert (answer.statements, answer.citations, answer.nearest) == ((), (), ())
        assert not answer.abstained


def test_3_what_has_no_answer_gets_none(assistant: Assistant) -> None:
    for question in QUESTIONS[QUESTIONS.index("When did Tokyo become a learning city?") :][:3]:
        assert assistant.ask(question).kind is AnswerKind.ABSTENTION


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def shown(markdown: str) -> str:
    """What a reader sees of Markdown; any other markup than an answer's frame fails."""
    rendered = MARKDOWN.render(markdown)
    tags = set(re.findall(r"</?([a-z0-9]+)", rendered))
    assert tags <= {"p", "ul", "li", "em", "strong"}, rendered
    return html.unescape(re.sub(r"<[^>]*>", "", rendered))


def test_3_text_of_documents_and_questions_is_shown_as_text(answers: list[Answer]) -> None:
    for answer in answers:
        text = " ".join(shown(answer.text).split())
        for statement in answer.statements:
            for part in statement.text.split("\n- "):
                assert " ".join(part.split()) in text
        assert "](" not in answer.text
        assert not re.search(r"(?i)https?://|www\.", answer.text)


# 4: sources


def test_4_every_source_is_indexed_or_reported_with_the_reason(project: Path, assistant: Assistant) -> None:
    corpus = project / "corpus"
    known = {source.id: source for source in assistant.sources}
    named = yaml.safe_load((corpus / "sources.yaml").read_text("utf-8"))["sources"]
    assert {item["id"] for item in named} <= set(known)
    for source in known.values():
        if source.status is SourceStatus.INDEXED:
            assert source.name in assistant.library.sources()
            assert any(passage.source == source.name for passage in assistant.store.passages)
        else:
            assert source.reason
            assert source.name not in assistant.library.sources()
    readable = {
        file.relative_to(corpus).as_posix()
        for file in corpus.rglob("*")
        if file.suffix in SUFFIXES and not file.name.startswith(("README", "_", ".")) and "fetched" not in file.parts
    }
    assert readable == set(assistant.library.sources())


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "mill.md").write_text("# The mill\n\nThe mill of Alba was built in 1688.\n", "utf-8")
    (corpus / "ferry.txt").write_text("The ferry crosses every twenty minutes.\n", "utf-8")
    return Settings(_env_file=None, corpus=corpus, index=tmp_path / "index")


def test_4_what_can_not_be_read_is_named_and_stops_nothing(small: Settings, assistant: Assistant) -> None:
    (small.corpus / "empty.md").write_bytes(b"")
    (small.corpus / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (small.corpus / "scan.pdf").write_bytes(b"%PDF-1.4")
    (small.corpus / "sources.yaml").write_text(
        "sources:\n  - {id: letter, title: A letter, url: 'https://example.org/letter'}\n", "utf-8"
    )
    report = ingest(small, encoder=assistant.encoder)
    statuses = {source.name: source.status for source in report.sources}
    assert statuses == {
        "binary.txt": SourceStatus.FAILED,
        "empty.md": SourceStatus.FAILED,
        "ferry.txt": SourceStatus.INDEXED,
        "letter": SourceStatus.MISSING,
        "mill.md": SourceStatus.INDEXED,
        "scan.pdf": SourceStatus.FAILED,
    }
    assert all(bool(source.reason) != (source.status is SourceStatus.INDEXED) for source in report.sources)
    store = Store.open(small.index)
    assert store.manifest.sources == report.sources
    store.close()


# 5: the same answer


def written(answer: Answer) -> str:
    """The answer's JSON as it is printed, but for the time that it took."""
    return json.dumps({**answer_data(answer), "seconds": 0}, ensure_ascii=False)


def test_5_the_same_question_gives_the_same_bytes(assistant: Assistant, answers: list[Answer]) -> None:
    first = [written(answer) for answer in answers[: len(QUESTIONS)]]
    backwards = [written(assistant.ask(question)) for question in reversed(QUESTIONS)]
    assert backwards[::-1] == first


def test_5_another_assistant_gives_the_same_bytes(report_settings: Settings, answers: list[Answer]) -> None:
    other = Assistant.open(report_settings)
    assert [written(other.ask(question)) for question in QUESTIONS] == [
        written(answer) for answer in answers[: len(QUESTIONS)]
    ]


def test_5_another_process_gives_the_same_bytes(
    report_index: Path, tmp_path: Path, assistant: Assistant, answers: list[Answer]
) -> None:
    """A set that is iterated over differs from process to process."""
    lines = "".join(json.dumps({"id": str(n), "question": text}) + "\n" for n, text in enumerate(QUESTIONS))
    command = [sys.executable, "-m", "lcassist.surfaces.cli", "ask", "--jsonl", "-", "--index", str(report_index)]
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        command, input=lines.encode(), capture_output=True, env=environment, cwd=tmp_path, check=True, timeout=120
    )
    for number, (line, answer) in enumerate(zip(done.stdout.decode().splitlines(), answers, strict=False)):
        printed = json.loads(line)
        assert json.dumps({**printed, "seconds": 0}, ensure_ascii=False) == json.dumps(
            {**answer_data(assistant.with_suggestions(answer), str(number)), "seconds": 0}, ensure_ascii=False
        )
    assert done.stdout.decode().count("\n") == len(QUESTIONS)


# 6: an index changes all or nothing (more in index/test_ingest.py)


def test_6_a_run_that_fails_leaves_the_last_good_index_answering(
    small: Settings, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(small, encoder=assistant.encoder)
    opened = Assistant.open(small)
    before = written(opened.ask("When was the mill of Alba built?"))
    assert "1688" in before
    (small.corpus / "mill.md").write_text("# The mill\n\nThe mill of Alba was built in 1999.\n", "utf-8")

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("lcassist.index.build.write_collection", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        ingest(small, encoder=assistant.encoder)
    assert written(opened.ask("When was the mill of Alba built?")) == before
    assert written(Assistant.open(small).ask("When was the mill of Alba built?")) == before
    for file in small.corpus.iterdir():
        file.unlink()
    with pytest.raises(CorpusError):
        ingest(small, encoder=assistant.encoder)
    assert written(Assistant.open(small).ask("When was the mill of Alba built?")) == before


def test_6_an_unchanged_corpus_changes_and_embeds_nothing(small: Settings, assistant: Assistant) -> None:
    first = ingest(small, encoder=assistant.encoder)
    assert first.changed
    assert first.embedded > 0
    before = contents(small.index)
    second = ingest(small, encoder=assistant.encoder)
    assert (second.changed, second.embedded, second.generation) == (False, 0, first.generation)
    assert contents(small.index) == before


def contents(index: Path) -> dict[str, str]:
    """The digest of each file of an index, but for locks and the database that Chroma notes each opening in."""
    files = [
        file for file in index.rglob("*") if file.is_file() and file.suffix != ".sqlite3" and "lock" not in file.name
    ]
    assert len(files) > 5
    return {file.relative_to(index).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


# 7: an index is opened by what made it (more in index/test_store.py)


def test_7_an_index_names_what_made_it(assistant: Assistant, report_settings: Settings) -> None:
    manifest = assistant.store.manifest
    assert (manifest.model, manifest.fingerprint) == (assistant.encoder.id, assistant.encoder.fingerprint)
    assert (manifest.passage_chars, manifest.schema) == (report_settings.passage_chars, SCHEMA)


@pytest.mark.parametrize(
    ("other", "mend"),
    [
        ({"encoder_id": "another-model"}, "LCASSIST_EMBEDDING_MODEL"),
        ({"fingerprint": "0" * 16}, "lcassist ingest"),
        ({"passage_chars": 333}, "LCASSIST_PASSAGE_CHARS"),
    ],
)
def test_7_it_is_refused_to_others_with_the_mend(report_index: Path, other: dict[str, Any], mend: str) -> None:
    with pytest.raises(IndexMismatch) as caught:
        Store.open(report_index, **other)
    assert mend in str(caught.value)
    assert "lcassist ingest" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_citation_can_not_be_changed(answers: list[Answer]) -> None:
    citation = of_kind(answers, AnswerKind.ANSWER)[0].citations[0]
    assert isinstance(citation, Citation)
    with pytest.raises(AttributeError):
        citation.quote = "something else"  # type: ignore[misc]
