"""The second is not the first, and the old one not the new, where both are said of the same thing."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from lcassist.answer import cues
from lcassist.answer.contrasts import contradicts, told_apart
from lcassist.corpus.language import LANGUAGES


def test_every_language_tells_some_apart() -> None:
    data = json.loads((files("lcassist.answer") / "data" / "contrasts.json").read_text("utf-8"))
    assert set(data) == set(LANGUAGES)
    for language, groups in data.items():
        for group in groups:
            words = [cues.folded(word) for one in group for word in one]
            assert len(group) > 1, (language, group)
            assert len(words) == len(set(words)), (language, group)


@pytest.mark.parametrize(
    ("question", "text", "language", "expected"),
    [
        ("What did the second turbine cost?", "The first turbine cost 1.1 million.", "en", True),
        ("What did the second turbine cost?", "The second turbine cost 1.1 million.", "en", False),
        ("What did the second turbine cost?", "After the first turbine the second turbine cost more.", "en", False),
        # of another thing it tells nothing
        ("What did the second turbine cost?", "The first year was hard for the turbine.", "en", False),
        ("What did the turbine cost?", "The first turbine cost 1.1 million.", "en", False),
        ("Wat kostte de nieuwe zaal?", "De oude zaal kostte 900 euro.", "nl", True),
        ("¿Cuánto costó la segunda turbina?", "La primera turbina costó un millón.", "es", True),
        ("Quanto è costata la nuova sala?", "La sala vecchia è costata 900 euro.", "it", True),
        ("Mennyibe került a második turbina?", "Az első turbina egymillióba került.", "hu", True),
        ("", "The first turbine", "en", False),
    ],
)
def test_contradicts(question: str, text: str, language: str, *, expected: bool) -> None:
    assert contradicts(told_apart(cues.folded(question), language), text, language) is expected
