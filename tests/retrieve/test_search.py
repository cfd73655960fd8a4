"""What is found in the report: in four languages, by names and numbers, in a fixed order."""

from __future__ import annotations

import numpy as np
import pytest

from lcassist.answer.assistant import Assistant
from lcassist.retrieve.adapter import adapted
from lcassist.retrieve.search import Retriever


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> Retriever:
    return Retriever(assistant.store, assistant.encoder)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("What is the annual budget for lifelong learning?", "en", "120,000 euros"),
        ("Which festival do they celebrate with a fair?", "en", "Festival of Learning"),
        ("deaf-friendly hotels and guesthouses", "en", "deaf customers"),
        ("Porto San Giorgio", "en", "Porto San Giorgio"),
        ("356", "en", "356 cities"),
        ("Hoe hoog is het jaarlijkse budget voor een leven lang leren?", "nl", "120,000 euros"),
        ("Welk festival wordt elk jaar gevierd?", "nl", "Festival"),
        ("Wie helpt ouderen met de computer?", "nl", "older people"),
        ("Ποιος βοηθά τους ηλικιωμένους με τους υπολογιστές;", "el", "elderly"),
        ("Mennyi az éves költségvetés az egész életen át tartó tanulásra?", "hu", "120,000 euros"),
    ],
)
def test_the_passage_that_answers_is_among_the_first(
    assistant: Assistant, question: str, language: str, expected: str
) -> None:
    hits = assistant.search(question, 5)
    assert any(expected in hit.passage.text for hit in hits), [hit.passage.text[:80] for hit in hits]


def test_a_query_has_the_vectors_of_the_question_and_of_its_matter(retriever: Retriever) -> None:
    query = retriever.query("Who started it in Alba?", "en", ("Alba",), "Who started it in ?")
    assert query.vector.shape == query.topic.shape == (384,)
    assert np.linalg.norm(query.vector) == pytest.approx(1, abs=1e-3)
    asked = retriever.encoder.queries(["Who started it in Alba?"])[0]
    assert np.array_equal(query.vector, adapted(asked, retriever.encoder))
    assert np.array_equal(query.topic, retriever.encoder.queries(["Who started it in ?"])[0])


@pytest.mark.parametrize("topic", [None, "", "Who started it?"])
def test_without_names_the_topic_is_the_question(retriever: Retriever, topic: str | None) -> None:
    query = retriever.query("Who started it?", "en", (), topic)
    assert np.array_equal(query.vector, adapted(query.topic, retriever.encoder))


def test_hits_are_found_best_first_with_their_parts(retriever: Retriever) -> None:
    query = retriever.query("Which festivals are held in Fermo?", "en", ("Fermo",))
    found = retriever.find(query, 12)
    assert len(found) == 12
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.index for one in found}) == 12
    for one, hit in zip(found, retriever.hits(found), strict=True):
        passage = retriever.store.passages[one.index]
        assert hit.passage == passage
        assert set(one.parts) == {"passage", "sentence", "words"}
        assert one.parts["passage"] == pytest.approx(
            float(retriever.store.passage_vectors[one.index] @ query.vector), abs=1e-5
        )
        assert one.sentences.shape == (len(passage.sentences),)
        assert one.parts["sentence"] == pytest.approx(float(one.sentences.max()), abs=1e-5)
        document = retriever.store.library.document(passage.source)
        assert hit.title == document.source.title
        assert document.text[passage.start : passage.end] == passage.text


def test_the_first_of_many_are_the_first_of_few(retriever: Retriever) -> None:
    query = retriever.query("Why are volunteers important?", "en")
    many = [one.index for one in retriever.find(query, 30)]
    assert [one.index for one in retriever.find(query, 5)] == many[:5]
    assert [one.index for one in retriever.find(query, 30)] == many


def test_more_than_there_is_gives_all_candidates(retriever: Retriever) -> None:
    found = retriever.find(retriever.query("learning", "en"), 10_000)
    assert 0 < len(found) <= len(retriever.store.passages)


def test_only_the_given_sources_are_searched(retriever: Retriever) -> None:
    query = retriever.query("learning", "en")
    (name,) = retriever.store.library.sources()
    assert len(retriever.find(query, 5, [name])) == 5
    assert retriever.find(query, 5, ["another.md"]) == []
    assert retriever.find(query, 5, []) == []


def test_a_word_that_nothing_has_is_found_by_meaning(retriever: Retriever) -> None:
    found = retriever.find(retriever.query("pensioners", "en"), 5)
    assert all(one.parts["words"] == 0 for one in found)
    assert any("elderly" in hit.passage.text or "older people" in hit.passage.text for hit in retriever.hits(found))
