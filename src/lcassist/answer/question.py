"""Understands a question: its language, the entities that it names, its content words, and what is wanted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from babel import Locale

from lcassist.answer import cues
from lcassist.corpus.language import LANGUAGES, detect, function_words, known_script
from lcassist.corpus.vocabulary import Mention, Vocabulary, fold
from lcassist.errors import QuestionError
from lcassist.index.words import tokens

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CUES = (
    "most", "least", "more", "fewer", "earliest", "latest", "count", "above", "below", "inclusive", "same", "compare",
    "each", "between", "second", "third", "total", "average", "every", "difference",
    "why", "how", "who", "when", "howmuch", "list", "rating",
    "money", "percent",
)  # fmt: skip
# what is asked for, so that a "year" beside it only says of when
_ASKED = frozenset({"count", "howmuch", "why", "how", "who", "money", "percent", "most", "least", "more", "fewer"})
# words for money itself, and not for what it is paid for; folded
_MONEY = re.compile(r"euro|money|geld|argent|denaro|soldi|dinero|diners|χρημ|ευρω|penz")
_FIGURE = re.compile(r"\d+")
_BOUND = re.compile(r"(?: \w+){0,2} \d")  # a number, a word or two on
_OPPOSITES = (("above", "below"), ("most", "least"), ("more", "fewer"), ("latest", "above"), ("earliest", "below"))
_SHORTEST_NAME = 3
# German writes every noun with a capital, so that a capital tells no name there.
CAPITALISED_NOUNS = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question. ``terms`` are stems of its content words without the entities' names."""

    text: str
    language: str
    mentions: tuple[Mention, ...] = ()
    terms: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    wants: frozenset[str] = field(default_factory=frozenset)
    readable: bool = True
    proper: frozenset[str] = frozenset()  # stems of words with a capital that the corpus knows and no list of names
    scoping: frozenset[str] | None = None  # the types of the names that are no topic of the question; None: all

    @property
    def names(self) -> tuple[str, ...]:
        """The entities named, each once, in order."""
        return tuple(dict.fromkeys(mention.name for mention in self.mentions))

    def names_of(self, types: frozenset[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.name for mention in self.mentions if mention.type in types))

    @property
    def folded(self) -> str:
        return cues.folded(self.text)

    def of_one(self, name: str, types: frozenset[str]) -> str:
        """The question's text asked of one name alone: in the place of the first of these types, without the others;
        behind it in brackets where it names none of them."""
        mentions = [mention for mention in self.mentions if mention.type in types]
        parts, position = [], 0
        for number, mention in enumerate(mentions):
            between = self.text[position : mention.start]
            # "and", "or" and commas between the names of a list go with them
            parts.append(between if number == 0 or len(_WORD.findall(between)) > 1 else " ")
            parts.append(name if number == 0 else "")
            position = mention.end
        text = " ".join("".join([*parts, self.text[position:]]).split())
        return text if mentions else f"{text} ({name})"

    @property
    def without_names(self) -> str:
        """The question's text with the names taken out: what is asked about them.

        Only names that set sentences apart are: of a festival that is asked about, its name is the topic.
        """
        parts, position = [], 0
        for mention in self.mentions:
            if self.scoping is not None and mention.type not in self.scoping:
                continue
            parts.append(self.text[position : mention.start])
            position = mention.end
        return " ".join("".join([*parts, self.text[position:]]).split())


def checked(text: str, limit: int) -> str:
    """The question as it can be searched: NFC, white space as single spaces.

    Raises:
        QuestionError: it is empty, has no word in it, or is longer than ``limit`` characters.
    """
    if len(text) > limit:
        raise QuestionError(
            f"the question has {len(text):,} characters, more than the {limit:,} that "
            "LCASSIST_MAX_QUESTION_CHARS allows: shorten it"
        )
    tidy = " ".join("".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text)).split())
    if not tidy:
        raise QuestionError("the question is empty: type one")
    if not any(character.isalnum() for character in tidy):
        raise QuestionError("the question has no word in it: type one")
    return tidy


