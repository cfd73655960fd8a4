"""Plain text: what is recognised in it, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.domain import Document

Read = Callable[[str, str], Document]
Shown = Callable[[Document], list[tuple[str, str]]]

LONG = "This paragraph is long enough for a page break to have cut it somewhere in the middle of its"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A Title\n\nHard wrapped\nover three\nlines.\n",
            ["heading1 A Title", "paragraph Hard wrapped over three lines."],
            id="hard-wrapped",
        ),
        pytest.param(
            "Title\n=====\nText at once.\n\nPart\n----\n\nMore text.",
            ["heading1 Title", "paragraph Text at once.", "heading2 Part", "paragraph More text."],
            id="underlined",
        ),
        pytest.param("# One\n\n## Two\n\nText.", ["heading1 One", "heading2 Two", "paragraph Text."], id="hashes"),
        pytest.param(
            "Title\n\nText.\n\n1 Scope\n\nText.\n\n1.2 Words\n\nText.",
            [
                *("heading1 Title", "paragraph Text.", "heading3 1 Scope", "paragraph Text."),
                *("heading4 1.2 Words", "paragraph Text."),
            ],
            id="numbered headings",
        ),
        pytest.param(
            "1. Apples\n\n2. Pears\n\n3. Plums\n\nThat is all.",
            ["item1 1. Apples", "item1 2. Pears", "item1 3. Plums", "paragraph That is all."],
            id="numbered items set apart",
        ),
        pytest.param("Only a line", ["paragraph Only a line"], id="one line"),
        pytest.param("Text.\n\nThe end", ["paragraph Text.", "paragraph The end"], id="a last line heads nothing"),
        pytest.param("What is it about?\n\nText.", ["heading1 What is it about?", "paragraph Text."], id="question"),
        pytest.param("It is so: here.\n\nText.", ["paragraph It is so: here.", "paragraph Text."], id="a sentence"),
        pytest.param("lower case\n\nText.", ["paragraph lower case", "paragraph Text."], id="lower case"),
        pytest.param("Title\n\n----------\n\nText.", ["heading1 Title", "paragraph Text."], id="a rule"),
        pytest.param(
            "Text:\n- one\n- two goes\n  on\n    - deep\n* three\n",
            ["paragraph Text:", "item1 one", "item1 two goes on", "item3 deep", "item1 three"],
            id="hyphens",
        ),
        pytest.param(
            "•\tone\n•\ttwo\n\tgoes on\n\n1.\ta\n2.\tb\n",
            ["item1 one", "item1 two goes on", "item1 1. a", "item1 2. b"],
            id="bullets with tabs",
        ),
        pytest.param("a) one\nb) two", ["item1 a) one", "item1 b) two"], id="letters"),
        pytest.param(
            "- one.\nThen text goes on.", ["item1 one.", "paragraph Then text goes on."], id="text after a list"
        ),
        pytest.param("\tIndented\n\tby tabs.", ["paragraph Indented by tabs."], id="indented"),
        pytest.param(
            "ends in a tab\t\nand more\t\nof it", ["paragraph ends in a tab and more of it"], id="tabs at line ends"
        ),
        pytest.param("¹ A note here.\n\nText.", ["footnote ¹ A note here.", "paragraph Text."], id="footnote"),
        pytest.param("a\r\nb\r\rc\n", ["paragraph a b", "paragraph c"], id="line ends"),
        pytest.param("  \n\u200b\n \t \n", [], id="nothing"),
    ],
)
def test_blocks(read: Read, shown: Shown, text: str, expected: list[str]) -> None:
    assert [" ".join(block) for block in shown(read("txt", text))] == expected


@pytest.mark.parametrize("cut", ["\n\n", "\f", "\n\f\n", "\n \n\n\n"])
def test_a_paragraph_that_was_cut_is_whole(read: Read, shown: Shown, cut: str) -> None:
    text = f"{LONG}{cut}sentence and goes on here in lower case."
    assert shown(read("txt", text)) == [("paragraph", f"{LONG} sentence and goes on here in lower case.")]


def test_a_footnote_in_the_cut_follows_it(read: Read, shown: Shown) -> None:
    text = f"{LONG}¹ own\n\n¹ The note of it.\n\nsentence and goes on here in lower case."
    assert shown(read("txt", text)) == [
        ("paragraph", f"{LONG}¹ own sentence and goes on here in lower case."),
        ("footnote", "¹ The note of it."),
    ]


@pytest.mark.parametrize(
    "following",
    ["A new sentence which begins with a capital.", "- an item of a list that follows here", "short", "a\tb\nc\td"],
)
def test_what_was_not_cut_stays_apart(read: Read, following: str) -> None:
    assert len(read("txt", f"{LONG}\n\n{following}").blocks) == 2
    assert len(read("txt", f"{LONG} end.\n\nand this one in lower case stands alone").blocks) == 2


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        pytest.param("Town\tSize\nX\t10\nY\t20", ["Town", "Size"], [["X", "10"], ["Y", "20"]], id="numbers below"),
        pytest.param("Town\t2019\t2020\nX\t1\t2", ["Town", "2019", "2020"], [["X", "1", "2"]], id="years"),
        pytest.param("Town\tParks\nX\t++\nY\t-", ["Town", "Parks"], [["X", "++"], ["Y", "-"]], id="marks below"),
        pytest.param("Town\tParks\nX\tA\nY\tB+", ["Town", "Parks"], [["X", "A"], ["Y", "B+"]], id="grades below"),
        pytest.param("\tX\tY\nParks\tmany\tsome", ["", "X", "Y"], [["Parks", "many", "some"]], id="empty corner"),
        pytest.param("A 1\tB 2\nC 3\tD 4", [], [["A 1", "B 2"], ["C 3", "D 4"]], id="no header"),
        pytest.param("A 1\tB 2\nC 3\t", [], [["A 1", "B 2"], ["C 3", ""]], id="ragged"),
        pytest.param("Parks\t\t\nTown\tX\tY\nP\t1\t2", ["Parks Town", "X", "Y"], [["P", "1", "2"]], id="two labels"),
    ],
)
def test_tables(read: Read, text: str, header: list[str], rows: list[list[str]]) -> None:
    [table] = read("txt", f"Text before it.\n{text}\nText after it.").tables
    assert [cell.text for cell in table.header] == header
    assert [[cell.text for cell in row] for row in table.rows] == rows


def test_a_table_needs_no_blank_line_around_it(read: Read, shown: Shown) -> None:
    document = read("txt", "Text before.\nTown\tSize\nX\t1\nTable 1 Sizes\nText after.")
    assert [kind for kind, _ in shown(document)] == ["paragraph", "table", "caption"]
    assert document.tables[0].number == "1"
