from collections.abc import Callable

import pytest

from lcassist.domain import Hit
from lcassist_evals.cases import Case
from lcassist_evals.evidence import Evidence
from lcassist_evals.retrieval import METRICS, score_hits

Find = Callable[[Case], tuple[Evidence, ...]]


@pytest.fixture
def both(case: Callable[[str], Case], evidence: Find) -> tuple[Evidence, ...]:
    return (*evidence(case("prose-founded")), *evidence(case("tables-population")))


def test_the_first_hit_is_the_evidence(both: tuple[Evidence, ...], hit: Callable[[str], Hit]) -> None:
    scores = score_hits([hit("9,300"), hit("Two towns")], both[1:])
    assert scores == dict.fromkeys(METRICS, 1.0)


def test_a_later_hit(both: tuple[Evidence, ...], hit: Callable[[str], Hit]) -> None:
    scores = score_hits([hit("Two towns"), hit("9,300")], both[1:])
    assert (scores["recall@1"], scores["recall@5"], scores["mrr"], scores["success@1"]) == (0, 1, 0.5, 0)
    assert scores["ndcg@10"] == pytest.approx(0.6309, abs=1e-4)


def test_one_of_two(both: tuple[Evidence, ...], hit: Callable[[str], Hit]) -> None:
    scores = score_hits([hit("9,300")], both)
    assert (scores["recall@1"], scores["recall@10"], scores["mrr"], scores["success@1"]) == (0.5, 0.5, 1, 1)


def test_what_one_hit_brings_is_one_thing(
    both: tuple[Evidence, ...], hit: Callable[[str], Hit], case: Callable[[str], Case], evidence: Find
) -> None:
    assert score_hits([hit("12,500\t9,300")], (*both[1:], *both[1:]))["recall@1"] == 1


def test_the_same_again_is_not_found_twice(both: tuple[Evidence, ...], hit: Callable[[str], Hit]) -> None:
    scores = score_hits([hit("9,300"), hit("9,300")], both[1:])
    assert scores["recall@5"] == 1
    assert scores["ndcg@10"] == 1


def test_nothing_found(both: tuple[Evidence, ...], hit: Callable[[str], Hit]) -> None:
    assert score_hits([], both) == dict.fromkeys(METRICS, 0.0)
    assert score_hits([hit("Two towns")], both) == dict.fromkeys(METRICS, 0.0)


def test_no_evidence_no_score(hit: Callable[[str], Hit]) -> None:
    assert score_hits([hit("9,300")], ()) == dict.fromkeys(METRICS)
