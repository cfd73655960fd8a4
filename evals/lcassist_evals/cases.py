"""Suites and cases: their schema, and the loader that names file, line and mend of every error.

A suite is a folder with ``suite.yaml`` (name, description, corpus, cases, gated) and case files, each a
YAML list of cases. A case below a folder ``development`` or ``heldout`` belongs to that half; others to
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Checked

from lcassist_evals.marked_yaml import Marked, load, validated
from lcassist_evals.problems import EvalError, Problem

CASES = ("cases/**/*.yaml",)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Category(StrEnum):
    FACTS_IN_PROSE = "facts-in-prose"
    FACTS_IN_TABLES = "facts-in-tables"
    AGGREGATES = "aggregates"
    COMPARISONS = "comparisons"
    HOW_WHY = "how-why"
    CONVERSATIONS = "conversations"
    OTHER_LANGUAGES = "other-languages"
    DISAGREEMENT = "disagreement"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISES = "false-premises"
    SMALL_TALK = "small-talk"
    HOSTILE = "hostile"


class Half(StrEnum):
    """Development: what the engine may be tuned on. Held out: never looked at while tuning."""

    DEVELOPMENT = "development"
    HELDOUT = "heldout"
    UNSPLIT = "unsplit"


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EvidenceItem(_Schema):
    """Where an answer stands: a quote, or a table's cell by any of its headers and its text.

    ``table`` is the number in the caption, or the caption or a part of it; without it all the source's
    tables are looked at. ``row`` and ``column`` are header texts; with only one of the two and no ``cell``
    the whole row or column is meant. ``cell`` is the whole text of one cell.
    """

    source: Text
    quote: Text | None = None
    table: Text | None = None
    row: Text | None = None
    column: Text | None = None
    cell: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        in_table = any(part is not None for part in (self.row, self.column, self.cell))
        if self.quote is not None and (in_table or self.table is not None):
            raise ValueError("evidence is a quote or a cell of a table: keep one of the two")
        if self.quote is None and not in_table:
            raise ValueError("evidence says nothing: add quote, or row and column, or cell")
        return self


def _kebab_case(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"{text!r} is not kebab case: use a-z, 0-9 and single hyphens")
    return text


def _language_code(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", text):
        raise ValueError(f"the language {text!r} is no two-letter code: write en, nl, el, ...")
    return text


class CaseSchema(_Schema):
    """A case as it is written in YAML."""

    id: Annotated[str, AfterValidator(_kebab_case)]
    category: Category
    language: Annotated[str, AfterValidator(_language_code)]
    question: Text | None = None
    turns: Annotated[list[Text], Checked(min_length=1)] | None = None
    expected: Annotated[list[Annotated[list[Text], Checked(min_length=1)]], Checked(min_length=1)] | None = None
    forbidden: list[Text] = []
    evidence: Annotated[list[EvidenceItem], Checked(min_length=1)] | None = None
    unanswerable: bool = False
    reply: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.question is None) == (self.turns is None):
            raise ValueError("a case has either question or turns: give one of the two")
        if (self.expected is not None) + self.unanswerable + self.reply != 1:
            raise ValueError("a case has exactly one of expected, unanswerable: true and reply: true: keep one")
        if self.expected is not None and self.evidence is None:
            raise ValueError("expected needs evidence: say where the answer stands")
        if self.expected is None and self.evidence is not None:
            raise ValueError("evidence goes with expected: a case without an answer has none, remove it")
        return self


class SuiteSchema(_Schema):
    """suite.yaml. ``gated: false`` keeps a suite's cases out of the pooled figures and the gates."""

    name: Annotated[str, AfterValidator(_kebab_case)]
    description: Text | None = None
    corpus: Text
    cases: Annotated[list[Text], Checked(min_length=1)] = list(CASES)
    gated: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and what it is counted under; a case and its result have this in common."""

    suite: str
    id: str
    category: Category
    language: str
    half: Half
    turns: tuple[str, ...]

    @property
    def question(self) -> str:
        """The question that is answered: the last user turn."""
        return self.turns[-1]

    @property
    def name(self) -> str:
        return f"{self.suite}/{self.id}"


@dataclass(frozen=True, slots=True)
class Case(Asked):
    """One question with what a right answer is. Lines are of the case file, for errors found later."""

    expected: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    evidence: tuple[EvidenceItem, ...]
    unanswerable: bool
    reply: bool
    file: Path
    line: int
    evidence_lines: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Suite:
    name: str
    description: str
    folder: Path
    corpus: Path
    gated: bool
    cases: tuple[Case, ...]
    line: int = 1


def load_suites(folders: Sequence[Path]) -> list[Suite]:
    """Load and check the suites in these folders.

    Raises:
        EvalError: with every problem of all the files, and nothing is loaded.
    """
    suites: list[Suite] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            suites.append(_load_suite(folder))
        except EvalError as error:
            problems.extend(error.problems)
    names: dict[str, Path] = {}
    for suite in suites:
        if suite.name in names:
            message = f"the name {suite.name!r} is also that of {names[suite.name]}: rename one of the suites"
            problems.append(Problem(suite.folder / "suite.yaml", suite.line, message))
        names.setdefault(suite.name, suite.folder)
    if problems:
        raise EvalError(problems)
    return suites


def _load_suite(folder: Path) -> Suite:
    file = folder / "suite.yaml"
    if not file.is_file():
        raise EvalError([Problem(file, 0, "there is no suite.yaml: name a folder that has one")])
    marked = load(file)
    schema, problems = validated(SuiteSchema, marked, marked.data, ())
    if schema is None:
        raise EvalError(problems)
    corpus = (folder / schema.corpus).resolve()
    if not corpus.is_dir():
        message = f"the corpus {schema.corpus!r} is no folder: give its path relative to {folder}"
        problems.append(marked.problem(("corpus",), message))
    files: list[Path] = []
    for i, pattern in enumerate(schema.cases):
        found = sorted(path for path in folder.glob(pattern) if path.is_file())
        if not found:
            message = f"no case file matches {pattern!r}: correct the pattern, or write cases"
            problems.append(marked.problem(("cases", i), message))
        files.extend(path for path in found if path not in files)
    cases: list[Case] = []
    for path in files:
        try:
            cases.extend(_load_cases(path, folder, schema.name))
        except EvalError as error:
            problems.extend(error.problems)
    problems.extend(_duplicates(cases))
    if problems:
        raise EvalError(problems)
    return Suite(
        schema.name,
        schema.description or "",
        folder,
        corpus,
        schema.gated,
        tuple(cases),
        marked.line(("name",)),
    )


def _load_cases(file: Path, suite_folder: Path, suite: str) -> list[Case]:
    marked = load(file)
    if not isinstance(marked.data, list):
        raise EvalError([Problem(file, 1, "is no list of cases: begin each case with '- id: ...'")])
    half = _half(file.relative_to(suite_folder))
    cases: list[Case] = []
    problems: list[Problem] = []
    for i, data in enumerate(marked.data):
        schema, found = validated(CaseSchema, marked, data, (i,))
        problems.extend(found)
        if schema is not None:
            cases.append(_case(schema, marked, i, suite, half))
    if problems:
        raise EvalError(problems)
    return cases


def _case(schema: CaseSchema, marked: Marked, i: int, suite: str, half: Half) -> Case:
    evidence = tuple(schema.evidence or ())
    return Case(
        suite=suite,
        id=schema.id,
        category=schema.category,
        language=schema.language,
        half=half,
        turns=tuple(schema.turns or (schema.question or "",)),
        expected=tuple(tuple(group) for group in schema.expected or ()),
        forbidden=tuple(schema.forbidden),
        evidence=evidence,
        unanswerable=schema.unanswerable,
        reply=schema.reply,
        file=marked.file,
        line=marked.line((i,)),
        evidence_lines=tuple(marked.line((i, "evidence", k)) for k in range(len(evidence))),
    )


def _half(path: Path) -> Half:
    return next((Half(part) for part in path.parts[:-1] if part in tuple(Half)), Half.UNSPLIT)


def _duplicates(cases: Iterable[Case]) -> list[Problem]:
    problems: list[Problem] = []
    first: dict[str, Case] = {}
    for case in cases:
        if case.id in first:
            other = first[case.id]
            message = f"the id {case.id!r} is also at {other.file}:{other.line}: rename one of the two"
            problems.append(Problem(case.file, case.line, message))
        first.setdefault(case.id, case)
    return problems
