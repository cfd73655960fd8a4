"""Which of what was weighed may answer a question at all, and what is put in front because it has what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcassist.answer import cues
from lcassist.answer.aggregate import COMPARING
from lcassist.answer.evidence import Unit
from lcassist.answer.forms import gives_reason, is_clock, of_people
from lcassist.answer.quantities import asked, measures, units, units_in
from lcassist.answer.question import NUMBERED, Question
from lcassist.answer.scales import is_rating
from lcassist.answer.tables import Fact
from lcassist.answer.values import YEAR, comparable, truth
from lcassist.answer.wanted import counted_stems
from lcassist.corpus.readers.legends import is_mark
from lcassist.index.words import tokens

# what a figure or a rating answers, also where "how" is said
_VALUED = COMPARING | {"rating", "howmuch", "count", "when", "compare", "money", "percent", "difference"}
_LIKE = 3.5  # how like what is counted a cell's header must be that has none of its words
_LIKE_MEANT = 1.5  # the same in another language, or of an attribute that is known by other words
_OTHER_KIND = -0.5  # what ``measures`` says of a unit of another kind than is asked for
_FEW_TERMS = 2  # of a question that asks for inhabitants and nothing else
_TELLING = 0.75  # of the weight of the rarest word of a name
_REASON = 6  # words of a reason
_TYPED_NEAR = 1.0  # the same where it has a number, but perhaps of something else
_PERSON = 1.5  # how far behind it that may be which names somebody, where somebody is asked for
_TYPED = 2.0  # how far behind the best evidence that may be which has the kind of value asked for


def usable(units: Sequence[Unit], question: Question, rarity: Mapping[str, float]) -> list[Unit]:
    """The units that may answer a question at all, the one that has the kind of value asked for in front.

    ``rarity`` are the weights of the question's terms.
    """
    fitting = [unit for unit in units if unit.fact is None or _of_kind(unit, unit.fact, question)]
    # of "the Watchtower Route" it is the tower that tells it from the other routes
    rarest = max((rarity.get(stem, 0.0) for stem in question.proper), default=0.0)
    proper = frozenset(stem for stem in question.proper if rarity.get(stem, 0.0) >= _TELLING * rarest)
    speaking = [unit for unit in fitting if _speaks_of(unit, question, proper)]
    return _wanted_first(speaking, asks_person="who" in question.wants and not question.wants & _VALUED)


def _of_kind(unit: Unit, fact: Fact, question: Question) -> bool:
    """Whether a cell is of a kind that answers.

    A rating says neither why nor how, a figure not why, and a yes is nobody; a bare number answers how many only
    where its headers say what is counted, or are very like it.
    """
    wants = question.wants
    text = fact.cell.text
    if "why" in wants and not _may_be_reason(text, fact.language, question):
        return False
    if unit.features["cell_office"] < 0:
        return False  # those who began it are no director
    if "who" in wants and unit.typed < 0 and not wants & _VALUED:
        return False  # "who is the harbour master?" isn't answered by "Harbour master"
    if wants & NUMBERED and (truth(text) is not None or (is_mark(text) and not wants & {"rating", "howmuch"})):
        return False  # a yes is no year, and no price
    if "rating" in wants and not wants & NUMBERED and YEAR.fullmatch(text):
        return False  # nor is a year a grade
    if measures(question, text, fact.headers) == _OTHER_KIND:
        return False  # a price is no weight
    if "count" in wants and fact.compared is not None:
        return not _of_another_kind(fact, question)
    if not wants & {"why", "how", "who"} or wants & _VALUED:
        return True
    if "who" in wants and (truth(text) is not None or not any(character.isalpha() for character in text)):
        return False
    if "why" not in wants and _headers_said(fact, question):
        return True  # "how is the access of the garden?"; "hoe zit het met ...?" of a table in another language
    return not is_rating(text) and (fact.compared is None or bool(asked(question)))


def _of_another_kind(fact: Fact, question: Question) -> bool:
    """Whether a value is of a kind that is not counted: a share, a price, an area."""
    text = fact.cell.text
    if ("%" in text and "percent" not in question.wants) or is_clock(text):
        return True
    given = units_in([text], fact.column_name or "")
    measured = asked(question) | ({"price"} if "money" in question.wants else set())
    if any(given & own for kind, own in units().items() if kind not in measured):
        return True
    if fact.in_money and "price" not in measured:
        return True
    headed, wanted = of_people(cues.folded(fact.headers), fact.language), of_people(question.folded, question.language)
    # inhabitants are no schools, and volunteers no inhabitants; residents who take part may be any header's
    if (headed and not wanted) or (not measured and wanted and not headed and len(question.terms) <= _FEW_TERMS):
        return True
    return measures(question, text, fact.headers) == _OTHER_KIND  # square kilometres are no kilometres


def uncounted(label: float, fact: Fact, question: Question) -> bool:
    """Whether the headers of a number don't seem to say what a question counts; ``label`` is how like it they are."""
    wants = question.wants
    if "count" not in wants or fact.compared is None or wants & COMPARING:
        return False
    return not _counts(label, fact, question)


