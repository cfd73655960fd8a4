"""Loads a YAML file of the corpus folder; what is wrong with it is one line that names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.parser import Parser

from lcassist.errors import CorpusError


class _WithoutAliases(Parser, Composer):
    """A few lines of aliases stand for more data than any machine holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            alias: yaml.AliasEvent = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"it uses the alias {alias.anchor!r}: write out what that stands for")
        return super().compose_node(parent, index)


class _Loader(_WithoutAliases, yaml.SafeLoader):
    """What the corpus folder's own files are loaded with."""


class _TextLoader(_WithoutAliases, yaml.BaseLoader):
    """Every value is a text, so that no date is wrong and no `no` false."""


def load(path: Path) -> Any:
    """What a YAML file holds. Raises CorpusError where it can't be read or parsed."""
    try:
        found = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506  a SafeLoader
        _refuse_surrogates(found)
        return found
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(f"{str(path)!r} can't be opened ({reason}): give yourself the right to read it") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{str(path)!r} is not in UTF-8: save it as UTF-8") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date that doesn't exist
        raise CorpusError(f"{str(path)!r} is no valid YAML ({' '.join(str(error).split())}): correct it") from error


def texts(text: str) -> dict[str, Any] | None:
    """A mapping with all its values as texts, or lists or mappings of them; None where the text is nothing of the kind.

    A comment or nothing at all is an empty mapping.
    """
    try:
        found = yaml.load(text, _TextLoader)  # noqa: S506  a SafeLoader
        _refuse_surrogates(found)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if found in (None, ""):
        return {}
    return found if isinstance(found, dict) and all(isinstance(key, str) for key in found) else None


def _refuse_surrogates(value: Any) -> None:
    """Raise ValueError where an escape made half of a character, which no file and no page can hold."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, dict):
        for key, each in value.items():
            _refuse_surrogates(key)
            _refuse_surrogates(each)
    elif isinstance(value, list):
        for each in value:
            _refuse_surrogates(each)
