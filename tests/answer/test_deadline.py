"""How long an answer may take, and what of a conversation it may go on from."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lcassist.answer.deadline import check, limited
from lcassist.answer.followup import LONGEST, standalone
from lcassist.answer.history import recent
from lcassist.corpus.vocabulary import Entity, Vocabulary
from lcassist.domain import Turn
from lcassist.errors import AnswerStopped, AnswerTimeout

TOWNS = Vocabulary([Entity(f"Town{number}ham", "town") for number in range(60)])


def test_without_a_limit_there_is_time() -> None:
    check()


def test_when_time_is_up_it_says_which_setting_to_change() -> None:
    with limited(0.01):
        check()
        time.sleep(0.02)
        with pytest.raises(AnswerTimeout, match=r"longer than the 0\.01 s that LCASSIST_ANSWER_TIMEOUT allows"):
            check()
    check()  # the limit ends with what it was set for


def test_what_was_stopped_ends() -> None:
    stop = threading.Event()
    with limited(60, stop):
        check()
        stop.set()
        with pytest.raises(AnswerStopped):
            check()


def test_a_limit_is_the_threads_own() -> None:
    def other() -> None:
        time.sleep(0.05)
        check()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other)
        with limited(0.001):
            waiting.result()


def test_a_conversation_is_looked_at_from_its_end() -> None:
    turns = [Turn("user" if number % 2 == 0 else "assistant", f"{number}" + "x" * 50_000) for number in range(100)]
    kept = recent(turns, 4000)
    assert kept[-1].content.startswith("99")
    assert len(kept) < 100
    assert all(len(turn.content) <= 20_000 for turn in kept)
    assert all(len(turn.content) <= 4000 for turn in kept if turn.role == "user")


def test_names_in_the_place_of_names_do_not_multiply() -> None:
    many = ", ".join(f"Town{number}ham" for number in range(60))
    repeated = "Who runs " + " and ".join(["Town1ham"] * 60) + "?"
    history = [Turn("user", repeated)]
    for _ in range(6):
        history += [Turn("assistant", "The towns do."), Turn("user", f"And in {many}?")]
    found = standalone(f"And in {many}?", history, TOWNS, "en", frozenset({"town"}))
    assert len(found.text) <= LONGEST
    assert found.text.count("Town") <= 60 + 2 * 60


def test_a_conversation_that_only_points_back_does_not_grow() -> None:
    history = [Turn("user", "Who runs the mill? " + "x" * 3000)]
    for _ in range(12):
        history += [Turn("assistant", "A guild."), Turn("user", "Why so? " + "y" * 30)]
    assert len(standalone("And why?", history, TOWNS, "en").text) <= LONGEST
