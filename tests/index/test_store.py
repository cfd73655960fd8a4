"""One generation, open: what it holds, how it is found, and what it refuses (invariant 7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Block, BlockKind, Cause, Document, Passage, PassageKind, Sentence, Source, SourceStatus
from lcassist.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexNotWritten
from lcassist.index import layout
from lcassist.index.build import write_generation
from lcassist.index.chunk import passages
from lcassist.index.embed import load_encoder
from lcassist.index.ingest import ingest
from lcassist.index.manifest import SCHEMA, Entry, Manifest
from lcassist.index.store import Store
from lcassist.index.texts import embedded_text, sentence_text
from lcassist.settings import Settings


@pytest.fixture
def store(settings: Settings, encoder: Any) -> Any:
    ingest(settings, encoder=encoder)
    with_store = Store.open(settings.index)
    yield with_store
    with_store.close()


def documents(count: int, sentences: int = 3) -> list[Document]:
    """Documents of short paragraphs, each with words of its own."""
    made = []
    for number in range(count):
        text = "\n\n".join(f"Paragraph p{number}x{part} of d{number}." for part in range(sentences))
        source = Source(f"d{number}", f"Document {number}", file=f"d{number}.md", status=SourceStatus.INDEXED)
        starts = [0, *(place + 2 for place in range(len(text)) if text.startswith("\n\n", place))]
        blocks = [Block(BlockKind.PARAGRAPH, start, text.find(".", start) + 1) for start in starts]
        sections = (replace(block, section=(str(n),)) for n, block in enumerate(blocks))
        made.append(Document(source, text, tuple(sections), language="en"))
    return made


def write(index: Path, docs: list[Document], encoder: Any) -> Store:
    found = [p for d in docs for p in passages(d, max_chars=300, names_in=lambda t: (), language_of=lambda t: "en")]
    manifest = Manifest(
        encoder.id,
        encoder.fingerprint,
        encoder.dimension,
        300,
        1,
        "",
        "",
        "",
        tuple(Entry(d.source) for d in docs),
    )
    with layout.locked(index, wait=0), layout.new_generation(index, replaces=None) as folder:
        write_generation(folder, manifest, Library(docs), found, Vocabulary(), encoder, None, lambda *_: None)
    return Store.open(index)


def test_it_holds_what_was_ingested(store: Store, encoder: Any) -> None:
    assert [s.name for s in store.manifest.sources] == ["fermo.md", "larissa.nl.txt", "pecs.md", "girona"]
    assert (store.manifest.model, store.manifest.fingerprint) == ("hashed", "hashed-1")
    assert store.manifest.schema == SCHEMA
    assert store.manifest.passages == len(store.passages)
    assert store.manifest.tables == 1
    assert store.library.sources() == ("fermo.md", "larissa.nl.txt", "pecs.md")
    assert store.vocabulary.names_in("Fünfkirchen") == ("Pécs",)
    for place, passage in enumerate(store.passages):
        assert store.library.text(passage.source)[passage.start : passage.end] == passage.text
        assert store.by_id(passage.id) == passage
        assert store.sentence_vectors(place).shape == (len(passage.sentences), encoder.dimension)
        for sentence, vector in zip(passage.sentences, store.sentence_vectors(place), strict=True):
            if passage.table is None:
                text = store.library.text(passage.source)[sentence.start : sentence.end]
                assert np.array_equal(vector, encoder.queries([text])[0])
    assert store.passage_vectors.shape == (len(store.passages), encoder.dimension)
    assert np.allclose(np.linalg.norm(store.passage_vectors, axis=1), 1, atol=1e-6)


def test_passages_are_a_sequence(store: Store) -> None:
    assert store.passages[-1] == store.passages[len(store.passages) - 1]
    assert store.passages[1:3] == (store.passages[1], store.passages[2])
    assert list(store.passages) == [store.passages[n] for n in range(len(store.passages))]
    with pytest.raises(IndexError):
        store.passages[len(store.passages)]
    with pytest.raises(KeyError):
        store.by_id("none")


def test_names_and_languages_are_per_passage(store: Store) -> None:
    languages = {p.source: p.language for p in store.passages}
    assert languages == {"fermo.md": "en", "larissa.nl.txt": "nl", "pecs.md": "en"}
    assert {name for p in store.passages for name in p.entities} == {"Fermo", "Larissa", "Pécs"}
    scores = store.words.scores("Chi ha aperto la biblioteca?", "it", ["Fermo"])
    assert scores.shape == (len(store.passages),)
    assert store.passages[int(scores.argmax())].source == "fermo.md"


def test_dense_hits_are_the_nearest_by_cosine(store: Store, encoder: Any) -> None:
    vector = encoder.queries(["The university of Pécs was founded"])[0]
    hits = store.dense(vector, 4)
    expected = store.passage_vectors @ vector
    assert [place for place, _ in hits] == sorted(range(len(expected)), key=lambda n: (-expected[n], n))[:4]
    assert [score for _, score in hits] == pytest.approx(sorted(expected, reverse=True)[:4], abs=1e-5)
    assert len(store.dense(vector, 10_000)) == len(store.passages)
    assert store.dense(vector, 0) == []


def test_dense_hits_of_some_sources_only(store: Store, encoder: Any) -> None:
    vector = encoder.queries(["The university of Pécs was founded"])[0]
    hits = store.dense(vector, 100, ["larissa.nl.txt", "none"])
    assert {store.passages[place].source for place, _ in hits} == {"larissa.nl.txt"}
    assert store.dense(vector, 100, []) == []
    assert store.dense(vector, 100, ["none"]) == []
    assert len(store.dense(vector, 100, [s.name for s in store.manifest.sources])) == len(store.passages)


def test_many_threads_may_ask_at_once(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    vectors = encoder.queries([f"What did volunteer {n} do in Pécs?" for n in range(60)])
    store = Store.open(settings.index)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda vector: store.dense(vector, 5), vectors))
    assert found == [store.dense(vector, 5) for vector in vectors]
    store.close()


def test_llamaindex_finds_our_hits_on_our_collection(store: Store, encoder: Any) -> None:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return list(map(float, encoder.queries([query])[0]))

        def _get_text_embedding(self, text: str) -> list[float]:
            return list(map(float, encoder.passages([text])[0]))

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    index = VectorStoreIndex.from_vector_store(
        ChromaVectorStore(chroma_collection=store.collection), embed_model=Embedding()
    )
    question = "Who opened the library?"
    nodes = index.as_retriever(similarity_top_k=5).retrieve(question)
    hits = store.dense(encoder.queries([question])[0], 5)
    assert [node.node_id for node in nodes] == [store.passages[place].id for place, _ in hits]
    for node, (place, _) in zip(nodes, hits, strict=True):
        passage = store.passages[place]
        assert node.text == passage.text
        assert node.metadata["source"] == passage.source
        assert (node.metadata["start"], node.metadata["end"]) == (passage.start, passage.end)
        assert node.metadata["section"] == " > ".join(passage.section)
        assert node.metadata["kind"] == passage.kind.value
    only = MetadataFilters(filters=[MetadataFilter(key="source", value="pecs.md")])
    filtered = index.as_retriever(similarity_top_k=5, filters=only).retrieve(question)
    assert {node.metadata["source"] for node in filtered} == {"pecs.md"}


def test_six_thousand_passages_at_once(tmp_path: Path, encoder: Any) -> None:
    store = write(tmp_path / "index", documents(1_200, 5), encoder)
    assert len(store.passages) == 6_000 == store.collection.count()
    assert store.passages[5_999].text == "Paragraph p1199x4 of d1199."
    assert store.dense(encoder.queries(["Paragraph"])[0], 100, ["d7.md"]) != []
    assert store.words.scores("p1199x4", "en").argmax() == 5_999
    place = 3_210
    found = store.dense(store.passage_vectors[place], 20)
    assert place in [hit for hit, _ in found]
    assert store.cell_vectors.shape == (0, encoder.dimension)
    store.close()


def test_passages_of_one_id_are_not_dropped_in_silence(tmp_path: Path, encoder: Any) -> None:
    twice = documents(1) * 2
    with pytest.raises(IndexNotWritten, match="duplicates"):
        write(tmp_path / "index", twice, encoder)
    with pytest.raises(IndexMissing):
        Store.open(tmp_path / "index")


@pytest.fixture(scope="module")
def report(report_index: Path) -> Any:
    store = Store.open(report_index)
    yield store
    store.close()


def test_the_report_is_found_with_the_real_model(report: Store) -> None:
    encoder = load_encoder()
    questions = {
        "Who initiated the learning city in Pécs?": "University of Pécs",
        "Wie nam het initiatief voor de leerstad in Pécs?": "University of Pécs",
        "Which festivals do the cities have?": "Calligraphy Festival",
        "Τι πληθυσμό έχει η Λάρισα;": "164,000",
    }
    for (question, expected), vector in zip(questions.items(), encoder.queries(list(questions)), strict=True):
        texts = [report.passages[place].text for place, _ in report.dense(vector, 10)]
        assert any(expected in text for text in texts), question


def test_the_report_is_covered_by_its_passages(report: Store) -> None:
    for name in report.library.sources():
        text = report.library.text(name)
        inside = {n for p in report.passages if p.source == name for n in range(p.start, p.end)}
        assert all(n in inside for n, character in enumerate(text) if not character.isspace())


def test_the_vectors_are_those_of_the_real_model(report: Store) -> None:
    encoder = load_encoder()
    document = report.library.document(report.passages[0].source)
    for place in (0, 20, 60):
        passage = report.passages[place]
        vector = encoder.passages([embedded_text(passage, document)])[0]
        assert report.passage_vectors[place] @ vector > 0.9999
        texts = [sentence_text(sentence, passage, document) for sentence in passage.sentences]
        similar = (report.sentence_vectors(place) * encoder.passages(texts)).sum(axis=1)
        assert similar.min() > 0.9999


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index at .*index.*run `lcassist ingest --index"):
        Store.open(tmp_path / "index")


def test_an_index_of_another_model_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(IndexMismatch, match=r"'hashed'.*'other'.*LCASSIST_EMBEDDING_MODEL=hashed"):
        Store.open(settings.index, encoder_id="other")
    with pytest.raises(IndexMismatch, match=r"other weights of the model 'hashed'.*'hashed-1', now '2'.*ingest"):
        Store.open(settings.index, encoder_id="hashed", fingerprint="2")
    Store.open(settings.index, encoder_id="hashed", fingerprint="hashed-1", passage_chars=900)


def test_an_index_of_another_passage_size_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(IndexMismatch, match=r"900 characters.*500.*LCASSIST_PASSAGE_CHARS=900"):
        Store.open(settings.index, passage_chars=500)


def test_an_index_of_another_schema_is_refused(store: Store, settings: Settings) -> None:
    manifest = store.folder / "manifest.json"
    text = manifest.read_text("utf-8")
    future = text.replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA + 1}')
    assert len(future) == len(text)
    manifest.write_text(future, "utf-8")
    with pytest.raises(IndexMismatch, match=f"version {SCHEMA + 1}.*version {SCHEMA}.*lcassist ingest"):
        Store.open(settings.index)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [truncated, emptied, Path.unlink])
@pytest.mark.parametrize(
    "file",
    [
        "manifest.json",
        "passages.jsonl",
        "sentences.npy",
        "complete",
        "words/words.json",
        "documents/documents.jsonl",
    ],
)
def test_a_damaged_index_is_refused(
    store: Store, settings: Settings, file: str, damage: Callable[[Path], None]
) -> None:
    damage(store.folder / file)
    with pytest.raises(IndexDamaged, match="run `lcassist ingest --index"):
        Store.open(settings.index)


@pytest.mark.parametrize("file", ["manifest.json", "words/words.json", "vocabulary.json", "documents/documents.jsonl"])
def test_an_index_with_nonsense_in_it_is_refused(store: Store, settings: Settings, file: str) -> None:
    path = store.folder / file
    path.write_bytes(b"{" * path.stat().st_size)

    def opened() -> object:
        opened = Store.open(settings.index)
        return opened.words, opened.vocabulary, opened.library

    with pytest.raises(IndexDamaged, match="run `lcassist ingest --index"):
        opened()


def test_a_damaged_chroma_is_refused(store: Store, settings: Settings) -> None:
    store.close()
    database = store.folder / "chroma" / "chroma.sqlite3"
    database.write_bytes(b"nonsense" * 1000)
    with pytest.raises(IndexDamaged, match=r"Chroma can't open.*run `lcassist ingest --index"):
        _ = Store.open(settings.index).collection


@pytest.mark.parametrize("text", ["", "../../etc", "none", "\xff"])
def test_a_pointer_to_nothing_is_refused(store: Store, settings: Settings, text: str) -> None:
    (settings.index / "current").write_text(text, "latin-1")
    with pytest.raises(IndexDamaged, match="run `lcassist ingest --index"):
        Store.open(settings.index)


def test_it_knows_when_there_is_a_newer_one(store: Store, settings: Settings, encoder: Any) -> None:
    assert store.is_current()
    (settings.corpus / "more.txt").write_text("More of it.", "utf-8")
    ingest(settings, encoder=encoder)
    assert not store.is_current()
    # and goes on answering as it did, also with what it has not loaded yet
    assert len(store.dense(encoder.queries(["library"])[0], 100)) == len(store.passages)
    assert store.words.scores("library", "en").any()
    assert "more.txt" not in store.library.sources()
    newer = Store.open(settings.index)
    assert newer.is_current()
    assert "more.txt" in newer.library.sources()
    newer.close()


def test_two_stores_on_one_generation_close_apart(settings: Settings, encoder: Any) -> None:
    ingest(settings, encoder=encoder)
    one, other = Store.open(settings.index), Store.open(settings.index)
    vector = encoder.queries(["library"])[0]
    assert one.dense(vector, 3) == other.dense(vector, 3)
    one.close()
    one.close()
    assert len(other.dense(vector, 3)) == 3
    other.close()


def test_opening_imports_nothing_heavy(store: Store, settings: Settings) -> None:
    script = (
        "import sys; from pathlib import Path; from lcassist.index.store import Store\n"
        "store = Store.open(Path(sys.argv[1])); store.passages[0]; store.library; store.sentence_vectors(0)\n"
        "assert 'chromadb' not in sys.modules\n"
        "store.collection; store.words\n"
        "heavy = {'torch', 'llama_index', 'transformers', 'sentence_transformers', 'gradio', 'sentencex'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(settings.index)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


def test_the_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    source = Source(
        "é",
        "Title",
        authors=("a", "b"),
        file="é.md",
        status=SourceStatus.FAILED,
        reason='it "can\'t"',
        cause=Cause("unread", why="é"),
    )
    manifest = Manifest("m", "f", 3, 900, 1, "v", "i", "2026-01-01T00:00:00+00:00", (Entry(source, 1, 2, "r"),))
    manifest.save(tmp_path)
    assert Manifest.load(tmp_path) == manifest
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["schema"] == SCHEMA


def test_passages_come_back_as_they_were(tmp_path: Path) -> None:
    from lcassist.index.records import Passages, write_passages

    one = Passage("a", "é.md", 0, 3, "aé\n", PassageKind.PROSE)
    other = Passage(
        "b",
        "é.md",
        4,
        7,
        "😀b",
        PassageKind.ROW,
        ("s", "t"),
        3,
        "en",
        ("E",),
        (Sentence(4, 5), Sentence(6, 7)),
        0,
        2,
    )
    write_passages(tmp_path, [one, other])
    found = Passages(tmp_path)
    assert list(found) == [one, other]
    assert (found.sentence_rows(0), found.sentence_rows(1)) == (slice(0, 0), slice(0, 2))
    assert found.place("b") == 1


def test_it_is_read_where_nothing_can_be_written(
    store: Store, settings: Settings, encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma itself opens no file that it can't write to."""
    expected = store.dense(encoder.queries(["library"])[0], 5)
    store.close()
    before = {path: path.stat().st_mtime_ns for path in (store.folder / "chroma").rglob("*")}
    refused = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and refused(path, mode))
    again = Store.open(settings.index)
    assert again.dense(encoder.queries(["library"])[0], 5) == expected
    again.close()
    assert {path: path.stat().st_mtime_ns for path in (store.folder / "chroma").rglob("*")} == before
