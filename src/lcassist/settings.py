"""The settings: made once at the edge, frozen, and passed on as an argument."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lcassist.errors import SettingsError

PREFIX = "LCASSIST_"

_MASK = "********"
_USER = re.compile(r"(?<=://)[^/@\s]+@")  # user name and password in an address


class Settings(BaseSettings):
    """All settings. An argument wins over the environment, the environment over a .env file."""

    # a variable that is set to nothing is not set: an empty folder name would be the working folder
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        allow_inf_nan=False,
    )

    corpus: Path = Field(Path("corpus"), description="folder of the sources")
    index: Path = Field(Path(".lcassist/index"), description="folder of the index")
    cache: Path | None = Field(None, description="folder of the converted model; none: the user's cache")
    engine: Literal["quotes", "llm"] = Field("quotes", description="what writes the answers")
    embedding_model: str = Field("multilingual-e5-small", description="a sentence-transformers model or folder")
    reader_model: Path | None = Field(None, description="folder of another reader; none: the package's")
    passage_chars: int = Field(900, ge=200, le=8000, description="most characters of a prose passage")
    max_question_chars: int = Field(4000, ge=1, description="longest question")
    answer_timeout: float = Field(20.0, gt=0, description="seconds that an answer from quotes may take")
    max_file_mb: float = Field(40.0, gt=0, description="largest file that is read, in megabytes")
    read_timeout: float = Field(300.0, gt=0, le=86_400, description="seconds that reading a file may take")
    fetch_delay: float = Field(1.0, ge=0, description="seconds between two requests to one host")
    fetch_private: bool = Field(False, description="fetch from private and loopback addresses too")
    top_k: int = Field(10, ge=1, le=1000, description="how many hits a search gives")
    feedback: Path = Field(Path(".lcassist/feedback.jsonl"), description="file of what users said of answers")
    requests_per_minute: int = Field(0, ge=0, description="questions of one client that the page answers; 0: all")
    allowed_hosts: str = Field("", description="names, by commas, that the page is asked under besides its address")
    trusted_proxies: str = Field("", description="addresses of proxies, by commas, that say whom they ask for")
    log_questions: bool = Field(False, description="whether the page's log has the questions' text")
    llm_base_url: str | None = Field(None, description="an OpenAI-compatible server")
    llm_model: str | None = Field(None, description="the model's name on that server")
    llm_api_key: SecretStr | None = Field(None, description="the key of that server")
    llm_timeout: float = Field(60.0, gt=0, description="seconds that an answer may take")
    llm_temperature: float = Field(0.0, ge=0, le=2, description="sampling temperature")
    llm_context: int = Field(8192, ge=512, description="the model's context window, in tokens")
    llm_gguf: Path | None = Field(None, description="a model file of one's own")

    def __init__(self, **values: Any) -> None:
        env_file = values.get("_env_file", self.model_config.get("env_file"))
        _refuse_unknown(os.environ, "the environment")
        if isinstance(env_file, str | os.PathLike) and os.path.isfile(env_file):
            _refuse_unknown(_read(env_file), str(env_file))
        unknown = [name for name in values if not name.startswith("_") and name not in type(self).model_fields]
        if unknown:
            known = list(type(self).model_fields)
            raise SettingsError(_unknown_message(unknown[0], unknown[0].lower(), known, "the call"))
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0]) if first["loc"] else "settings"
            secret = name == "llm_api_key"
            value = _MASK if secret else repr(first.get("input"))
            message = f"the setting {PREFIX}{name.upper()} can't be {value}: {first['msg'].lower()}"
            # what pydantic says holds the value, and would stand in a traceback
            raise SettingsError(message) from (None if secret else error)

    def shown(self) -> dict[str, str]:
        """Each variable's name and value as text, secrets masked, in the order of their definition."""
        return {f"{PREFIX}{name.upper()}": _shown(getattr(self, name)) for name in type(self).model_fields}


def _shown(value: object) -> str:
    if value is None:
        return ""
    return _MASK if isinstance(value, SecretStr) else _USER.sub(f"{_MASK}@", str(value))


def _read(env_file: str | os.PathLike[str]) -> Mapping[str, object]:
    try:
        return dotenv_values(env_file)
    except OSError as error:
        raise SettingsError(
            f"{str(env_file)!r} can't be opened ({error.strerror}): give yourself the right to read it"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{str(env_file)!r} is not in UTF-8: save it as UTF-8") from error


def _refuse_unknown(names: Mapping[str, object], where: str) -> None:
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(_unknown_message(name, name.upper(), known, where))


def _unknown_message(name: str, alike: str, known: list[str], where: str) -> str:
    near = difflib.get_close_matches(alike, known, n=1, cutoff=0.0)
    return f"{where} names the unknown setting {name!r}: did you mean {near[0]!r}?"
