"""Makes a follow-up into a question that stands alone.

What a follow-up leaves out is taken from the question before it (itself made standalone first):

- only names are said ("And in Utrecht?", "No, I meant Lyon"): the earlier question with these names;
- a topic is said and no name ("And the budget?", "What is its population?"): the new topic, with the
  earlier question's names, or those of the answer where the question had none ("Which city ...?");
- thanks and greetings in between change nothing, and a question that has both stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lcassist.answer import cues
from lcassist.answer.references import (
    named_anew,
    person_in,
    points_back,
    refers,
    row_meant,
    subjects,
    without_references,
)
from lcassist.answer.substitution import EXTREMES, names_replaced, turned, with_figures, with_names
from lcassist.corpus.language import LANGUAGES, detect, function_words
from lcassist.corpus.vocabulary import Mention, Vocabulary, fold
from lcassist.domain import Turn

_WORD = re.compile(r"[^\W_]+")
LONGEST = 8_000  # characters of a question that stands alone: twice the longest that is asked
_LITTLE = 2  # words with a meaning
_SHORT = 4  # words of a question that can hardly stand alone
_SOON = 4  # words that may stand before "something else"
_ASKING = ("who", "when", "why", "how", "howmuch")  # a word of these is a question by itself: "Why?"


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone; ``earlier`` is the one before it where it points back to its topic ("that
    money", "one as well"), and empty where it doesn't."""

    text: str
    earlier: str = ""


class _Known(NamedTuple):
    """What is known of the corpus: its names, its language, the types of those a pronoun is likeliest to mean, and whom
    "the others" is said of."""

    vocabulary: Vocabulary
    language: str
    types: frozenset[str]
    group: Sequence[str]


def standalone(
    question: str,
    history: Sequence[Turn],
    vocabulary: Vocabulary,
    language: str,
    types: frozenset[str] = frozenset(),
    group: Sequence[str] = (),
) -> Standalone:
    """The question with what it leaves out put in from the history; itself where it leaves nothing out.

    ``types`` are those of the entities that a pronoun is likeliest to mean; ``group`` are those whom "the
    others" is said of.
    """
    known = _Known(vocabulary, language, types, group)
    current, answered, small = Standalone(""), "", False
    spoken: list[str] = []  # the names in the questions so far
    for turn in history:
        if turn.role == "assistant":
            # what is said to thanks is no answer to the question before them
            answered = answered if small else turn.content
            continue
        small = is_small_talk(turn.content, vocabulary, language)
        if not small:
            spoken += [mention.name for mention in vocabulary.find(turn.content) if mention.type in types]
            current = _bounded(_next(turn.content, current, answered, known, spoken), turn.content)
            answered = ""
    return _bounded(_next(question, current, answered, known, spoken), question)


def _bounded(found: Standalone, asked: str) -> Standalone:
    """What was found, or the question alone where it grew too long with what was said before it."""
    return found if len(found.text) <= LONGEST else Standalone(asked)


def _next(
    question: str,
    before: Standalone,
    answered: str,
    known: _Known,
    spoken: Sequence[str],
) -> Standalone:
    """A question after the one ``before``, which was answered by ``answered``, as one that stands alone."""
    vocabulary, language, types, _ = known
    current = before.text
    text = _resolved(question, current, answered, known, spoken)
    if current and _switches(question, vocabulary, _language(current, vocabulary, language)):
        return Standalone(text)
    names = list(dict.fromkeys(mention.name for mention in vocabulary.find(text) if mention.type in types))
    if current and question.rstrip() not in text and before.earlier and names:
        # "and in Lyon?" after "when is it held?": what "it" is was said before that
        return Standalone(text, names_replaced(before.earlier, vocabulary.find(before.earlier), names, types))
    if not current or question.rstrip() not in text or (text != question and current in text):
        return Standalone(text)
    own = _language(question, vocabulary, _language(current, vocabulary, language))
    # "there" points back to a name, which stands in its place now, and to no topic
    left = without_references(cues.folded(question), own) if text != question else cues.folded(question)
    return Standalone(text, _topic_before(question, left, current, own, vocabulary, types))


