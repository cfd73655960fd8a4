"""What rating marks mean: legends of symbols, stars, letters and digits, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lcassist.corpus.parsers.legends import entry, is_legend, is_mark, weight
from lcassist.domain import Document, Table

Read = Callable[[str, str], Document]


def markdown(rows: list[str]) -> str:
    head, *body = [f"| {' | '.join(row.split())} |" for row in rows]
    return "\n".join([head, "|---" * len(rows[0].split()) + "|", *body])


def plain(rows: list[str]) -> str:
    return "\n".join("\t".join(row.split()) for row in rows)


WRITE = {"md": markdown, "txt": plain}
MARKS = {
    "plus": (["++", "+", "-"], ["good", "fair", "poor"]),
    "stars": (["★★★", "★★", "★"], ["very good", "good", "fair"]),
    "letters": (["A", "B", "C"], ["excellent", "good", "poor"]),
    "grades": (["A+", "A", "B-"], ["excellent", "good", "poor"]),
    "ticks": (["✓", "✗"], ["done", "not done"]),
}


def table(marks: list[str]) -> list[str]:
    return ["Town Parks Roads", *[f"T{mark} {mark} {marks[0]}" for mark in marks]]


def legend_of(one: Table) -> list[tuple[str, str]]:
    return [(mark.text, mark.meaning) for mark in one.legend]


@pytest.mark.parametrize("kind", ["md", "txt"])
@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("form", ["{} = {}", "{}: {}", "{} – {}"])
@pytest.mark.parametrize("layout", ["lines", "one line", "led one line", "items"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_forms_and_places(read: Read, kind: str, name: str, form: str, layout: str, before: bool) -> None:
    marks, meanings = MARKS[name]
    entries = [form.format(mark, meaning) for mark, meaning in zip(marks, meanings, strict=True)]
    if kind == "md":
        entries = [f"\\{entry}" if entry.startswith(("+ ", "- ")) else entry for entry in entries]
    if layout == "lines":
        legend = ("\n" if kind == "txt" else "\n\n").join(entries)
    elif layout == "items":
        legend = "\n".join(f"* {entry}" for entry in entries)
    else:
        legend = "; ".join(entries) if layout == "one line" else f"Legend: {', '.join(entries)}"
    rows = WRITE[kind](table(marks))
    parts = [legend, rows, "Table 1 Marks"] if before else [rows, "Table 1 Marks", legend]
    [found] = read(kind, "\n\n".join(["Text comes first here.", *parts, "Text comes after it."])).tables
    assert legend_of(found) == list(zip(marks, meanings, strict=True))


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_marks_and_meanings_without_any_sign_between(read: Read, kind: str) -> None:
    rows = WRITE[kind](table(["+++", "++", "-"]))
    line = "+++ very good ++ good - insufficient"
    [found] = read(kind, f"Legend: {line}\n\n{rows}\n").tables
    assert legend_of(found) == [("+++", "very good"), ("++", "good"), ("-", "insufficient")]


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_a_legend_that_is_a_table(read: Read, kind: str) -> None:
    legend = WRITE[kind](["Mark Meaning", "++ good", "+ fair", "- poor"])
    document = read(kind, f"{legend}\n\nA paragraph between.\n\n{WRITE[kind](table(['++', '-']))}\n")
    assert legend_of(document.tables[1]) == [("++", "good"), ("+", "fair"), ("-", "poor")]
    assert document.tables[0].legend == ()


def test_a_legend_in_the_head_of_a_plain_table(read: Read) -> None:
    [found] = read("txt", "\t+++ very good\t++ good\t- poor\nTown\tX\tY\tZ\nParks\t+++\t-\t++\n").tables
    assert legend_of(found) == [("+++", "very good"), ("++", "good"), ("-", "poor")]
    assert found.columns == ("X", "Y", "Z")


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("marks", [["+++", "++", "-/+", "-"], ["★★★", "★★", "★"], ["5", "3", "1"]])
def test_best_first_whichever_way_it_is_written(read: Read, marks: list[str], reverse: bool) -> None:
    meanings = ["best", "good", "fair", "bad"]
    entries = [f"{mark} = {meaning}" for mark, meaning in zip(marks, meanings, strict=False)]
    legend = "; ".join(entries[::-1] if reverse else entries)
    [found] = read("md", f"Legend: {legend}\n\n{markdown(table(marks))}\n").tables
    assert [mark.text for mark in found.legend] == marks


def test_letters_keep_the_order_in_which_they_are_written(read: Read) -> None:
    [found] = read("md", f"C = best; B = good; A = bad\n\n{markdown(table(['A', 'B', 'C']))}\n").tables
    assert [mark.text for mark in found.legend] == ["C", "B", "A"]


def test_a_legend_holds_until_the_next(read: Read) -> None:
    first, second = "++ = good; - = bad", "++ = many; - = none"
    rows = markdown(table(["++", "-"]))
    document = read("md", "\n\n".join([first, rows, "Text.", rows, "More text.", second, rows]))
    meanings = [[mark.meaning for mark in one.legend] for one in document.tables]
    assert meanings == [["good", "bad"], ["good", "bad"], ["many", "none"]]


def test_a_legend_below_its_table_is_that_tables(read: Read) -> None:
    plus, stars = markdown(table(["++", "-"])), markdown(table(["★★", "★"]))
    document = read("md", f"{plus}\n\n++ = good; - = bad\n\n{stars}\n\n★★ = big; ★ = small\n")
    assert [[mark.meaning for mark in one.legend] for one in document.tables] == [["good", "bad"], ["big", "small"]]


def test_tables_without_marks_have_no_legend(read: Read) -> None:
    document = read("md", f"++ = good; - = bad\n\n{markdown(['Town Size', 'X 10', 'Y 20'])}\n")
    assert document.tables[0].legend == ()


def test_a_mark_that_the_legend_begins(read: Read) -> None:
    legend = "- ++ good\n- -/ poor\n- \\- bad\n\n"
    [found] = read("md", legend + markdown(table(["++", "-/+", "-"])) + "\n").tables
    assert legend_of(found) == [("++", "good"), ("-/+", "poor"), ("-", "bad")]
    assert [mark.note for mark in found.legend] == [None, "the legend writes '-/'", None]


def test_a_mark_that_two_could_explain_stays_unexplained(read: Read) -> None:
    legend = "- ++ good\n- -/ poor\n\n"
    [found] = read("md", legend + markdown(table(["++", "-/+", "-/-"])) + "\n").tables
    assert found.mark("-/+") is None
    assert found.mark("-/-") is None


def test_an_unlisted_mark_is_not_explained(read: Read) -> None:
    [found] = read("md", f"++ = good; + = fair\n\n{markdown(table(['++', '+', '-']))}\n").tables
    assert found.mark("-") is None
    assert found.mark("+") is not None


def test_a_list_is_no_legend(read: Read) -> None:
    rows = markdown(table(["-", "++"]))
    [found] = read("md", f"- one thing\n- another\n- a third\n\n{rows}\n").tables
    assert found.legend == ()
    [found] = read("txt", f"- one thing\n- another\n* a third\n\n{plain(table(['-', '++']))}\n").tables
    assert found.legend == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+++ very good", ("+++", "very good")),
        ("-/ poor", ("-/", "poor")),
        ("- insufficient", ("-", "insufficient")),
        ("★★: zeer goed", ("★★", "zeer goed")),
        ("A = πολύ καλό", ("A", "πολύ καλό")),
        ("1 – slecht", ("1", "slecht")),
        ("A good idea", None),
        ("Table 3: data", None),
        ("“Quoted” text", None),
        ("€ 5 million", None),
        ("http://x.org", None),
        ("", None),
    ],
)
def test_entry(line: str, expected: tuple[str, str] | None) -> None:
    assert entry(line) == expected


def test_legend_in_a_line() -> None:
    assert is_legend("A = good; B = poor")
    assert is_legend("Uitleg: ++ goed, - slecht")
    assert is_legend("Table 2. Progress by theme (– = none, + = planned, ++ = under way)")
    assert is_legend("Table 2. Progress by theme. + = planned; ++ = under way")
    assert not is_legend("Table 2. Progress by theme (2023, in euros)")
    assert not is_legend("A = good; the rest is not")
    assert not is_legend("One – two – three")


@pytest.mark.parametrize(("text", "expected"), [("+++", True), ("-/+", True), ("★", True), ("A", False), ("5", False)])
def test_is_mark(text: str, expected: bool) -> None:
    assert is_mark(text) is expected


def test_weight() -> None:
    ranked = ["--", "-", "-/+", "+", "++", "+++++"]
    assert sorted(ranked, key=weight) == ranked


@pytest.mark.parametrize(
    ("kind", "join"), [("md", ", "), ("txt", ", "), ("md", "\n\n")], ids=["one line", "plain", "lines"]
)
def test_a_nought_among_signs_is_the_middle(read: Read, kind: str, join: str) -> None:
    rows = WRITE[kind](table(["++", "0", "-"]))
    ends = "" if join == ", " else "\\"
    entries = ["++ very good", "0 fair", f"{ends}- poor"]
    [found] = read(kind, f"{rows}\n\n{join.join(entries)}\n").tables
    assert legend_of(found) == [("++", "very good"), ("0", "fair"), ("-", "poor")]
    assert weight("0") == 0


@pytest.mark.parametrize("nought", ["0", "o", "O"])
def test_a_nought_may_be_explained_with_an_equals_sign(read: Read, nought: str) -> None:
    rows = WRITE["md"](table(["++", nought, "-"]))
    [found] = read("md", f"{rows}\n\nLegend: ++ = very good, {nought} = fair, - = poor\n").tables
    assert legend_of(found) == [("++", "very good"), (nought, "fair"), ("-", "poor")]


def test_a_line_that_begins_with_a_nought_is_no_legend_by_itself(read: Read) -> None:
    assert not is_legend("0 people came, 3 people went")
