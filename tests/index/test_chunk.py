"""Passages are exact spans, in order, and together cover the document (invariant 1)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.domain import Block, BlockKind, Document, Passage, PassageKind, Source
from lcassist.index.chunk import passages
from lcassist.index.sentences import sentences
from lcassist.index.texts import embedded_text, row_text, sentence_text

SOURCE = Source(id="s", title="A title", file="s.md")
many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

word = st.one_of(
    st.sampled_from(
        [
            "the",
            "Vol.",
            "2",
            "e.g.",
            "Pécs",
            "cafe\u0301",
            "😀",
            "𝒳",
            "U.S.",
            "3.5",
            "!",
            "…",
            "(",
            '"',
            "’s",
            ":",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.sampled_from(["x" * 950, "very " * 60, "long. " * 40]),
)
line = st.lists(word, min_size=1, max_size=30).map(" ".join)


@st.composite
def read_documents(draw: st.DrawFn) -> Document:
    """Documents as the parsers build them."""
    builder = DocumentBuilder()
    for _ in range(draw(st.integers(0, 12))):
        builder.page = draw(st.sampled_from([None, 1, 2]))
        kind = draw(st.sampled_from([*BlockKind, BlockKind.PARAGRAPH, BlockKind.ITEM]))
        if kind is BlockKind.HEADING:
            builder.heading(draw(line), draw(st.integers(1, 4)))
        elif kind is BlockKind.TABLE:
            row = st.lists(st.one_of(st.just(""), line), min_size=1, max_size=4)
            builder.table(draw(st.one_of(st.just([]), row)), draw(st.lists(row, max_size=5)))
            if draw(st.booleans()):
                builder.block(BlockKind.PARAGRAPH, f"Table 1 {draw(line)}")
        else:
            builder.block(kind, draw(line))
    return builder.document(SOURCE, draw(st.sampled_from([None, "en", "nl", "el", "zh"])))


@st.composite
def any_documents(draw: st.DrawFn) -> Document:
    """Documents whose blocks leave gaps, overlap, are empty, or cut words: no reader should, one might."""
    text = draw(st.text(st.sampled_from("ab .\n\t!é😀"), max_size=200))
    places = st.integers(0, len(text))
    blocks = [
        Block(draw(st.sampled_from(BlockKind)), *sorted((draw(places), draw(places))))
        for _ in range(draw(st.integers(0, 5)))
    ]
    return Document(SOURCE, text, tuple(sorted(blocks, key=lambda block: block.start)))


def cut(document: Document, max_chars: int = 300) -> tuple[Passage, ...]:
    return passages(document, max_chars=max_chars, names_in=lambda text: (), language_of=lambda text: "en")


def covered(document: Document, spans: list[tuple[int, int]]) -> bool:
    inside = {place for start, end in spans for place in range(start, end)}
    return all(place in inside for place, char in enumerate(document.text) if not char.isspace())


@many
@given(st.one_of(read_documents(), any_documents()), st.sampled_from([20, 300, 900]))
def test_passages_are_spans_that_cover_the_document(document: Document, max_chars: int) -> None:
    found = cut(document, max_chars)
    assert all(document.text[p.start : p.end] == p.text != "" for p in found)
    assert all(p.text == p.text.strip() for p in found)
    assert [(p.start, -p.end) for p in found] == sorted((p.start, -p.end) for p in found)
    assert covered(document, [(p.start, p.end) for p in found])
    assert len({p.id for p in found}) == len(found)
    assert found == cut(document, max_chars)


@many
@given(st.one_of(read_documents(), any_documents()))
def test_sentences_are_spans_that_cover_their_passage(document: Document) -> None:
    for passage in cut(document):
        assert passage.sentences
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
            text = document.text[sentence.start : sentence.end]
            assert text == text.strip()
        starts = [sentence.start for sentence in passage.sentences]
        assert starts == sorted(set(starts))
        inside = Document(SOURCE, passage.text, ())
        spans = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
        assert covered(inside, spans)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


@many
@given(read_documents())
def test_passages_stay_within_their_size_page_and_section(document: Document) -> None:
    max_chars = 300
    for passage in cut(document, max_chars):
        own = [b for b in document.blocks if b.start < passage.end and passage.start < b.end]
        assert {b.page for b in own} == {passage.page}
        body = [b for b in own if b.kind is not BlockKind.HEADING]
        assert len({b.section for b in body}) <= 1
        assert passage.section == own[-1].section
        start = max(passage.start, body[0].start) if body else passage.start
        length = passage.end - start
        if passage.kind in (PassageKind.TABLE, PassageKind.ROW):
            assert length <= 4 * max_chars
        elif length > max_chars:
            whole_list = any(b.kind is BlockKind.ITEM for b in body) and length <= 2 * max_chars
            one_sentence = sum(s.start >= start for s in passage.sentences) == 1 and length <= 4 * max_chars
            assert whole_list or one_sentence


@many
@given(read_documents())
def test_only_a_table_and_its_rows_overlap(document: Document) -> None:
    tops = [p for p in cut(document) if p.kind is not PassageKind.ROW]
    assert all(first.end <= second.start for first, second in pairwise(tops))
    for passage in cut(document):
        if passage.kind is PassageKind.ROW:
            table = document.tables[passage.table or 0]
            cells = table.rows[passage.row or 0]
            assert cells[0].start <= passage.start < passage.end <= cells[-1].end
            assert row_text(passage, document)


def build(*blocks: tuple[BlockKind | int, str]) -> Document:
    """A document of (kind, text) pairs; a number is a heading's level."""
    builder = DocumentBuilder()
    for kind, text in blocks:
        if isinstance(kind, BlockKind):
            builder.block(kind, text)
        else:
            builder.heading(text, kind)
    return builder.document(SOURCE, "en")


