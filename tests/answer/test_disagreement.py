"""Where the sources give another value for the same thing, both are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lcassist.answer.disagreement import Disagreements
from lcassist.answer.evidence import Evidence
from lcassist.answer.findings import Finding, cell_finding
from lcassist.answer.question import Question
from lcassist.answer.scope import Scope
from lcassist.answer.select import finding
from lcassist.answer.series import Fact
from lcassist.corpus.library import Library
from lcassist.domain import BlockKind, Document, Passage, PassageKind, Sentence

QUESTION = Question("How many people live in Alba?", "en")
THRESHOLD = 0.5

Made = Callable[..., Document]


@dataclass
class Contradicting:
    """Stands for the reader: of each premise and hypothesis it says what a test lays down."""

    says: Callable[[str, str], float] = lambda premise, hypothesis: 0.9
    asked: list[tuple[str, str]] = field(default_factory=list)

    def entailment(self, premise: str, hypothesis: str) -> NDArray[np.float32]:
        self.asked.append((premise, hypothesis))
        contradicts = self.says(premise, hypothesis)
        return np.array([0.0, 1.0 - contradicts, contradicts], np.float32)


def evidence_of(document: Document, answer: str | None = None, probability: float = 0.9) -> Evidence:
    """The paragraph of a document as evidence, with its short answer."""
    number, block = next((n, b) for n, b in enumerate(document.blocks) if b.kind is BlockKind.PARAGRAPH)
    start, end = block.start, block.end
    passage = Passage(
        "p", document.source.name, start, end, document.text[start:end], PassageKind.PROSE, block.section,
        sentences=(Sentence(start, end),),
    )  # fmt: skip
    at = document.text.index(answer, start) if answer else 0
    span = (at, at + len(answer)) if answer else None
    name = document.source.name
    return Evidence(name, start, end, number, "en", passage, None, Scope(frozenset()), 1.0, probability, 1.0, span, ())


def cell_of(document: Document, row: int = 0) -> Evidence:
    """The first body cell of a table's row as evidence."""
    table = document.tables[0]
    cell = table.body[row][0]
    name = table.row_names[row]
    fact = Fact(document.source.name, 0, row, 0, cell, name, "People", frozenset(), None, "en", None, f"{name}: {cell}")
    return Evidence(
        document.source.name, cell.start, cell.end, -1, "en", None, fact, Scope(frozenset()), 1.0, 0.9, 1.0, None, (),
    )  # fmt: skip


def others(
    documents: Sequence[Document],
    evidence: Sequence[Evidence],
    reader: Contradicting | None = None,
    question: Question = QUESTION,
    findings: int = 1,
) -> list[str]:
    """What is shown beside an answer that rests on the first piece of evidence."""
    library = Library(documents)
    first = evidence[0]
    shown = (
        finding(first, library.document(first.source))
        if first.fact is None
        else cell_finding(first.fact, first.fact.caption, "en")
    )
    given: Any = reader or Contradicting()
    found = Disagreements(given, library, THRESHOLD).others(question, evidence, [shown] * findings)
    assert all(one.evidence for one in found)
    return [one.text for one in found]


def pair(made: Made, mine: str, theirs: str) -> tuple[list[Document], list[Evidence]]:
    """Two documents that say this each, and both as evidence."""
    documents = [made("a.md", mine), made("b.md", theirs)]
    return documents, [evidence_of(document) for document in documents]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Alba has 37,396 people.", "Alba has 37,390 people."),
        ("Alba has 37,396 people.", "Alba has 40,000 people, and 4 mills."),
        ("The way takes 40 minutes.", "The way takes 50 minutes."),
        ("Some 12% of Alba can read.", "Some 13% of Alba can read."),
    ],
)
def test_another_number_that_contradicts_is_shown(made: Made, mine: str, theirs: str) -> None:
    assert others(*pair(made, mine, theirs)) == [theirs]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Alba has 37,396 people.", "Alba has 37,396 people."),
        ("Alba has 37,396 people.", "Alba has 37,396 people, and had 37,390."),
        ("Alba has 37,396 people.", "Alba has many people."),
        ("Alba has many people.", "Alba has 37,396 people."),
        ("The way is 5 km long.", "The way takes 40 minutes."),
        ("Alba has 37,396 people.", "Some 12% of Alba can read."),
    ],
)
def test_what_gives_no_other_number_of_the_kind_is_no_disagreement(made: Made, mine: str, theirs: str) -> None:
    reader = Contradicting()
    assert others(*pair(made, mine, theirs), reader) == []
    assert reader.asked == []


def test_what_does_not_contradict_is_not_shown(made: Made) -> None:
    reader = Contradicting(lambda premise, hypothesis: 0.4)
    assert others(*pair(made, "Alba has 37,396 people.", "Alba had 37,390 people in 1999."), reader) == []
    assert len(reader.asked) == 2


