"""Reads files in a process of their own, so that one that hangs, crashes or eats the memory stops no other.

PDF, web pages and Word documents go through parsers, some of them in C, that no care of ours can bound. One
process reads them one after the other; when it takes too long for one it is ended, and the next file gets a
new one. Only short texts and Markdown are read here.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from lcassist.corpus import parsers
from lcassist.domain import Document, Source
from lcassist.errors import Unreadable

logger = logging.getLogger(__name__)

_USUAL = 20_000  # bytes: of the worst of that size a second is spent
_MEMORY = 3_000_000_000  # bytes of address space, where the system can limit it (Linux)
_GRACE = 5.0  # seconds after which a process whose parent died ends itself
_START = "import sys; sys.path[:] = {path!r}; from lcassist.corpus.guarded import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be, and how long reading it may take."""

    bytes: int
    seconds: float


class GuardedParser:
    """Reads files within limits; a context manager, as it may have started a process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> GuardedParser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def read(self, source: Source, path: Path) -> Document:
        """What ``parsers.read`` gives.

        Raises:
            Unreadable: as ``parsers.read`` does; or it takes too long, or too much memory.
            OSError: it could not be read this time; ChildProcessError: the process that read it broke down.
        """
        if _is_usual_text(path):
            return parsers.read(source, path, max_bytes=self.limits.bytes)
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _started()
        process = self._process
        answer, too_long = self._asked(process, (source, path, self.limits))
        if too_long:
            self._end()
        if isinstance(answer, Document):
            return answer
        if isinstance(answer, Unreadable | OSError):
            raise answer
        self._end()
        if too_long:
            raise Unreadable(
                f"reading it takes longer than the {self.limits.seconds:g} s that LCASSIST_READ_TIMEOUT allows:"
                " split it, save it anew in another format, or set that higher"
            )
        if isinstance(answer, MemoryError):
            raise Unreadable(f"reading it takes more than {_MEMORY / 1e9:g} GB of memory: split it")
        raise ChildProcessError(f"the process that read it ended with status {process.returncode}")

    def _asked(self, process: subprocess.Popen[bytes], request: object) -> tuple[object, bool]:
        """What the process answers, None where it broke down; and whether it was ended for taking too long."""
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.limits.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            _send(process.stdin, request)
            answer = pickle.load(process.stdout)  # noqa: S301  of our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            answer = None
        finally:
            timer.cancel()
        return answer, late.is_set()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what it did not take is lost with it
                        pipe.close()
            process.wait()


def main() -> None:
    """The process: answers each request on its standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    _limit_memory()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            source, path, limits = pickle.load(requests)  # noqa: S301  of our own parent
            _alarm(limits.seconds + _GRACE)
            answer = _answer(source, path, limits)
            _alarm(0)
            _send(answers, answer)


def _answer(source: Source, path: Path, limits: Limits) -> Document | Exception:
    """The document, or what is to be raised."""
    try:
        return parsers.read(source, path, max_bytes=limits.bytes)
    except Unreadable as error:
        return Unreadable(str(error))
    except MemoryError:
        return MemoryError()
    except OSError as error:
        return OSError(error.errno, error.strerror)
    except Exception as error:
        logger.warning("reading %r failed", source.name, exc_info=True)
        # its own class may be one that can't be sent
        return Unreadable(" ".join(f"reading it failed: {type(error).__name__}: {error}".split()))


def _send(pipe: IO[bytes], thing: object) -> None:
    pipe.write(pickle.dumps(thing))
    pipe.flush()


def _is_usual_text(path: Path) -> bool:
    try:
        return path.suffix.lower() in parsers.TEXTS and path.stat().st_size <= _USUAL
    except OSError:
        return True  # reading it will say why it can't be opened


def _started() -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", _START.format(path=sys.path)]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def _alarm(seconds: float) -> None:
    """Let the system end this process, or (0) not: it would go on for ever if the parent died meanwhile."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if most < 0 else min(_MEMORY, most), most))
