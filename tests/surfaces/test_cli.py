"""The command line: what it prints, its exit statuses, and one line for everything that can go wrong."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lcassist.settings import Settings
from lcassist.surfaces.cli import main

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant

REPORT = "learning-cities-2024.en.md"
INITIATORS = "Who initiated the learning city in Pécs?"


@dataclass(frozen=True)
class Run:
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as one JSON object a line; that it holds nothing else is part of it."""
        return [json.loads(line) for line in self.out.removesuffix("\n").split("\n")] if self.out else []

    @property
    def object(self) -> dict[str, Any]:
        [one] = self.objects
        return one

    def refused(self, *parts: str) -> None:
        """Nothing was done, and one line of standard error says why."""
        assert self.status == 2, self
        assert self.out == ""
        assert re.fullmatch(r"lcassist: [^\n]*\n", self.err), self.err
        for part in parts:
            assert part in self.err


Lcassist = Callable[..., Run]


@pytest.fixture
def lcassist(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lcassist:
    """Runs a command in this process, in an empty folder: ``lcassist("ask", "Who?", stdin=b"")``."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsysbinary.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse's
            status = int(stop.code or 0)
        out, err = capsysbinary.readouterr()
        return Run(status, out.decode("utf-8"), err.decode("utf-8"))

    return run


@pytest.fixture
def on_report(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands answer from the report's index, without loading the model for each."""
    monkeypatch.setattr("lcassist.answer.assistant.Assistant.open", lambda settings: assistant)


class Encoder:
    """Vectors of no meaning, at once."""

    id = "none"
    fingerprint = "none"
    dimension = 8

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        digests = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8] for text in texts]
        vectors = np.array([list(digest) for digest in digests], dtype=np.float32).reshape(-1, 8) + 1
        unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    passages = queries


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingest embeds without the model."""
    monkeypatch.setattr("lcassist.index.embed.load_encoder", lambda *_, **__: Encoder())
    monkeypatch.setattr("lcassist.index.ingest._WAIT", 0.1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text("# A town\n\nThe library of the town opened in 1688.\n", "utf-8")
    return folder


# -- ingest


def test_ingest_says_what_it_did(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    run = lcassist("ingest")
    assert (run.status, run.err) == (0, "")
    assert re.fullmatch(r"1 source, \d+ passages?, 0 tables in \d+\.\d s: \.lcassist/index\n", run.out)
    again = lcassist("ingest")
    assert again.status == 0
    assert "(nothing changed)" in again.out


def test_ingest_as_json(lcassist: Lcassist, quick: None, corpus: Path, tmp_path: Path) -> None:
    (corpus / "sources.yaml").write_text("sources: [{id: s, title: S, url: 'https://x.org'}]", "utf-8")
    run = lcassist("ingest", "--json", "--corpus", corpus, "--index", tmp_path / "other")
    assert (run.status, run.err) == (0, "")
    data = run.object
    assert set(data) == {
        *("index", "generation", "changed", "sources", "passages", "tables", "embedded", "seconds"),
    }
    assert (data["index"], data["changed"]) == (str(tmp_path / "other"), True)
    assert [(source["id"], source["status"]) for source in data["sources"]] == [("a.md", "indexed"), ("s", "missing")]


def test_missing_sources_are_no_failure(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    (corpus / "sources.yaml").write_text("sources: [{id: s, title: S, url: 'https://x.org'}]", "utf-8")
    run = lcassist("ingest")
    assert (run.status, run.err) == (0, "")
    assert "1 source named and not there" in run.out
    assert "save https://x.org as fetched/s" in lcassist("sources").out


def test_files_that_cannot_be_read(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    (corpus / "empty.md").write_bytes(b"")
    (corpus / "binary.txt").write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    (corpus / "damaged.txt").write_bytes("Pécs én\nLárissa ".encode() + b"\xe9\n")
    (corpus / "gone.md").symlink_to(corpus / "nowhere.md")
    (corpus / "picture.pdf").write_bytes(b"%PDF-1.7")
    with (corpus / "huge.md").open("wb") as file:
        file.truncate(50_000_000)
    run = lcassist("ingest")
    assert run.status == 1
    assert run.out.startswith("1 source, ")
    reasons = {
        "binary.txt": "it is binary, not text: save it as text",
        "damaged.txt": "it is UTF-8 but for the byte 0xe9 in line 2: correct that line",
        "empty.md": "it is empty: put text into it",
        "gone.md": "it can't be opened (No such file or directory)",
        "huge.md": "it has 50.0 MB, more than the 40 MB that LCASSIST_MAX_FILE_MB allows: split it",
        "picture.pdf": "it is cut off, its end is missing",
    }
    lines = run.err.splitlines()
    for line, (name, reason) in zip(lines, reasons.items(), strict=True):
        assert line.startswith(f"lcassist: {name!r} could not be indexed: {reason}")
    # nothing is lost in silence: the index that is live says the same
    data = lcassist("sources", "--json").object
    assert {s["file"]: s["status"] for s in data["sources"]} == {"a.md": "indexed"} | dict.fromkeys(reasons, "failed")
    for source in data["sources"]:
        assert (source["reason"] or "").startswith(reasons.get(source["file"], ""))
    assert lcassist("text", "a.md").status == 0
    assert lcassist("ingest").status == 1, "what failed is said again though nothing changed"


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        pytest.param(shutil.rmtree, "there is no corpus folder 'corpus': make it, or name another", id="missing"),
        pytest.param(lambda corpus: (corpus / "a.md").unlink(), "'corpus' holds no readable file", id="empty"),
        pytest.param(lambda corpus: (corpus / "a.md").rename(corpus / "a.zip"), "holds no readable file", id="others"),
        pytest.param(lambda corpus: (corpus / "a.md").write_bytes(b""), "a.md: it is empty", id="nothing readable"),
        pytest.param(
            lambda corpus: (corpus / "sources.yaml").write_text("sources: ["),
            "'corpus/sources.yaml' is no valid YAML",
            id="YAML",
        ),
        pytest.param(
            lambda corpus: (corpus / "vocabulary.yaml").write_text("entities: 5"),
            "'corpus/vocabulary.yaml' must hold",
            id="vocabulary",
        ),
    ],
)
def test_a_corpus_that_cannot_be_used_leaves_the_old_index(
    lcassist: Lcassist, quick: None, corpus: Path, break_it: Callable[[Path], object], reason: str
) -> None:
    assert lcassist("ingest").status == 0
    before = lcassist("text", "a.md").out
    break_it(corpus)
    lcassist("ingest").refused(reason)
    assert lcassist("text", "a.md").out == before
    assert "1688" in before


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (OSError(28, "No space left on device"), 2, "(No space left on device): free some space on its disk"),
        (KeyboardInterrupt(), 130, "lcassist: stopped\n"),
    ],
)
def test_a_run_that_breaks_off_leaves_the_old_index(
    lcassist: Lcassist,
    quick: None,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    message: str,
) -> None:
    assert lcassist("ingest").status == 0
    (corpus / "b.md").write_text("More text.", "utf-8")

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("lcassist.index.ingest.write_generation", fail)
        run = lcassist("ingest")
    assert (run.status, run.out) == (status, "")
    assert message in run.err
    assert run.err.count("\n") == 1
    assert "1688" in lcassist("text", "a.md").out
    assert lcassist("ingest").status == 0
    assert "More text." in lcassist("text", "b.md").out


def test_an_index_that_another_run_is_writing(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    from lcassist.index import layout

    assert lcassist("ingest").status == 0
    with layout.locked(Path(".lcassist/index"), wait=0.1):
        lcassist("ingest").refused("'.lcassist/index'")
        assert lcassist("sources").status == 0


@pytest.mark.parametrize("inside", ["notes.txt", "folder/notes.txt"])
def test_a_folder_of_other_files_does_not_become_an_index(
    lcassist: Lcassist, quick: None, corpus: Path, tmp_path: Path, inside: str
) -> None:
    path = tmp_path / "mine" / inside
    path.parent.mkdir(parents=True)
    path.write_text("My notes.", "utf-8")
    first = inside.split("/")[0]
    lcassist("ingest", "--index", "mine").refused(
        f"the folder 'mine' is no index and holds other files ({first!r})", "with --index or LCASSIST_INDEX"
    )
    assert [file.name for file in (tmp_path / "mine").rglob("*") if file.is_file()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    assert lcassist("ingest", "--index", "empty").status == 0
    (tmp_path / "empty" / "notes.txt").write_text("My notes.", "utf-8")
    assert lcassist("ingest", "--index", "empty").status == 0, "it has become an index"


def test_a_corpus_that_is_a_file(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    lcassist("ingest", "--corpus", "corpus/a.md").refused("'corpus/a.md' is a file: name the folder that it is in")


def test_sources_says_what_is_there_and_from_where(lcassist: Lcassist, quick: None, corpus: Path) -> None:
    (corpus / "b.md").write_text("Een pagina over de molen en de rivier van het dorp.", "utf-8")
    (corpus / "empty.md").write_bytes(b"")
    (corpus / "sources.yaml").write_text(
        "sources:\n"
        "  - {id: b, title: The mill, language: nl, url: 'https://x.org/b', file: b.md}\n"
        "  - {id: c, title: The ferry, url: 'https://x.org/c'}\n",
        "utf-8",
    )
    assert lcassist("ingest").status == 1
    first = lcassist("sources", "--json").object
    by_id = {source["id"]: source for source in first["sources"]}
    assert {id: source["indexed"] for id, source in by_id.items()} == {
        "a.md": first["created"],
        "b": first["created"],
        "empty.md": None,
        "c": None,
    }
    assert (by_id["b"]["url"], by_id["b"]["retrieved"], by_id["b"]["passages"]) == ("https://x.org/b", None, 1)
    day = first["created"][:10]
    shown = lcassist("sources").out
    assert (
        f"indexed  b.md  The mill  (nl)\n         1 passage, 0 tables, indexed {day}\n         https://x.org/b\n"
        in shown
    )
    assert "failed   empty.md  empty\n         it is empty: put text into it, or remove it\n" in shown
    assert "missing  c  The ferry\n         not fetched yet: run `lcassist fetch`, or save https://x.org/c as" in shown


# -- an index that can't be used

READING = [("ask", "Who?"), ("search", "Who?"), ("chat",), ("sources",), ("text", "a.md")]


@pytest.mark.parametrize("command", [*READING, ("serve", "--port", "0")], ids=lambda command: command[0])
def test_without_an_index(lcassist: Lcassist, command: tuple[str, ...]) -> None:
    lcassist(*command, "--index", "none").refused("there is no index at 'none'", "run `lcassist ingest --index none`")


@pytest.fixture
def index(lcassist: Lcassist, quick: None, corpus: Path) -> Path:
    assert lcassist("ingest").status == 0
    return Path(".lcassist/index")


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
@pytest.mark.parametrize("damage", ["manifest", "generation", "pointer"])
def test_a_half_written_index(lcassist: Lcassist, index: Path, command: tuple[str, ...], damage: str) -> None:
    [generation] = (index / "generations").iterdir()
    if damage == "manifest":
        path = generation / "manifest.json"
        path.write_bytes(path.read_bytes()[:100])
    elif damage == "generation":
        shutil.rmtree(generation)
    else:
        [pointer] = [path for path in index.iterdir() if path.is_file() and path.stem.lower() == "current"]
        pointer.write_bytes(b"\x00\xff")
    lcassist(*command).refused(".lcassist/index", "run `lcassist ingest`")


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_an_index_of_another_schema(lcassist: Lcassist, index: Path, command: tuple[str, ...]) -> None:
    [generation] = (index / "generations").iterdir()
    path = generation / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["schema"] = 999
    path.write_text(json.dumps(manifest), "utf-8")
    lcassist(*command).refused(".lcassist/index", "run `lcassist ingest`")


def test_an_index_of_another_model(lcassist: Lcassist, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(Encoder):
        id = "another"

    monkeypatch.setattr("lcassist.answer.assistant.load_encoder", lambda *_, **__: Other())
    lcassist("ask", "Who?").refused("'none'", "'another'", "run `lcassist ingest`")


# -- questions


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "empty"),
        (" \t\n", "empty"),
        ("?!… —", "no word"),
        ("🎓🎓", "no word"),
        ("x" * 100_000, "100,000"),
        ("why " * 25_000, "LCASSIST_MAX_QUESTION_CHARS"),
    ],
    ids=["empty", "white", "punctuation", "pictures", "long", "long words"],
)
def test_a_question_that_cannot_be_asked(
    lcassist: Lcassist, on_report: None, command: str, question: str, reason: str
) -> None:
    run = lcassist(command, question)
    run.refused(reason)
    assert len(run.err) < 300


@pytest.mark.parametrize("question", ["学习城市是什么？", "Что такое обучающийся город?", "ما هي مدينة التعلم؟"])
def test_a_question_in_an_unknown_script_is_an_abstention(lcassist: Lcassist, on_report: None, question: str) -> None:
    run = lcassist("ask", question, "--json")
    assert (run.status, run.err) == (0, "")
    assert (run.object["kind"], run.object["abstained"]) == ("abstention", True)
    assert run.object["statements"] == run.object["citations"] == []
    assert run.object["answer"]
    assert lcassist("search", question, "--json").object["hits"] == []


@pytest.mark.parametrize(
    "question", ["Pécs\x00\x1b[31m?", "Who\u202e is it in P\u0301e\u0301cs?", "𝔚𝔥𝔬 𝔦𝔰 𝔦𝔱 in Fermo?", "\udcff Fermo"]
)
def test_odd_characters_are_answered(lcassist: Lcassist, on_report: None, question: str) -> None:
    run = lcassist("ask", question)
    assert run.status == 0
    assert "\x1b" not in run.out
    assert lcassist("ask", question, "--json").object["kind"] in ("answer", "abstention", "reply")


# -- usage


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("answer", "Who?"),
        ("ask", "Who?", "more"),
        ("ask", "Who?", "--engine", "magic"),
        ("ask", "Who?", "--ind", "x"),
        ("search", "Who?", "--top-k", "0"),
        ("search", "Who?", "--top-k", "many"),
        ("serve", "--port", "70000"),
        ("text",),
    ],
    ids=" ".join,
)
def test_bad_usage(lcassist: Lcassist, arguments: tuple[str, ...]) -> None:
    run = lcassist(*arguments)
    assert (run.status, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1
    assert run.err.startswith("lcassist: ")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_either_a_question_or_lines(lcassist: Lcassist, command: str) -> None:
    lcassist(command).refused("give either a question or --jsonl FILE")
    lcassist(command, "Who?", "--jsonl", "-").refused("give either a question or --jsonl FILE")


def test_an_engine_that_is_not_there(lcassist: Lcassist, report_index: Path) -> None:
    lcassist("ask", "Who?", "--engine", "llm", "--index", report_index).refused("LCASSIST_ENGINE=quotes")


def test_a_taken_port(lcassist: Lcassist) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        lcassist("serve", "--port", port).refused(f"the port {port} on '127.0.0.1' is taken", "--port")


def test_version_and_help(lcassist: Lcassist) -> None:
    assert re.fullmatch(r"lcassist \d+\.\d+\.\d+\n", lcassist("--version").out)
    shown = lcassist("--help").out
    for command in ("ingest", "search", "ask", "chat", "serve", "sources", "text", "settings", "eval"):
        assert re.search(rf"^ +{command} ", shown, re.MULTILINE), command


# -- lines of JSON


def test_bad_lines_are_answered_with_an_error_and_the_run_goes_on(lcassist: Lcassist, on_report: None) -> None:
    good = json.dumps({"id": "good", "question": INITIATORS}).encode()
    bad = {
        b"not json": None,
        b'{"id": "1", "question": "Who?"': None,
        b'"Who?"': None,
        b"[1, 2]": None,
        b"null": None,
        b'{"id": "\xff"}': None,
        b'{"id": NaN, "question": "Who?"}': None,
        b"[" * 100_000: None,
        b'{"id": "no question"}': "no question",
        b'{"id": "number", "question": 5}': "number",
        b'{"id": 7, "question": null}': 7,
        b'{"id": "empty", "question": ""}': "empty",
        b'{"id": "punctuation", "question": "?!"}': "punctuation",
        b'{"id": "long", "question": "' + b"x" * 100_000 + b'"}': "long",
        b'{"id": "no turns", "turns": []}': "no turns",
        b'{"id": "turns", "turns": "Who?"}': "turns",
        b'{"id": "role", "turns": [{"role": "system", "content": "x"}]}': "role",
        b'{"id": "content", "turns": [{"role": "user"}]}': "content",
        b'{"id": "alone", "turns": [{"role": "assistant", "content": "x"}]}': "alone",
        b'{"id": "one", "turns": [{"role": "user", "content": "?"}, {"role": "user", "content": "Who?"}]}': "one",
    }
    run = lcassist("ask", "--jsonl", "-", stdin=b"\n".join([good, *bad, b"", b"  ", good]) + b"\n")
    assert (run.status, run.err) == (1, "")
    first, *errors, last = run.objects
    assert first["id"] == last["id"] == "good"
    assert first["answer"] == last["answer"]
    assert [error["id"] for error in errors] == list(bad.values())
    for error in errors:
        assert set(error) == {"id", "error"}
        assert 10 < len(error["error"]) < 400
        assert "\n" not in error["error"]


def test_bad_lines_of_a_search(lcassist: Lcassist, on_report: None) -> None:
    lines = b'{"id": "a", "question": "budget"}\n{"id": "b"}\nx\n{"id": "c", "question": "?"}\n'
    run = lcassist("search", "--jsonl", "-", "--top-k", "2", stdin=lines)
    assert (run.status, run.err) == (1, "")
    assert [("error" in data, data["id"]) for data in run.objects] == [
        (False, "a"),
        (True, "b"),
        (True, None),
        (True, "c"),
    ]
    assert len(run.objects[0]["hits"]) == 2


def test_a_fault_in_one_answer_does_not_take_the_others(
    lcassist: Lcassist, on_report: None, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = assistant.ask

    def ask(question: str, *rest: Any) -> Any:
        if question == "boom":
            raise RuntimeError("broken")
        return asked(question, *rest)

    monkeypatch.setattr(assistant, "ask", ask)
    run = lcassist("ask", "--jsonl", "-", stdin=b'{"id": 1, "question": "boom"}\n{"id": 2, "question": "Who?"}\n')
    assert run.status == 1
    assert run.objects[0] == {"id": 1, "error": "it failed: RuntimeError: broken"}
    assert (run.objects[1]["id"], "error" in run.objects[1]) == (2, False)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (None, "'lines.jsonl' can't be read: No such file or directory"),
        (Path.mkdir, "'lines.jsonl' can't be read: Is a directory"),
        (Path.touch, "--jsonl was given no line"),
        (lambda path: path.write_text("\n \n\n"), "--jsonl was given no line"),
    ],
    ids=["missing", "folder", "empty", "blank"],
)
def test_a_file_without_lines(
    lcassist: Lcassist, on_report: None, make: Callable[[Path], object] | None, reason: str
) -> None:
    if make:
        make(Path("lines.jsonl"))
    lcassist("ask", "--jsonl", "lines.jsonl").refused(reason)


def test_lines_as_windows_writes_them(lcassist: Lcassist, on_report: None) -> None:
    Path("lines.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "1", "question": "budget"}\r\n{"question": "budget"}\r\n')
    run = lcassist("search", "--jsonl", "lines.jsonl")
    assert (run.status, run.err) == (0, "")
    assert [data["id"] for data in run.objects] == ["1", None]


def test_turns(lcassist: Lcassist, on_report: None) -> None:
    user, assistant = "user", "assistant"
    conversations = [
        [(user, "Who initiated the learning city in Pécs?"), (assistant, "The university."), (user, "And in Fermo?")],
        [(user, "Who initiated the learning city in Pécs?"), (user, "And in Fermo?")],
        [(user, "Who initiated the learning city in Fermo?")],
    ]
    lines = [
        json.dumps({"id": str(n), "turns": [{"role": role, "content": content} for role, content in turns]})
        for n, turns in enumerate(conversations)
    ]
    run = lcassist("ask", "--jsonl", "-", stdin="\n".join(lines).encode())
    assert (run.status, run.err) == (0, "")
    assert [data["id"] for data in run.objects] == ["0", "1", "2"]
    for data in run.objects:
        assert "University College San Domenico" in [citation["quote"] for citation in data["citations"]]


# -- the contract

QUESTIONS = [
    INITIATORS,
    "When did Larissa become a UNESCO learning city?",
    "What does the report say about volunteers?",
    "Which festivals are there?",
    "Hoeveel inwoners heeft Fermo?",
    "What is the capital of Australia?",
    "Hello!",
]
NUMBER = (int, float)
TEXT = (str, type(None))
WHOLE = (int, type(None))
HIT = {
    "rank": int, "source": str, "title": str, "section": str, "page": WHOLE, "text": str, "start": int, "end": int,
    "score": NUMBER,
}  # fmt: skip
CITATION = {
    "number": int, "source": str, "title": str, "section": str, "page": WHOLE, "table": (dict, type(None)),
    "language": TEXT, "quote": str, "start": int, "end": int, "url": TEXT,
    "answer": (dict, type(None)),
}  # fmt: skip
CELL = {"caption": TEXT, "row": TEXT, "column": TEXT, "row_index": int, "column_index": int}
ANSWER = {
    "id": TEXT, "kind": str, "question": str, "answer": str, "abstained": bool, "language": str, "engine": str,
    "statements": list, "citations": list, "nearest": list, "notes": list, "suggestions": list,
    "verification": (dict, type(None)), "seconds": NUMBER,
}  # fmt: skip


def has_types(data: dict[str, Any], types: dict[str, Any]) -> None:
    assert list(data) == list(types)
    for key, kind in types.items():
        assert isinstance(data[key], kind), (key, data[key])
        assert kind is bool or not isinstance(data[key], bool), key


@pytest.fixture(scope="module")
def canonical(assistant: Assistant) -> str:
    return assistant.library.text(REPORT)


def test_text_prints_the_canonical_text_and_nothing_else(
    lcassist: Lcassist, report_index: Path, canonical: str
) -> None:
    run = lcassist("text", REPORT, "--index", report_index)
    assert (run.status, run.err) == (0, "")
    assert run.out == canonical
    assert not canonical.endswith("\n")


def test_text_of_an_unknown_source(lcassist: Lcassist, report_index: Path) -> None:
    lcassist("text", "x.md", "--index", report_index).refused("no source is called 'x.md'", REPORT)


@pytest.mark.parametrize("question", QUESTIONS)
def test_ask_as_json(lcassist: Lcassist, on_report: None, canonical: str, question: str) -> None:
    run = lcassist("ask", question, "--json")
    assert (run.status, run.err) == (0, "")
    data = run.object
    has_types(data, ANSWER)
    assert data["id"] is None
    assert data["kind"] in ("answer", "abstention", "reply")
    assert data["abstained"] == (data["kind"] == "abstention")
    assert data["engine"] == "quotes"
    assert bool(data["statements"]) == bool(data["citations"]) == (data["kind"] == "answer")
    assert [citation["number"] for citation in data["citations"]] == list(range(1, len(data["citations"]) + 1))
    used = set()
    for statement in data["statements"]:
        has_types(statement, {"text": str, "citations": list})
        assert statement["citations"]
        used |= set(statement["citations"])
        for number in statement["citations"]:
            assert f"[{number}]" in data["answer"]
    assert used == {citation["number"] for citation in data["citations"]}
    for citation in data["citations"]:
        has_types(citation, CITATION)
        assert citation["source"] == REPORT
        assert canonical[citation["start"] : citation["end"]] == citation["quote"] != ""
        if citation["table"] is not None:
            has_types(citation["table"], CELL)
            assert citation["table"]["caption"].startswith("Table ")
    for hit in data["nearest"]:
        has_types(hit, HIT)
        assert canonical[hit["start"] : hit["end"]] == hit["text"]
    assert bool(data["nearest"]) <= data["abstained"]
    if data["verification"] is not None:
        has_types(data["verification"], {"stated": int, "verified": int, "dropped": list})
    assert all(isinstance(text, str) for text in data["notes"] + data["suggestions"])


def test_an_answer_from_a_table(lcassist: Lcassist, on_report: None, assistant: Assistant) -> None:
    data = lcassist("ask", INITIATORS, "--json").object
    [citation] = data["citations"]
    cell = citation["table"]
    assert (cell["caption"], cell["row"], cell["column"]) == (
        "Table 5 Way the learning city is organised",
        "Initiators",
        "Pécs",
    )
    table = assistant.library.document(REPORT).tables[4]
    assert table.body[cell["row_index"]][cell["column_index"]].text == citation["quote"]


def test_the_text_of_an_answer_is_that_of_the_json(lcassist: Lcassist, on_report: None) -> None:
    run = lcassist("ask", INITIATORS)
    assert (run.status, run.err) == (0, "")
    text = " ".join(run.out.split())
    assert "University of Pécs, Faculty of Humanities" in text
    assert "[1]" in text
    assert "Table 5 Way the learning city is organised" in text


def test_the_same_question_gives_the_same_bytes(lcassist: Lcassist, on_report: None) -> None:
    def answered() -> dict[str, Any]:
        return {**lcassist("ask", QUESTIONS[2], "--json").object, "seconds": 0}

    assert answered() == answered()


def test_search_as_json(lcassist: Lcassist, on_report: None, canonical: str) -> None:
    run = lcassist("search", "adult education", "--json", "--top-k", "7")
    assert (run.status, run.err) == (0, "")
    data = run.object
    has_types(data, {"id": (str, type(None)), "question": str, "hits": list, "seconds": NUMBER})
    assert data["question"] == "adult education"
    assert [hit["rank"] for hit in data["hits"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [hit["score"] for hit in data["hits"]] == sorted((hit["score"] for hit in data["hits"]), reverse=True)
    for hit in data["hits"]:
        has_types(hit, HIT)
        assert hit["source"] == REPORT
        assert canonical[hit["start"] : hit["end"]] == hit["text"] != ""
    run = lcassist("search", "adult education", "--top-k", "2")
    assert run.status == 0
    assert re.findall(r"(?m)^(\d)\. ", run.out) == ["1", "2"]


def test_sources(lcassist: Lcassist, report_index: Path) -> None:
    data = lcassist("sources", "--json", "--index", report_index).object
    [report] = [source for source in data["sources"] if source["status"] == "indexed"]
    assert (report["file"], report["tables"], report["language"]) == (REPORT, 8, "en")
    missing = [source for source in data["sources"] if source["status"] == "missing"]
    assert len(missing) == len(data["sources"]) - 1 > 5
    assert all(source["reason"] and source["file"] is None for source in missing)
    text = lcassist("sources", "--index", report_index).out
    for source in data["sources"]:
        assert source["title"] in text
        assert (source["reason"] or "") in text


def test_chat(lcassist: Lcassist, on_report: None) -> None:
    lines = f"{INITIATORS}\n?!\nAnd in Fermo?\n\nNever asked\n"
    run = lcassist("chat", stdin=lines.encode())
    assert run.status == 0
    assert "House of Civic Communities" in run.out
    assert "University College San Domenico" in run.out
    assert re.fullmatch(r"lcassist: [^\n]*\n", run.err), "the second line is no question"


# -- in a process of its own


def process(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lcassist.surfaces.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=120,
        env={**os.environ, **environment},
    )


def test_standard_output_holds_nothing_but_the_lines(report_settings: Settings, report_index: Path) -> None:
    lines = [
        {"id": "1", "question": "When did Viladecans become a UNESCO learning city?"},
        {"id": "2", "question": "\ud83c\udf93 \ud800"},
    ]
    done = process(
        *("ask", "--jsonl", "-", "--index", report_index),
        stdin="".join(json.dumps(line) + "\n" for line in lines).encode(),
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
    )
    assert done.stderr == b""
    assert done.returncode == 1
    first, second = (json.loads(line) for line in done.stdout.decode("utf-8").splitlines())
    assert (first["id"], first["abstained"]) == ("1", False)
    assert "2016" in first["answer"]
    assert [citation["table"]["caption"] for citation in first["citations"]] == [
        "Table 1 Year of acquiring UNESCO Learning Cities status"
    ]
    assert set(second) == {"id", "error"}


def test_text_is_utf_8_whatever_the_terminal(report_index: Path, canonical: str) -> None:
    done = process("text", REPORT, "--index", report_index, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8") == canonical
