"""Loads a YAML file of the corpus folder; what is wrong with it is one line that names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from lcassist.errors import CorpusError


def load(path: Path) -> Any:
    """What a YAML file holds. Raises CorpusError where it can't be read or parsed."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(f"{str(path)!r} can't be opened ({reason}): give yourself the right to read it") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{str(path)!r} is not in UTF-8: save it as UTF-8") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that doesn't exist
        raise CorpusError(f"{str(path)!r} is no valid YAML ({' '.join(str(error).split())}): correct it") from error
