"""What is asked of documents as such: what they are about, and which there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcassist import Assistant
from lcassist.answer import overview
from lcassist.answer.pipeline import Pipeline
from lcassist.answer.work import Draft, Work
from lcassist.index.ingest import ingest
from lcassist.reader.model import Reader
from lcassist.settings import Settings

RULES = """---
title: House rules of Linden Court
date: 2024-03-01
authors: [Ada Brink]
language: en
---
# House rules of Linden Court

These rules hold for everybody who lives in the forty flats of Linden Court.

## Quiet

Between ten in the evening and seven in the morning no music may be heard in the flats.

## Pets

Each flat of Linden Court may keep two cats, and a dog with the consent of the neighbours.

## Bicycles

Bicycles stand in the cellar, and not in the halls of the flats.
"""
MILLS = """---
title: Jaarverslag van de molens
date: 2023-05-01
language: nl
---
# Jaarverslag van de molens

In dit verslag staat wat de vier molens van Oord in 2023 hebben gemalen en wat dat heeft gekost.

De molen De Hoop maalde dat jaar twaalf ton tarwe voor de bakkers van het dorp.
"""
ABOUT, SOURCES, NEITHER = (0.95, 0.0), (0.0, 0.95), (0.1, 0.2)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant, reader: Reader) -> Pipeline:
    folder: Path = tmp_path_factory.mktemp("overview")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "rules.md").write_text(RULES, "utf-8")
    (corpus / "molens-2023.md").write_text(MILLS, "utf-8")
    settings = Settings(_env_file=None, corpus=corpus, index=folder / "index")
    ingest(settings, encoder=assistant.encoder)
    return Pipeline(Assistant.open(settings, encoder=assistant.encoder, reader=reader).store, assistant.encoder, reader)


def drafted(pipeline: Pipeline, question: str, asks: tuple[float, float]) -> Draft | None:
    """The draft of a question of which it is known how likely it asks of the documents as such."""
    work = pipeline.work(question)
    assert isinstance(work, Work)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overview, "asks_of_documents", lambda vector: asks)
        return pipeline.overviews.draft(work)


def test_an_overview_has_title_first_and_central_sentences_each_where_it_stands(pipeline: Pipeline) -> None:
    draft = drafted(pipeline, "What are the house rules about?", ABOUT)
    assert draft is not None
    texts = [finding.text for finding in draft.findings]
    assert texts[:2] == [
        "House rules of Linden Court",
        "These rules hold for everybody who lives in the forty flats of Linden Court.",
    ]
    assert 3 <= len(texts) <= 6
    assert len(set(texts)) == len(texts)
    for finding in draft.findings:
        (span,) = finding.evidence
        assert " ".join(pipeline.library.text(span.source)[span.start : span.end].split()) == finding.text


def test_where_no_document_is_told_from_the_others_each_is_told_of(pipeline: Pipeline) -> None:
    draft = drafted(pipeline, "What is all this about?", ABOUT)
    assert draft is not None
    assert {span.source for finding in draft.findings for span in finding.evidence} == {"rules.md", "molens-2023.md"}


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Which documents are in Dutch?", ["molens-2023.md"]),
        ("Welke stukken zijn in het Nederlands?", ["molens-2023.md"]),
        ("Ποια έγγραφα είναι στα ολλανδικά;", ["molens-2023.md"]),
        ("Which documents are from 2024?", ["rules.md"]),
        ("Which documents are from 2019?", []),
        ("What did Ada Brink write?", ["rules.md"]),
    ],
)
def test_what_is_known_of_documents_tells_them_apart(pipeline: Pipeline, question: str, files: list[str]) -> None:
    draft = drafted(pipeline, question, SOURCES)
    found = sorted(span.source for finding in draft.findings for span in finding.evidence) if draft else []
    assert found == files


def test_a_listed_document_has_what_is_known_of_it(pipeline: Pipeline) -> None:
    draft = drafted(pipeline, "Welke stukken zijn er uit 2024?", SOURCES)
    assert draft is not None
    assert [one.text for one in draft.findings] == [
        "House rules of Linden Court (Ada Brink; 2024-03-01; Engels; rules.md)"
    ]


def test_what_asks_something_else_is_none_of_it(pipeline: Pipeline) -> None:
    assert drafted(pipeline, "What is this about?", NEITHER) is None


@pytest.mark.parametrize(
    ("question", "of_documents"),
    [
        ("What is this document about?", True),
        ("Waar gaan deze stukken over?", True),
        ("kun je het geheel kort samenvatten", True),
        ("Worum geht es in diesen Unterlagen?", True),
        ("¿De qué tratan estos textos?", True),
        ("Miről szólnak ezek az iratok?", True),
        ("Which documents are from 2024?", True),
        ("How many cats may I keep?", False),
        ("Wie onderhoudt de molens?", False),
        ("What does the board write about bicycles?", False),
    ],
)
def test_whether_a_question_asks_of_the_documents_as_such(
    pipeline: Pipeline, question: str, of_documents: bool
) -> None:
    vector = pipeline.retriever.query(question, "en", (), topic=question, earlier="", attribute=None).vector
    assert (sum(overview.asks_of_documents(vector)) >= overview._SURE) is of_documents


def test_what_no_title_has_is_no_document(pipeline: Pipeline) -> None:
    assert drafted(pipeline, "What is Brinkmann about?", ABOUT) is None


def test_a_file_that_is_named_alone_is_searched(pipeline: Pipeline) -> None:
    work = pipeline.work("What does rules.md say about cats?")
    assert isinstance(work, Work)
    assert {one.source for one in work.evidence} == {"rules.md"}
    assert pipeline.overviews.files_named("What does other.md say about cats?") is None
