"""Writes all the files of one generation of an index into a folder."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Passage
from lcassist.index.cells import cell_texts, label_texts
from lcassist.index.chroma import write_collection
from lcassist.index.manifest import Manifest
from lcassist.index.records import write_passages
from lcassist.index.store import DOCUMENTS, VOCABULARY, WORDS
from lcassist.index.texts import embedded_text, headings_of, sentence_text
from lcassist.index.vectors import (
    CELLS,
    HEADINGS,
    LABELS,
    PASSAGES,
    SENTENCES,
    KnownVectors,
    load_vectors,
    write_vectors,
)
from lcassist.index.words import Words

if TYPE_CHECKING:
    from lcassist.index.embed import Encoder

logger = logging.getLogger(__name__)


def write_generation(
    folder: Path,
    manifest: Manifest,
    library: Library,
    passages: Sequence[Passage],
    vocabulary: Vocabulary,
    encoder: Encoder,
    before: Path | None,
    on_progress: Callable[[str, int, int], None],
) -> int:
    """Write a generation into an empty folder; return how many texts were embedded.

    ``before`` is an earlier generation whose vectors are of the same model. ``on_progress`` is given the
    stage ("embed", "store") and how much of it is done, of how much.

    Raises:
        OSError, IndexNotWritten: it can't be written.
    """
    documents = {source: library.document(source) for source in library.sources()}
    texts = [embedded_text(passage, documents[passage.source]) for passage in passages]
    sentences = [
        sentence_text(sentence, passage, documents[passage.source])
        for passage in passages
        for sentence in passage.sentences
    ]
    headings = [heading for document in documents.values() for heading in headings_of(document)]
    cells, labels = cell_texts(documents.values()), label_texts(documents.values())
    embedded = write_vectors(
        folder,
        {PASSAGES: texts, SENTENCES: sentences, CELLS: cells, LABELS: labels, HEADINGS: headings},
        encoder,
        _known(before),
        lambda done, total: on_progress("embed", done, total),
    )
    write_collection(
        folder,
        passages,
        {name: document.source.title for name, document in documents.items()},
        load_vectors(folder, PASSAGES),
        lambda done, total: on_progress("store", done, total),
    )
    # The words are those of what is embedded: a question's word may stand in the section's heading, or in
    # that of a table's column, and not in the passage.
    names = [vocabulary.names_in(text) for text in texts]
    Words.build(texts, [passage.language for passage in passages], names).save(folder / WORDS)
    write_passages(folder, passages)
    (folder / DOCUMENTS).mkdir()
    library.save(folder / DOCUMENTS)
    (folder / VOCABULARY).write_text(vocabulary.to_json(), "utf-8")
    manifest.save(folder)
    return embedded


def _known(before: Path | None) -> KnownVectors:
    try:
        return KnownVectors([before] if before else [])
    except (OSError, ValueError) as error:
        logger.warning("the vectors in %r can't be used again: %s", str(before), error)
        return KnownVectors()