@pytest.mark.parametrize("first", ["Alba has 37,396 people.", "Alba has 37,390 people."])
def test_it_is_enough_that_one_contradicts_the_other(made: Made, first: str) -> None:
    reader = Contradicting(lambda premise, hypothesis: 0.9 if premise.endswith(first) else 0.1)
    documents, evidence = pair(made, "Alba has 37,396 people.", "Alba has 37,390 people.")
    assert others(documents, evidence, reader) == ["Alba has 37,390 people."]


def test_each_is_held_against_the_other_with_its_title_and_section(made: Made) -> None:
    documents = [
        made("a.md", "# Towns\n\n## Alba\n\nIt has 37,396 people.", title="A guide"),
        made("b.md", "# Brenn\n\nIt has 37,390 people.", title="A diary"),
    ]
    reader = Contradicting()
    others(documents, [evidence_of(document) for document in documents], reader)
    mine, theirs = "A guide > Alba: It has 37,396 people.", "A diary > Brenn: It has 37,390 people."
    assert set(reader.asked) == {(mine, theirs), (theirs, mine)}


def test_what_hardly_answers_is_not_shown(made: Made) -> None:
    documents, (mine, theirs) = pair(made, "Alba has 37,396 people.", "Alba has 37,390 people.")
    assert others(documents, [mine, replace(theirs, probability=THRESHOLD - 0.01)]) == []
    assert others(documents, [mine, replace(theirs, probability=THRESHOLD)]) == ["Alba has 37,390 people."]


def test_the_short_answers_are_compared_where_they_have_numbers(made: Made) -> None:
    documents = [made("a.md", "In 1999 Alba had 512 people."), made("b.md", "In 1999 Alba had 540 people.")]
    whole = [evidence_of(document) for document in documents]
    short = [evidence_of(documents[0], "512 people"), evidence_of(documents[1], "540 people")]
    nameless = [evidence_of(documents[0], "Alba"), evidence_of(documents[1], "Alba")]
    assert others(documents, short) == ["In 1999 Alba had 540 people."]
    assert others(documents, whole) == others(documents, nameless) == []  # both say 1999


def test_the_numbers_of_the_question_are_no_values(made: Made) -> None:
    documents, evidence = pair(made, "In 1999 Alba had 512 people.", "In 1999 Alba had 540 people.")
    asked = Question("How many people had Alba in 1999?", "en")
    assert others(documents, evidence, question=asked) == ["In 1999 Alba had 540 people."]


def test_an_answer_of_several_findings_is_not_doubted(made: Made) -> None:
    documents, evidence = pair(made, "Alba has 37,396 people.", "Alba has 37,390 people.")
    assert others(documents, evidence, findings=2) == []
    assert others(documents, evidence, findings=0) == []


def test_at_most_two_others_are_shown_and_the_best_are_looked_at(made: Made) -> None:
    documents = [made(f"{number}.md", f"Alba has {37_390 + number} people.") for number in range(12)]
    evidence = [evidence_of(document) for document in documents]
    assert others(documents, evidence) == ["Alba has 37391 people.", "Alba has 37392 people."]
    last = Contradicting(lambda premise, hypothesis: 0.9 if "37401" in premise + hypothesis else 0.0)
    assert others(documents, evidence, last) == []


def test_a_sentence_may_disagree_with_a_cell_and_a_cell_with_a_sentence(made: Made) -> None:
    table = made("a.md", "# Towns\n\n| Town | People |\n| --- | --- |\n| Alba | 37,396 |\n| Brenn | 7 |\n")
    text = made("b.md", "Alba has 37,390 people.")
    assert others([table, text], [cell_of(table), evidence_of(text)]) == ["Alba has 37,390 people."]
    assert others([table, text], [evidence_of(text), cell_of(table)]) == ["People – Alba: 37,396"]


def test_two_cells_of_one_document_are_of_two_things(made: Made) -> None:
    table = made("a.md", "# Towns\n\n| Town | People |\n| --- | --- |\n| Alba | 37,396 |\n| Brenn | 7 |\n")
    assert others([table], [cell_of(table), cell_of(table, 1)]) == []
    other = made("b.md", "# Towns\n\n| Town | People |\n| --- | --- |\n| Alba | 37,390 |\n")
    assert others([table, other], [cell_of(table), cell_of(other)]) == ["People – Alba: 37,390"]


def test_what_is_shown_and_was_not_read_is_held_against_nothing(made: Made) -> None:
    documents, (mine, theirs) = pair(made, "Alba has 37,396 people.", "Alba has 37,390 people.")
    given: Any = Contradicting()
    shown: list[Finding] = [finding(mine, documents[0])]
    assert Disagreements(given, Library(documents), THRESHOLD).others(QUESTION, [theirs], shown) == []
