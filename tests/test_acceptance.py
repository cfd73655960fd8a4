"""What the report must be asked and answer: initiators, roles, years, figures, ratings, and advice, also in Dutch."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from lcassist.answer.assistant import Assistant
from lcassist.domain import Answer, AnswerKind
from lcassist.surfaces.cli import main
from lcassist.surfaces.render import plain

PECS_INITIATORS = (
    "University of Pécs, Faculty of Humanities, Institute for Human Development and Cultural Studies "
    "and the House of Civic Communities"
)
COUNCIL = "Mayor and city counsellors"


def failing(reason: str, *values: object) -> object:
    """A case that today's engine does not answer as it should."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def answered(assistant: Assistant, question: str) -> Answer:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER, answer.text
    return answer


# cells: question, column, row, value

INITIATORS = "Initiators"
ROLE = "Role of municipality"

CELLS = [
    ("Who initiated the learning city in Pécs?", "Pécs", INITIATORS, PECS_INITIATORS),
    ("Who initiated the learning city in Viladecans?", "Viladecans", INITIATORS, COUNCIL),
    ("Who initiated the learning city in Fermo?", "Fermo", INITIATORS, "University College San Domenico"),
    ("Who took the initiative in Larissa?", "Larissa", INITIATORS, COUNCIL),
    ("Wie zijn de initiatiefnemers in Larissa?", "Larissa", INITIATORS, COUNCIL),
    ("Wie nam het initiatief voor de learning city in Pécs?", "Pécs", INITIATORS, PECS_INITIATORS),
    ("Wie heeft de lerende stad in Fermo gestart?", "Fermo", INITIATORS, "University College San Domenico"),
    (
        "What role does the municipality have in Viladecans?",
        "Viladecans",
        ROLE,
        "Initiating, coordinating, actively participatory",
    ),
    ("What is the role of the municipality in Pécs?", "Pécs", ROLE, "Mainly facilitating"),
    ("What role does the municipality play in Fermo?", "Fermo", ROLE, "Supportive and participatory"),
    ("What role does the municipality have in Larissa?", "Larissa", ROLE, "Developing and supportive"),
    ("Welke rol heeft de gemeente in Larissa?", "Larissa", ROLE, "Developing and supportive"),
    ("Wat is de rol van de gemeente in Pécs?", "Pécs", ROLE, "Mainly facilitating"),
    ("What is the population density of Fermo?", "Fermo", "Population density", "> 300 inh./km ²"),
    ("Which city has the largest urban area?", "Larissa", "Urban area", "363 km ²"),
    (
        "What is the economy of Fermo based on?",
        "Fermo",
        "Economy",
        "Agriculture, clothes and shoes, tourism, SMEs, artisanal products",
    ),
    ("What is the economy of Larissa?", "Larissa", "Economy", "Agriculture, food processing, services sector"),
    (
        "Wat is de economie van Pécs?",
        "Pécs",
        "Economy",
        "Education/ research, services, health care, tourism, viticulture",
    ),
    ("Waar leeft de economie van Viladecans van?", "Viladecans", "Economy", "Industry, services sector and tourism"),
]


@pytest.mark.parametrize(("question", "column", "row", "value"), CELLS)
def test_cells(assistant: Assistant, question: str, column: str, row: str, value: str) -> None:
    answer = answered(assistant, question)
    first = answer.citations[0]
    assert first.quote == value
    assert first.table is not None
    assert (first.table.column, first.table.row) == (column, row)
    assert value in plain(answer.text)
    # another source of the same figure may stand beside it, and nothing else
    assert len(answer.statements) <= 2
    if len(answer.statements) == 2:
        assert answer.notes


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many inhabitants does Pécs have?", "145,985"),
        ("How many inhabitans does Pecs have?", "145,985"),
        ("Hoeveel inwoners heeft Pécs?", "145,985"),
        ("Hoeveel inwoners heeft Viladecans?", "65,549"),
        ("What is the population of Larissa?", "164,000"),
        ("What is the population of Viladecans?", "65,549"),
        ("How many people live in Fermo?", "37,39"),  # a cell says 37,396 and a sentence 37,390
    ],
)
def test_a_population_in_a_sentence_is_as_good(assistant: Assistant, question: str, value: str) -> None:
    answer = answered(assistant, question)
    assert value in plain(answer.text)
    assert all(value in citation.quote for citation in answer.citations)


# Table 1, whose cells hold name and year

