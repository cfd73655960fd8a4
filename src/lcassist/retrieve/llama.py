"""LlamaIndex's doors to this package: our search as a retriever, and our encoder as an embedding model.

Imported only by whoever builds on them; nothing else here imports this module. A retriever for any query engine:

    from lcassist import Assistant, Settings
    from lcassist.retrieve.llama import LcassistEmbedding, LcassistRetriever

    assistant = Assistant.open(Settings(index=".lcassist/index"))
    engine = RetrieverQueryEngine.from_args(LcassistRetriever(assistant, top_k=5), llm=llm)
    print(engine.query("Who started it?"))

Or LlamaIndex's own search over our vectors, without the words and sentences that our search minds too:

    store = ChromaVectorStore(chroma_collection=assistant.store.collection)
    index = VectorStoreIndex.from_vector_store(store, embed_model=LcassistEmbedding(assistant.encoder))
    print(index.as_retriever(similarity_top_k=5).retrieve("Who started it?"))
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from numpy.typing import NDArray

from lcassist.domain import Hit
from lcassist.index.embed import Encoder


class Searcher(Protocol):
    """Finds passages for a question, best first; ``lcassist.Assistant`` is one."""

    def search(self, question: str, top_k: int | None = None) -> Sequence[Hit]: ...


class LcassistRetriever(BaseRetriever):
    """Our search as LlamaIndex's retriever: each hit is a node with its place in the source.

    The metadata are source, title, section (joined by " > "), page, language, kind, start and end, without what a
    passage has not; offsets count code points of the source's canonical text.
    """

    def __init__(self, searcher: Searcher, top_k: int | None = None) -> None:
        """``top_k`` is how many hits there are at most; None: what the settings say."""
        super().__init__()
        self._searcher = searcher
        self._top_k = top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._searcher.search(query_bundle.query_str, self._top_k)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class LcassistEmbedding(BaseEmbedding):
    """Our encoder as LlamaIndex's embedding model: the vectors that the index was made with."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.id)
        self._encoder = encoder

    @classmethod
    def class_name(cls) -> str:
        return "LcassistEmbedding"

    def _get_query_embedding(self, query: str) -> Embedding:
        return _listed(self._encoder.queries([query])[0])

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return [_listed(vector) for vector in self._encoder.passages(texts)]

    async def _aget_text_embedding(self, text: str) -> Embedding:
        return await asyncio.to_thread(self._get_text_embedding, text)


def _listed(vector: NDArray[np.float32]) -> Embedding:
    return [float(value) for value in vector]


def _node(hit: Hit) -> TextNode:
    passage = hit.passage
    place = {
        "source": passage.source,
        "title": hit.title,
        "section": " > ".join(passage.section),
        "page": passage.page,
        "language": passage.language,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind.value,
    }
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={key: value for key, value in place.items() if value is not None},
        # as in the collection: a language model needs to know where a passage stands, and not its offsets
        excluded_llm_metadata_keys=["language", "start", "end", "kind"],
        excluded_embed_metadata_keys=["source", "page", "language", "start", "end", "kind"],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.source)},
    )
