"""Scores of different retrievers, put together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcassist.retrieve.fuse import WEIGHTS, fused, standardised

many = settings(max_examples=300, deadline=None)
scores = st.lists(st.floats(-100, 100, width=32), max_size=20).map(lambda values: np.asarray(values, np.float32))


def array(*values: float) -> NDArray[np.float32]:
    return np.asarray(values, np.float32)


@many
@given(scores)
def test_standardised_scores_have_mean_0_and_deviation_1(values: NDArray[np.float32]) -> None:
    result = standardised(values)
    assert result.shape == values.shape
    assert result.dtype == np.float32
    assert np.isfinite(result).all()
    if len(values) and values.std() > 0.01:
        assert result.mean() == pytest.approx(0, abs=1e-2)
        assert result.std() == pytest.approx(1, abs=1e-2)
        # whoever was higher still is
        order = np.argsort(values, kind="stable")
        assert (np.diff(result[order]) >= 0).all()


def test_equal_scores_tell_nothing() -> None:
    assert standardised(array(3, 3, 3)).tolist() == [0, 0, 0]
    assert standardised(array(7)).tolist() == [0]
    assert standardised(array()).tolist() == []


def test_the_parts_are_weighed() -> None:
    one, none = array(0, 2), array(5, 5)
    assert fused({"passage": one, "sentence": none, "words": none}).tolist() == pytest.approx([-1, 1])
    assert fused({"passage": none, "sentence": one, "words": none}).tolist() == pytest.approx([-0.6, 0.6])
    assert fused({"passage": none, "sentence": none, "words": one}).tolist() == pytest.approx([-0.45, 0.45])
    assert fused({"passage": one, "sentence": one, "words": one}).tolist() == pytest.approx([-2.05, 2.05])


def test_the_scale_of_a_retriever_makes_no_difference() -> None:
    cosines, bm25 = array(0.81, 0.83, 0.82), array(0, 3, 11)
    small = fused({"passage": cosines, "sentence": cosines, "words": bm25})
    large = fused({"passage": cosines * 100, "sentence": cosines, "words": bm25 / 7})
    assert small.tolist() == pytest.approx(large.tolist(), abs=1e-3)


def test_the_passage_counts_most() -> None:
    assert max(WEIGHTS, key=lambda name: WEIGHTS[name]) == "passage"
    assert set(WEIGHTS) == {"passage", "sentence", "words"}


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError):
        fused({"luck": array(1, 2)})
