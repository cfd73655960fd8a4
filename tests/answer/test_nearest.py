"""Lists of sources and imprints are not shown as the nearest passages where others are there."""

from __future__ import annotations

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.answer.nearest import nearest, tells
from lcassist.domain import Hit, Passage, PassageKind
from lcassist.index.sentences import sentences

REFERENCES = (
    "Literature\n\nAalto, M. and Berg, K., Mills of the North, Journal of Milling 12, 2019\n\n"
    "https://mills.example/reports/2021/annual.pdf\n\nCarp, J. (2020), Water Rights in Brenn, Alba University Press"
)
IMPRINT = "Published by:\n\nHouse of Mills\n\nRiver Street 12, 1234 AB Alba\n\nmills@alba.example, +31 20 555 0100"
PROSE = "In 1688 the Abbey of Alba and the Guild of Brenn built the Old Mill. It ground rye for Alba, Brenn and Corvo."
LIST = "The mills have:\n\na wheel of oak\n\ntwo stones\n\na house for the keeper"
GREEK = "Οι μύλοι χτίστηκαν το 1688. Ποιος τους έχτισε;"
GERMAN = "Aufgaben der Mühlen:\n\ndie Versorgung der Stadt mit Mehl\n\nder Schutz der Ufer vor Hochwasser"


def passage(text: str, language: str = "en", start: int = 70, **where: int) -> Passage:
    inner = sentences(" " * start + text, start, start + len(text), language=language, limit=500)
    end = start + len(text)
    return Passage(text[:5], "a.md", start, end, text, PassageKind.PROSE, language=language, sentences=inner, **where)


@pytest.mark.parametrize(("text", "language"), [(PROSE, "en"), (LIST, "en"), (GREEK, "el"), (GERMAN, "de"), ("", "en")])
def test_what_tells_something(text: str, language: str) -> None:
    assert tells(passage(text, language))


@pytest.mark.parametrize(
    ("text", "language"), [(REFERENCES, "en"), (REFERENCES, "nl"), (IMPRINT, "en"), (IMPRINT, "de")]
)
def test_what_tells_nothing(text: str, language: str) -> None:
    assert not tells(passage(text, language))


def test_a_table_tells_something() -> None:
    assert tells(passage(IMPRINT, table=0))


def test_what_tells_nothing_is_left_out_where_others_are_there() -> None:
    hits = [Hit(passage(text), score, "A") for score, text in ((3, REFERENCES), (2, PROSE), (1, IMPRINT), (0, LIST))]
    assert [hit.passage.text for hit in nearest(hits, 3)] == [PROSE, LIST]
    assert [hit.passage.text for hit in nearest(hits, 1)] == [PROSE]
    assert nearest([hits[2], hits[0]], 3) == [hits[2], hits[0]]
    assert nearest([], 3) == []


def test_the_reports_lists_of_sources_are_not_nearest(assistant: Assistant) -> None:
    silent = [one for one in assistant.store.passages if not tells(one)]
    assert 1 < len(silent) < 8
    assert any("EPALE" in one.text for one in silent)
    for question in ("Wat is de hoofdstad van Mongolië?", "Which UNESCO handbook did Jane Smith of Ulan Bator write?"):
        answer = assistant.ask(question)
        assert answer.abstained
        assert len(answer.nearest) == 3
        assert not {hit.passage.id for hit in answer.nearest} & {one.id for one in silent}
