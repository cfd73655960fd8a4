"""The README says of the command line and the settings what they are, no less and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lcassist.settings import PREFIX, Settings
from lcassist.surfaces.cli import main

SECTION = "## The command line"
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ALWAYS = {"--help"}


@pytest.fixture(scope="module")
def readme(project: Path) -> str:
    return (project / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def documented(readme: str) -> dict[str, set[str]]:
    """The flags of each command in the README's usage lines; those of all commands under ""."""
    block = re.search(rf"^{SECTION}$.*?^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert block, f"the README has no usage lines below {SECTION!r}"
    found: dict[str, set[str]] = {}
    for line in block.group(1).splitlines():
        usage = re.fullmatch(r"lcassist (?:([a-z]+)\b)?(.*)", line)
        assert usage, line
        assert (usage.group(1) or "") not in found, line
        found[usage.group(1) or ""] = set(FLAG.findall(usage.group(2)))
    return found


class HelpOf:
    """What `lcassist COMMAND --help` says."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "300")
        monkeypatch.setenv("NO_COLOR", "1")
        self._capsys = capsys

    def __call__(self, *command: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            main([*command, "--help"])
        assert stopped.value.code == 0
        return self._capsys.readouterr().out

    def flags(self, *command: str) -> set[str]:
        usage = self(*command).partition("\n\n")[0]
        return set(FLAG.findall(usage)) - ALWAYS

    def commands(self) -> set[str]:
        listed = self().partition("commands:")[2]
        return set(re.findall(r"^ {2,}([a-z]+) ", listed, re.MULTILINE))


@pytest.fixture
def help_of(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> HelpOf:
    return HelpOf(capsys, monkeypatch)


def test_every_command_is_documented(documented: dict[str, set[str]], help_of: HelpOf) -> None:
    assert set(documented) - {""} == help_of.commands()


def test_every_flag_is_documented(documented: dict[str, set[str]], help_of: HelpOf) -> None:
    assert documented == {command: help_of.flags(*([command] if command else [])) for command in documented}


def test_every_example_can_be_run(readme: str, documented: dict[str, set[str]]) -> None:
    """A command or a flag in any other place of the README is one that there is."""
    examples = re.findall(r"(?:^|[$`|] *)lcassist ([a-z]+)((?: [^`\n|]*)?)", readme, re.MULTILINE)
    assert len(examples) > 15
    for command, rest in examples:
        assert command in documented, command
        assert set(FLAG.findall(rest)) <= documented[command] | documented[""] | ALWAYS, (command, rest)


def test_every_setting_is_documented_with_its_default(readme: str) -> None:
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| (?:`([^`]*)`|none) \|", readme, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        text = "" if default is None else default.as_posix() if isinstance(default, Path) else str(default)
        expected[f"{PREFIX}{name.upper()}"] = text
    assert rows == expected


def test_no_other_setting_is_named(readme: str) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", readme)) <= known