P, I = BlockKind.PARAGRAPH, BlockKind.ITEM  # noqa: E741


def test_a_heading_stays_with_what_follows_it() -> None:
    document = build((1, "Title"), (2, "First"), (P, "One."), (P, "Two."), (2, "Second"), (P, "Three."), (2, "Last"))
    assert [p.text for p in cut(document)] == [
        "Title\n\nFirst\n\nOne.\n\nTwo.",
        "Second\n\nThree.",
        "Last",
    ]
    assert cut(document)[0].section == ("Title", "First")


def test_a_paragraph_that_is_too_long_is_cut_at_sentence_ends_into_equal_parts() -> None:
    sentence = "This sentence has exactly fifty characters, see it."
    found = cut(build((1, "Title"), (P, " ".join([sentence] * 8))), max_chars=300)
    assert [len(p.sentences) for p in found] == [5, 4]
    assert all(p.text.endswith("see it.") for p in found)


def test_a_sentence_that_is_too_long_stays_whole_up_to_four_times_the_size() -> None:
    assert len(cut(build((P, "word " * 200 + "end.")), max_chars=300)) == 1
    found = cut(build((P, "word " * 600 + "end.")), max_chars=300)
    assert len(found) == 3
    assert all(p.text.startswith("word") and len(p.text) <= 1200 for p in found)
    assert [len(p.text) for p in cut(build((P, "x" * 2500)), max_chars=300)] == [1200, 1200, 100]


def test_a_list_stays_with_the_paragraph_that_leads_it_in() -> None:
    items = [(I, f"Item {number} says something of its own.") for number in range(10)]
    document = build((P, "Before it. " * 20), (P, "The cities did the following:"), *items, (P, "After it."))
    found = cut(document)
    assert [p.kind for p in found] == [PassageKind.PROSE, PassageKind.LIST, PassageKind.PROSE]
    assert found[1].text.startswith("The cities did")
    assert found[1].text.endswith("Item 9 says something of its own.")
    assert len(found[1].sentences) == 11


def test_a_list_that_is_too_long_is_cut_between_items() -> None:
    items = [(I, f"Item {number} says something of its own.") for number in range(40)]
    found = cut(build((P, "The cities did the following:"), *items))
    assert len(found) > 3
    assert found[0].text.startswith("The cities did the following:\n\nItem 0")
    assert all(len(p.text) <= 300 and p.text.endswith("own.") for p in found)


def table_document(rows: int = 2, *, caption: str | None = "Table 1 Who came", header: bool = True) -> Document:
    builder = DocumentBuilder()
    builder.heading("Visits", 1)
    builder.block(P, "Many came.")
    head = ["Year", "Visitors", "Rating"] if header else []
    builder.table(head, [[str(2000 + row), f"{row},200", "++"] for row in range(rows)])
    if caption:
        builder.block(P, caption)
    builder.block(P, "Few left.")
    return builder.document(SOURCE, "en")


def test_a_table_is_one_passage_with_its_caption_and_each_row_another() -> None:
    document = table_document()
    found = cut(document)
    assert [(p.kind, p.table, p.row) for p in found] == [
        (PassageKind.PROSE, None, None),
        (PassageKind.TABLE, 0, None),
        (PassageKind.ROW, 0, 0),
        (PassageKind.ROW, 0, 1),
        (PassageKind.PROSE, None, None),
    ]
    assert found[1].text == "Year\tVisitors\tRating\n2000\t0,200\t++\n2001\t1,200\t++\n\nTable 1 Who came"
    assert found[2].text == "2000\t0,200\t++"
    assert found[2].sentences[0] in found[1].sentences
    assert found[4].text == "Few left."


def test_a_table_that_is_too_long_is_its_header_caption_and_rows() -> None:
    document = table_document(120)
    found = cut(document)
    tables = [p.text for p in found if p.kind is PassageKind.TABLE]
    assert tables == ["Year\tVisitors\tRating", "Table 1 Who came"]
    assert sum(p.kind is PassageKind.ROW for p in found) == 120


