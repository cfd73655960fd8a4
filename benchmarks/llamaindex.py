"""Indexing and retrieving, side by side with LlamaIndex's own stack on the same model and texts."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, Result
from benchmarks.place import Place, questions
from benchmarks.timing import interleaved, median_ms, timed
from lcassist.answer.assistant import Assistant
from lcassist.index.embed import Encoder, default_model_folder
from lcassist.index.ingest import ingest
from lcassist.settings import Settings

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

_ROUNDS = 3
_TOP_K = 10
_WARMING = 3  # questions at the start whose times are not counted
_MOST_TOKENS = 512  # that the model reads of a text


def measure(place: Place) -> Result:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from tokenizers import Tokenizer

    model = default_model_folder()
    theirs = HuggingFaceEmbedding(str(model), query_instruction="query: ", text_instruction="passage: ", device="cpu")
    assistant = Assistant.open(place.settings)
    encoder = _Counting(assistant.encoder)
    texts = [assistant.library.text(name) for name in assistant.library.sources()]
    our_seconds, their_seconds = [], []
    for number in range(_ROUNDS):
        encoder.texts.clear()
        settings = Settings(_env_file=None, corpus=place.corpus, index=place.folder / f"ours-{number}")
        folder = place.folder / f"theirs-{number}"
        our_seconds.append(timed(lambda: ingest(settings, encoder=encoder)))  # noqa: B023  called at once
        their_seconds.append(timed(lambda: _indexed(texts, folder, theirs)))  # noqa: B023
    index = _indexed(texts, place.folder / "theirs", theirs)
    seconds = interleaved(
        {
            "ours": lambda question: assistant.search(question, top_k=_TOP_K),
            "theirs": index.as_retriever(similarity_top_k=_TOP_K).retrieve,
        },
        questions(),
    )
    ours, llama = seconds["ours"][_WARMING:], seconds["theirs"][_WARMING:]

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    our_tokens = [len(tokenizer.encode(text).ids) for text in encoder.texts]
    their_tokens = [len(tokenizer.encode(text).ids) for text in _chunks(index)]
    ours_read, theirs_read = _read(our_tokens), _read(their_tokens)
    cut = sum(count > _MOST_TOKENS for count in their_tokens)
    indexing = _ratio(our_seconds, their_seconds)
    return Result(
        (
            Figure("to index, ours, median", statistics.median(our_seconds), "s"),
            Figure("to index, LlamaIndex's, median", statistics.median(their_seconds), "s"),
            Figure("to index, ours / theirs", indexing, "×"),
            Figure("texts embedded, ours", len(our_tokens)),
            Figure("texts embedded, LlamaIndex's", len(their_tokens)),
            Figure("tokens that the model read, ours", ours_read),
            Figure("tokens that the model read, LlamaIndex's", theirs_read),
            Figure("to index, for each token read, ours / theirs", indexing * theirs_read / ours_read, "×"),
            Figure(f"to retrieve {_TOP_K}, ours, median", median_ms(ours), "ms"),
            Figure(f"to retrieve {_TOP_K}, LlamaIndex's, median", median_ms(llama), "ms"),
            Figure(f"to retrieve {_TOP_K}, ours / theirs", _ratio(ours, llama), "×"),
        ),
        f"One process with both models loaded. Theirs is `SentenceSplitter` with its defaults, "
        f"`VectorStoreIndex` over a persistent Chroma through `ChromaVectorStore`, and "
        f"`HuggingFaceEmbedding` on the same weights by sentence-transformers; no language model. Indexing "
        f"the same texts {_ROUNDS} times in turn (ours reads and parses the files too); retrieving "
        f"{len(ours)} distinct questions in turn.\n"
        f"The two don't do the same work. Ours embeds, besides the passages, every sentence alone and with "
        f"its context, and the cells and headers of the tables; theirs only its chunks of up to 1,024 "
        f"tokens. Of a chunk the model reads {_MOST_TOKENS} tokens: {cut} of the {len(their_tokens)} chunks "
        f"are longer, and {1 - theirs_read / sum(their_tokens):.0%} of their tokens are cut off (the chunks "
        f"overlap by up to 200 tokens, so the next chunk's vector may have some of these).",
    )


class _Counting:
    """An encoder that keeps the texts that it was given to embed for the index."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.id, self.fingerprint, self.dimension = encoder.id, encoder.fingerprint, encoder.dimension
        self.texts: list[str] = []

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return self._encoder.passages(texts)


def _indexed(texts: Sequence[str], folder: Path, model: BaseEmbedding) -> VectorStoreIndex:
    """An index of texts, made as LlamaIndex's documentation of Chroma makes one."""
    import chromadb
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    collection = chromadb.PersistentClient(os.fspath(folder)).get_or_create_collection("report")
    store = ChromaVectorStore(chroma_collection=collection)
    context = StorageContext.from_defaults(vector_store=store)
    documents = [Document(text=text) for text in texts]
    return VectorStoreIndex.from_documents(documents, storage_context=context, embed_model=model)


def _chunks(index: VectorStoreIndex) -> list[str]:
    """The texts in the Chroma collection below an index."""
    documents: list[str] = index.vector_store.client.get()["documents"]
    return documents


def _read(tokens: Sequence[int]) -> int:
    return sum(min(count, _MOST_TOKENS) for count in tokens)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(ours) / statistics.median(theirs)