YEARS = [
    ("When did Larissa become a UNESCO learning city?", "Larissa 2016"),
    ("Since when has Viladecans been a UNESCO learning city?", "Viladecans 2016"),
    ("In which year was Pécs recognised as a UNESCO learning city?", "Pécs 2017"),
    ("When was Fermo recognised by UNESCO as a learning city?", "Fermo 2017"),
    ("When did Groningen become a learning city?", "Groningen 2019"),
    ("When did Den Bosch get UNESCO Learning City status?", "Den Bosch 2019"),
    ("In what year did 's-Hertogenbosch acquire the status of learning city?", "Den Bosch 2019"),
    ("When did Oss become a UNESCO learning city?", "Oss 2022"),
    ("Wanneer werd Oss een UNESCO learning city?", "Oss 2022"),
    ("In welk jaar kreeg Groningen de status van learning city?", "Groningen 2019"),
    ("Sinds wanneer is Pécs een learning city van UNESCO?", "Pécs 2017"),
]


@pytest.mark.parametrize(("question", "value"), YEARS)
def test_years_of_recognition(assistant: Assistant, question: str, value: str) -> None:
    answer = answered(assistant, question)
    assert value in [citation.quote for citation in answer.citations]
    assert value in plain(answer.text)
    table = next(citation.table for citation in answer.citations if citation.quote == value)
    assert table is not None
    assert (table.caption, table.row, table.column) == (
        "Table 1 Year of acquiring UNESCO Learning Cities status",
        None,
        None,
    )


def test_all_who_were_recognised_in_a_year(assistant: Assistant) -> None:
    answer = answered(assistant, "Which cities were recognised in 2016?")
    assert [citation.quote for citation in answer.citations] == ["Viladecans 2016", "Larissa 2016"]


# ratings: question, column, row, mark, meaning, the legend's entry

RATINGS = [
    ("How is regional engagement rated in Viladecans?", "Viladecans", "Regional engagement", "-", "insufficient", None),
    ("How is funding rated in Fermo?", "Fermo", "Funding", "-/+", "poor", "-/ poor"),
    ("How is sustainability rated in Larissa?", "Larissa", "Sustainability", "+", "average", None),
    ("How good is digitalisation in Pécs?", "Pécs", "Digitalisation", "-/+", "poor", "-/ poor"),
    ("How well does Fermo do on learning culture?", "Fermo", "Learning culture", "+++++", "very great", None),
    ("How is family and community learning rated in Pécs?", "Pécs", "Family and community learning", "++", "low", None),
    ("Hoe wordt de digitalisering in Larissa beoordeeld?", "Larissa", "Digitalisation", "+++", "very good", None),
    ("Hoe scoort Pécs op financiering?", "Pécs", "Funding", "+", "average", None),
    (
        "Which of the four cities scores lowest on digitalisation?",
        "Pécs",
        "Digitalisation",
        "-/+",
        "poor",
        "-/ poor",
    ),
]


@pytest.mark.parametrize(("question", "column", "row", "mark", "meaning", "entry"), RATINGS)
def test_ratings_with_their_meaning(
    assistant: Assistant, question: str, column: str, row: str, mark: str, meaning: str, entry: str | None
) -> None:
    answer = answered(assistant, question)
    assert len(answer.statements) == 1
    assert answer.statements[0].text == f"{column} – {row}: {mark} ({meaning})"
    cell, legend = answer.citations
    assert cell.table is not None
    assert (cell.table.column, cell.table.row, cell.quote) == (column, row, mark)
    assert legend.quote == (entry or f"{mark} {meaning}")


def test_a_mark_that_the_source_does_not_explain(assistant: Assistant) -> None:
    answer = answered(assistant, "How is the monitoring and evaluation system rated in Pécs?")
    assert answer.statements[0].text == ("Pécs – A monitoring and evaluation system: + (the source gives no meaning)")
    assert [citation.quote for citation in answer.citations] == ["+"]


# prose: question, what its quotes must hold