def analyse(
    text: str,
    vocabulary: Vocabulary,
    known: frozenset[str],
    default_language: str,
    scoping: frozenset[str] | None = None,
    language: str | None = None,
) -> Question:
    """Understand a standalone question, in its language where that is known already.

    ``known`` are the folded words of the corpus: a word with a capital that is none of them, and no entity's
    alias, is a name that the corpus doesn't know.
    """
    mentions = vocabulary.find(text)
    bare = Question(text, default_language, mentions).without_names
    language = language or detect(bare, default_language) or default_language
    functional = function_words(language)
    mentions = tuple(m for m in mentions if text[m.start : m.end].lower() not in functional or m.type == "column")
    # a typo is mended only in a word that neither the corpus nor the language's grammar knows
    mended = tuple(
        mention
        for mention in vocabulary.find(text, fuzzy=True)
        if mention.fuzzy
        and fold(text[mention.start : mention.end]) not in known
        and text[mention.start : mention.end].lower() not in functional
    )
    mentions = tuple(sorted((*mentions, *mended), key=lambda mention: mention.start))
    question = Question(text, language, mentions, scoping=scoping)
    folded = question.folded
    wants = _wants(folded, language)
    # "compare" says what to do with the topic and is no part of it; nor is "back to"
    said = [found for kind in ("compare", "returning") for found in cues.all_of(kind, folded, language)]
    form = {stem for found in said for stem in tokens(found, language)}
    terms = tuple(stem for stem in tokens(question.without_names, language) if stem not in form)
    capitalised = tuple(word for word in _capitalised(question) if not _general(word, language))
    unknown = tuple(word for word in capitalised if not _known(word, known))
    proper = frozenset(stem for word in capitalised if word not in unknown for stem in tokens(word, language))
    return Question(
        text, language, mentions, terms, unknown, wants,
        readable=known_script(text), proper=proper, scoping=scoping,
    )  # fmt: skip


def _wants(folded: str, language: str) -> frozenset[str]:
    """The kinds of cues in a question; of two opposites that overlap it is the longer that counts.

    Of "no more than" it is not the "more than", and of "le plus petit" not the "le plus".
    """
    # "wie viel Uhr" asks for no number of anything, "any more" is no more of anything, and a "first step" no earliest
    folded = cues.without(("clock", "not_more", "not_first", "aside"), folded, language)
    found = {kind: match for kind in _CUES if (match := cues.find(kind, folded, language))}
    for kind in ("who", "when"):
        if kind in found and _subordinate(found[kind], folded, language):
            del found[kind]
    for kind in ("above", "below"):
        # "before 2017" gives a bound; Dutch "voor" is "for" as well, and "under what condition" gives none
        if (
            kind in found
            and _needs_number(found[kind].group(), language)
            and not _BOUND.match(folded, found[kind].end())
        ):
            del found[kind]
    if "between" in found and len(_FIGURE.findall(folded)) < 2:
        del found["between"]  # "money from the fund to try it"
    if found.keys() >= {"money", "count"} and not _MONEY.search(found["money"].group()):
        between = folded[found["count"].end() : found["money"].start()].split()
        functional = {fold(word) for word in function_words(language)}
        if found["money"].start() >= found["count"].end() and set(between) - functional:
            del found["money"]  # how many complaints about fees
        else:
            del found["count"]  # "quanto si paga?"
    said = cues.find("year_said", folded, language)
    if said and "latest" in found and said.start() <= found["latest"].start() < said.end():
        del found["latest"]  # "last year"
    often = cues.find("times", folded, language)
    asked_when = found.get("when")
    if often and asked_when and often.start() <= asked_when.start() < often.end():
        del found["when"]  # Greek "κάθε πότε" asks how often
    for one, other in _OPPOSITES:
        first, second = found.get(one), found.get(other)
        if first and second and first.start() < second.end() and second.start() < first.end():
            longer = len(first.group()) >= len(second.group())
            del found[other if longer else one]
    return frozenset(found) | _implied(frozenset(found), folded, language)


