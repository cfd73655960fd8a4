"""What is wrong with a case file, a suite or a gate: always the file, the line and the mend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lcassist.errors import LcassistError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``line`` counts from 1; 0 means the file as a whole."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"


class EvalError(LcassistError):
    """Something that the run needs can't be used; nothing was scored. ``problems`` lists all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class UsageError(LcassistError):
    """The command was given arguments that don't go together; the message says what to do instead."""
