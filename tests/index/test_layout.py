"""Whether a run writes an index now, told by the process that it left its number of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lcassist.index.layout import is_being_written, locked


def test_a_run_is_seen_while_it_lasts(tmp_path: Path) -> None:
    assert not is_being_written(tmp_path)
    with locked(tmp_path, wait=0):
        assert is_being_written(tmp_path)
    assert not is_being_written(tmp_path)


def test_a_run_that_died_writes_no_longer(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys\n"
        "from lcassist.index.layout import locked\n"
        "with locked(pathlib.Path(sys.argv[1]), wait=0):\n"
        "    os._exit(9)\n"  # as if killed: nothing is tidied up
    )
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path)], timeout=60, check=False)
    assert died.returncode == 9
    left = [file for file in tmp_path.iterdir() if file.read_bytes().isdigit()]
    assert left  # its number is still there
    assert not is_being_written(tmp_path)


@pytest.mark.parametrize("content", ["", "no number", "0", "-1", "9" * 40, "\x00", str(2**31 - 1)])
def test_what_names_no_process_is_no_run(tmp_path: Path, content: str) -> None:
    with locked(tmp_path, wait=0):
        holder = next(file for file in tmp_path.iterdir() if file.read_text() == str(os.getpid()))
        holder.write_text(content)
        assert not is_being_written(tmp_path)
