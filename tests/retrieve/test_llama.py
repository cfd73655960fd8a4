"""LlamaIndex can build on this package: its query engines on our search, its indexes on our vectors."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore
from llama_index.vector_stores.chroma import ChromaVectorStore

from lcassist.answer.assistant import Assistant
from lcassist.domain import Hit
from lcassist.errors import QuestionError
from lcassist.retrieve.llama import LcassistEmbedding, LcassistRetriever

QUESTION = "Who initiated the learning city in Pécs?"


@pytest.fixture(scope="module")
def index(assistant: Assistant) -> VectorStoreIndex:
    store = ChromaVectorStore(chroma_collection=assistant.store.collection)
    return VectorStoreIndex.from_vector_store(store, embed_model=LcassistEmbedding(assistant.encoder))


def ids(nodes: Sequence[NodeWithScore]) -> list[str]:
    return [node.node_id for node in nodes]


# the retriever


def test_the_retriever_gives_our_hits(assistant: Assistant) -> None:
    nodes = LcassistRetriever(assistant, top_k=6).retrieve(QUESTION)
    hits = assistant.search(QUESTION, 6)
    assert len(nodes) == 6
    for node, hit in zip(nodes, hits, strict=True):
        assert node.node_id == hit.passage.id
        assert node.score == hit.score
        assert node.node.get_content(MetadataMode.NONE) == hit.passage.text


def test_a_node_says_where_it_stands(assistant: Assistant) -> None:
    for node in LcassistRetriever(assistant, top_k=20).retrieve(QUESTION):
        place = node.metadata
        assert place["title"] == "A closer look at Learning Cities"
        assert place["section"]
        text = assistant.library.text(place["source"])
        assert text[place["start"] : place["end"]] == node.text
        assert (node.node.start_char_idx, node.node.end_char_idx) == (place["start"], place["end"])


def test_a_language_model_is_given_the_place_without_offsets(assistant: Assistant) -> None:
    (node,) = LcassistRetriever(assistant, top_k=1).retrieve(QUESTION)
    given = node.node.get_content(MetadataMode.LLM)
    assert "title: A closer look at Learning Cities" in given
    assert node.text in given
    assert "start:" not in given


def test_without_a_number_the_settings_say_how_many(assistant: Assistant) -> None:
    assert len(LcassistRetriever(assistant).retrieve(QUESTION)) == assistant.settings.top_k


def test_it_retrieves_asynchronously_too(assistant: Assistant) -> None:
    retriever = LcassistRetriever(assistant, top_k=3)
    assert ids(asyncio.run(retriever.aretrieve(QUESTION))) == ids(retriever.retrieve(QUESTION))


def test_it_plugs_into_a_query_engine(assistant: Assistant) -> None:
    engine = RetrieverQueryEngine.from_args(LcassistRetriever(assistant, top_k=4), llm=MockLLM())
    response = engine.query(QUESTION)
    assert ids(response.source_nodes) == [hit.passage.id for hit in assistant.search(QUESTION, 4)]
    # the mock repeats what it is asked: the question, and the passages that it was given
    assert QUESTION in str(response)
    assert assistant.search(QUESTION, 1)[0].passage.text in str(response)


def test_anything_that_searches_will_do(assistant: Assistant) -> None:
    class Reversed:
        def search(self, question: str, top_k: int | None = None) -> Sequence[Hit]:
            return assistant.search(question, top_k)[::-1]

    nodes = LcassistRetriever(Reversed(), top_k=3).retrieve(QUESTION)
    assert ids(nodes) == [hit.passage.id for hit in assistant.search(QUESTION, 3)][::-1]


def test_what_can_not_be_asked_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        LcassistRetriever(assistant).retrieve("?!")


# the embedding model


def test_the_embedding_is_our_encoders(assistant: Assistant) -> None:
    embedding = LcassistEmbedding(assistant.encoder)
    assert embedding.model_name == assistant.encoder.id
    texts = ["A mill.", "A learning city is a city."]
    assert embedding.get_query_embedding(QUESTION) == assistant.encoder.queries([QUESTION])[0].tolist()
    assert embedding.get_text_embedding_batch(texts) == assistant.encoder.passages(texts).tolist()
    assert embedding.get_text_embedding(texts[1]) == assistant.encoder.passages(texts[1:])[0].tolist()
    assert asyncio.run(embedding.aget_query_embedding(QUESTION)) == embedding.get_query_embedding(QUESTION)
    assert asyncio.run(embedding.aget_text_embedding(texts[0])) == embedding.get_text_embedding(texts[0])


@pytest.mark.parametrize(
    "question",
    [QUESTION, "Which festivals are there?", "Hoeveel inwoners heeft Larissa?", "Πόσους κατοίκους έχει η Λάρισα;", "7"],
)
def test_a_vector_index_on_our_collection_finds_our_dense_hits(
    assistant: Assistant, index: VectorStoreIndex, question: str
) -> None:
    nodes = index.as_retriever(similarity_top_k=10).retrieve(question)
    dense = assistant.store.dense(assistant.encoder.queries([question])[0], 10)
    assert ids(nodes) == [assistant.store.passages[place].id for place, _ in dense]
    # LlamaIndex makes exp(-distance) of a cosine distance
    likeness = [1 + np.log(node.score) for node in nodes]
    assert likeness == pytest.approx([cosine for _, cosine in dense], abs=1e-4)


def test_both_doors_give_the_same_nodes(assistant: Assistant, index: VectorStoreIndex) -> None:
    stored = {node.node_id: node.node for node in index.as_retriever(similarity_top_k=200).retrieve(QUESTION)}
    for found in LcassistRetriever(assistant, top_k=30).retrieve(QUESTION):
        node = stored[found.node_id]
        assert node.metadata == found.metadata
        for mode in (MetadataMode.NONE, MetadataMode.LLM, MetadataMode.EMBED):
            assert node.get_content(mode) == found.node.get_content(mode)


def test_a_vector_index_answers_through_a_query_engine(assistant: Assistant, index: VectorStoreIndex) -> None:
    response = index.as_query_engine(llm=MockLLM(), similarity_top_k=3).query(QUESTION)
    assert len(response.source_nodes) == 3
    assert QUESTION in str(response)


# only where it is asked for


def test_asking_and_searching_import_no_llama_index(report_index: Path) -> None:
    program = (
        "import sys\n"
        "from lcassist import Assistant, Settings\n"
        "assistant = Assistant.open(Settings(_env_file=None, index=sys.argv[1]))\n"
        "assistant.search('mill')\n"
        f"print(assistant.ask({QUESTION!r}).kind)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'llama_index', 'torch', 'gradio'}))"
    )
    command = [sys.executable, "-X", "utf8", "-c", program, str(report_index)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    assert done.stdout.split() == ["answer", "[]"]
