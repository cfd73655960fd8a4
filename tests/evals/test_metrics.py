"""Each metric on hand-made answers, with an answer that is right and one for each way to be wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lcassist.corpus.library import Library
from lcassist.domain import Answer, AnswerKind, Citation, Statement
from lcassist_evals.cases import Case
from lcassist_evals.evidence import Evidence
from lcassist_evals.metrics import (
    answer_words,
    citation_precision,
    citation_recall,
    most_words,
    score,
    shortcomings,
    verbatim,
)

Find = Callable[[Case], tuple[Evidence, ...]]
Make = Callable[..., Answer]


@pytest.fixture
def prose(case: Callable[[str], Case]) -> Case:
    return case("prose-founded")


@pytest.fixture
def table(case: Callable[[str], Case]) -> Case:
    return case("tables-population")


def test_a_right_answer(prose: Case, evidence: Find, answer: Make) -> None:
    assert shortcomings(prose, answer("Alba was founded in 1904."), evidence(prose)) == []


def test_any_alternative_of_a_group_will_do(prose: Case, evidence: Find, answer: Make) -> None:
    either = replace(prose, expected=(("1905", "founded in 1904"),))
    assert shortcomings(either, answer("Alba was founded in 1904."), evidence(prose)) == []


def test_a_group_that_is_not_said(prose: Case, evidence: Find, answer: Make) -> None:
    both = replace(prose, expected=(("1904",), ("Jo Lind",)))
    found = shortcomings(both, answer("Alba was founded in 1904."), evidence(prose))
    assert found == ["'Jo Lind' stands in no statement"]


def test_groups_may_stand_in_different_statements(prose: Case, evidence: Find, answer: Make) -> None:
    both = replace(prose, expected=(("1904",), ("founded",)))
    said = answer("Alba was founded in 1904.", ("It was founded.", "Alba was founded in 1904."))
    assert shortcomings(both, said, evidence(prose)) == []


def test_one_alternative_must_stand_in_one_statement(prose: Case, evidence: Find, answer: Make) -> None:
    whole = replace(prose, expected=(("Alba was founded in 1904",),))
    said = answer(("Alba was founded", "Alba was founded"), ("in 1904", "in 1904"))
    assert len(shortcomings(whole, said, evidence(prose))) == 1


def test_a_citation_beside_the_evidence(prose: Case, evidence: Find, answer: Make) -> None:
    said = answer(("Alba was founded in 1904.", "Bora was founded in 1950"))
    (found,) = shortcomings(prose, said, evidence(prose))
    assert "no citation of that statement is on the evidence" in found


def test_the_citation_must_be_that_of_the_statement(prose: Case, evidence: Find, answer: Make) -> None:
    said = answer(("Founded in 1904.", "Bora was founded in 1950"), ("Yes.", "Alba was founded in 1904."))
    assert len(shortcomings(prose, said, evidence(prose))) == 1


def test_what_stands_in_the_quote_alone_was_not_said(prose: Case, evidence: Find, answer: Make) -> None:
    said = answer(("Some time ago.", "Alba was founded in 1904."))
    assert shortcomings(prose, said, evidence(prose)) == ["'1904' stands in no statement"]


def test_a_citation_number_that_does_not_exist(prose: Case, evidence: Find, answer: Make) -> None:
    said = replace(answer("Alba was founded in 1904."), statements=(Statement("1904", (7,)),))
    assert len(shortcomings(prose, said, evidence(prose))) == 1


def test_a_forbidden_string_in_any_statement(prose: Case, evidence: Find, answer: Make) -> None:
    said = answer("Alba was founded in 1904.", "Bora was founded in 1950")
    assert shortcomings(prose, said, evidence(prose)) == ["the forbidden '1950' stands in statement 2"]


def test_a_dump_is_no_answer(prose: Case, evidence: Find, answer: Make) -> None:
    assert most_words(evidence(prose)) == 40
    long = answer(("Alba was founded in 1904. " + "word " * 36, "Alba was founded in 1904."))
    assert shortcomings(prose, long, evidence(prose)) == ["41 words, at most 40"]


def test_long_evidence_allows_a_long_answer(prose: Case, evidence: Find) -> None:
    longer = [replace(item, text="word " * 20) for item in evidence(prose)]
    assert most_words(longer) == 60


def test_words_outside_the_statements_count(answer: Make) -> None:
    short = answer("Alba was founded in 1904.")
    assert answer_words(short) == 5
    assert answer_words(replace(short, text="one two three four five six [1]")) == 6
    assert answer_words(replace(short, text="")) == 5


def test_an_abstention_does_not_answer(prose: Case, evidence: Find) -> None:
    said = Answer(AnswerKind.ABSTENTION, "q", "1904", "en", "quotes")
    assert shortcomings(prose, said, evidence(prose)) == ["the kind is abstention, though the sources answer"]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("unanswerable-budget", AnswerKind.ABSTENTION, AnswerKind.ANSWER),
        ("unanswerable-budget", AnswerKind.ABSTENTION, AnswerKind.REPLY),
        ("talk-hello", AnswerKind.REPLY, AnswerKind.ABSTENTION),
        ("talk-hello", AnswerKind.REPLY, AnswerKind.ANSWER),
    ],
)
def test_the_kind_of_an_answer(
    case: Callable[[str], Case], answer: Make, name: str, right: AnswerKind, wrong: AnswerKind
) -> None:
    said = answer("Alba was founded in 1904.")
    assert shortcomings(case(name), replace(said, kind=right), ()) == []
    (found,) = shortcomings(case(name), replace(said, kind=wrong), ())
    assert f"the kind is {wrong}, not {right}" in found


def test_precision_is_the_share_of_citations_on_the_evidence(
    prose: Case, evidence: Find, cite: Callable[..., Citation]
) -> None:
    on, off = cite("Alba was founded in 1904."), cite("9,300")
    assert citation_precision([on, off], evidence(prose)) == 0.5
    assert citation_precision([off], evidence(prose)) == 0
    assert citation_precision([], evidence(prose)) is None


def test_recall_is_the_share_of_the_evidence_that_is_cited(
    prose: Case, table: Case, evidence: Find, cite: Callable[..., Citation]
) -> None:
    both = (*evidence(prose), *evidence(table))
    assert citation_recall([cite("Alba was founded in 1904.")], both) == 0.5
    assert citation_recall([], both) == 0
    assert citation_recall([cite("9,300")], ()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"start": 3},
        {"end": 9},
        {"source": "other.md"},
        {"quote": "Alba was founded in 1905."},
        {"start": -25},
    ],
)
def test_verbatim_is_recomputed_from_the_library(
    cite: Callable[..., Citation], library: Library, changes: dict[str, object]
) -> None:
    right = cite("Alba was founded in 1904.")
    wrong = cite("Alba was founded in 1904.", **changes)
    assert verbatim([right], library.document) == 1
    assert verbatim([right, wrong], library.document) == 0.5
    assert verbatim([], library.document) is None


def test_scores_are_none_where_a_case_is_not_eligible(
    prose: Case, case: Callable[[str], Case], evidence: Find, answer: Make, library: Library
) -> None:
    said = answer("Alba was founded in 1904.")
    right, missing = score(prose, said, evidence(prose), library.document)
    assert missing == ()
    assert right == {
        "correct": 1,
        "unanswerable": 0,
        "abstained": 0,
        "citation_precision": 1,
        "citation_recall": 1,
        "verbatim": 1,
        "words": 5,
    }
    abstention = Answer(AnswerKind.ABSTENTION, "q", "nothing", "en", "quotes")
    none, _ = score(case("unanswerable-budget"), abstention, (), library.document)
    assert (none["correct"], none["unanswerable"], none["abstained"]) == (1, 1, 1)
    assert {none[name] for name in ("citation_precision", "citation_recall", "verbatim", "words")} == {None}
    talk, missing = score(case("talk-hello"), abstention, (), library.document)
    assert (talk["correct"], talk["unanswerable"], talk["abstained"]) == (0, None, None)
    assert missing
