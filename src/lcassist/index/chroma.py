"""The Chroma collection of a generation: written through LlamaIndex's vector store, read by Chroma itself.

Nothing here goes over a network: no embedding function is ever set, and the vectors are always given.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lcassist.domain import Passage
from lcassist.errors import IndexDamaged, IndexNotWritten
from lcassist.index import layout

if TYPE_CHECKING:
    import numpy as np
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from numpy.typing import NDArray

FOLDER = "chroma"
COLLECTION = "passages"
# Chroma takes at most 5,461 at once; the nodes of a batch are all in memory, a vector as a list of floats.
_BATCH = 2_000
# By default up to a thousand vectors stay in a log, and every process that opens the collection builds their
# graph again and writes it over the files that another may be reading. So: all into the files at once.
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "batch_size": 2, "sync_threshold": 2}


def write_collection(
    folder: Path,
    passages: Sequence[Passage],
    titles: dict[str, str],
    vectors: NDArray[np.float32],
    on_progress: Callable[[int, int], None],
) -> None:
    """Write passages and their vectors (shape (passages, dimension)) into a new collection.

    ``titles`` are those of the sources, by name. The collection is one that
    ``VectorStoreIndex.from_vector_store(ChromaVectorStore(chroma_collection=...))`` works on.

    Raises:
        IndexNotWritten: Chroma could not write it, as on a full disk.
    """
    from chromadb.errors import ChromaError
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = None
    try:
        client = _client(folder)
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW})
        store = ChromaVectorStore(chroma_collection=collection)
        for start in range(0, len(passages), _BATCH):
            on_progress(start, len(passages))
            batch = zip(passages[start : start + _BATCH], vectors[start : start + _BATCH], strict=True)
            store.add([_node(passage, titles[passage.source], vector) for passage, vector in batch])
        # An id that is there already is dropped without a word.
        if collection.count() != len(passages):
            raise IndexNotWritten(f"Chroma kept {collection.count()} of {len(passages)} passages")
        on_progress(len(passages), len(passages))
    except ChromaError as error:
        raise IndexNotWritten(
            f"the index could not be written ({error}): see that the disk is not full, and run "
            f"{layout.ingest_command(folder)} again; the old index still answers"
        ) from error
    finally:
        if client is not None:
            client.close()


def opened_collection(folder: Path) -> tuple[Client, Collection]:
    """Open the collection of a generation, with the client to close when it is done.

    Chroma opens no files that it can't write to, even to read them: those of a folder that is read-only (a container's,
    a network share's) are copied into a temporary one, which is removed at the end.

    Raises:
        IndexDamaged: it can't be opened.
    """
    try:
        client = _client(folder if _writable(folder / FOLDER) else _copied(folder))
        try:
            return client, client.get_collection(COLLECTION, embedding_function=None)
        except BaseException:
            client.close()
            raise
    except Exception as error:
        raise IndexDamaged(
            f"Chroma can't open the index in {str(folder)!r} ({error}): run {layout.ingest_command(folder)}"
        ) from error


def _writable(folder: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (folder, *folder.glob("*.sqlite3")))


def _copied(folder: Path) -> Path:
    """A temporary folder with Chroma's files of a generation, which is removed when the process ends."""
    temporary = Path(tempfile.mkdtemp(prefix="lcassist-"))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    shutil.copytree(folder / FOLDER, temporary / FOLDER)
    for path in temporary.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return temporary


def nearest(
    collection: Collection, vector: NDArray[np.float32], k: int, sources: Iterable[str] | None
) -> list[tuple[str, float]]:
    """The ``k`` passages nearest to a vector, best first: (id, cosine); only of ``sources``, where given.

    Raises:
        IndexDamaged: Chroma can't search, as when its files are gone.
    """
    from chromadb.errors import ChromaError

    only: Any = {"source": {"$in": sorted(sources)}} if sources is not None else None
    try:
        found = collection.query(query_embeddings=vector.tolist(), n_results=k, where=only, include=["distances"])
    except ChromaError as error:
        raise IndexDamaged(f"Chroma can't search the index ({error}): run `lcassist ingest`") from error
    distances = (found["distances"] or [[]])[0]
    return [(id_, 1.0 - float(distance)) for id_, distance in zip(found["ids"][0], distances, strict=True)]


def _client(folder: Path) -> Client:
    # Imported here: it takes most of a second, and many commands need no vectors.
    import chromadb
    from chromadb.config import Settings

    # The annotation of what this returns lacks the method "close".
    return cast("Client", chromadb.PersistentClient(str(folder / FOLDER), Settings(anonymized_telemetry=False)))


def _node(passage: Passage, title: str, vector: NDArray[np.float32]) -> Any:
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    place = {
        "source": passage.source,
        "title": title,
        "section": " > ".join(passage.section),
        "page": passage.page,
        "language": passage.language,
        "start": passage.start,
        "end": passage.end,
        "kind": str(passage.kind),
    }
    return TextNode(
        id_=passage.id,
        text=passage.text,
        embedding=vector.tolist(),
        metadata={key: value for key, value in place.items() if value is not None},
        # A language model that is given the node needs to know where it stands, and not its offsets.
        excluded_llm_metadata_keys=["language", "start", "end", "kind"],
        excluded_embed_metadata_keys=["source", "page", "language", "start", "end", "kind"],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.source)},
    )
