from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lcassist.corpus.library import Library
from lcassist.domain import Document
from lcassist_evals.cases import Case, EvidenceItem
from lcassist_evals.evidence import Evidence, Resolver, hints


@pytest.fixture
def find(library: Library, case: Callable[[str], Case]) -> Callable[..., Any]:
    """The one evidence that an item is, or the text of the problem."""

    def resolve(**item: str) -> Evidence | str:
        written = EvidenceItem(**{"source": "towns.md", **item})
        one = replace(case("prose-founded"), evidence=(written,), evidence_lines=(9,))
        found, problems = Resolver(library.document).resolve(one)
        return str(problems[0]) if problems else found[0]

    return resolve


def test_a_quote_is_found_wherever_it_stands(find: Callable[..., Evidence], document: Document) -> None:
    found = find(quote="Alba was founded in 1904.")
    assert [document.text[start:end] for start, end in found.spans] == ["Alba was founded in 1904."] * 2
    assert found.words == 5


def test_quotes_dashes_and_white_space_are_normalised(find: Callable[..., Evidence], document: Document) -> None:
    found = find(quote='Its mayor is "Jo Lind",  a\nformer teacher. Bora was founded in 1950 - by the guild.')
    ((start, end),) = found.spans
    assert document.text[start:end].startswith("Its mayor is “Jo")
    assert document.text[start:end].endswith("the guild.")


def test_a_quote_that_goes_wrong_says_where(find: Callable[..., str]) -> None:
    problem = find(quote="Alba was founded in 1905.")
    assert "all.yaml:9: case 'prose-founded'" in problem
    assert "agrees up to 'Alba was founded in 190'" in problem
    assert "copy it from `lcassist text towns.md`" in problem


def test_a_quote_of_something_else(find: Callable[..., str]) -> None:
    assert "the quote is not in 'towns.md': copy it" in find(quote="Zutphen is a Hanseatic town")


def test_an_unknown_source(find: Callable[..., str]) -> None:
    assert "the corpus has no source 'x.md': write the file's path" in find(source="x.md", quote="Alba")


@pytest.mark.parametrize(
    "item",
    [
        {"table": "1", "row": "Population", "column": "Bora"},
        {"table": "core facts", "row": "population", "column": "Bora"},
        {"row": "Population", "column": "Bora"},
        {"cell": "9,300"},
        {"cell": "9,300", "row": "Population"},
    ],
)
def test_a_cell(find: Callable[..., Evidence], document: Document, item: dict[str, str]) -> None:
    found = find(**item)
    assert [document.text[start:end] for start, end in found.spans] == ["9,300"]


def test_a_cell_shows_its_headers_and_caption(find: Callable[..., Evidence]) -> None:
    found = find(table="1", row="Population", column="Bora")
    assert found.labels.split("\n") == ["Population", "Bora"]
    assert "Core facts" in found.caption
    assert found.words == 3


def test_a_whole_row_and_a_whole_column(find: Callable[..., Evidence], document: Document) -> None:
    row, column = find(table="1", row="Rating"), find(table="1", column="Alba")
    assert [document.text[start:end] for start, end in row.spans] == ["++", "+++"]
    assert [document.text[start:end] for start, end in column.spans] == ["12,500", "++"]


def test_a_table_without_headers_has_cells_and_rows_by_their_first_cell(
    find: Callable[..., Evidence],
) -> None:
    assert find(table="2", cell="Bora 2017").text == "Bora 2017"
    found = find(table="2", cell="Bora 2017", row="Alba 2016")
    assert (found.text, found.labels) == ("Bora 2017", "")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"table": "9", "row": "Population"}, "has no table '9': its tables are ['1', '2']"),
        (
            {"table": "1", "row": "Populatoin", "column": "Bora"},
            "no row 'Populatoin': did you mean 'Population'?",
        ),
        ({"table": "1", "row": "Population", "column": "Cora"}, "no column 'Cora': did you mean 'Bora'?"),
        ({"table": "2", "column": "Alba"}, "has no column headers: use cell:"),
        ({"cell": "9,301"}, "fits '9,301': did you mean '9,300'?"),
        ({"cell": "9,300", "column": "Alba"}, "no cell in column 'Alba'"),
        ({"table": "table", "row": "Population"}, "2 tables of 'towns.md' fit 'table'"),
    ],
)
def test_a_cell_that_is_not_there(find: Callable[..., str], item: dict[str, str], words: str) -> None:
    assert words in find(**item)


def test_touching_is_sharing_a_character(find: Callable[..., Evidence]) -> None:
    found = find(cell="9,300")
    ((start, end),) = found.spans
    assert found.touched_by("towns.md", start - 5, start + 1)
    assert found.touched_by("towns.md", end - 1, end + 9)
    assert not found.touched_by("towns.md", start - 5, start)
    assert not found.touched_by("towns.md", end, end + 9)
    assert not found.touched_by("other.md", start, end)


def test_hints(case: Callable[[str], Case], evidence: Callable[[Case], tuple[Evidence, ...]]) -> None:
    good = case("prose-founded")
    assert hints(good, evidence(good)) == []
    odd = replace(good, expected=(("1904",), ("1905", "1906")), forbidden=("Alba",))
    first, second = hints(odd, evidence(odd))
    assert "['1905', '1906'] stands in the evidence" in str(first)
    assert "'Alba' stands in the evidence" in str(second)


def test_a_header_may_be_what_is_expected(
    case: Callable[[str], Case], evidence: Callable[[Case], tuple[Evidence, ...]]
) -> None:
    one = replace(case("tables-population"), expected=(("Bora",),))
    assert hints(one, evidence(one)) == []