def _topic_before(
    question: str, folded: str, earlier: str, language: str, vocabulary: Vocabulary, types: frozenset[str]
) -> str:
    """The earlier question where a later one leans on its topic: it points back to it, or says little of its own
    behind "and" or with "the lowest". It is asked of those then whom the later one names."""
    mentions = vocabulary.find(question)
    names = list(dict.fromkeys(mention.name for mention in mentions if mention.type in types))
    little = len(_content(question, mentions, language)) <= _LITTLE
    goes_on = little and cues.begins("and", cues.folded(question), language) is not None
    if names:
        return names_replaced(earlier, vocabulary.find(earlier), names, types) if goes_on else ""
    extreme = little and any(cues.find(kind, folded, language) for kind in EXTREMES)
    others = cues.find("others", folded, language) is not None
    said = cues.folded(question)
    it = little and all((cues.find("singular", said, language), not cues.find("there", said, language)))
    return earlier if goes_on or extreme or others or it or points_back(folded, language) else ""


def is_small_talk(text: str, vocabulary: Vocabulary, language: str) -> bool:
    """Whether a text says hello, thanks or goodbye and nothing else."""
    return small_talk_language(text, language) is not None and not vocabulary.find(text)


def small_talk_language(text: str, language: str) -> str | None:
    """The language in which a text is small talk and nothing else, tried in all of them; None where it is none."""
    own = detect(text, language) or language
    folded = cues.folded(text)
    for tongue in dict.fromkeys((own, language, *LANGUAGES)):
        fillers = frozenset(map(fold, function_words(tongue)))
        if (cues.find("greeting", folded, tongue) or cues.find("thanks", folded, tongue)) and cues.consists(
            ("greeting", "thanks", "pleasantry"), folded, tongue, fillers
        ):
            return tongue
        if "?" not in text and cues.consists(("pleasantry",), folded, tongue, fillers) and len(folded.split()) <= 6:
            return tongue
    return None


def _resolved(
    question: str,
    earlier: str,
    answered: str,
    known: _Known,
    spoken: Sequence[str],
) -> str:
    if not earlier:
        return question
    vocabulary, language, types, group = known
    own = _language(question, vocabulary, _language(earlier, vocabulary, language))
    folded = cues.folded(question)
    before = vocabulary.find(earlier)
    # a table's header is put in another's place; beside names it is what is asked about them
    replaceable = types | {mention.type for mention in before}
    mentions = tuple(mention for mention in vocabulary.find(question) if mention.type in replaceable)
    content = _content(question, mentions, own)
    named = {mention.name for mention in before}
    if not mentions and content and all(word.isdigit() for word in content):
        return with_figures(earlier, question)
    if not mentions and named & set(group) and cues.find("others", folded, own):
        rest = [name for name in group if name not in named]
        if len(content) <= 1:
            return names_replaced(earlier, before, rest, types)
        return f"{question.rstrip()} ({', '.join(rest)})"
    # "and the one in Utrecht?" says no more than "and in Utrecht?"
    of_its_own = [word for word in content if not cues.begins("pointing", word, own)]
    if mentions and (not of_its_own or _continues_elsewhere(question, mentions, folded)):
        return with_names(earlier, before, mentions, question)
    correction = cues.begins("correction", folded, own) is not None
    if mentions:
        if correction and before and not _has_predicate(content):
            return with_names(earlier, before, mentions, question)
        meant = row_meant(before, mentions) if refers(folded, own, content) == "singular" else []
        return f"{question.rstrip()} ({', '.join(meant)})" if meant else question
    if content and _switches(question, vocabulary, own):
        return question
    pointing = refers(folded, own, content)
    continues = cues.begins("and", folded, own) is not None or correction
    continues = continues or cues.begins("returning", folded, own) is not None
    points = points_back(folded, own) and any(mention.type in types for mention in before)
    why_so = _asks_why_so(question, folded, own, content)
    if not (pointing or continues or points or why_so or _fragment(content, question)):
        return question
    extreme = any(cues.find(kind, folded, own) for kind in EXTREMES)
    other_end = turned(earlier, question, content, own)
    if other_end is not None:
        return other_end
    if extreme and content and pointing != "plural" and not any(mention.type in types for mention in before):
        # "and which has the most?" is asked of all, and not of the one that answered before
        return f"{question.rstrip()} ({earlier})" if pointing else question
    if cues.begins("returning", folded, own) and cues.find("first_named", folded, own) and spoken:
        return f"{question.rstrip()} ({spoken[0]})"
    if cues.begins("returning", folded, own) and (named_anew(question) or len(content) >= _LITTLE):
        return question  # to something that no list of names has
    if pointing and _elsewhere(question, vocabulary, replaceable):
        return question  # "and in Hungary, what is it called there?"
    person = person_in(answered, earlier) if cues.find("person", folded, own) else []
    meant = person or subjects(before, answered, vocabulary, types, spoken if pointing == "plural" else None)
    if not meant and pointing == "singular":
        meant = row_meant(before, vocabulary.find(question)) or person_in(answered, earlier)
    asks = any(cues.find(kind, folded, own) for kind in _ASKING)
    if pointing == "singular" and len(meant) > 1:
        meant = []  # "it" is none of several: it is what they were asked about
    if not meant or why_so or (asks and not content):
        return f"{question.rstrip()} ({earlier})"
    if not content:
        return earlier
    return f"{question.rstrip()} ({', '.join(meant)})"


