"""The folder of an index: which generation is the current one, and how it is replaced in whole.

    <index>/current               the name of the current generation; replaced atomically
    <index>/generations/<name>/   a generation, by number: never changed after it was made
    <index>/lock                  held by the run that writes; lock.pid says who that is

A new generation is written beside the others under a name that nobody looks for, synced to the disk,
renamed, and only then named by ``current``. Whoever dies on the way leaves ``current`` as it was.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lcassist.errors import IndexDamaged, IndexLocked, IndexMissing, IndexNotWritten
from lcassist.settings import Settings

logger = logging.getLogger(__name__)

CURRENT = "current"
_GENERATIONS = "generations"
_COMPLETE = "complete"
_UNFINISHED = ".new-"
_LOCK = "lock"
_HOLDER = "lock.pid"
_NAME = re.compile(r"(\d{6,})-[0-9a-f]{8}")


def ingest_command(path: Path) -> str:
    """The command that makes an index anew, by the index's folder or a generation's in it."""
    index = next((folder.parent for folder in (path, *path.parents) if folder.name == _GENERATIONS), path)
    if index == Settings.model_fields["index"].default:
        return "`lcassist ingest`"
    return f"`lcassist ingest --index {shlex.quote(str(index))}`"


def check_folder(index: Path) -> None:
    """See that a folder is an index, or can become one: it is empty, or not there yet.

    Raises:
        IndexNotWritten: it holds other files.
    """
    if not index.is_dir() or any((index / name).exists() for name in (CURRENT, _GENERATIONS, _LOCK)):
        return
    others = sorted(path.name for path in index.iterdir())
    if others:
        raise IndexNotWritten(
            f"the folder {str(index)!r} is no index and holds other files ({others[0]!r}): "
            "name an empty or a new folder, with --index or LCASSIST_INDEX"
        )


def current(index: Path) -> str:
    """The name of the current generation.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: the file that names it is malformed.
    """
    try:
        name = (index / CURRENT).read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"there is no index at {str(index)!r}: run {ingest_command(index)}") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{str(index / CURRENT)!r} can't be read ({error}): run {ingest_command(index)}") from error
    if not _NAME.fullmatch(name):
        raise IndexDamaged(f"{str(index / CURRENT)!r} names no generation: run {ingest_command(index)}")
    return name


def generation(index: Path, name: str) -> Path:
    """The folder of a generation."""
    return index / _GENERATIONS / name


def check(folder: Path) -> None:
    """See that a generation is whole: finished, and every file as long as it was then.

    Raises:
        IndexDamaged: it is not.
    """
    try:
        sizes: dict[str, int | None] = json.loads((folder / _COMPLETE).read_text("utf-8"))
        for name, size in sizes.items():
            found = (folder / name).stat().st_size
            if size is not None and found != size:
                raise ValueError(f"{name} has {found} bytes instead of {size}")
    except (OSError, ValueError, AttributeError) as error:
        mend = ingest_command(folder)
        raise IndexDamaged(f"the index in {str(folder)!r} is damaged ({error}): run {mend}") from error


@contextmanager
def locked(index: Path, *, wait: float) -> Iterator[None]:
    """Hold the lock of an index, whose folder is made where it is not there.

    Raises:
        IndexLocked: another run holds it, and still does after ``wait`` seconds.
        OSError: the folder can't be made or written.
    """
    # Imported here: whoever only reads an index takes no lock.
    from filelock import FileLock, Timeout

    index.mkdir(parents=True, exist_ok=True)
    holder = index / _HOLDER
    lock = FileLock(index / _LOCK, timeout=wait, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        who = f"the process {pid}" if (pid := _read(holder)) else "another process"
        raise IndexLocked(
            f"{who} is writing the index at {str(index)!r} (it holds {str(index / _LOCK)!r}): "
            f"wait until it is done, and run {ingest_command(index)} again"
        ) from None
    try:
        holder.write_text(str(os.getpid()), "ascii")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def is_being_written(index: Path) -> bool:
    """Whether a run holds the lock of an index now; what a run that died has left behind doesn't count."""
    try:
        pid = int(_read(index / _HOLDER) or 0)
        if pid <= 0:
            return False
        if os.name == "posix":  # elsewhere the signal 0 would end the process
            os.kill(pid, 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        pass  # it is another user's, and runs
    return True


@contextmanager
def new_generation(index: Path, *, replaces: str | None) -> Iterator[Path]:
    """A folder to write a generation into, which becomes the current one when the block is done.

    If the block raises anything, the folder is removed and nothing has changed. ``replaces`` is the
    generation before, which is kept for those who still read it; all others are removed. Only to be
    used under the lock. The files in the folder "chroma" may change when they are opened, and are
    checked for being there only.
    """
    name = f"{1 + max(map(_number, _all(index)), default=0):06d}-{secrets.token_hex(4)}"
    folder = generation(index, f"{_UNFINISHED}{name}")
    folder.mkdir(parents=True)
    try:
        yield folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
        complete = {file: None if file.startswith("chroma/") else size for file, size in sizes.items()}
        (folder / _COMPLETE).write_text(json.dumps(complete), "utf-8")
        for path in (*files, folder / _COMPLETE, *(p for p in folder.rglob("*") if p.is_dir()), folder):
            _sync(path)
        folder.rename(generation(index, name))
        _sync(index / _GENERATIONS)
        _replace(index / CURRENT, f"{name}\n")
    except BaseException:
        if _read(index / CURRENT) != name:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(generation(index, name), ignore_errors=True)
        raise
    for path in _all(index):
        if path.name not in {name, replaces}:
            shutil.rmtree(path, ignore_errors=True)


def remove_unfinished(index: Path) -> None:
    """Remove what runs that died have left behind. Only to be used under the lock."""
    newest = _number(generation(index, _read(index / CURRENT) or ""))
    for path in _all(index):
        # One with a number after the current one's was finished, and never became current.
        if path.name.startswith(_UNFINISHED) or _number(path) > newest:
            logger.info("removing the unfinished generation %s", path.name)
            shutil.rmtree(path, ignore_errors=True)


def _all(index: Path) -> list[Path]:
    return list((index / _GENERATIONS).glob("*"))


def _number(folder: Path) -> int:
    """The place of a generation in the order of their making; 0 for anything else."""
    match = _NAME.fullmatch(folder.name)
    return int(match[1]) if match else 0


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(text, "ascii")
    _sync(temporary)
    os.replace(temporary, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Put a file, or a folder's list of names, on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str | None:
    try:
        return path.read_text("ascii").strip() or None
    except (OSError, ValueError):
        return None
