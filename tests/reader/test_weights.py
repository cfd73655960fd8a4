"""The reader's files: what is missing, damaged or of another version is told on one line that names the mend."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcassist.errors import ModelUnavailable
from lcassist.index.converted import WEIGHTS
from lcassist.index.embed import default_model_folder
from lcassist.reader import weights
from lcassist.reader.model import load_reader
from lcassist.reader.weights import DESCRIPTION, FORMAT, GRAPH, Calibration, reader_files, word_embeddings
from lcassist.settings import Settings

CALIBRATION = {"weights": [1.0, 0.5, 0.25], "constant": -1.0, "threshold": 0.4}
BYTES = b"a graph"
DESCRIBED: dict[str, Any] = {"format": FORMAT, "sha256": hashlib.sha256(BYTES).hexdigest(), "calibration": CALIBRATION}

Made = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Made:
    """``folder(format=2)``: a reader's folder, with this changed in its description."""

    def made(graph: bytes = BYTES, **changes: Any) -> Path:
        (tmp_path / GRAPH).write_bytes(graph)
        (tmp_path / DESCRIPTION).write_text(json.dumps({**DESCRIBED, **changes}), "utf-8")
        return tmp_path

    return made


def error_of(call: Callable[[], object]) -> str:
    """What is said of a reader that can't be used: one line."""
    with pytest.raises(ModelUnavailable) as caught:
        call()
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    return message


def test_the_package_ships_a_reader_that_is_what_was_trained() -> None:
    found = reader_files()
    assert found.fingerprint == hashlib.sha256(found.graph).hexdigest()[:16]
    assert 0 < found.calibration.threshold < 1
    assert found.calibration.weights[0] > 0


def test_a_folder_is_read(folder: Made) -> None:
    found = reader_files(folder())
    assert found.graph == BYTES
    assert found.calibration == Calibration((1.0, 0.5, 0.25), -1.0, 0.4)
    assert found.fingerprint == DESCRIBED["sha256"][:16]


def test_what_else_a_description_says_does_no_harm(folder: Made) -> None:
    assert reader_files(folder(calibration={**CALIBRATION, "roc_auc": 0.9}, trained="in May")).graph == BYTES


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    message = error_of(lambda: reader_files(tmp_path / "nowhere"))
    assert "nowhere" in message
    assert "LCASSIST_READER_MODEL" in message


def test_a_folder_without_a_graph(folder: Made) -> None:
    where = folder()
    (where / GRAPH).unlink()
    assert "LCASSIST_READER_MODEL" in error_of(lambda: reader_files(where))


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "reader").write_text("a file", "utf-8")
    assert "LCASSIST_READER_MODEL" in error_of(lambda: reader_files(tmp_path / "reader"))


@pytest.mark.parametrize("graph", [b"", b"a grape", BYTES[:-1]])
def test_a_damaged_graph(folder: Made, graph: bytes) -> None:
    message = error_of(lambda: reader_files(folder(graph)))
    assert hashlib.sha256(graph).hexdigest()[:8] in message
    assert "LCASSIST_READER_MODEL" in message


@pytest.mark.parametrize("version", [FORMAT + 1, 0, str(FORMAT + 1)])
def test_another_format(folder: Made, version: object) -> None:
    message = error_of(lambda: reader_files(folder(format=version)))
    assert f"format {version} instead of {FORMAT}" in message
    assert "LCASSIST_READER_MODEL" in message


@pytest.mark.parametrize(
    "text",
    ["", "{", "not\nJSON", "[]", "null", '"text"', "{}", '{"calibration": null}', "\ufeff{}"],
)
def test_a_description_that_is_none(folder: Made, text: str) -> None:
    where = folder()
    (where / DESCRIPTION).write_text(text, "utf-8")
    message = error_of(lambda: reader_files(where))
    assert DESCRIPTION in message
    assert "LCASSIST_READER_MODEL" in message


def test_a_description_that_is_no_text(folder: Made) -> None:
    where = folder()
    (where / DESCRIPTION).write_bytes(b"\xff\xfe\x00")
    assert "LCASSIST_READER_MODEL" in error_of(lambda: reader_files(where))


@pytest.mark.parametrize(
    "changes",
    [
        {"calibration": {}},
        {"calibration": {**CALIBRATION, "weights": [1.0, 2.0]}},
        {"calibration": {**CALIBRATION, "weights": ["a", 1.0, 1.0]}},
        {"calibration": {**CALIBRATION, "weights": 1.0}},
        {"calibration": {**CALIBRATION, "threshold": None}},
        {"format": None},
        {"format": "first"},
    ],
)
def test_a_description_that_lacks_something(folder: Made, changes: dict[str, Any]) -> None:
    assert DESCRIPTION in error_of(lambda: reader_files(folder(**changes)))


def test_the_packages_own_reader_is_mended_by_installing_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(weights, "files", lambda package: tmp_path)
    message = error_of(reader_files)
    assert "install lcassist again" in message
    assert "LCASSIST_READER_MODEL" not in message


def test_what_was_trained_and_is_no_graph(folder: Made) -> None:
    where = folder()
    assert "reader can't be loaded" in error_of(lambda: load_reader(where, cache=Settings(_env_file=None).cache))


def test_a_folder_of_ones_own_is_used(tmp_path: Path) -> None:
    own = Path(str(files("lcassist.reader") / "weights"))
    shutil.copy(own / GRAPH, tmp_path)
    described = json.loads((own / DESCRIPTION).read_text("utf-8"))
    described["calibration"] = CALIBRATION
    (tmp_path / DESCRIPTION).write_text(json.dumps(described), "utf-8")
    reader = load_reader(tmp_path, cache=Settings(_env_file=None).cache)
    assert reader.calibration.threshold == 0.4


def test_the_words_are_those_of_the_embedding_model() -> None:
    from safetensors.numpy import load_file

    folder = default_model_folder(Settings(_env_file=None).cache)
    words = word_embeddings(folder)
    expected = load_file(folder / WEIGHTS)["embeddings.word_embeddings.weight"]
    assert words.shape == expected.shape
    assert not words.flags.writeable
    for row in (0, 2, 1_000, len(words) - 1):
        assert np.array_equal(words[row], expected[row])


@pytest.mark.parametrize(
    "content",
    [b"", struct.pack("<Q", 0), struct.pack("<Q", 9) + b"{}", struct.pack("<Q", 2) + b"[]", b"\xff" * 64],
    ids=["empty", "no header", "cut off", "a list", "too long"],
)
def test_words_that_can_not_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / WEIGHTS).write_bytes(content)
    assert "delete that folder" in error_of(lambda: word_embeddings(tmp_path))


def test_words_that_are_not_there(tmp_path: Path) -> None:
    assert "delete that folder" in error_of(lambda: word_embeddings(tmp_path))
