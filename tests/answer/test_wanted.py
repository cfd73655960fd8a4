"""Whether a text has the kind of value that a question asks for."""

from __future__ import annotations

import pytest

from lcassist.answer.findings import Finding
from lcassist.answer.forms import gives_currency, gives_deadline, gives_money, gives_reason, gives_time
from lcassist.answer.question import analyse
from lcassist.answer.series import Fact
from lcassist.answer.verify import Evidence
from lcassist.answer.wanted import (
    answers_in_kind,
    has_wanted_value,
    names_somebody,
    tells_somebody,
)
from lcassist.corpus.vocabulary import Vocabulary
from lcassist.domain import Cell

SPAN = Evidence("a.md", 0, 5)
CELL = Evidence("a.md", 0, 5, (0, 0, 0))


def in_kind(question: str, text: str, language: str = "en", cell: bool = False, asked_in: str = "en") -> bool:
    asked = analyse(question, Vocabulary([]), frozenset(), asked_in)
    return answers_in_kind(asked, [Finding(text, (CELL if cell else SPAN,))], {"a.md": language})


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        # a number of something
        ("How many volunteers are active?", "Volunteers are active in the mill.", False),
        ("How many volunteers are active?", "There are 12 volunteers in the mill.", True),
        ("How many volunteers are active?", "Some thirty volunteers help.", True),
        ("How many of the 12 mills turn?", "Of the 12 mills some turn.", False),
        ("How many engines does she have?", "She has only one engine.", True),
        # a date
        ("When was the mill built?", "The mill was built by a guild.", False),
        ("When was the mill built?", "The mill was built in 1784.", True),
        ("When is the market?", "The market is held on Saturdays and in May.", True),
        ("When is the market?", "The market may be large.", False),
        ("In which year did it close?", "It closed after the storm.", False),
        ("What do millers do when it is windy?", "They take the sails down.", True),  # a conjunction
        # money
        ("How much does a ticket cost?", "A ticket is sold at the gate to all 300 visitors.", False),
        ("How much does a ticket cost?", "A ticket is sold for 4 euros.", True),
        ("How much does a ticket cost?", "A ticket is sold for twenty-five pounds.", True),
        ("What does the miller earn?", "The miller grinds corn.", False),
        ("What did they think of the fee?", "They were against it.", True),  # no amount is asked for
        ("Who pays the cost of the mill?", "The guild pays.", True),
        # a name
        ("What is the name of the miller?", "The miller grinds corn.", False),
        ("What is the name of the miller?", "The miller, Jan Wiek, grinds corn.", True),
        ("What is the name of the mill of Wiek?", "There is a mill in Wiek.", False),
        ("What is the name of the festival?", 'There is the festival "sails and corn".', True),
        # days of the week, how often, how old
        ("On which days is the mill open?", "The mill is open on Tuesdays and Fridays.", True),
        ("On which days is the mill open?", "The mill is open on request.", False),
        ("How often does the guild meet?", "The guild meets every spring.", True),
        ("How often does the guild meet?", "The guild meets in the mill.", False),
        ("How old is the miller?", "The miller is Jan Wiek.", False),
        ("How many carts are there?", "The carts do the last three kilometres.", False),
        # no kind
        ("Why is the number of mills so large?", "Corn was dear.", True),
        ("What do mills grind?", "Mills grind corn.", True),
    ],
)
def test_in_kind(question: str, text: str, expected: bool) -> None:
    assert in_kind(question, text) is expected


@pytest.mark.parametrize(
    ("language", "question", "lacks", "has"),
    [
        ("nl", "Hoe heet de molenaar van het dorp?", "De molenaar maalt koren.", "De molenaar is Jan Wiek."),
        ("nl", "Hoeveel molens staan er in het dorp?", "De molens staan stil.", "Er staan veertien molens."),
        ("de", "Wann wurde die Mühle gebaut?", "Die Zunft baute die Mühle.", "Die Zunft baute sie im März."),
        ("fr", "Combien coûte l'entrée du moulin ?", "L'entrée du moulin est à gauche.", "L'entrée est à 4 euros."),
        ("it", "Come si chiama il mugnaio del paese?", "Il mugnaio macina il grano.", "Il mugnaio è Piero Bini."),
        ("es", "¿Cuántos molinos hay en el pueblo?", "Los molinos son viejos.", "Hay dos molinos."),
        ("ca", "En quin any es va construir el molí?", "El molí és molt vell.", "El molí és de 1784."),
        ("el", "Πόσοι μύλοι υπάρχουν στο χωριό;", "Οι μύλοι είναι παλιοί.", "Υπάρχουν δέκα μύλοι."),
        ("hu", "Hogy hívják a falu molnárát?", "A molnár gabonát őröl.", "A molnár neve Kis Pál."),
    ],
)
def test_in_kind_in_each_language(language: str, question: str, lacks: str, has: str) -> None:
    assert not in_kind(question, lacks, language, asked_in=language)
    assert in_kind(question, has, language, asked_in=language)


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("nl", "Wat kost het lidmaatschap?", "Het lidmaatschap kost vijfentwintig euro."),
        ("nl", "Hoeveel leden zijn er?", "Er zijn vijfentwintig leden."),
        ("de", "Wie viele Mitglieder gibt es?", "Es gibt fünfundzwanzig Mitglieder."),
        ("it", "Quanti soci ci sono?", "Ci sono venticinque soci."),
        ("hu", "Hány tag van?", "Huszonöt tag van."),
    ],
)
def test_numbers_in_one_word(language: str, question: str, text: str) -> None:
    assert in_kind(question, text, language, asked_in=language)


