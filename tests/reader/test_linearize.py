"""What the reader is shown: whatever the text, each window fits, and each unit is where it is said to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcassist.corpus.parsers.build import DocumentBuilder
from lcassist.domain import BlockKind, Document, Passage, PassageKind, Source
from lcassist.reader.linearize import HEAD_TOKENS, QUESTION_TOKENS, TEXT_TOKENS, Linearizer, Unit, Window

Cut = Callable[[Document], tuple[Passage, ...]]
Windows = Callable[[Document], list[Window]]
Made = Callable[..., Document]

SOURCE = Source("s", "A title", file="s.md")
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

word = st.one_of(
    st.sampled_from(
        ["the", "Vol.", "3.5", "Pécs", "cafe\u0301", "😀", "ﷺ", "½", "…", "</s>", "<s>", "ქართული", "学习"]
    ),
    st.sampled_from(["x" * 950, "very " * 60, "long. " * 40, "1" * 400, "ა" * 500]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
)
line = st.lists(word, min_size=1, max_size=30).map(" ".join)
row = st.lists(st.one_of(st.just(""), st.sampled_from(["++", "12,500"]), line), min_size=1, max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from([*BlockKind, BlockKind.PARAGRAPH, BlockKind.ITEM]))
        if kind is BlockKind.HEADING:
            builder.heading(draw(line), draw(st.integers(1, 4)))
        elif kind is BlockKind.TABLE:
            builder.table(draw(st.one_of(st.just([]), row)), draw(st.lists(row, max_size=5)))
            builder.block(BlockKind.PARAGRAPH, draw(st.sampled_from(["", "Table 1 Marks", "++ very good; -- bad"])))
        else:
            builder.block(kind, draw(line))
    return builder.document(SOURCE, draw(st.sampled_from([None, "en", "el"])))


def assert_sound(found: Sequence[Window], document: Document) -> None:
    """What must hold for all windows of one passage or table."""
    for window in found:
        assert 0 < len(window.tokens) <= TEXT_TOKENS
        assert window.places.shape == (len(window.tokens), 2)
        assert len(window.head) <= HEAD_TOKENS
        assert window.units
        assert all(one.last <= other.first for one, other in pairwise(window.units))
        for unit in window.units:
            assert 0 <= unit.start < unit.end <= len(document.text)
            assert document.text[unit.start : unit.end].strip()
            assert 0 <= unit.first < unit.last <= len(window.tokens)
            for start, end in window.places[unit.first : unit.last].tolist():
                assert (start, end) == (-1, -1) or unit.start <= start <= end <= unit.end
    starts = [unit.start for window in found for unit in window.units]
    assert starts == sorted(starts)


def spans(found: Sequence[Window]) -> list[tuple[int, int]]:
    """The spans of the units of some windows, each once, in order."""
    return list(dict.fromkeys((unit.start, unit.end) for window in found for unit in window.units))


def in_heading(document: Document, start: int) -> bool:
    return any(block.kind is BlockKind.HEADING and block.start <= start < block.end for block in document.blocks)


def own_text(window: Window, unit: Unit, document: Document) -> str:
    """What the tokens of a unit stand for in the document."""
    covered = {at for low, high in window.places[unit.first : unit.last].tolist() for at in range(max(0, low), high)}
    return "".join(document.text[at] for at in sorted(covered)).strip()


# whatever the text


@many
@given(documents())
def test_the_units_of_a_passage_are_its_sentences(linearizer: Linearizer, cut: Cut, document: Document) -> None:
    for passage in cut(document):
        if passage.table is None:
            found = linearizer.prose(passage, document)
            assert_sound(found, document)
            sentences = [(one.start, one.end) for one in passage.sentences]
            assert spans(found) == ([one for one in sentences if not in_heading(document, one[0])] or sentences)
            assert all(unit.row is unit.column is None for window in found for unit in window.units)


@many
@given(documents())
def test_the_units_of_a_table_are_its_cells(linearizer: Linearizer, document: Document) -> None:
    for number, table in enumerate(document.tables):
        found = linearizer.table(document, number)
        assert_sound(found, document)
        cells = [cell for cells in table.rows for cell in cells if cell.text.strip()]
        assert spans(found) == [(cell.start, cell.end) for cell in cells]
        for window in found:
            assert window.table == number
            for unit in window.units:
                assert unit.row is not None
                assert unit.column is not None
                cell = table.rows[unit.row][unit.column]
                assert (cell.start, cell.end) == (unit.start, unit.end)


@many
@given(st.text(), documents())
def test_the_input_is_framed_by_the_five_special_tokens_whatever_the_text(
    linearizer: Linearizer, windows: Windows, question: str, document: Document
) -> None:
    asked = linearizer.question(question)
    begin, end = linearizer.special
    for window in windows(document):
        ids, base = linearizer.input(asked, window)
        assert base == 1 + len(asked) + 2 + len(window.head)
        assert ids.tolist() == [begin, *asked, end, end, *window.head, *window.tokens.tolist(), end]
        assert [at for at, token in enumerate(ids.tolist()) if token in (begin, end)] == [
            0,
            len(asked) + 1,
            len(asked) + 2,
            len(ids) - 1,
        ]


# sentences


def test_a_sentence_longer_than_a_window_is_read_in_parts_that_stand_for_all_of_it(
    made: Made, linearizer: Linearizer, cut: Cut
) -> None:
    long = "The mill of Alba grinds " + ", ".join(f"corn number {number}" for number in range(120)) + "."
    document = made(f"It turns.\n\n{long}\n\nIt rests.")
    found = [window for passage in cut(document) for window in linearizer.prose(passage, document)]
    assert_sound(found, document)
    assert len(found) > 2
    assert [document.text[start:end] for start, end in spans(found)] == ["It turns.", long, "It rests."]
    parts = [own_text(w, unit, document) for w in found for unit in w.units if unit.end - unit.start == len(long)]
    assert len(parts) > 2
    assert "".join("".join(parts).split()) == "".join(long.split())


def test_fifty_sentences_alike_are_fifty_units(made: Made, linearizer: Linearizer, cut: Cut) -> None:
    document = made("The mill of Alba turns. " * 50)
    found = [window for passage in cut(document) for window in linearizer.prose(passage, document)]
    assert_sound(found, document)
    assert len(spans(found)) == sum(len(window.units) for window in found) == 50
    assert {document.text[start:end] for start, end in spans(found)} == {"The mill of Alba turns."}
    assert 1 < len(found) < 10


def test_windows_are_cut_between_sentences(made: Made, linearizer: Linearizer, cut: Cut) -> None:
    document = made(" ".join(f"Mill {number} of Alba grinds corn and rye for {number} towns." for number in range(30)))
    for passage in cut(document):
        for window in linearizer.prose(passage, document):
            assert [own_text(window, unit, document) for unit in window.units] == [
                document.text[unit.start : unit.end] for unit in window.units
            ]


def test_headings_stand_in_the_head_and_are_no_units(made: Made, linearizer: Linearizer, cut: Cut) -> None:
    document = made("# Mills\n\n## Of corn\n\nThey turn.")
    (passage,) = (one for one in cut(document) if "They turn." in one.text)
    (window,) = linearizer.prose(passage, document)
    assert [document.text[start:end] for start, end in spans([window])] == ["They turn."]
    assert list(window.head) == linearizer.encode("The mills of Alba > Mills > Of corn\n")


def test_a_passage_that_is_nothing_but_headings_is_read(made: Made, linearizer: Linearizer, cut: Cut) -> None:
    document = made("# Mills of corn\n\n## Mills of rye")
    found = [window for passage in cut(document) for window in linearizer.prose(passage, document)]
    assert_sound(found, document)
    assert [document.text[start:end] for start, end in spans(found)] == ["Mills of corn", "Mills of rye"]


def test_a_title_that_is_a_heading_too_is_told_once(linearizer: Linearizer, cut: Cut) -> None:
    builder = DocumentBuilder()
    builder.heading("A title", 1)
    builder.block(BlockKind.PARAGRAPH, "It turns.")
    document = builder.document(SOURCE, "en")
    (window,) = (window for passage in cut(document) for window in linearizer.prose(passage, document))
    assert list(window.head) == linearizer.encode("A title\n")


def test_of_a_long_title_the_beginning_is_read(linearizer: Linearizer, cut: Cut) -> None:
    builder = DocumentBuilder()
    builder.heading("mill " * 200, 1)
    builder.block(BlockKind.PARAGRAPH, "It turns.")
    document = builder.document(SOURCE, "en")
    (window,) = (window for passage in cut(document) for window in linearizer.prose(passage, document))
    assert list(window.head) == linearizer.encode("A title > " + "mill " * 200)[:HEAD_TOKENS]


def test_an_empty_document_has_no_windows(windows: Windows) -> None:
    assert windows(DocumentBuilder().document(SOURCE, "en")) == []
    assert windows(Document(SOURCE, "", ())) == []


def test_a_passage_without_sentences_has_no_windows(linearizer: Linearizer) -> None:
    passage = Passage("p", "s.md", 0, 3, "...", PassageKind.PROSE)
    assert linearizer.prose(passage, Document(SOURCE, "...", ())) == ()


@pytest.mark.parametrize(
    "text",
    [
        "2016 2017 2018 12,500 9,300",
        "1" * 2_000,
        "ქალაქი ალბა დაარსდა 1904 წელს. მისი მერი ნინო ლინდია.",
        "学习型城市促进所有居民的学习。它始于2016年。",
        "😀 😀 😀",
    ],
)
def test_digits_and_unseen_scripts_are_read(made: Made, windows: Windows, text: str) -> None:
    document = made(text, None)
    found = windows(document)
    assert_sound(found, document)
    assert "".join(document.text[start:end] for start, end in spans(found)).replace(" ", "") == text.replace(" ", "")


def test_half_of_a_character_does_no_harm(linearizer: Linearizer) -> None:
    assert linearizer.question("mill \ud800 of Alba") == linearizer.question("mill ? of Alba")


# tables


ROWS = "| Town | People | Mark |\n| --- | --- | --- |\n| Alba | 12,500 | very good |\n| Old Brenn | 7 | |\n"


def written(window: Window, linearizer: Linearizer) -> str:
    """The text of a window as its tokens spell it."""
    tokens = (linearizer._tokenizer.id_to_token(token) or "" for token in window.tokens.tolist())
    return "".join(tokens).replace("\u2581", " ").strip()


def test_a_row_is_written_with_its_headers(made: Made, linearizer: Linearizer) -> None:
    document = made(f"# Towns\n\n{ROWS}")
    (window,) = linearizer.table(document, 0)
    assert written(window, linearizer) == ("Town: Alba; People: 12,500; Mark: very good | Town: Old Brenn; People: 7 |")
    assert [(unit.row, unit.column) for unit in window.units] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]


def test_all_of_a_cells_text_has_its_place_and_its_header_has_none(made: Made, linearizer: Linearizer) -> None:
    document = made(f"# Towns\n\n{ROWS}")
    (window,) = linearizer.table(document, 0)
    cells = [document.text[unit.start : unit.end] for unit in window.units]
    assert [own_text(window, unit, document) for unit in window.units] == cells
    inside = {at for unit in window.units for at in range(unit.first, unit.last)}
    assert (window.places[[at for at in range(len(window.tokens)) if at not in inside]] == -1).all()


def test_a_table_without_a_header_is_written_without_one(linearizer: Linearizer) -> None:
    builder = DocumentBuilder()
    builder.table([], [["Alba 2016", "Brenn 2017"], ["Corvo 2018", ""]])
    document = builder.document(SOURCE, "en")
    (window,) = linearizer.table(document, 0)
    assert_sound([window], document)
    assert written(window, linearizer) == "Alba 2016; Brenn 2017 | Corvo 2018 |"
    assert [own_text(window, unit, document) for unit in window.units] == ["Alba 2016", "Brenn 2017", "Corvo 2018"]
    assert list(window.head) == linearizer.encode("A title\n")


def test_a_mark_is_written_with_its_meaning_which_is_no_text_of_the_cell(made: Made, linearizer: Linearizer) -> None:
    document = made("| Town | Mark |\n| --- | --- |\n| Alba | ++ |\n\nTable 1 Marks\n\n* ++ good\n* \\- poor\n")
    assert document.tables[0].mark("++") is not None
    (window,) = linearizer.table(document, 0)
    assert written(window, linearizer) == "Town: Alba; Mark: ++ (good) |"
    unit = window.units[1]
    assert document.text[unit.start : unit.end] == own_text(window, unit, document) == "++"


def test_the_caption_of_a_table_stands_in_its_head(made: Made, linearizer: Linearizer) -> None:
    document = made(f"# Towns\n\n{ROWS}\nTable 1 Marks of towns\n")
    (window,) = linearizer.table(document, 0)
    assert list(window.head) == linearizer.encode("The mills of Alba > Towns > Table 1 Marks of towns\n")


def test_a_table_is_cut_between_rows(linearizer: Linearizer) -> None:
    builder = DocumentBuilder()
    builder.table(["Town", "People", "Mills"], [[f"Town {n}", f"{n},500", f"mill {n}"] for n in range(1, 60)])
    document = builder.document(SOURCE, "en")
    found = linearizer.table(document, 0)
    assert_sound(found, document)
    assert len(found) > 2
    rows = [[unit.row for unit in window.units] for window in found]
    assert [row for own in rows for row in own] == [row for row in range(59) for _ in range(3)]
    assert all(not set(own) & set(following) for own, following in pairwise(rows))


def test_a_row_longer_than_a_window_is_cut_between_cells(linearizer: Linearizer) -> None:
    builder = DocumentBuilder()
    builder.table([f"Header {n}" for n in range(40)], [[f"value {n} of Alba" for n in range(40)], ["x"] * 40])
    document = builder.document(SOURCE, "en")
    found = linearizer.table(document, 0)
    assert_sound(found, document)
    assert len(found) > 2
    places = [(unit.row, unit.column) for window in found for unit in window.units]
    assert places == [(row, column) for row in range(2) for column in range(40)]
    going_on = [window for window in found if window.units[0].column]
    assert going_on
    for window in going_on:
        name = "Header 0: value 0 of Alba; Header" if window.units[0].row == 0 else "Header 0: x; Header"
        assert written(window, linearizer).startswith(name)
        assert (window.places[: window.units[0].first] == -1).all()


@pytest.mark.parametrize("header", ["Remarks", "a header as long as a window " * 30])
def test_a_cell_longer_than_a_window_is_read_in_parts(linearizer: Linearizer, header: str) -> None:
    long = " ".join(f"corn number {number}" for number in range(150))
    builder = DocumentBuilder()
    builder.table(["Town", header, "Mills"], [["Alba", long, "4"], ["Brenn", "none", "7"]])
    document = builder.document(SOURCE, "en")
    found = linearizer.table(document, 0)
    assert_sound(found, document)
    parts = [(window, unit) for window in found for unit in window.units if (unit.row, unit.column) == (0, 1)]
    assert len(parts) > 2
    assert "".join("".join(own_text(*part, document) for part in parts).split()) == "".join(long.split())


# questions


def test_of_a_long_question_the_end_is_read(linearizer: Linearizer) -> None:
    text = " ".join(f"mill {number}" for number in range(400))
    assert len(linearizer.question(text)) == QUESTION_TOKENS
    assert list(linearizer.question(text)) == linearizer.encode(text)[-QUESTION_TOKENS:]
    assert linearizer.question("Who?") == tuple(linearizer.encode("Who?"))


@pytest.mark.parametrize("text", ["</s> <s>", "a</s></s>b", "<s>", "<pad><mask><unk>", "Who? </s></s> Alba\n Nobody."])
def test_special_tokens_in_a_text_are_text(linearizer: Linearizer, text: str) -> None:
    special = {linearizer._tokenizer.token_to_id(token) for token in ("<s>", "</s>", "<pad>", "<mask>")}
    assert not special & set(linearizer.encode(text))
