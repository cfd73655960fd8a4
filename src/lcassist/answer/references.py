"""What a follow-up points back to: the words that do ("it", "there", "that museum"), and whom they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.corpus.language import function_words
from lcassist.corpus.vocabulary import Mention, Vocabulary, fold

_WORD = re.compile(r"[^\W_]+")
# a letter with a capital form, Latin or Greek
CAPITAL = (
    "[" + "".join(chr(code) for code in (*range(0x41, 0x400), *range(0x1E00, 0x2000)) if chr(code).isupper()) + "]"
)
_NAME = re.compile(rf"\b{CAPITAL}[\w’'-]*(?:\s(?:(?:van|von|de|der|den|del|di|da|la|le)\s)*{CAPITAL}[\w’'-]+)+")
_LONGEST_ANSWER_SUBJECTS = 6


def without_references(folded: str, language: str) -> str:
    for kind in ("singular", "plural"):
        while (match := cues.find(kind, folded, language)) and match.group():
            folded = " ".join(f"{folded[: match.start()]} {folded[match.end() :]}".split())
    return folded


def refers(folded: str, language: str, content: Sequence[str]) -> str | None:
    """Whether a pronoun points back, to one or to several.

    Many pronouns look like articles or auxiliaries ("het", "zijn", "της"): they count only where hardly
    anything else is said.
    """
    if cues.find("plural", folded, language):
        return "plural"
    if cues.find("singular", folded, language):
        return "singular"
    if cues.find("locative", cues.without(("existential",), folded, language), language):
        return "singular"  # "how many people live there?"
    if len(content) > 1:
        return None
    if cues.find("weak_plural", folded, language):
        return "plural"
    return "singular" if cues.find("weak_singular", folded, language) else None


def points_back(folded: str, language: str) -> bool:
    """Whether a word in a folded text points back to a topic ("that museum", "one as well").

    After a noun "that" and its like begin a clause ("cities that ...") and point nowhere.
    """
    if cues.find("pointing", folded, language):
        return True
    weak = cues.find("weak_pointing", folded, language)
    if weak is None:
        return False
    before = folded[: weak.start()].split()
    functional = {fold(word) for word in function_words(language)}
    return not before or before[-1] in functional


def subjects(
    before: Sequence[Mention],
    answered: str,
    vocabulary: Vocabulary,
    types: frozenset[str],
    spoken: Sequence[str] | None,
) -> list[str]:
    """Whom a pronoun means: those whom the earlier question names, or those whom its answer names; a plural one, for
    which ``spoken`` are given, may mean those of whom the conversation was one by one."""
    names = list(dict.fromkeys(mention.name for mention in before if mention.type in types))
    from_answer = list(dict.fromkeys(m.name for m in vocabulary.find(answered) if m.type in types))
    if not names:
        return from_answer[:_LONGEST_ANSWER_SUBJECTS]
    if spoken is None or len(names) > 1:
        return names
    one_by_one = list(dict.fromkeys(spoken))
    return one_by_one if len(one_by_one) > 1 else from_answer[:_LONGEST_ANSWER_SUBJECTS] or names


def named_anew(question: str) -> bool:
    """Whether a word with a capital stands behind the first one."""
    return any(match.group()[0].isupper() for match in list(_WORD.finditer(question))[1:])


def row_meant(before: Sequence[Mention], now: Sequence[Mention]) -> list[str]:
    """The header of a table that "it" means: of the rows that the earlier question names, else of the columns.

    Where the later question names columns itself, it is a row of the same table, and the other way round.
    """
    taken = {mention.type for mention in now}
    free = [mention for mention in before if mention.type not in taken]
    rows = [mention.name for mention in free if mention.type.endswith("/rows")]
    columns = [mention.name for mention in free if mention.type.endswith("/columns")]
    return list(dict.fromkeys(rows or columns))[:1]


def person_in(answered: str, earlier: str) -> list[str]:
    """The one name of several words that an answer gives and its question doesn't: "she" who runs it."""
    names = dict.fromkeys(match.group() for match in _NAME.finditer(answered.rpartition(": ")[2]))
    new = [name for name in names if fold(name) not in fold(earlier)]
    return new if len(new) == 1 else []