def _language(text: str, vocabulary: Vocabulary, default: str) -> str:
    bare = text
    for mention in reversed(vocabulary.find(text)):
        bare = bare[: mention.start] + bare[mention.end :]
    return detect(bare, default) or default


def _content(question: str, mentions: Sequence[Mention], language: str) -> list[str]:
    """The folded words that are neither names, function words nor words of conversation."""
    bare = question
    for mention in reversed(mentions):
        bare = f"{bare[: mention.start]} {bare[mention.end :]}"
    folded = cues.folded(bare)
    functional = {fold(word) for word in function_words(language)}
    for kind in ("and", "correction", "thanks", "singular", "plural", "weak_singular", "weak_plural"):
        while match := cues.find(kind, folded, language):
            folded = f"{folded[: match.start()]} {folded[match.end() :]}".strip()
            if len(match.group()) == 0:
                break
    return [word for word in folded.split() if word not in functional]


def _continues_elsewhere(question: str, mentions: Sequence[Mention], folded: str) -> bool:
    """Whether in some other language than the conversation's only names are said: "En in Utrecht?" after English.

    So little tells no language by itself: it has to begin with that language's "and".
    """
    return any(
        cues.begins("and", folded, tongue) is not None and not _content(question, mentions, tongue)
        for tongue in LANGUAGES
    )


def _has_predicate(content: Sequence[str]) -> bool:
    return len(content) > 2


def _fragment(content: Sequence[str], question: str) -> bool:
    """Whether so little is said that it can only go on from what was said before."""
    return len(_WORD.findall(question)) <= 2 or not content


def _asks_why_so(question: str, folded: str, language: str, content: Sequence[str]) -> bool:
    """Whether why is asked in hardly any words, of what was answered before: "why so little?"."""
    begins = cues.begins("why", folded, language) is not None
    return begins and len(content) < _LITTLE and len(folded.split()) <= _SHORT and not named_anew(question)


def _elsewhere(question: str, vocabulary: Vocabulary, types: Collection[str]) -> bool:
    """Whether a question names something listed that is of another kind than those that it may go on about."""
    others = (mention.type for mention in vocabulary.find(question))
    return any(kind not in types and "/" not in kind for kind in others)


def _switches(question: str, vocabulary: Vocabulary, default: str) -> bool:
    """Whether a question says at its beginning that it is about something else."""
    own = _language(question, vocabulary, default)
    folded = cues.folded(question)
    found = cues.find("switching", folded, own)
    return found is not None and len(folded[: found.start()].split()) <= _SOON
