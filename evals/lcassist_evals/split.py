"""Split a suite's drafts into a development and a held-out half, once: ``python -m lcassist_evals.split
SUITE --seed N``.

Cases are drawn at random inside each group of one category and language, so that both halves have the
same mix; the odd case of a group goes to whichever half is smaller in its category so far. The text of
each case is copied as it was written, comments included.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, SequenceNode

from lcassist_evals.cases import Category, Half
from lcassist_evals.marked_yaml import load
from lcassist_evals.problems import EvalError, Problem

HALVES = (Half.HELDOUT, Half.DEVELOPMENT)
GLOBS = "[cases/development/*.yaml, cases/heldout/*.yaml]"


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as text, with what the split goes by."""

    file: Path
    id: str
    category: str
    language: str
    text: str


def split(suite: Path, seed: int) -> Counter[tuple[Half, str]]:
    """Write cases/development and cases/heldout from drafts/, and point suite.yaml at them.

    Returns how many cases of each category went to each half.

    Raises:
        EvalError: it is already split, there are no drafts, or a draft can't be cut into cases; nothing
            is written then.
    """
    existing = [file for half in HALVES for file in (suite / "cases" / half).glob("*.yaml")]
    if existing:
        message = "is already split: a second split would mix the halves, and what was tuned on would be held out"
        raise EvalError([Problem(existing[0], 0, message)])
    files = sorted((suite / "drafts").glob("*.yaml"))
    if not files:
        raise EvalError([Problem(suite / "drafts", 0, "holds no *.yaml: write the drafts first")])
    drafts = [draft for file in files for draft in read_drafts(file)]
    repeated = [name for name, n in Counter(draft.id for draft in drafts).items() if n > 1]
    if repeated:
        raise EvalError([Problem(suite / "drafts", 0, f"the ids {repeated} stand twice: rename one of each")])
    settings = _suite_text(suite / "suite.yaml")
    halves = assign(drafts, seed)
    texts = _texts(drafts, halves, seed)
    for (half, name), text in texts.items():
        file = suite / "cases" / half / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    (suite / "suite.yaml").write_text(settings, encoding="utf-8", newline="\n")
    return Counter((halves[draft.id], draft.category) for draft in drafts)


def assign(drafts: Sequence[Draft], seed: int) -> dict[str, Half]:
    """The half of each case by its id; the same seed and drafts give the same halves."""
    # Sorted first: the order of the files must not decide who is held out.
    ordered = sorted(drafts, key=lambda draft: (draft.category, draft.language, draft.id))
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    halves: dict[str, Half] = {}
    total: Counter[Half] = Counter()
    for _, in_category in itertools.groupby(ordered, key=lambda draft: draft.category):
        inside: Counter[Half] = Counter()
        for _, group in itertools.groupby(in_category, key=lambda draft: draft.language):
            members = list(group)
            chance.shuffle(members)
            # min keeps the first of equals: the held-out half, which the targets need cases in.
            first = min(HALVES, key=lambda half: (inside[half], total[half]))
            second = next(half for half in HALVES if half is not first)
            for draft, half in zip(members, itertools.cycle((first, second)), strict=False):
                halves[draft.id] = half
                inside[half] += 1
                total[half] += 1
    return halves


def read_drafts(file: Path) -> list[Draft]:
    """The cases of a draft file with their own lines.

    Raises:
        EvalError: it is no list of cases in block style, or uses anchors, which don't survive the cut.
    """
    marked = load(file)
    text = file.read_text(encoding="utf-8-sig")
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    if not isinstance(root, SequenceNode) or root.flow_style or not isinstance(marked.data, list):
        message = "is no list of cases in block style: begin each case with '- id: ...'"
        raise EvalError([Problem(file, 1, message)])
    anchored = next((token for token in yaml.scan(text) if isinstance(token, yaml.AnchorToken)), None)
    if anchored:
        line = anchored.start_mark.line + 1
        raise EvalError([Problem(file, line, "an anchor can't be split: write the text out in each case")])
    problems = [
        Problem(file, node.start_mark.line + 1, f"a case needs {key}: add it")
        for node, data in zip(root.value, marked.data, strict=True)
        for key in ("id", "category", "language")
        if not (isinstance(node, MappingNode) and isinstance(data, dict) and data.get(key))
    ]
    known = tuple(Category)
    problems += [
        Problem(file, node.start_mark.line + 1, f"the category {data['category']!r} is unknown")
        for node, data in zip(root.value, marked.data, strict=True)
        if isinstance(data, dict) and data.get("category") and data["category"] not in known
    ]
    if problems:
        raise EvalError(problems)
    pieces = _cut(text, [node.start_mark.index for node in root.value])
    return [
        Draft(file, str(data["id"]), str(data["category"]), str(data["language"]), piece)
        for data, piece in zip(marked.data, pieces, strict=True)
        if isinstance(data, dict)
    ]


def _cut(text: str, items: Sequence[int]) -> list[str]:
    """The text of each item (given by offset), with the comment lines right above it.

    What stands above the first item goes with it.
    """
    firsts = [_first_line(text, item) for item in items]
    firsts[0] = 0
    return [text[a:b].strip("\n") for a, b in zip(firsts, [*firsts[1:], len(text)], strict=True)]


def _first_line(text: str, item: int) -> int:
    # The item's own offset is after its "- ", which may stand on a line above.
    start = text.rfind("\n", 0, text.rfind("-", 0, item)) + 1
    while (above := text.rfind("\n", 0, max(start - 1, 0)) + 1) < start and text[above] == "#":
        start = above
    return start


def _texts(drafts: Sequence[Draft], halves: dict[str, Half], seed: int) -> dict[tuple[Half, str], str]:
    texts: dict[tuple[Half, str], str] = {}
    for half in HALVES:
        for name in dict.fromkeys(draft.file.name for draft in drafts):
            pieces = [d.text for d in drafts if d.file.name == name and halves[d.id] is half]
            if pieces:
                head = f"# {half.value}: split once from drafts/{name}, seed {seed}\n\n"
                texts[(half, name)] = head + "\n\n".join(pieces) + "\n"
    return texts


def _suite_text(file: Path) -> str:
    """suite.yaml with its ``cases`` pointing at the halves, the rest as it was written."""
    marked = load(file)
    text = file.read_text(encoding="utf-8-sig")
    if not isinstance(marked.data, dict):
        raise EvalError([Problem(file, 1, "is no mapping: write name: and corpus:")])
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == "cases":
            rest = text[value.end_mark.index :]
            return f"{text[: key.start_mark.index]}cases: {GLOBS}\n{rest.lstrip(chr(10))}"
    return f"{text.rstrip()}\ncases: {GLOBS}\n"


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python -m lcassist_evals.split", description=__doc__)
    parser.add_argument("suite", type=Path, help="the suite's folder")
    parser.add_argument("--seed", type=int, required=True, help="the seed of the draw")
    arguments = parser.parse_args(argv)
    try:
        counts = split(arguments.suite, arguments.seed)
    except EvalError as error:
        print(error, file=sys.stderr)
        return 2
    for category in sorted({category for _, category in counts}):
        numbers = ", ".join(f"{counts[(half, category)]} {half.value}" for half in HALVES)
        print(f"{category}: {numbers}")
    print(f"{counts.total()} cases; remove drafts/, and commit the held-out half before tuning begins")
    return 0


if __name__ == "__main__":
    sys.exit(main())
