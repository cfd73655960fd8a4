"""The public data as features: python -m training.public DATA QA.pkl NLI.pkl [--share S] [--seed N]

DATA is the folder of JSON lines that training/README.md tells how to get. A text is read window by window: the one
that holds the answer, now and then another, and as hard negatives another text of the same article, or a question
whose name or year was swapped for another of the article.
"""

from __future__ import annotations

import argparse
import array
import collections
import json
import pickle
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lcassist.reader.linearize import Linearizer
from training.features import Feature, Span, as_typed, feature, prose, table
from training.tokens import linearizer

# file -> the share of its rows that is taken
QA = {
    "squadtrainpart-en": 1, "squadtrainpart2-en": 1, "squadpart3-en": 1, "squad2dev-en": 1, "squad11dev-en": 0.6,
    "adversarialqadev-en": 1, "squadshifts_new_wiki-en": 0.6, "squadshifts_reddit-en": 0.3,
    "squadshifts_amazon_reviews-en": 0.15, "policyqa-en": 0.4, "bioasqsnippets-en": 0.2, "tydigoldptrain-en": 1,
    "doc2dial-en": 1, "nqpart-en": 1, "qeddev-en": 1, "covidqapara-en": 0.6, "clapnqdev-en": 1, "piraun-en": 1,
    "pira-en": 1, "pira-pt": 1, "faquad-pt": 1, "squad11pt-trainpart-pt": 0.5, "viquiquadtest-ca": 1,
    "multispanqa-en": 1, "quorefcontrast-en": 0.6, "tatqatext-en": 1, "hybridqarow-en": 0.5, "hotpotgold-en": 1,
    "qasperpart-en": 1, "servicepublic-fr": 1, "squades-dev-es": 1, "squadit-it": 1, "squadda-dev-da": 0.4,
}  # fmt: skip
# translations of SQuAD's dev part: the question in one language, the text in another
ACROSS = {"squades-dev-es": 0.6, "squadda-dev-da": 0.3, "squadit-it": 0.7}
TABLES = {
    "wtqtrain-en": 0.8, "tatqa-en": 1, "fetaqadev-en": 1, "fetaqatest-en": 1, "aitqa-en": 1, "hybridqadev-en": 1,
    "griqa-en": 0.6, "temptabqa-en": 0.35,
}  # fmt: skip
NLI = {
    "multinli15k-en": 0.35, "multinli15k-nl": 0.5, "multinli15k-de": 0.35, "multinli15k-es": 0.3,
    "multinli15k-fr": 0.3, "multinli15k-hu": 0.5, "snlival-en": 0.3, "feverpart-en": 0.35, "wice-en": 1,
    "contractnli-en": 0.5, "inferes-es": 0.3, "feverit-it": 1, "feverit-en": 0.3, "feversymmetric-en": 1,
    "climatefever-en": 0.2, "esxnli-es": 0.5, "hurte-hu": 1, "huwnli-hu": 1, "assin2-pt": 0.3,
}  # fmt: skip
LABELS = {"entailment": [0], "neutral": [1], "contradiction": [2], "not_entailment": [1, 2]}
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-Þ][\w'’-]+(?: (?:of |de |the )?[A-ZÀ-Þ][\w'’-]+)*|\b\d{3,4}\b")
_ROW_CHARS = 560  # of the rows that are read at once


