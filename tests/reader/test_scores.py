"""From logits to scores of sentences and cells: pure, and the same whatever the logits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcassist.reader.linearize import Unit, Window
from lcassist.reader.scores import LONGEST_SPAN, Scored, scored
from lcassist.reader.weights import Calibration

BASE = 5  # of the window's first token
CALIBRATION = Calibration((0.7, 0.3, 0.2), -1.0, 0.5)
many = settings(max_examples=200, deadline=None)
logit = st.floats(-1e4, 1e4, width=32)


def window(lengths: Sequence[int], placed: bool = True) -> Window:
    """A window of units of so many tokens, each token of one character; none has a place where they aren't placed."""
    units, at = [], 0
    for length in lengths:
        units.append(Unit(100 + at, 100 + at + length, at, at + length))
        at += length
    places = [(100 + token, 101 + token) if placed else (-1, -1) for token in range(at)]
    return Window("a.md", None, (), np.zeros(at, np.int64), np.array(places, np.int32).reshape(-1, 2), tuple(units))


def logits(count: int) -> NDArray[np.float32]:
    """Zeros for a window of so many tokens, with what stands before and after it."""
    return np.zeros((BASE + count + 1, 4), np.float32)


@st.composite
def read(draw: st.DrawFn) -> tuple[Window, NDArray[np.float32]]:
    shown = window(draw(st.lists(st.integers(1, 45), max_size=6)), draw(st.booleans()))
    places = shown.places.copy()
    for token in draw(st.lists(st.integers(0, max(0, len(places) - 1)), max_size=9)) if len(places) else ():
        places[token] = -1
    seed = draw(st.integers(0, 2**32 - 1))
    scale = draw(st.sampled_from([0.0, 1.0, 30.0, 1e4]))
    tokens = logits(len(places))
    tokens[:] = np.random.default_rng(seed).normal(0, scale, tokens.shape) if scale else 0
    return replace(shown, places=places), tokens


@many
@given(read(), logit)
def test_every_unit_has_finite_scores_and_an_answer_inside_of_it(
    given_: tuple[Window, NDArray[np.float32]], answerable: float
) -> None:
    shown, tokens = given_
    found = scored(shown, tokens, answerable, BASE)
    assert [one.unit_of for one in found] == list(shown.units)
    for one in found:
        assert one.window is shown
        assert one.answerable == answerable
        assert math.isfinite(one.unit)
        assert math.isfinite(one.span)
        assert math.isfinite(one.rank)
        assert 0 <= one.probability(CALIBRATION) <= 1
        if one.answer is not None:
            assert one.unit_of.start <= one.answer[0] < one.answer[1] <= one.unit_of.end


@many
@given(read())
def test_a_unit_is_scored_by_its_own_tokens(given_: tuple[Window, NDArray[np.float32]]) -> None:
    shown, tokens = given_
    for one in scored(shown, tokens, 0.0, BASE):
        own = tokens[BASE + one.unit_of.first : BASE + one.unit_of.last].astype(np.float64)
        strongest = own[:, 3].max() + np.log(np.exp(own[:, 3] - own[:, 3].max()).mean())
        assert one.unit == pytest.approx(own[:, 2].mean() + strongest, rel=1e-6, abs=1e-6)
        spans = [
            own[first, 0] + own[last, 1]
            for first in range(len(own))
            for last in range(first, min(len(own), first + LONGEST_SPAN))
        ]
        none = float(tokens[0, 0] + tokens[0, 1])
        assert one.span == pytest.approx(max(spans) - none, rel=1e-6, abs=1e-6)


def test_the_answer_is_where_its_start_and_end_are_likeliest() -> None:
    tokens = logits(12)
    tokens[BASE + 4, 0] = tokens[BASE + 6, 1] = 5.0
    tokens[0, 0] = tokens[0, 1] = 1.0
    first, second = scored(window([3, 9]), tokens, 0.0, BASE)
    assert second.answer == (104, 107)
    assert second.span == 8.0
    assert first.span == -2.0


def test_an_answer_ends_behind_its_start() -> None:
    tokens = logits(6)
    tokens[BASE + 4, 0] = tokens[BASE + 1, 1] = 5.0
    (one,) = scored(window([6]), tokens, 0.0, BASE)
    assert one.answer is not None
    assert one.span == 5.0


def test_an_answer_is_no_longer_than_a_short_one_is() -> None:
    tokens = logits(60)
    tokens[BASE, 0] = tokens[BASE + 59, 1] = 5.0
    (one,) = scored(window([60]), tokens, 0.0, BASE)
    assert one.answer is not None
    assert one.answer[1] - one.answer[0] <= LONGEST_SPAN
    assert one.span == 5.0


def test_what_stands_in_a_header_alone_is_no_answer() -> None:
    tokens = logits(4)
    tokens[BASE + 1, 0] = tokens[BASE + 1, 1] = 5.0
    shown = window([4])
    shown.places[:2] = -1
    (one,) = scored(shown, tokens, 0.0, BASE)
    assert one.answer is None
    tokens[BASE + 3, 1] = 9.0
    (one,) = scored(shown, tokens, 0.0, BASE)
    assert one.answer == (102, 104)


def test_a_window_without_units_has_no_scores() -> None:
    assert scored(window([]), logits(0), 0.0, BASE) == []


@many
@given(st.tuples(logit, logit, logit), st.integers(0, 2), st.floats(0, 1e3))
def test_a_probability_grows_with_every_logit(values: tuple[float, float, float], place: int, more: float) -> None:
    def probability(unit: float, answerable: float, span: float) -> float:
        return Scored(window([1]), window([1]).units[0], unit, answerable, span, None).probability(CALIBRATION)

    larger = [value + more * (number == place) for number, value in enumerate(values)]
    assert probability(*values) <= probability(*larger)


def test_a_probability_tells_logits_apart() -> None:
    found = [
        Scored(window([1]), window([1]).units[0], unit, 0.5, 1.0, None).probability(CALIBRATION)
        for unit in (-6.0, -1.0, 0.0, 1.0, 6.0)
    ]
    assert found == sorted(set(found))
    assert found[2] == pytest.approx(1 / (1 + math.exp(1.0 - 0.15 - 0.2)))


def test_units_are_ranked_by_all_three() -> None:
    assert Scored(window([1]), window([1]).units[0], 1.0, 2.0, 4.0, None).rank == 4.0
