"""What is exported computes what was trained: the same in fp32, and nearly the same in int8."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from training.export import UNFITTED, export
from training.model import Reader
from training.restore import restored
from training.tokens import linearizer

from lcassist.domain import Cell, Document, Source, Table
from lcassist.index.embed import default_model_folder
from lcassist.reader.model import load_reader
from lcassist.reader.operation import OPERATIONS
from lcassist.reader.weights import DESCRIPTION, FORMAT, GRAPH, reader_files, word_embeddings

pytestmark = [pytest.mark.timeout(300), pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")]

Outputs = tuple[NDArray[np.float32], NDArray[np.float32]]


@pytest.fixture(scope="module")
def network() -> Reader:
    """A network that was not trained yet."""
    torch.manual_seed(0)
    return Reader().eval()


@pytest.fixture(scope="module")
def ids() -> NDArray[np.int64]:
    """The input of one window: a question on the rows of a small table."""
    cells = ("Town", "People", "Alba", "12,500", "Brenn", "9,300")
    text, made = "", []
    for cell in cells:
        made.append(Cell(cell, len(text), len(text) + len(cell)))
        text += f"{cell}\t"
    table = Table(0, len(text), tuple(made[:2]), (tuple(made[2:4]), tuple(made[4:])), True)
    line = linearizer()
    (window,) = line.table(Document(Source("x", "Two towns", file="x.md"), text, (), (table,)), 0)
    found, _ = line.input(line.question("How many people live in Alba?"), window)
    return found


@pytest.fixture(scope="module")
def expected(network: Reader, ids: NDArray[np.int64]) -> Outputs:
    """What torch makes of that window: the logits of its tokens (tokens, 4), and those of the whole (24,)."""
    with torch.no_grad():
        hidden = network(torch.tensor(ids)[None], torch.zeros(1, 1, 1, len(ids)))
        tokens = torch.cat([network.span(hidden), network.unit(hidden), network.tok(hidden)], -1)[0]
        first = hidden[:, 0]
        whole = torch.cat([network.ans(first), network.nli(first), network.operations(first)], -1)[0]
    return tokens.numpy(), whole.numpy()


@pytest.fixture(scope="module")
def exported(network: Reader, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """The folder of the network, exported once in int8 and once in fp32."""
    made: dict[bool, Path] = {}

    def folder(quantized: bool) -> Path:
        if quantized not in made:
            made[quantized] = tmp_path_factory.mktemp("reader")
            export(network, made[quantized], quantized=quantized)
        return made[quantized]

    return folder


def outputs(folder: Path, ids: NDArray[np.int64]) -> Outputs:
    session = onnxruntime.InferenceSession(str(folder / GRAPH), providers=["CPUExecutionProvider"])
    embedded = np.asarray(word_embeddings(default_model_folder())[ids], np.float32)[None]
    tokens, whole = session.run(["tokens", "whole"], {"embeddings": embedded})
    return tokens[0], whole[0]


def test_in_fp32_it_computes_the_same(
    exported: Callable[[bool], Path], ids: NDArray[np.int64], expected: Outputs
) -> None:
    tokens, whole = outputs(exported(False), ids)
    assert tokens.shape == (len(ids), 4)
    assert whole.shape == (1 + 3 + len(OPERATIONS),)
    assert np.abs(tokens - expected[0]).max() < 1e-3
    assert np.abs(whole - expected[1]).max() < 1e-3


def test_in_int8_it_computes_nearly_the_same(
    exported: Callable[[bool], Path], ids: NDArray[np.int64], expected: Outputs
) -> None:
    tokens, whole = outputs(exported(True), ids)
    assert tokens.shape == (len(ids), 4)
    for column in range(4):
        assert np.corrcoef(tokens[:, column], expected[0][:, column])[0, 1] > 0.97
    assert np.abs(whole - expected[1]).max() < 0.3


def test_the_shipped_form_takes_a_third_of_the_bytes(exported: Callable[[bool], Path]) -> None:
    small, large = ((exported(quantized) / GRAPH).stat().st_size for quantized in (True, False))
    assert small < 0.4 * large


@pytest.mark.parametrize("length", [3, 17, 300])
def test_a_window_may_have_any_length(exported: Callable[[bool], Path], length: int) -> None:
    tokens, whole = outputs(exported(True), np.arange(10, 10 + length))
    assert tokens.shape == (length, 4)
    assert np.isfinite(tokens).all()
    assert np.isfinite(whole).all()


def test_the_program_reads_what_was_exported(exported: Callable[[bool], Path]) -> None:
    folder = exported(True)
    found = reader_files(folder)
    assert found.fingerprint == hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()[:16]
    assert list(found.calibration.weights) == UNFITTED["weights"]
    assert load_reader(folder).entailment("The mill turns.", "Nothing turns.").shape == (3,)


def test_a_calibration_that_is_there_is_kept(network: Reader, tmp_path: Path) -> None:
    calibration = {"weights": [0.5, 0.25, 0.125], "constant": -2.0, "threshold": 0.25, "fitted_on": "mills"}
    described = {"calibration": calibration, "format": 0, "sha256": "of another graph"}
    (tmp_path / DESCRIPTION).write_text(json.dumps(described), "utf-8")
    export(network, tmp_path, quantized=False)
    kept = json.loads((tmp_path / DESCRIPTION).read_text("utf-8"))
    assert kept["calibration"] == calibration
    assert kept["format"] == FORMAT
    assert reader_files(tmp_path).calibration.threshold == 0.25


def test_the_weights_come_back_from_a_graph(network: Reader, tmp_path: Path) -> None:
    export(network, tmp_path)
    weights = restored(tmp_path / GRAPH)
    for name, value in network.state_dict().items():
        if "embeddings" not in name:
            least = value.abs().amax(dim=-1, keepdim=True) / 120 if value.dim() > 1 else 1e-6
            assert bool(((weights[name] - value).abs() <= least + 1e-4).all()), name
    (tmp_path / "other.onnx").write_bytes(b"")
    with pytest.raises(ValueError, match="lacks"):
        restored(tmp_path / "other.onnx")