class Maker:
    """Makes features of public files, with one random generator."""

    def __init__(self, data: Path, line: Linearizer, seed: int, share: float) -> None:
        self._data, self._line, self._share = data, line, share
        self.rng = random.Random(seed)

    def rows(self, name: str) -> list[dict[str, Any]]:
        path = self._data / f"{name}.jsonl"
        return [json.loads(row) for row in path.open(encoding="utf-8")] if path.exists() else []

    def _taken(self, share: float) -> bool:
        return self.rng.random() < share * self._share

    def windows(self, question: str, text: str, title: str, language: str, found: list[Span]) -> Iterator[Feature]:
        """The windows that hold what was found; a fourth of the others; one where nothing was to be found."""
        others = []
        for window in prose(self._line, text, title, language):
            one = feature(self._line, question, window, found, found[0] if found else None)
            if any(one["pos"]):
                yield one
            elif one["units"]:
                others.append(one)
        if others and (not found or self.rng.random() < 0.25):
            yield self.rng.choice(others)

    def prose(self, name: str, share: float) -> Iterator[Feature]:
        data, language, seen = self.rows("qa-" + name), name[-2:], set()
        by_title, names = collections.defaultdict(set), collections.defaultdict(list)
        for row in data:
            by_title[row.get("title", "")].add(row["context"])
            names[row.get("title", "")] += _NAME.findall(row["question"])
        for row in data:
            question, text = row["question"].strip(), row["context"]
            key = row.get("title", "")
            title = (key or "").replace("_", " ").strip()
            if (question.lower(), text[:80]) in seen or not self._taken(share):
                continue
            seen.add((question.lower(), text[:80]))
            title = title if title and len(title) < 120 and self.rng.random() < 0.6 else ""
            found = [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]
            yield from self.windows(as_typed(question, self.rng), text, title, language, found)
            other = sorted(by_title[key] - {text})
            if found and other and self.rng.random() < 0.14:
                text2 = self.rng.choice(other)
                if not any(a["text"].lower() in text2.lower() for a in row["answers"]):
                    yield from self.windows(question, text2, title, language, [])
            mine = [one for one in _NAME.findall(question) if one in text]
            if found and mine and self.rng.random() < 0.13:
                one = self.rng.choice(mine)
                pool = [
                    other
                    for other in names[key]
                    if other.lower() not in text.lower()
                    and other not in question
                    and other[0].isdigit() == one[0].isdigit()
                ]
                if pool:
                    swapped = question.replace(one, self.rng.choice(pool))
                    yield from self._answering(swapped, text, title, language, found)

    def _answering(self, question: str, text: str, title: str, language: str, found: list[Span]) -> Iterator[Feature]:
        """The windows that would hold the answer, with a question that they do not answer."""
        for window in prose(self._line, text, title, language):
            if any(feature(self._line, question, window, found)["pos"]):
                yield feature(self._line, question, window, [])

    def across(self, name: str, share: float, english: dict[str, dict[str, Any]]) -> Iterator[Feature]:
        for row in self.rows("qa-" + name):
            other = english.get(row["id"].split("-")[-1])
            if other is None:
                continue
            for question, one, language in ((row["question"], other, "en"), (other["question"], row, name[-2:])):
                if self._taken(share):
                    found = [(a["start"], a["start"] + len(a["text"])) for a in one["answers"]]
                    yield from self.windows(as_typed(question.strip(), self.rng), one["context"], "", language, found)

    def tables(self, name: str, share: float) -> Iterator[Feature]:
        for row in self.rows("table-" + name):
            given, gold = row["table"], [tuple(cell) for cell in row.get("answer_cells") or []]
            rows = [r for r in given["rows"] if len(r) == len(given["header"])]
            wanted = sorted({r for r, _ in gold if 0 <= r < len(rows)})
            if not wanted or len(wanted) > 6 or len(rows) != len(given["rows"]) or not self._taken(share):
                continue
            others = [r for r in range(len(rows)) if r not in wanted]
            self.rng.shuffle(others)
            width = max(20, sum(len(str(v)) for v in rows[wanted[0]]) + sum(len(str(h)) for h in given["header"]))
            count = max(1, min(len(others), _ROW_CHARS // width - len(wanted) + 1))
            title = (given.get("title") or "").strip()[:150]
            kept = sorted(wanted + others[:count])
            windows, spans = table(self._line, title, given["header"], [rows[r] for r in kept])
            at = {r: place for place, r in enumerate(kept)}
            found = [spans[at[r], c] for r, c in gold if (at.get(r), c) in spans]
            question = as_typed(row["question"].strip(), self.rng)
            made = [feature(self._line, question, w, found, found[0] if found else None) for w in windows if w.units]
            yield from (one for one in made if any(one["pos"]))
            if len(wanted) == 1 and len(others) > 1 and self.rng.random() < 0.2:
                kept = sorted(others[: count + 1])
                windows, _ = table(self._line, title, given["header"], [rows[r] for r in kept])
                yield from (feature(self._line, question, window, []) for window in windows[:1])

    def pair(self, hypothesis: str, premise: str, label: str) -> Feature:
        line = self._line
        begin, end = line.special
        ids = [begin, *line.encode(hypothesis)[:60], end, end, *line.encode(premise)[:140], end]
        return {"ids": array.array("i", ids), "nli": LABELS[label]}

    def pairs(self) -> Iterator[Feature]:
        for name, share in NLI.items():
            for row in self.rows("nli-" + name):
                if row["label"] in LABELS and self._taken(share):
                    yield self.pair(row["hypothesis"], row["premise"], row["label"])
        first = self.rows("nli-multinli15k-en")
        for language in ("nl", "hu", "de", "es", "fr"):  # premise in one language, hypothesis in another
            for one, other in zip(first, self.rows("nli-multinli15k-" + language), strict=False):
                if one["label"] == other["label"] and self._taken(0.12):
                    premise, hypothesis = (one, other) if self.rng.random() < 0.8 else (other, one)
                    yield self.pair(hypothesis["hypothesis"], premise["premise"], one["label"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("qa", type=Path)
    parser.add_argument("nli", type=Path)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--nli-share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    maker = Maker(given.data, linearizer(), given.seed, given.share)
    found: list[Feature] = []
    for name, share in QA.items():
        found += maker.prose(name, share)
    english = {r["id"].split("-")[-1]: r for n in ("squad11dev-en", "squad2dev-en") for r in maker.rows("qa-" + n)}
    for name, share in ACROSS.items():
        found += maker.across(name, share, english)
    for name, share in TABLES.items():
        found += maker.tables(name, share)
    maker = Maker(given.data, linearizer(), given.seed + 1, given.nli_share)
    pairs = list(maker.pairs())
    maker.rng.shuffle(found)
    maker.rng.shuffle(pairs)
    print(len(found), "windows,", sum(not any(f["pos"]) for f in found), "without evidence;", len(pairs), "pairs")
    given.qa.write_bytes(pickle.dumps(found))
    given.nli.write_bytes(pickle.dumps(pairs))


if __name__ == "__main__":
    main()
