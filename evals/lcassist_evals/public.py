"""Turns a public question set in the format of SQuAD into a suite: ``python -m lcassist_evals.public``.

Each article becomes a document, each question a case: its answers are the expected strings, the sentence that
holds the answer is the evidence. Questions that the set marks as impossible are unanswerable; for a set that has
none, some articles are held back from the corpus, and so their questions are unanswerable. With a translation of
the same questions (XQuAD has them in eleven languages, under the same ids) these are asked over the documents of
the first file.

The set is given by whoever runs this and stays out of the repository: its licence is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lcassist.errors import LcassistError
from lcassist.index.sentences import sentences
from lcassist.settings import Settings
from lcassist_evals.cases import Category
from lcassist_evals.engine import read_library
from lcassist_evals.problems import EvalError, Problem, UsageError
from lcassist_evals.text import normalise

SEED = 20241115
_LONGEST_SENTENCE = 100_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the set: its id, its text, its answers, and the sentence of the paragraph that holds one.

    Without an answer (``sentence`` is empty) it is unanswerable.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def file(self) -> str:
        """The name of its document."""
        return f"{re.sub(r'[^a-z0-9]+', '-', self.title.casefold()).strip('-') or 'article'}.txt"


def load(file: Path, language: str) -> list[Article]:
    """Read a set in the format of SQuAD (1.1 or 2.0); ``language`` is that of its paragraphs.

    Raises:
        EvalError: it can't be read or isn't of that format.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return [_article(article, language) for article in data["data"]]
    except OSError as error:
        raise EvalError([Problem(file, 0, f"can't be read ({error.strerror}): check the path")]) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"is no question set in the format of SQuAD ({error!r}): give its JSON file"
        raise EvalError([Problem(file, 0, message)]) from error


def _article(article: dict[str, Any], language: str) -> Article:
    paragraphs = article["paragraphs"]
    if not isinstance(paragraphs, list):
        raise TypeError("paragraphs is no list")
    return Article(
        str(article["title"]).replace("_", " "),
        tuple(_one_line(paragraph["context"]) for paragraph in paragraphs),
        tuple(question for paragraph in paragraphs for question in _questions(paragraph, language)),
    )


def _questions(paragraph: dict[str, Any], language: str) -> Iterator[Question]:
    context = str(paragraph["context"])
    spans = sentences(context, 0, len(context), language=language, limit=_LONGEST_SENTENCE)
    asked = paragraph["qas"]
    for one in asked if isinstance(asked, list) else ():
        answers = () if one.get("is_impossible") else tuple((int(a["answer_start"]), a["text"]) for a in one["answers"])
        inside = [
            s for s in spans if answers and s.start < answers[0][0] + len(answers[0][1]) and answers[0][0] < s.end
        ]
        sentence = context[inside[0].start : inside[-1].end] if inside else ""
        texts = tuple(dict.fromkeys(_one_line(text) for _, text in answers))
        yield Question(str(one["id"]), _one_line(one["question"]), texts, _one_line(sentence))


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def suite(
    articles: Sequence[Article],
    to: Path,
    languages: tuple[str, str],
    translated: Sequence[Article] = (),
    held_back: int = 0,
    most: int | None = None,
) -> dict[str, int]:
    """Write a suite into the folder ``to``: its documents, its cases, and a gates.yaml without gates.

    Args:
        articles: the set whose paragraphs are the documents.
        to: a folder that isn't there yet.
        languages: of the documents and of the questions.
        translated: where its questions are to be asked instead, under the same ids.
        held_back: how many articles, drawn by a fixed seed, are left out of the corpus.
        most: at most so many questions, drawn by a fixed seed; None: all.

    Returns how many documents and cases there are, and how many questions were left out because the document,
    as it is read, doesn't hold their sentence as it stands.

    Raises:
        UsageError: the folder is there already, or no document would be left.
    """
    if to.exists():
        raise UsageError(f"{to} is there already: name a folder that is not, or remove it")
    if held_back >= len(articles):
        raise UsageError(f"{held_back} articles can't be held back of {len(articles)}: hold back fewer")
    chance = random.Random(SEED)  # noqa: S311 - a draw that can be repeated, not a secret
    away = set(chance.sample(range(len(articles)), held_back))
    corpus = to / "corpus"
    corpus.mkdir(parents=True)
    for i, article in enumerate(articles):
        if i not in away:
            text = "\n\n".join((article.title, *article.paragraphs))
            (corpus / article.file).write_text(text + "\n", encoding="utf-8")
    texts = {question.id: question.text for article in translated for question in article.questions}
    cases = [
        _case(question, article.file, languages, texts.get(question.id, question.text), i in away)
        for i, article in enumerate(articles)
        for question in article.questions
        if not texts or question.id in texts
    ]
    usable = _held(cases, corpus)
    left = len(cases) - len(usable)
    if most is not None and most < len(usable):
        usable = [usable[i] for i in sorted(chance.sample(range(len(usable)), most))]
    _write(to, usable)
    return {"documents": len(articles) - held_back, "cases": len(usable), "left out": left}


