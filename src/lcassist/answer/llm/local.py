"""Serves a model file of one's own in this process: llama.cpp's server, on loopback, behind a key made for it."""

from __future__ import annotations

import os
import secrets
import threading
from pathlib import Path
from typing import Any

from lcassist.errors import EngineUnavailable

_lock = threading.Lock()
_serving: dict[tuple[Path, int], tuple[Any, str]] = {}  # a server ends when it is forgotten


def served(file: Path, context: int) -> tuple[str, str]:
    """The address of the server of a model file, started when it is first asked for, and its key.

    Raises:
        EngineUnavailable: there is no such file, it is no model, or the binding is not installed.
    """
    if not file.is_file():
        raise EngineUnavailable(f"LCASSIST_LLM_GGUF={str(file)!r} is no file: name a model in the GGUF format")
    with _lock:
        place = (file.resolve(), context)
        if place not in _serving:
            _serving[place] = _started(file, context)
        server, key = _serving[place]
    return str(server.listening_address), key


def _started(file: Path, context: int) -> tuple[Any, str]:
    try:
        import xllamacpp
    except ImportError as error:
        raise EngineUnavailable(
            "LCASSIST_LLM_GGUF needs the package 'xllamacpp': pip install 'lcassist[local-llm]'"
        ) from error
    key = secrets.token_urlsafe(24)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = context
    parameters.n_parallel = 1
    # it looks whether anybody still waits after each batch of what it reads
    parameters.n_batch = 512
    # threads that wait for one another's core are slower than one (DECISIONS.md)
    parameters.cpuparams.n_threads = max(1, (os.cpu_count() or 2) // 2)
    parameters.api_keys = [key]
    parameters.verbosity = 0
    try:
        return xllamacpp.Server(parameters), key
    except RuntimeError as error:
        raise EngineUnavailable(f"LCASSIST_LLM_GGUF={str(file)!r} can't be loaded: {error}") from error