def _counts(label: float, fact: Fact, question: Question) -> bool:
    """Whether the headers of a cell may say what a question counts."""
    same = fact.language == question.language
    counted = frozenset[str]() if "often" in question.wants else counted_stems(question)
    if not counted or (same and counted & fact.stems):
        return True
    terms = frozenset(question.terms)
    # a header that is said as a whole is the row that is asked about
    others = [stems for stems in fact.header_stems if not stems <= terms]
    if same and any(stems & (terms - counted) for stems in others):
        return False  # it is like the question for another word: of "women on the board" the fires on board
    meant = not same or cues.attribute(question.folded, question.language)  # "square kilometres" of an area
    return label >= (_LIKE_MEANT if meant else _LIKE)


def _may_be_reason(text: str, language: str | None, question: Question) -> bool:
    """Whether a cell may say why: no number, rating or yes does, and to "why ...?" no word or two."""
    if comparable(text, language) is not None or truth(text) is not None or is_rating(text):
        return False
    if len(text.split()) >= _REASON or gives_reason(text, language):
        return True
    return cues.begins("why", question.folded, question.language) is None


def _headers_said(fact: Fact, question: Question) -> bool:
    """Whether a question says all that stands above and before a cell; across languages it may."""
    if fact.language != question.language:
        return True
    said = set(tokens(question.text, question.language))
    return said >= set(tokens(f"{fact.row_name or ''} {fact.column_name or ''}", fact.language))


def _speaks_of(unit: Unit, question: Question, proper: frozenset[str]) -> bool:
    """Whether a unit has any of the proper names in the question that the vocabulary doesn't list.

    Another branch's manager is no answer to who manages the one that was named. Across languages that can be told
    of the names only that the corpus always writes with a capital, and as the question does.
    """
    if unit.language == question.language:
        return not proper or bool(unit.held & proper)
    return not question.called or bool(unit.held & question.called)


def _names_person(unit: Unit) -> bool:
    return unit.features["person"] > 0 or unit.features["cell_person"] > 0


def _wanted_first(units: list[Unit], *, asks_person: bool) -> list[Unit]:
    """The units with one that has the year, number, amount or name asked for in front, where one is near the best."""
    others = [unit for unit in units if unit.about != "other"]
    if not others:
        return units
    best = others[0].score
    if asks_person and not _names_person(others[0]):
        named = next((unit for unit in others if _names_person(unit) and unit.score >= best - _PERSON), None)
        return units if named is None else [named, *(unit for unit in units if unit is not named)]
    if others[0].typed >= 0:
        return units
    typed = next((unit for unit in others if unit.typed > 0 and unit.score >= best - _TYPED), None)
    if typed is None:  # varieties of seeds may be the kinds that are asked for
        typed = next((unit for unit in others if unit.typed == 0 and unit.score >= best - _TYPED_NEAR), None)
    return units if typed is None else [typed, *(unit for unit in units if unit is not typed)]
