"""What a question asks to be measured, and what the units in a text or a header say is measured."""

from __future__ import annotations

import pytest

from lcassist.answer.quantities import asked, units, units_in
from lcassist.answer.question import Question


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "How heavy is it?", "mass"),
        ("nl", "Welk bad is het warmst?", "temperature"),
        ("de", "Wie lang ist das Schiff?", "extent"),
        ("hu", "Mekkora a területe?", "surface"),
        ("fr", "Quelle est sa vitesse ?", "speed"),
        ("it", "Quanto tempo ci vuole?", "time"),
        ("es", "¿Qué precio tiene?", "price"),
        ("ca", "Quina temperatura té?", "temperature"),
        ("el", "Πόσο γρήγορα πηγαίνει;", "speed"),
        ("nl", "Hoeveel kilometer fietspad is er?", "extent"),
        ("en", "How many square metres does it have?", "surface"),
    ],
)
def test_asked(language: str, text: str, kind: str) -> None:
    assert kind in asked(Question(text, language))


def test_every_kind_has_units_and_nearly_every_one_words_that_ask_for_it() -> None:
    asking = {"mass": "weight", "extent": "length", "surface": "surface", "price": "price", "time": "how long"}
    asking |= {"temperature": "temperature", "speed": "speed", "density": "population density", "years_old": "how old"}
    # of these it is only told that they are nothing else
    assert units().keys() == asking.keys() | {"power", "energy", "volume"}
    assert all(kind in asked(Question(f"What is the {word}", "en")) and units()[kind] for kind, word in asking.items())


@pytest.mark.parametrize(
    ("texts", "header", "expected"),
    [
        (["363 km ²"], "", {"km²"}),
        (["> 1,100 inh./km ²"], "", {"inh/km²"}),
        (["28 °C"], "", {"°c"}),
        (["€ 4.50", "12 euros"], "", {"€", "euros"}),
        (["84.6"], "Length (m)", {"m"}),
        (["84.6"], "Length in m", {"m"}),
        (["145,985"], "Population", set()),
    ],
)
def test_units(texts: list[str], header: str, expected: set[str]) -> None:
    assert units_in(texts, header) == expected