def test_a_cell_may_leave_its_unit_out() -> None:
    assert in_kind("How much does a ticket cost?", "Ticket – Alba: 9.80", cell=True)
    assert not in_kind("How much does a ticket cost?", "Ticket – Alba: at the gate", cell=True)


def test_no_names_can_be_told_where_nouns_have_capitals() -> None:
    assert in_kind("Wie heißt der Müller des Dorfes?", "Der Müller mahlt Korn.", "de", asked_in="de")


def test_the_headers_of_a_cell_are_no_name() -> None:
    assert not in_kind("What is the name of the miller?", "Mill – Role: grinding", cell=True)
    assert in_kind("What is the name of the miller?", "Mill – Miller: the guild of Wiek", cell=True)


def test_one_finding_in_kind_is_enough() -> None:
    asked = analyse("How many mills?", Vocabulary([]), frozenset(), "en")
    findings = [Finding("Mills turn.", (SPAN,)), Finding("3 mills turn.", (SPAN,))]
    assert answers_in_kind(asked, findings, {"a.md": None})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There are 85 trained volunteers.", 1.0),
        ("It has twelve volunteers.", 1.0),
        ("It helped 312 people.", 0.0),  # a number of something else
        ("The volunteers of 2019 helped 312 people.", 0.0),
        ("It has volunteers.", -0.5),
    ],
)
def test_a_number_is_one_of_what_is_counted(text: str, expected: float) -> None:
    asked = analyse("How many volunteers does the mill have?", Vocabulary([]), frozenset(), "en")
    assert has_wanted_value(asked, text, "en") == expected
    assert has_wanted_value(asked, text, "nl") != 0.0  # in another language its word can't be known
    assert has_wanted_value(asked, "85", "en", "Members") == 1.0


def test_nobody_is_a_year_or_a_name_that_was_asked_about() -> None:
    asked = analyse("Who began the mill of Alba?", Vocabulary([]), frozenset(), "en")
    assert has_wanted_value(asked, "Alba 2016", "en") == -0.5
    assert has_wanted_value(asked, "Mayor and guild", "en") == 0.0


@pytest.mark.parametrize(
    ("header", "text", "expected"),
    [
        ("Initiators", "mayor and counsellors", True),
        ("Begun by", "Jan Wiek", True),
        ("Begun by", "the guild", False),
        ("Contactpersoon", "de molenaar", False),  # no word of the table's language
    ],
)
def test_a_cell_tells_somebody_by_its_value_or_its_header(header: str, text: str, expected: bool) -> None:
    asked = analyse("Who began the mill of Alba?", Vocabulary([]), frozenset(), "en")
    cell = Cell(text, 0, len(text))
    fact = Fact("a.md", 0, 0, 0, cell, "Alba", header, frozenset({"Alba"}), None, "en", None, text)
    assert tells_somebody(asked, fact) is expected


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("It closed because the sails were old.", "en", True),
        ("De molen sloot doordat de wieken oud waren.", "nl", True),
        ("It closed in 1990.", "en", False),
        ("Il a fermé.", "fr", False),
    ],
)
def test_a_sentence_gives_a_reason(text: str, language: str, reason: bool) -> None:
    assert gives_reason(text, language) is reason


def test_somebody_is_named_by_two_words_with_a_capital() -> None:
    asked = analyse("Who began the mill of Old Alba?", Vocabulary([]), frozenset(), "en")
    assert names_somebody(asked, "The mill was begun by Jan Wiek.", "en")
    assert names_somebody(asked, "Het was Jan van der Wiek.", "nl")
    assert not names_somebody(asked, "The mill of Old Alba was begun in May.", "en")
    assert not names_somebody(asked, "Die Alte Mühle steht noch.", "de")  # every noun has a capital there


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The doors open at 6.45.", "en", True),
        ("Om half zeven gaat het open, en om 19 uur dicht.", "nl", True),
        ("Closed at noon.", "en", True),
        ("Στις έντεκα φεύγουν.", "el", True),
        ("A ticket costs 6.45 euros.", "en", False),
        ("It was built in 1931.", "en", False),
        ("There are 1,060 meals.", "en", False),
    ],
)
def test_times_of_the_day(text: str, language: str, expected: bool) -> None:
    assert gives_time(text, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Requests must reach us by 15 October.", "en", True),
        ("Si può chiedere entro il 30 giugno.", "it", True),
        ("Jelentkezni 2025. május 3-ig lehet.", "hu", True),
        ("It was founded on 15 October.", "en", False),
        ("It lasts until the money is gone.", "en", False),
    ],
)
def test_deadlines(text: str, language: str, expected: bool) -> None:
    assert gives_deadline(text, language) is expected


def test_per_cent_is_no_currency() -> None:
    assert not gives_currency("about two per cent")
    assert gives_currency("fifty cents")
    assert not gives_money("40 λεπτά")  # minutes, as likely as cents
