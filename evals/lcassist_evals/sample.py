"""A stratified sample of the cases, and a journal of what was answered: for engines that take a minute a case.

The cases of each suite, category and half are shuffled by the seed and spread evenly over one order. A sample is
the beginning of that order, so that every category has its share in it, and a larger one begins with a smaller one.

The journal holds a line for each answered case. A run appends to it, and leaves out what it holds already; it says
so, and refuses a journal that was made with something else.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from lcassist_evals.cases import Case, Category, Half, Suite
from lcassist_evals.problems import UsageError
from lcassist_evals.results import CaseResult, ShownCitation


def sampled(suites: Sequence[Suite], size: int, seed: int) -> tuple[Suite, ...]:
    """The suites with ``size`` of their cases in all; suites without one are left out."""
    strata: dict[tuple[str, str, str], list[Case]] = {}
    for suite in suites:
        for case in suite.cases:
            strata.setdefault((suite.name, case.category, case.half), []).append(case)
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    ordered: list[tuple[float, float, str]] = []
    for key in sorted(strata):
        members = sorted(strata[key], key=lambda case: case.id)
        chance.shuffle(members)
        # the first of a small stratum stands at a place that the seed draws, not always in the middle
        offset = chance.random()
        ordered += [((n + offset) / len(members), chance.random(), case.name) for n, case in enumerate(members)]
    chosen = {name for _, _, name in sorted(ordered)[:size]}
    picked = (replace(suite, cases=tuple(c for c in suite.cases if c.name in chosen)) for suite in suites)
    return tuple(suite for suite in picked if suite.cases)


class Journal:
    """The answered cases of a sample, in a file of JSON lines; ``made_with`` is what they have to agree on."""

    def __init__(self, file: Path, made_with: dict[str, Any]) -> None:
        self.file = file
        self._made_with = made_with

    def known(self) -> dict[str, CaseResult]:
        """The results that the file holds, by the case's name; empty where there is no file.

        Raises:
            UsageError: the file was made with something else, or can't be read.
        """
        if not self.file.is_file():
            return {}
        mend = f"remove {self.file}, or choose another --report-dir"
        try:
            # a run that was killed may have left half a line at the end, without a line end
            lines = self.file.read_text("utf-8").split("\n")[:-1]
            head, *rest = [json.loads(line) for line in lines if line] or [None]
            found = {result.name: result for result in map(_result, rest)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{self.file} can't be read ({error!r}): {mend}") from error
        if head is not None and head != self._made_with:
            other = sorted(key for key in {*head, *self._made_with} if head.get(key) != self._made_with.get(key))
            raise UsageError(f"{self.file} was made with another {', '.join(other)}: {mend}")
        return found

    def add(self, result: CaseResult) -> None:
        """Write a result down, behind those that are there. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        text = self.file.read_text("utf-8") if self.file.is_file() else ""
        whole = text[: text.rfind("\n") + 1]
        lines = [] if whole else [self._made_with]
        added = "".join(_line(data) for data in (*lines, asdict(result)))
        if whole != text:
            self.file.write_text(whole, encoding="utf-8", newline="\n")
        with self.file.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(added)


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"


def _result(data: dict[str, Any]) -> CaseResult:
    return CaseResult(
        **{
            **data,
            "category": Category(data["category"]),
            "half": Half(data["half"]),
            "turns": tuple(data["turns"]),
            "statements": tuple((text, tuple(numbers)) for text, numbers in data["statements"]),
            "citations": tuple(ShownCitation(**citation) for citation in data["citations"]),
            "missing": tuple(data["missing"]),
        }
    )
