"""Reading statements out of a model's text, whole or not, in pieces of any size."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.answer.llm.parse import Parser, Quote, Stated, parsed

ONE = '{"statements": [{"text": "A", "quotes": [{"passage": 1, "quote": "a b c"}]}]}'
A = Stated("A", (Quote("a b c", 1),))


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        f"Sure! Here it is:\n```json\n{ONE}\n```\nAnything else?",
        ONE[:-2],  # cut off behind the statement
        ONE.replace("}]}]}", "},]},]}"),
        '{"text": "A", "quotes": [{"passage": "[1]", "quote": "a b c"}]}',
        '{"statement": "A", "quote": "a b c", "passage": 1}',
        '[{"claim": "A", "citations": ["a b c"], "id": "passage 1"}]',
        f"<think>{{maybe}} so</think>{ONE}",
        ONE.replace("A", "A").replace("a b c", "a\nb c").replace("a\nb", "a b"),
    ],
)
def test_the_forms_that_models_write(text: str) -> None:
    assert parsed([text]) == [A]


@pytest.mark.parametrize(
    "text",
    [
        *("", "no JSON at all", "{", "}", "{}", '{"statements": []}', '{"text": 3, "quotes": []}', '{"text": "A"}'),
        '{"statements": [{"text": "A", "quotes": [{"passage": 1, "quote": "a b',
        "{" * 5000,
        '{"a": "' + "x" * 50_000,
    ],
)
def test_what_holds_no_statement(text: str) -> None:
    assert parsed([text]) == []


def test_a_statement_comes_as_soon_as_it_is_closed() -> None:
    parser = Parser()
    head, tail = ONE[:-2], ONE[-2:]
    assert list(parser.feed(head)) == [A]
    assert not parser.closed
    assert list(parser.feed(tail)) == []
    assert parser.closed


def test_an_empty_list_says_that_there_is_no_answer() -> None:
    parser = Parser()
    assert list(parser.feed('{"statements": []}')) == []
    assert parser.closed


texts = st.text(max_size=40)
quotes = st.builds(Quote, texts.filter(str.strip), st.integers(0, 999))
statements = st.lists(st.builds(Stated, texts, st.lists(quotes, max_size=3).map(tuple)), max_size=4)


@given(statements, st.data())
def test_what_was_written_is_read_whatever_the_pieces(made: list[Stated], data: st.DataObject) -> None:
    written = json.dumps(
        {
            "statements": [
                {"text": one.text, "quotes": [{"passage": q.passage, "quote": q.text} for q in one.quotes]}
                for one in made
            ]
        },
        ensure_ascii=data.draw(st.booleans()),
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(written)), max_size=8)))
    pieces = [written[a:b] for a, b in zip([0, *cuts], [*cuts, len(written)], strict=True)]
    assert parsed(pieces) == made


@given(st.lists(st.text(alphabet='{}[]":,\\ abc\n', max_size=60), max_size=5))
def test_nothing_breaks_it(pieces: list[str]) -> None:
    for stated in parsed(pieces):
        assert isinstance(stated.text, str)
