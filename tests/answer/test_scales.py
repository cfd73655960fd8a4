"""Ratings in words have an order, in any of the nine languages."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from lcassist.answer.cues import folded
from lcassist.answer.scales import is_rating, same_grade_said, scale_of
from lcassist.corpus.language import LANGUAGES


@pytest.mark.parametrize(
    "best_first",
    [
        ["Excellent", "good", "fair", "poor"],
        ["uitstekend", "goed", "voldoende", "matig", "slecht"],
        ["sehr gut", "gut", "befriedigend", "mangelhaft"],
        ["élevé", "moyen", "faible"],
        ["alto", "medio", "basso"],
        ["muy bueno", "bueno", "malo"],
        ["εξαιρετικό", "καλό", "κακό"],
        ["magas", "közepes", "alacsony"],
    ],
)
def test_words_of_a_scale_are_ordered(best_first: list[str]) -> None:
    scale = scale_of(best_first)
    places = [scale[folded(word)] for word in best_first]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len(places)


def test_other_words_are_on_no_scale() -> None:
    assert scale_of(["clay", "chalk"]) == {}
    assert scale_of(["good", "clay"]) == {}
    assert scale_of([]) == {}


def test_a_rating() -> None:
    assert all(map(is_rating, ("+++", "Very good", "slecht")))
    assert not any(map(is_rating, ("none", "small", "64")))


def test_each_scale_has_each_step_in_each_language() -> None:
    data = json.loads((files("lcassist.answer") / "data" / "scales.json").read_text("utf-8"))
    assert all(step.keys() == set(LANGUAGES) and all(step.values()) for steps in data.values() for step in steps)


def test_a_grade_is_said_in_another_language() -> None:
    assert same_grade_said("very good", " scoort zeer goed op ")
    assert same_grade_said("insufficient", " is ergens onvoldoende ")
    assert not same_grade_said("poor", " is ergens onvoldoende ")
    assert not same_grade_said("green", " is groen ")
