"""Puts a file in its place in one step: whoever reads it finds the old one or the new one, whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write a file, which may be there already. The temporary file beside it has a hidden name.

    Raises:
        OSError: it can't be written; what was there before still is.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
