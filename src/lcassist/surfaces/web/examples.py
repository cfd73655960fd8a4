"""Questions to begin with: the corpus's own, or the first cells of its tables. Only such as are answered."""

from __future__ import annotations

import logging
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from lcassist.domain import AnswerKind, Document
from lcassist.errors import QuestionError
from lcassist.surfaces.web.texts import LANGUAGES

if TYPE_CHECKING:
    from lcassist.answer.assistant import Assistant

logger = logging.getLogger(__name__)

FILE = "examples.yaml"
COUNT = 4

_TRIED = 16  # tables' questions, before what was found is enough


def example_questions(assistant: Assistant) -> dict[str, tuple[str, ...]]:
    """Up to four questions for each language of the interface, in the order in which they are offered.

    They come from examples.yaml in the corpus folder (lists of questions under ``en`` and ``nl``): those in
    the interface's language, or the others' where it has none. Without the file, or where the index is
    another corpus's and answers none of them, they are made of the tables' headers.
    """
    written = _written(assistant.settings.corpus / FILE)
    known = {language: _answered(assistant, questions) for language, questions in written.items()}
    if not any(known.values()):
        made = _answered(assistant, _made(assistant))
        return dict.fromkeys(LANGUAGES, tuple(made[:COUNT]))
    return {language: tuple(_own(known, language)) for language in LANGUAGES}


def _own(known: dict[str, list[str]], language: str) -> list[str]:
    """The questions in a language; where there are none, those in the others: better than nothing to begin with."""
    others = chain.from_iterable(known.values())
    return (known.get(language) or list(others))[:COUNT]


def _written(path: Path) -> dict[str, list[str]]:
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        logger.warning("%r can't be read, so the examples come from the tables: %s", str(path), error)
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        language: [question for question in questions if isinstance(question, str)]
        for language, questions in data.items()
        if language in LANGUAGES and isinstance(questions, list)
    }


def _made(assistant: Assistant) -> list[str]:
    """A question for each table's first row, then for each one's second, and so on along the diagonal."""
    library = assistant.library
    each = [questions for name in library.sources() for questions in _of_tables(library.document(name))]
    mixed = (question for round in zip_longest(*each) for question in round if question)
    return list(islice(mixed, _TRIED))


def _of_tables(document: Document) -> list[list[str]]:
    return [
        [
            f"{row} – {column}?"
            for place, row in enumerate(table.row_names)
            if row and (column := table.columns[place % len(table.columns)])
        ]
        for table in document.tables
        if table.columns
    ]


def _answered(assistant: Assistant, questions: list[str]) -> list[str]:
    """Those that this index answers. Asking them also loads what the first visitor would wait for."""
    kept = []
    for question in questions:
        try:
            if assistant.ask(question).kind is AnswerKind.ANSWER:
                kept.append(question)
        except QuestionError as error:
            logger.info("the example %r is left out: %s", question, error)
    return kept