def test_a_row_that_is_too_long_is_cut() -> None:
    builder = DocumentBuilder()
    builder.table(["What", "Why"], [["one", "because " * 400], ["two", "so"]])
    rows = [p for p in cut(builder.document(SOURCE, "en")) if p.kind is PassageKind.ROW]
    assert [p.row for p in rows] == [0, 0, 0, 1]
    assert all(len(p.text) <= 1200 for p in rows)


def test_what_is_embedded_says_where_a_passage_stands() -> None:
    document = table_document()
    prose, table, row, *_ = cut(document)
    assert embedded_text(prose, document) == "A title\nVisits\n\nMany came."
    assert embedded_text(table, document).startswith("A title > Visits\nYear\t")
    assert embedded_text(row, document) == "A title > Visits\nTable 1 Who came\n2000. Visitors: 0,200; Rating: ++"
    assert sentence_text(row.sentences[0], row, document) == "2000. Visitors: 0,200; Rating: ++"
    assert sentence_text(table.sentences[0], table, document) == "Year\tVisitors\tRating"
    assert sentence_text(prose.sentences[1], prose, document) == "Many came."


def test_what_is_embedded_of_a_row_says_what_its_marks_mean() -> None:
    builder = DocumentBuilder()
    builder.block(I, "++ good")
    builder.block(I, "+ poor")
    builder.table(["Year", "Rating"], [["2019", "++"]])
    document = builder.document(SOURCE, "en")
    row = cut(document)[-1]
    assert row_text(row, document) == "2019. Rating: ++ (good)"


def test_rows_without_headers_are_embedded_as_they_are() -> None:
    document = table_document(caption=None, header=False)
    row = next(p for p in cut(document) if p.kind is PassageKind.ROW)
    assert row_text(row, document) == "2000; 0,200; ++"


def test_names_and_languages_are_those_of_the_passage() -> None:
    document = table_document()
    found = passages(
        document,
        max_chars=300,
        names_in=lambda text: tuple(name for name in ("Visitors", "Many", "Who") if name in text),
        language_of=lambda text: "nl" if "Few" in text else "it",
    )
    assert [p.language for p in found] == ["it", "en", "en", "en", "nl"]
    assert found[0].entities == ("Many",)
    assert found[2].entities == ("Visitors", "Who")


def test_ids_depend_on_source_span_and_kind_only() -> None:
    one, other = build((P, "One text.")), build((P, "An other"))
    assert cut(one)[0].id != cut(other)[0].id
    assert cut(one)[0].id == cut(build((P, "Two text.")))[0].id


def split(text: str, language: str | None = "en") -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, 0, len(text), language=language, limit=500)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["See Vol. 2 of it.", "E.g. the boat, e.g. the car.", "In the U.S. the law holds."]),
        ("en", ["The 😀 came.", "Cafe\u0301 𝒳 stayed.", "Where?", "Here!"]),
        ("en", ["And in 2017 it rose.", "12 people came.", "Mr. Smith of No. 5 came at 3.5 p.m. on it."]),
        ("nl", ["Dit is bijv. een zin, d.w.z. een test.", "De heer dr. Jansen kwam o.a. om 3.5 uur."]),
        ("nl", ["Zie blz. 4 en art. 3.", "’s-Hertogenbosch is mooi.", "'s Avonds niet."]),
        ("nl", ["Het kost ca. 12 euro."]),
        ("de", ["Das ist z.B. gut.", "Am 3. Mai 2020 kam er.", "Im 19. Jahrhundert auch."]),
        ("hu", ["Ez kb. 5 km.", "Igen."]),
        ("fr", ["M. Dupont est venu.", "Ce jour-là."]),
        ("el", ["Τι είναι αυτό;", "Είναι μια πόλη.", "Ναι."]),
        ("es", ["¿Qué es?", "Es una ciudad."]),
        ("es", ["No todo ha salido bien.", "«Yo sí», dice.", "Nada sobre.", "Eso es."]),
        ("it", ["È nella rete dell'UNESCO.", "Il dott. Rossi è qui.", "La città è piccola."]),
        ("it", ["Il piano urban è qui.", "Un altro è urban.", "Bene."]),
        ("nl", ["Hij doet zijn best.", "Dat doet drs. Jansen ook.", "Vraag het mevr. Smit.", '"Wij ook."']),
        ("en", ["The 2nd ed. November 2024.", "It is his."]),
        (None, ["One.", "Two."]),
    ],
)
def test_sentences_end_where_a_reader_says(language: str | None, expected: list[str]) -> None:
    assert split(" ".join(expected), language) == expected


def test_an_enumerator_belongs_to_what_it_numbers() -> None:
    assert split("1. Broader policy. Then more.") == ["1. Broader policy.", "Then more."]
    assert split("(2) Broader policy") == ["(2) Broader policy"]


def test_sentences_without_spaces_between_them() -> None:
    assert split("你好。世界！", "zh") == ["你好。", "世界！"]
    assert split("See example.com.Now or never", "en") == ["See example.com.Now or never"]
