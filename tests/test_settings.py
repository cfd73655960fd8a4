"""The settings: where they come from, which wins, and what is refused."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lcassist.errors import SettingsError
from lcassist.settings import PREFIX, Settings
from lcassist.surfaces.cli import main

SECRET = "sk-very-secret"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, without any setting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LCASSIST_CACHE", raising=False)
    return tmp_path


def refused(**values: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings(**values)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_defaults() -> None:
    settings = Settings()
    assert (settings.corpus, settings.index) == (Path("corpus"), Path(".lcassist/index"))
    assert (settings.engine, settings.embedding_model) == ("quotes", "multilingual-e5-small")
    assert settings.max_question_chars == 4_000
    assert settings.llm_api_key is None


def test_an_argument_wins_over_the_environment_and_that_over_env_file(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / ".env").write_text("LCASSIST_TOP_K=3\nLCASSIST_INDEX=from-file\nLCASSIST_CORPUS=c\n", "utf-8")
    monkeypatch.setenv("LCASSIST_INDEX", "from-environment")
    monkeypatch.setenv("LCASSIST_TOP_K", "4")
    settings = Settings(top_k=5)
    assert (settings.top_k, settings.index, settings.corpus) == (5, Path("from-environment"), Path("c"))
    assert Settings(_env_file=None).corpus == Path("corpus")


def test_a_flag_wins_over_the_environment(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LCASSIST_INDEX", "from-environment")
    assert main(["sources"]) == 2
    assert "from-environment" in capsys.readouterr().err
    assert main(["sources", "--index", "from-flag"]) == 2
    assert "from-flag" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["LCASSIST_INDEX", "lcassist_index", "Lcassist_Index"])
def test_names_of_variables_have_no_case(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "elsewhere")
    assert Settings().index == Path("elsewhere")


@pytest.mark.parametrize("name", ["LCASSIST_INDEX", "LCASSIST_CORPUS", "LCASSIST_TOP_K", "LCASSIST_ENGINE"])
def test_a_variable_that_is_set_to_nothing_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings()
    monkeypatch.setenv(name, "")
    assert Settings() == default


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("LCASSIST_INDX", "LCASSIST_INDEX"),
        ("lcassist_corpsu", "LCASSIST_CORPUS"),
        ("LCASSIST_LLM_KEY", "LCASSIST_LLM_API_KEY"),
        ("LCASSIST_MAX_FILE_SIZE", "LCASSIST_MAX_FILE_MB"),
        ("LCASSIST_TOPK", "LCASSIST_TOP_K"),
        ("LCASSIST_EMBEDING_MODEL", "LCASSIST_EMBEDDING_MODEL"),
    ],
)
def test_an_unknown_variable_names_the_nearest(name: str, nearest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert refused() == f"the environment names the unknown setting {name!r}: did you mean {nearest!r}?"


@pytest.mark.parametrize("name", ["LCASSIST_", "LCASSIST_ZZZ", "LCASSIST_é"])
def test_there_is_always_a_nearest(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert "did you mean 'LCASSIST_" in refused()


def test_an_unknown_name_in_env_file(nowhere: Path) -> None:
    (nowhere / ".env").write_text("OTHER=1\nexport LCASSIST_INDX=x\n", "utf-8")
    assert refused() == ".env names the unknown setting 'LCASSIST_INDX': did you mean 'LCASSIST_INDEX'?"


def test_an_unknown_argument() -> None:
    assert refused(Indx="x") == "the call names the unknown setting 'Indx': did you mean 'index'?"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LCASSIST_ENGINE", "gpt", "'gpt': input should be 'quotes' or 'llm'"),
        ("LCASSIST_TOP_K", "many", "'many': input should be a valid integer"),
        ("LCASSIST_TOP_K", "0", "'0': input should be greater than or equal to 1"),
        ("LCASSIST_PASSAGE_CHARS", "20", "'20': input should be greater than or equal to 200"),
        ("LCASSIST_MAX_FILE_MB", "-1", "'-1': input should be greater than 0"),
        ("LCASSIST_MAX_FILE_MB", "nan", "'nan': input should be a finite number"),
        ("LCASSIST_MAX_FILE_MB", "inf", "'inf': input should be a finite number"),
        ("LCASSIST_LLM_TEMPERATURE", "3", "'3': input should be less than or equal to 2"),
    ],
)
def test_a_bad_value(name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert refused().startswith(f"the setting {name} can't be {reason}")


def test_a_bad_argument() -> None:
    assert refused(index=5).startswith("the setting LCASSIST_INDEX can't be 5: ")


def test_an_env_file_in_another_encoding(nowhere: Path) -> None:
    (nowhere / ".env").write_bytes("LCASSIST_INDEX=Pécs".encode("cp1252"))
    assert refused() == "'.env' is not in UTF-8: save it as UTF-8"


def test_other_variables_are_nobodys_business(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / ".env").write_text("PATH_TO=1\nINDEX=y\nLC_ALL=C\n", "utf-8")
    monkeypatch.setenv("INDEX", "x")
    assert Settings().index == Path(".lcassist/index")


def test_it_is_frozen() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.index = Path("x")


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LCASSIST_LLM_API_KEY", SECRET)
    monkeypatch.setenv("LCASSIST_LLM_BASE_URL", f"https://me:{SECRET}@example.org:8080/v1")
    settings = Settings()
    shown = settings.shown()
    assert shown["LCASSIST_LLM_API_KEY"] == "********"
    assert shown["LCASSIST_LLM_BASE_URL"] == "https://********@example.org:8080/v1"
    assert SECRET not in str(shown)
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == SECRET
    assert SECRET not in repr(settings.llm_api_key)


def test_a_bad_secret_is_in_no_message() -> None:
    with pytest.raises(SettingsError, match="LCASSIST_LLM_API_KEY can't be") as caught:
        Settings(llm_api_key=[SECRET])
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_shown_has_every_setting_in_order() -> None:
    shown = Settings(cache=None).shown()
    assert list(shown) == [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    assert shown["LCASSIST_TOP_K"] == "10"
    assert shown["LCASSIST_CACHE"] == shown["LCASSIST_LLM_API_KEY"] == ""


def test_the_names_of_the_contract() -> None:
    contract = (
        "INDEX CORPUS ENGINE EMBEDDING_MODEL LLM_BASE_URL LLM_MODEL LLM_API_KEY LLM_TIMEOUT LLM_TEMPERATURE "
        "LLM_CONTEXT LLM_GGUF MAX_QUESTION_CHARS MAX_FILE_MB"
    )
    assert {f"{PREFIX}{name}" for name in contract.split()} <= set(Settings().shown())


def test_the_command_prints_them_all(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LCASSIST_LLM_API_KEY", SECRET)
    monkeypatch.setenv("LCASSIST_TOP_K", "7")
    assert main(["settings"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [f"{name}={value}" for name, value in Settings().shown().items()]
    assert "LCASSIST_TOP_K=7" in out
    assert "LCASSIST_LLM_API_KEY=********" in out


def test_the_command_refuses_what_is_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LCASSIST_INDX", "x")
    assert main(["settings"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "lcassist: the environment names the unknown setting 'LCASSIST_INDX': did you mean 'LCASSIST_INDEX'?\n"
    )