def _case(question: Question, file: str, languages: tuple[str, str], text: str, away: bool) -> dict[str, Any]:
    other = languages[0] != languages[1]
    answered = {"category": str(Category.OTHER_LANGUAGES if other else Category.FACTS_IN_PROSE)}
    case = {"id": "q-" + re.sub(r"[^a-z0-9]+", "-", question.id.casefold()).strip("-"), "language": languages[1]}
    if away or not question.sentence:
        return {**case, "category": str(Category.UNANSWERABLE), "question": text, "unanswerable": True}
    evidence = [{"source": file, "quote": question.sentence}]
    return {**case, **answered, "question": text, "expected": [list(question.answers)], "evidence": evidence}


def _held(cases: Sequence[dict[str, Any]], corpus: Path) -> list[dict[str, Any]]:
    """The cases whose evidence, if they have some, stands in its document as the document is read."""
    library = read_library(corpus, Settings())
    texts = {file.name: normalise(library.document(file.name).text) for file in corpus.iterdir()}
    return [
        case
        for case in cases
        if all(normalise(item["quote"]) in texts[item["source"]] for item in case.get("evidence", ()))
    ]


def _write(to: Path, cases: Sequence[dict[str, Any]]) -> None:
    settings = {"name": _name(to), "description": "A public question set.", "corpus": "corpus", "gated": False}
    for name, data in (("suite.yaml", settings), ("gates.yaml", {"gates": []}), ("cases/all.yaml", list(cases))):
        file = to / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _name(to: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", to.name.casefold()).strip("-") or "public"


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(
        prog="python -m lcassist_evals.public",
        description="Turn a public question set in the format of SQuAD into a suite for `lcassist eval --suite`.",
    )
    add = parser.add_argument
    add("set", type=Path, help="the JSON file whose paragraphs become the documents")
    add("--to", type=Path, required=True, metavar="DIR", help="folder of the suite, which isn't there yet")
    add("--language", default="en", help="of the set, two letters (default: %(default)s)")
    add("--questions", type=Path, metavar="FILE", help="the same set in another language: its questions are asked")
    add("--questions-language", metavar="CODE", help="of --questions, two letters")
    add("--hold-back", type=int, default=0, metavar="N", help="leave N articles out: their questions are unanswerable")
    add("--most", type=int, metavar="N", help="at most N questions, drawn at random by a fixed seed")
    arguments = parser.parse_args(argv)
    try:
        if (arguments.questions is None) != (arguments.questions_language is None):
            raise UsageError("--questions and --questions-language go together: give both, or none")
        articles = load(arguments.set, arguments.language)
        translated = load(arguments.questions, arguments.questions_language) if arguments.questions else ()
        languages = (arguments.language, arguments.questions_language or arguments.language)
        counts = suite(articles, arguments.to, languages, translated, arguments.hold_back, arguments.most)
    except LcassistError as error:
        print(error, file=sys.stderr)
        return 2
    print(", ".join(f"{n} {what}" for what, n in counts.items()))
    print(f"now: lcassist eval --suite {arguments.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
