"""Whatever a file holds, what the parsers make of it is canonical, and every span is exactly its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lcassist.corpus.parsers.build import clean
from lcassist.domain import Document

Read = Callable[[str, str], Document]

# Characters of which one is not one, or which change when the text is normalised.
CHARACTERS = [
    *("e\u0301", "\u0301", "\u212b", "\ufb01", "\u1112\u1161\u11ab", "𝔘𝔫𝔦", "👨\u200d👩\u200d👧", "🇳🇱", "\U0001f1e6"),
    *("\u00a0", "\u2003", "\u2028", "\x0b", "\x0c", "\x00", "\x1b[31m", "\x85", "\x1f", "\ufeff", "\u202e", "\u00ad"),
    *("\u200b", "\ud800", "\uffff", "ß", "ς", "İ", "ﷺ", "क्षि", "学习"),
]
# What means something in Markdown or in plain text.
MARKUP = [
    *(
        "# ",
        "## ",
        "- ",
        "  - ",
        "* ",
        "1. ",
        "2) ",
        "> ",
        "    ",
        "---\n",
        "=====\n",
        "```\n",
        "\\",
        "|",
        "\t",
        "\n",
        "\n\n",
    ),
    *(
        "\r\n",
        "\r",
        "[^1]",
        "\n\n[^1]: ",
        "[^2]",
        "^[",
        "![",
        "[",
        "](x)",
        "<b>",
        "</b>",
        "<!-- ",
        " -->",
        "<script>",
        "<br>",
    ),
    *("</script>", "<div>\n", "&amp;", "&#0;", "*", "_", "`", "¹ ", "• ", "a) ", "http://x.org ", "<http://x.y>"),
    *("|  |  |\n|--|--|\n", "a\tb\n", "++ good", "Title", "The end.", "it is"),
]
CAPTIONS = ["Table 1 Marks", "Tabelle 2", "3. táblázat", "Πίνακας 4: ", "TABLEAU 5 –"]
LEGENDS = [
    "+++ very good\n\n++ good\n\n\\- bad",
    "++ good\n- bad",
    "A = fine; B = poor",
    "* ++ good\n* -/ poor",
    "★★ big ★ small",
]

noise = st.sampled_from(CHARACTERS) | st.text(max_size=6)
soup = st.lists(st.sampled_from(MARKUP) | noise, max_size=12).map("".join)
cells = st.sampled_from(["++", "+++", "-", "-/+", "A", "B", "★", "2019", "a text", ""]) | noise
rows = st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4)
piped = rows.map(lambda grid: "\n".join(["|".join(grid[0]), "--|--", *map("|".join, grid[1:])]))
tabbed = rows.map(lambda grid: "\n".join("\t".join(row) for row in grid))
rated = st.sampled_from(["| T | U |\n|---|---|\n| x | ++ |\n| y | -/+ |", "T\tU\nx\t++\ny\tA", "T\tU\nx\tA\ny\tB"])
parts = st.one_of(
    *(soup, soup, piped, tabbed, rated, st.sampled_from(CAPTIONS), st.sampled_from(LEGENDS)),
    *(noise.map(lambda text: f"## {text}"), st.lists(noise.map(lambda text: f"- {text}"), min_size=1).map("\n".join)),
)
texts = st.lists(parts, max_size=8).flatmap(
    lambda chosen: st.sampled_from(["\n\n", "\n\n", "\n", "\r\n\r\n", "\n\n\n\n"]).map(lambda gap: gap.join(chosen))
)


@settings(max_examples=400, deadline=None)
@given(texts)
@example("\u0301\n\n\u0301a\t\u0301\nb\tc")
@example("| \u0301 | e |\n|---|---|\n| \u0301 | \u212b |\n")
def test_markdown(read: Read, text: str) -> None:
    read("md", text)


@settings(max_examples=400, deadline=None)
@given(texts)
@example("\u0301\n\n\u0301a\t\u0301\nb\tc")
def test_plain_text(read: Read, text: str) -> None:
    document = read("txt", text)
    # not a word is lost, whatever it was taken for
    assert Counter(words(document.text)) == Counter(words(clean(text)))


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from(["md", "txt"]))
def test_reading_what_was_read_changes_no_character(read: Read, text: str, kind: str) -> None:
    once = read(kind, text).text
    for part in re.split(r"[\n\t]", once):
        assert clean(part) == part


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from(["md", "txt"]))
def test_line_ends_make_no_difference(read: Read, text: str, kind: str) -> None:
    lines = text.replace("\r", "\n")
    assert read(kind, lines.replace("\n", "\r\n")) == read(kind, lines)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", text)


word = st.text("abcdefgéüß", min_size=3, max_size=8)
phrase = st.lists(word, min_size=1, max_size=6).map(" ".join)
sentence = phrase.map(lambda text: f"{text.capitalize()} and so on.")
grid = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(phrase, min_size=width, max_size=width), min_size=2, max_size=4)
)
blocks = st.lists(
    st.tuples(st.just("heading"), st.integers(1, 6), phrase)
    | st.tuples(st.just("paragraph"), sentence)
    | st.tuples(st.just("list"), st.lists(sentence, min_size=1, max_size=4))
    | st.tuples(st.just("table"), grid),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(blocks)
def test_markdown_that_was_written_is_what_is_read(
    read: Read, shown: Callable[[Document], list[tuple[str, str]]], model: list[tuple[object, ...]]
) -> None:
    written, expected = [], []
    for block in model:
        match block:
            case ("heading", int(level), str(text)):
                written.append("#" * level + f" {text}")
                expected.append((f"heading{level}", text))
            case ("paragraph", str(text)):
                written.append(text)
                expected.append(("paragraph", text))
            case ("list", list(items)):
                written.append("\n".join(f"- {item}" for item in items) + "\n\n<!-- the list ends -->")
                expected += [("item1", item) for item in items]
            case ("table", list(rows)):
                head, *body = [f"| {' | '.join(row)} |" for row in rows]
                written.append("\n".join([head, "|---" * len(rows[0]) + "|", *body]))
                expected.append(("table", "\n".join("\t".join(row) for row in rows)))
    assert shown(read("md", "\n\n".join(written))) == expected
