"""Where sentences end, on a list in nine languages that was written for this and holds no library's own tests."""

from __future__ import annotations

import itertools
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.corpus.language import LANGUAGES
from lcassist.index.sentences import sentences

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "sentences.jsonl").read_text().splitlines()]
# What is told by the sense alone: "etc. Labour", "Ltd. Brixham", "EE. UU. Hace", "A.E. of Patras".
_KNOWN_MISSES = 9


def split(text: str, language: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    return [text[one.start : one.end] for one in sentences(text, 0, len(text), language=language, limit=2000)]


def test_the_list_is_split_as_its_writer_says() -> None:
    wrong = [
        case
        for case in CASES
        if split(" ".join(case["parts"]), case["lang"]) != [unicodedata.normalize("NFC", one) for one in case["parts"]]
    ]
    assert len(CASES) >= 200
    assert {case["lang"] for case in CASES} == set(LANGUAGES)
    assert len(wrong) <= _KNOWN_MISSES, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_nearly_all(language: str) -> None:
    own = [case for case in CASES if case["lang"] == language]
    right = sum(
        split(" ".join(case["parts"]), language) == [unicodedata.normalize("NFC", part) for part in case["parts"]]
        for case in own
    )
    assert right >= 0.9 * len(own)


@given(st.text(alphabet="aB1.()[]?!;: °§%XVé\n-–“”", max_size=80), st.sampled_from(sorted(LANGUAGES)))
def test_all_that_is_no_white_space_is_in_a_sentence(text: str, language: str) -> None:
    found = sentences(text, 0, len(text), language=language, limit=40)
    assert "".join("".join(text[one.start : one.end].split()) for one in found) == "".join(text.split())
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
