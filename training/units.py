"""Number the units of documents and check labelled questions.

    python -m training.units show DOC.md     prints each unit: s12 for sentences, t1.r2.c3 for cells (row 0: header)
    python -m training.units check FOLDER    checks FOLDER/questions.jsonl against FOLDER/*.md

A line of questions.jsonl: ``doc``, ``lang``, ``q``, ``turns`` (earlier user turns, if any), ``ev`` (all and only the
units that a careful reader would quote), ``ans`` (the shortest exact substring of one of them that answers, or null),
``kind`` (fact, table, list, why, how, advice, compare, count, max, min, sum, diff, above, yesno, follow or none).
Of kind none ``ev`` is empty, ``near`` lists what looks like an answer and is none, and ``note`` says what is missing.
"""

from __future__ import annotations

import collections
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lcassist.index.sentences import sentences

_RULE = re.compile(r":?-{2,}:?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")


def units(path: Path) -> Iterator[tuple[str, str, str]]:
    """(name, text, section) of each sentence and cell of a Markdown document, in order."""
    section, count, tables = "", 0, 0
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        text = block.strip("\n")
        if text.lstrip().startswith("#"):
            first, _, text = text.partition("\n")
            section = first.lstrip("# ").strip()
        lines = text.split("\n")
        rows = [_cells(line) for line in lines if line.strip().startswith("|")]
        if len(rows) >= 2:
            tables += 1
            kept = [row for row in rows if not all(_RULE.fullmatch(cell or "--") for cell in row) or not any(row)]
            for number, row in enumerate(kept):
                yield from ((f"t{tables}.r{number}.c{column}", cell, section) for column, cell in enumerate(row))
            lines = [line for line in lines if not line.strip().startswith("|")]
        for item in _items(lines):
            for one in sentences(item, 0, len(item), language=None, limit=4000):
                count += 1
                yield f"s{count}", item[one.start : one.end], section


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _items(lines: list[str]) -> list[str]:
    """The paragraph or the list items that some lines are."""
    items: list[str] = []
    current = ""
    for line in lines:
        match = _ITEM.match(line)
        if match:
            items.append(current)
            current = match.group(1)
        else:
            current = f"{current} {line.strip()}".strip()
    return [item for item in (*items, current) if item]


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the labels of a folder, a line each."""
    known = {path.name: {name: text for name, text, _ in units(path)} for path in sorted(folder.glob("*.md"))}
    for number, line in enumerate((folder / "questions.jsonl").read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            yield f"{number}: {error}"
            continue
        own = known.get(row.get("doc"), {})
        named = [*row.get("ev", []), *row.get("near", [])]
        missing = [name for name in named if name not in own]
        if missing or not own:
            yield f"{number}: no such unit or document: {missing or row.get('doc')}"
        elif (row["kind"] == "none") == bool(row.get("ev")):
            yield f"{number}: {row['kind']} with {len(row.get('ev', []))} units of evidence"
        elif row.get("ans") and not any(row["ans"] in own[name] for name in row["ev"]):
            yield f"{number}: the answer is not in the evidence: {row['ans']!r}"


def main() -> None:
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "show":
        for name, text, section in units(where):
            print(f"[{section}] {name} {text}")
        return
    found = list(problems(where))
    rows = [json.loads(line) for line in (where / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    counts = collections.Counter(row["kind"] for row in rows), collections.Counter(row["lang"] for row in rows)
    print(*found, *map(dict, counts), f"total {len(rows)} errors {len(found)}", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