def _subordinate(cue: re.Match[str], folded: str, language: str) -> bool:
    """Whether a question word begins a clause of a question that another one begins: "what do people who ...?".

    Behind a conjunction it asks a second thing: "how, and by whom, ...?".
    """
    if not asks(folded[: cue.start()], language):
        return False
    before = folded[: cue.start()].split()[-1]
    return cues.begins("conjunction", before, language) is None


def asks(folded: str, language: str) -> bool:
    """Whether a question word is the first word, or the second behind a preposition: "in which year"."""
    words = folded.split()
    if not words:
        return False
    functional = {fold(word) for word in function_words(language)}
    behind = " ".join(words[1:]) if words[0] in functional else ""
    return any(cues.begins("interrogative", one, language) is not None for one in (folded, behind) if one)


def _implied(found: frozenset[str], folded: str, language: str) -> frozenset[str]:
    """The kinds that a question says by words that alone say less.

    "Together" sums up where a number is asked for; "second" is one of an order where a number is; a bare "year" is
    what is asked where nothing else is, and not in "last year" or "a year".
    """
    implied = set[str]()
    if cues.find("times", folded, language):
        implied.add("often")
    if cues.find("asks_weekday", folded, language):
        implied.add("weekday")
    if cues.find("jointly", folded, language) and found & {"count", "howmuch"}:
        implied.add("total")
    if found & {"second", "third"} and "count" in found and not found & {"most", "least", "earliest", "latest"}:
        implied.add("most")
    if not found & _ASKED and cues.find("year", cues.without(("year_said",), folded, language), language):
        implied.add("when")
    return frozenset(implied)


def _needs_number(cue: str, language: str) -> bool:
    """Whether a cue is a preposition that gives a bound only before a number."""
    found = (cues.find(kind, cue, language) for kind in ("temporal", "bounding"))
    return any(one is not None and one.group() == cue for one in found)


def _capitalised(question: Question) -> tuple[str, ...]:
    """Words with a capital, not at the start of a sentence, that are in no name of the vocabulary."""
    if question.language in CAPITALISED_NOUNS:
        return ()
    covered = [(mention.start, mention.end) for mention in question.mentions]
    functional = function_words(question.language)
    found = []
    for match in _WORD.finditer(question.text):
        word = match.group()
        before = question.text[: match.start()].rstrip(" \"'“”«»(¿¡")
        starts = not before or before[-1] in ".!?;:…"
        if starts or not word[0].isupper() or word.lower() in functional or len(word) < _SHORTEST_NAME:
            continue
        if not any(start <= match.start() < end for start, end in covered):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _general(word: str, language: str) -> bool:
    """Whether a word with a capital is a month, a day of the week, or a language in some form ("Engelse"): no name."""
    own = fold(word)
    return any(own.startswith(name) for name in _general_names(language))


@cache
def _general_names(language: str) -> frozenset[str]:
    locale = Locale.parse(language)
    days = {name for one in ("months", "days") for name in getattr(locale, one)["format"]["wide"].values()}
    tongues = {locale.languages[one] for one in LANGUAGES if one in locale.languages}
    return frozenset(fold(name) for name in days | tongues)


def _known(word: str, known: frozenset[str]) -> bool:
    parts = [fold(part) for part in re.findall(r"[^\W_]+", word)]
    return any(part in known or _stem_known(part, known) for part in parts)


def _stem_known(word: str, known: frozenset[str]) -> bool:
    """Whether the corpus has the word without the one to four letters of an inflection."""
    return any(len(word) - cut >= 4 and word[:-cut] in known for cut in range(1, 5))
