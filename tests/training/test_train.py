"""The batches that are trained on, and the loss that ranks what is read for one question."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch")

from training.model import ranking_loss  # noqa: E402 (torch is only there for development)
from training.train import batches  # noqa: E402

window = st.tuples(st.integers(1, 250), st.integers(0, 9))


@given(st.lists(window, max_size=60), st.integers(1, 8), st.integers(0, 3))
def test_each_window_is_in_one_batch_and_those_of_a_question_are_together(
    windows: list[tuple[int, int]], size: int, seed: int
) -> None:
    features = [{"ids": [0] * length} | ({"group": number} if number else {}) for length, number in windows]
    made = batches(features, size, random.Random(seed))
    assert sorted(index for batch in made for index in batch) == list(range(len(windows)))
    where = {index: place for place, batch in enumerate(made) for index in batch}
    for number in range(1, 10):
        assert len({where[i] for i, one in enumerate(features) if one.get("group") == number}) <= 1
    assert made == batches(features, size, random.Random(seed))


def test_the_ranking_loss_compares_within_a_question_only() -> None:
    unit = torch.tensor([3.0, 1.0, 9.0, 9.0, 0.0])
    evidence = torch.tensor([1.0, 0.0, 0.0, 0.0, 1.0])
    loss = ranking_loss(unit, evidence, torch.tensor([0, 0, 1, 1, 2]))
    assert loss.item() == pytest.approx(torch.nn.functional.softplus(torch.tensor(-2.0)).item())


def test_each_of_several_is_held_against_what_is_no_evidence() -> None:
    unit = torch.tensor([2.0, -4.0, 0.0], requires_grad=True)
    loss = ranking_loss(unit, torch.tensor([1.0, 1.0, 0.0]), torch.zeros(3, dtype=torch.long))
    loss.backward()
    assert unit.grad is not None
    assert unit.grad[1] < unit.grad[0] < 0 < unit.grad[2]


def test_a_batch_without_evidence_has_nothing_to_rank() -> None:
    unit = torch.tensor([2.0, -4.0], requires_grad=True)
    loss = ranking_loss(unit, torch.zeros(2), torch.zeros(2, dtype=torch.long))
    loss.backward()
    assert loss.item() == 0
    assert unit.grad is not None
    assert not unit.grad.any()
