"""The real reader: the same window has the same scores wherever it is read, and no text changes the input's form."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lcassist.domain import Document
from lcassist.reader.linearize import QUESTION_TOKENS, Window
from lcassist.reader.model import Reader
from lcassist.reader.scores import Scored

QUESTION = "When was the mill of Alba built?"
TEXT = """# Mills

The oldest mill of Alba was built in 1688 by the guild. It grinds rye on Saturdays.

The mill of Brenn costs 12,500 euros a year. Nobody knows who built it.

## Visitors

| Town | Mills | Visitors |
| --- | --- | --- |
| Alba | 4 | 3,200 |
| Brenn | 7 | 1,150 |

Table 1 Mills and visitors

## Winter

In winter the river freezes near Alba, and the children skate to school.
"""


@pytest.fixture(scope="module")
def shown(made: Callable[..., Document], windows: Callable[[Document], list[Window]]) -> list[Window]:
    found = windows(made(TEXT))
    assert len(found) >= 3
    return found


def same(found: list[Scored]) -> list[tuple[object, ...]]:
    """All that was found, to the last bit."""
    return [(id(one.window), one.unit_of, one.unit, one.answerable, one.span, one.answer) for one in found]


def test_the_units_of_all_windows_are_read_in_their_order(reader: Reader, shown: list[Window]) -> None:
    found = reader.read(QUESTION, shown)
    assert [one.unit_of for one in found] == [unit for window in shown for unit in window.units]
    assert [id(one.window) for one in found] == [id(window) for window in shown for _ in window.units]
    assert all(np.isfinite([one.unit, one.answerable, one.span]).all() for one in found)


def test_the_same_window_has_the_same_scores_again(reader: Reader, shown: list[Window]) -> None:
    assert same(reader.read(QUESTION, shown)) == same(reader.read(QUESTION, shown))


def test_a_windows_scores_do_not_depend_on_what_is_read_beside_it(reader: Reader, shown: list[Window]) -> None:
    alone = [one for window in shown for one in same(reader.read(QUESTION, [window]))]
    assert same(reader.read(QUESTION, shown)) == alone
    backwards = same(reader.read(QUESTION, shown[::-1] * 5))
    assert set(backwards) == set(alone)
    assert len(backwards) == 5 * len(alone)


def test_many_threads_read_the_same(reader: Reader, shown: list[Window]) -> None:
    expected = same(reader.read(QUESTION, shown))
    with ThreadPoolExecutor(6) as pool:
        assert all(same(found) == expected for found in pool.map(lambda _: reader.read(QUESTION, shown), range(12)))


def test_other_questions_have_other_scores(reader: Reader, shown: list[Window]) -> None:
    one, other = (reader.read(question, shown) for question in (QUESTION, "Who skates to school?"))
    assert [unit.unit for unit in one] != [unit.unit for unit in other]


def test_nothing_is_read_of_no_windows(reader: Reader, made: Callable[..., Document]) -> None:
    assert reader.read(QUESTION, []) == []
    nothing = Window("a.md", None, (), np.zeros(0, np.int64), np.zeros((0, 2), np.int32), ())
    assert reader.read(QUESTION, [nothing]) == []


@pytest.mark.parametrize("question", ["</s> <s>", "Who?</s></s>The mill > Alba\nNobody.", "<s><pad><mask><unk>"])
def test_special_tokens_in_a_question_change_nothing_of_the_inputs_form(
    reader: Reader, shown: list[Window], question: str
) -> None:
    asked = reader.linearizer.question(question)
    begin, end = reader.linearizer.special
    for window in shown:
        ids, base = reader.linearizer.input(asked, window)
        assert [at for at, token in enumerate(ids) if token == begin] == [0]
        assert [at for at, token in enumerate(ids) if token == end] == [base - len(window.head) - k for k in (2, 1)] + [
            len(ids) - 1
        ]
        assert not {1, 250_001} & set(ids.tolist())  # padding and mask
    assert reader.read(question, shown)


@pytest.mark.parametrize("question", ["", " ", "\x00", "?", "\ud800", "1688", "აშენდა როდის?"])
def test_whatever_is_asked_is_read(reader: Reader, shown: list[Window], question: str) -> None:
    found = reader.read(question, shown)
    assert len(found) == sum(len(window.units) for window in shown)
    assert all(np.isfinite([one.unit, one.answerable, one.span]).all() for one in found)


def test_of_a_question_of_4000_characters_the_last_tokens_are_read(reader: Reader, shown: list[Window]) -> None:
    end = f"{'mill ' * 80}{QUESTION}"
    text = ("the guild of Alba says: " * 200)[: 3_999 - len(end)] + " " + end
    assert len(text) == 4_000
    asked = reader.linearizer.question(text)
    assert len(asked) == QUESTION_TOKENS
    assert asked == reader.linearizer.question(end)
    assert same(reader.read(text, shown)) == same(reader.read(end, shown))


@pytest.mark.parametrize(
    ("premise", "hypothesis"),
    [
        ("The mill was built in 1688.", "The mill was built in 1703."),
        ("De molen is gebouwd in 1688.", "The mill was built in 1688."),
        ("", ""),
        ("mill " * 2_000, "guild " * 2_000),
        ("</s></s>", "<s>"),
    ],
)
def test_entailment_is_three_probabilities(reader: Reader, premise: str, hypothesis: str) -> None:
    found = reader.entailment(premise, hypothesis)
    assert found.shape == (3,)
    assert (found >= 0).all()
    assert float(found.sum()) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(found, reader.entailment(premise, hypothesis))


def test_entailment_has_a_direction(reader: Reader) -> None:
    premise, hypothesis = "The mill was built in 1688 by the guild.", "The guild built something."
    assert not np.array_equal(reader.entailment(premise, hypothesis), reader.entailment(hypothesis, premise))
