"""Markdown, and what stands at its edges."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.domain import BlockKind, Document

Read = Callable[[str, str], Document]
Shown = Callable[[Document], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Title\n=====\n\nPart\n---\n", ["heading1 Title", "heading2 Part"], id="underlined"),
        pytest.param("# A\n### B\n## C #\n", ["heading1 A", "heading3 B", "heading2 C"], id="levels"),
        pytest.param("#\n\ntext", ["paragraph text"], id="empty heading"),
        pytest.param("one\ntwo  \nthree\\\nfour", ["paragraph one two three four"], id="breaks"),
        pytest.param("a<br>b<br/>c", ["paragraph a b c"], id="html breaks"),
        pytest.param("- a\n  - b\n    - c\n- d", ["item1 a", "item2 b", "item3 c", "item1 d"], id="nested"),
        pytest.param("- a\n\n  more\n- b", ["item1 a", "item1 more", "item1 b"], id="item of two paragraphs"),
        pytest.param("3. c\n4. d\n   - x\n5. e", ["item1 3. c", "item1 4. d", "item2 x", "item1 5. e"], id="from 3"),
        pytest.param("0. a\n1. b", ["item1 0. a", "item1 1. b"], id="from 0"),
        pytest.param("1) a\n2) b", ["item1 1) a", "item1 2) b"], id="parentheses"),
        pytest.param("1. # A\n\ntext", ["heading1 1. A", "paragraph text"], id="heading in a list"),
        pytest.param("- a\n1.\n\ntext", ["item1 a", "paragraph text"], id="empty item"),
        pytest.param("> quoted\n> more\n\n> - item", ["paragraph quoted more", "item1 item"], id="quotation"),
        pytest.param(f"{'>' * 40} deep", ["paragraph deep"], id="deep quotation"),
        pytest.param("a\n\n---\n\n***\n\nb", ["paragraph a", "paragraph b"], id="rules"),
        pytest.param("---\ntitle: T\n---\n# H\n", ["heading1 H"], id="front matter"),
        pytest.param("---\n\nIt runs.\n\n---\n", ["paragraph It runs."], id="a text between rules"),
        pytest.param("costs ~~12 *euros*~~ 15 euros\n\n~~all~~", ["paragraph costs 15 euros"], id="struck out"),
        pytest.param("a <s>b</s> c <DEL>d</del>\n\n<del>e</del>", ["paragraph a c"], id="struck out by tags"),
        pytest.param("a <s>b c ~~d", ["paragraph a b c ~~d"], id="struck out without an end"),
        pytest.param("*a* **b** _c_ `d  e` a*b*c", ["paragraph a b c d e abc"], id="emphasis and code"),
        pytest.param("&amp; &copy; \\* \\| a_b_c", ["paragraph & © * | a_b_c"], id="entities and escapes"),
        pytest.param('[t](u "v") <http://x.y/z> [r][1]\n\n[1]: z', ["paragraph t http://x.y/z r"], id="links"),
        pytest.param(
            "```py\nx = 1\n\n# y\n```\nafter", ["paragraph x = 1", "paragraph # y", "paragraph after"], id="fence"
        ),
        pytest.param("    code\n    more\n\ntext", ["paragraph code more", "paragraph text"], id="indented code"),
        pytest.param("```\nnever closed", ["paragraph never closed"], id="open fence"),
    ],
)
def test_blocks(read: Read, shown: Shown, text: str, expected: list[str]) -> None:
    assert [" ".join(block) for block in shown(read("md", text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a <!-- no --> b", "a b", id="comment"),
        pytest.param("<!-- no\n\nno\n-->\nyes", "yes", id="comment of several paragraphs"),
        pytest.param("a <script>no()</script> b <STYLE x>no</STYLE> c", "a b c", id="script in a paragraph"),
        pytest.param("<script>\nno()\n\nno()\n</script>\nyes", "yes", id="script"),
        pytest.param("<style>\nno {}\n</style>\n\nyes", "yes", id="style"),
        pytest.param("what <script> means", "what means", id="script that never ends"),
        pytest.param("w<b>or</b>d and <a href='x'>link</a>", "word and link", id="tags in a paragraph"),
        pytest.param("<div>\nw<b>or</b>d\n<p>x</p><p>y &amp; z</p></div>", "word x y & z", id="tags"),
        pytest.param("<div>\n3 < 4, 5 <6 and a <b</div>", "3 < 4, 5 <6 and a <b", id="signs that are no tags"),
        pytest.param("<!DOCTYPE html>\n<?php x ?>\nyes", "yes", id="declarations"),
        pytest.param("2 < 3 and 4 > 1", "2 < 3 and 4 > 1", id="less and more"),
    ],
)
def test_html_is_dropped_and_its_text_kept(read: Read, text: str, expected: str) -> None:
    assert read("md", text).text == expected


def test_html_alone_is_no_text(read: Read) -> None:
    assert read("md", "<!-- a -->\n\n<div>\n</div>\n\n<script>x</script>\n").blocks == ()


def test_pictures(read: Read, shown: Shown) -> None:
    document = read("md", "![A *nice* [view](v)](p.png)\n\n[![Linked](p)](x)\n\nText ![in it](q) here.\n\n![](r)\n")
    assert shown(document) == [
        ("caption", "A nice view"),
        ("caption", "Linked"),
        ("paragraph", "Text in it here."),
    ]


def test_footnotes_follow_their_first_reference(read: Read, shown: Shown) -> None:
    document = read(
        "md",
        "First[^b] and second[^a], again[^b].\n\n- item^[Inline *note*.]\n\n[^a]: About a.\n\n    More on a.\n\n"
        "[^b]: About b[^c].\n\n[^c]: About c.\n\n[^never]: Nobody asks.\n\nEnd.\n",
    )
    assert shown(document) == [
        ("paragraph", "First¹ and second², again¹."),
        ("footnote", "¹ About b⁴."),
        ("footnote", "² About a. More on a."),
        ("footnote", "⁴ About c."),
        ("item1", "item³"),
        ("footnote", "³ Inline note."),
        ("footnote", "Nobody asks."),
        ("paragraph", "End."),
    ]


def test_footnotes_in_headings_cells_and_captions(read: Read) -> None:
    document = read(
        "md",
        "# Head[^1]\n\n| a[^2] | b |\n|---|---|\n| 1 | 2 |\n\n![p[^3]](x)\n\n[^1]: one\n[^2]: two\n[^3]: three\n",
    )
    kinds = [block.kind for block in document.blocks]
    assert kinds == [
        *(BlockKind.HEADING, BlockKind.FOOTNOTE, BlockKind.TABLE, BlockKind.FOOTNOTE),
        *(BlockKind.CAPTION, BlockKind.FOOTNOTE),
    ]
    assert document.tables[0].header[0].text == "a²"


def test_footnotes_that_refer_to_themselves_or_to_nothing(read: Read) -> None:
    assert read("md", "A[^1].\n\n[^1]: see [^1]").text == "A¹.\n\n¹ see ¹"
    assert read("md", "[^1]: see [^2]\n[^2]: see [^1]\n").text.count("see") == 2
    assert read("md", "A[^x].").text == "A[^x]."


def test_a_footnote_keeps_its_code(read: Read) -> None:
    assert "keep this" in read("md", "A[^1].\n\n[^1]: note\n\n    ```\n    keep this\n    ```\n").text


@pytest.mark.parametrize(
    ("text", "header", "rows", "row_headers"),
    [
        pytest.param("|a|b|\n|-|-|\n|1|2|", ["a", "b"], [["1", "2"]], True, id="plain"),
        pytest.param("a|b\n-|:-:\n1|2", ["a", "b"], [["1", "2"]], True, id="without outer pipes"),
        pytest.param("|a\\|b|`c\\|d`|\n|-|-|\n|1|2|", ["a|b", "c|d"], [["1", "2"]], True, id="escaped pipes"),
        pytest.param("|a|b|\n|-|-|\n|1|\n|2|3|", ["a", "b"], [["1", ""], ["2", "3"]], True, id="short row"),
        # as GitHub's specification has it: what exceeds the header is ignored
        pytest.param("|a|b|\n|-|-|\n|1|2|3|", ["a", "b"], [["1", "2"]], True, id="long row"),
        pytest.param("| | |\n|-|-|\n|x y|1|\n|z|2|", [], [["x y", "1"], ["z", "2"]], True, id="empty header, names"),
        pytest.param("| | |\n|-|-|\n|x|y|\n|x|z|", [], [["x", "y"], ["x", "z"]], False, id="empty header, no names"),
        pytest.param(
            "| | |\n|-|-|\n|Turnover 2023|€ 5|\n|Founded in the year|1 April|",
            [],
            [["Turnover 2023", "€ 5"], ["Founded in the year", "1 April"]],
            True,
            id="a sheet of facts",
        ),
        pytest.param(
            "| | |\n|-|-|\n|Oslo 2017|Lyon 2018|\n|Ghent 2019|Bari 2016|",
            [],
            [["Oslo 2017", "Lyon 2018"], ["Ghent 2019", "Bari 2016"]],
            False,
            id="two columns of a kind",
        ),
        pytest.param("|a|b|\n|-|-|", ["a", "b"], [], True, id="no body"),
        pytest.param("| |b|\n|-|-|\n|x|1|", ["", "b"], [["x", "1"]], True, id="empty corner"),
        pytest.param("|a| |b|\n|-|-|-|\n|1| |2|", ["a", "b"], [["1", "2"]], True, id="empty column"),
        pytest.param("|a|\n|-|\n|1|", ["a"], [["1"]], False, id="one column"),
        pytest.param("|a|b|\n|-|-|\n|1<br>2|**3**|", ["a", "b"], [["1 2", "3"]], True, id="markup in cells"),
    ],
)
def test_tables(read: Read, text: str, header: list[str], rows: list[list[str]], row_headers: bool) -> None:
    [table] = read("md", text).tables
    assert [cell.text for cell in table.header] == header
    assert [[cell.text for cell in row] for row in table.rows] == rows
    assert table.row_headers is row_headers


def test_a_table_of_nothing_is_none(read: Read) -> None:
    assert read("md", "| | |\n|-|-|\n| | |\n").tables == ()


def test_sections(read: Read) -> None:
    document = read("md", "# A\n\na\n\n### B\n\nb\n\n## C\n\nc\n\n# D\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")
    paths = [block.section for block in document.blocks if block.kind is not BlockKind.HEADING]
    assert paths == [("A",), ("A", "B"), ("A", "C"), ("D",)]
    assert document.tables[0].section == ("D",)