PROSE = [
    ("What is the annual budget of the Lifelong Learning Department in Larissa?", ["120,000 euros"]),
    ("Hoe groot is het jaarlijkse budget van de afdeling Een leven lang leren in Larissa?", ["120,000 euros"]),
    ("How many European funds are used in Larissa?", ["no fewer than nine different European funds"]),
    ("How is Pécs funded?", ["dependent on the national government"]),
    (
        "Which festivals are held in Fermo?",
        ["Tipicità Fair", "Calligraphy Festival", "Watercolour Festival", "Fermhamente"],
    ),
    ("Which festival is celebrated annually in Pécs?", ["Festival of Learning is celebrated annually"]),
    ("Welke festivals zijn er in Fermo?", ["Calligraphy Festival", "Watercolour Festival"]),
    ("Welk festival wordt elk jaar in Pécs gevierd?", ["Festival"]),
    ("What is the deaf-friendly city project in Fermo?", ["highly accessible to the deaf and hard-of-hearing"]),
    ("What are the Houses of Memory in Fermo?", ["Houses of Memory"]),
    (
        "What is the educational passport in Viladecans?",
        ["keep track of the non-formal and informal activities they have participated in"],
    ),
    ("Wat is het educatief paspoort in Viladecans?", ["educational passport"]),
    ("How many policy officers for education does Viladecans employ?", ["no fewer than eight policy officers"]),
    ("Hoeveel beleidsmedewerkers voor onderwijs heeft Viladecans?", ["no fewer than eight policy officers"]),
    (
        "What are the conditions for developing a learning city according to UNESCO?",
        [
            "Strong political will and commitment",
            "Participatory governance at multiple levels",
            "Mobilisation and use of resources",
            "Building a monitoring and evaluation system",
        ],
    ),
    ("What is a learning city?", ["an urban area where a broad consortium of stakeholders"]),
    ("Wat is een learning city?", ["an urban area where a broad consortium of stakeholders"]),
    (
        "How can a learning city be initiated?",
        ["bring together various stakeholders"],
    ),
    ("How many core partners should one start with?", ["Start with three or four core partners"]),
    ("What advice is there for securing funding?", ["Secure funding for continuity and human resources"]),
    ("Met hoeveel kernpartners kun je het beste beginnen?", ["Start with three or four core partners"]),
    ("How often can applications to the network be submitted?", ["once every two years"]),
    ("Hoe vaak kan een stad zich aanmelden bij UNESCO?", ["once every two years"]),
    (
        "Which cities received the Learning City Award in 2017?",
        ["Pécs (Hungary) and Larissa (Greece) received this award"],
    ),
    ("How many cities are in the UNESCO Global Network of Learning Cities?", ["356 cities in 79 countries"]),
    ("Why is a learning city important?", ["Lifelong learning is a very important factor"]),
    ("What can companies offer as partners?", ["commercial opportunity"]),
]


@pytest.mark.parametrize(("question", "expected"), PROSE)
def test_prose(assistant: Assistant, question: str, expected: list[str]) -> None:
    answer = answered(assistant, question)
    quotes = " ".join(" ".join(citation.quote.split()) for citation in answer.citations)
    for part in expected:
        assert part in quotes
    # an answer, and not a page
    assert len(quotes.split()) <= 220


def test_a_dutch_answer_has_a_dutch_frame_and_quotes_in_their_own_language(assistant: Assistant) -> None:
    answer = answered(assistant, "Hoeveel inwoners heeft Fermo?")
    assert answer.language == "nl"
    assert {citation.language for citation in answer.citations} == {"en"}


@pytest.mark.parametrize(
    "question",
    [
        "When did Tokyo become a learning city?",
        "Who is the mayor of Barcelona?",
        "What is the weather in Paris tomorrow?",
        "Wat is de hoofdstad van Mongolië?",
        "Who initiated the learning city in Zürich?",
        "How do I bake bread?",
    ],
)
def test_what_the_report_does_not_say(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ABSTENTION
    assert answer.nearest
    assert question in plain(answer.text)


def test_one_line_in_is_one_line_out(
    report_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = b'{"id":"1","question":"When did Viladecans become a UNESCO learning city?"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    monkeypatch.chdir(tmp_path)
    assert main(["ask", "--jsonl", "-", "--index", str(report_index)]) == 0
    out = capsys.readouterr().out
    assert out.endswith("}\n")
    (printed,) = out.splitlines()
    data = json.loads(printed)
    assert (data["id"], data["abstained"], data["kind"]) == ("1", False, "answer")
    assert "2016" in data["answer"]
    (citation,) = data["citations"]
    assert citation["quote"] == "Viladecans 2016"
    assert citation["table"]["caption"].startswith("Table 1 ")
    assert (citation["table"]["row_index"], citation["table"]["column_index"]) == (0, 0)
