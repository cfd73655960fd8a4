"""Puts what a follow-up says into the place of what the question before it said: names, figures, best and worst."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.corpus.vocabulary import Mention

_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
MOST_NAMES = 12  # that a follow-up is asked of: each is read for by itself
EXTREMES = ("most", "least", "earliest", "latest")


def turned(earlier: str, question: str, content: Sequence[str], language: str) -> str | None:
    """The earlier question with its "best" turned into the "worst" that is all that is said now; else None."""
    folded = cues.folded(question)
    said = next((found for kind in EXTREMES if (found := cues.find(kind, folded, language))), None)
    if said is None or set(content) - set(said.group().split()):
        return None
    for kind in EXTREMES:
        before = cues.find(kind, cues.folded(earlier), language)
        if before is not None and before.group() != said.group():
            return cues.cue_replaced(kind, earlier, said.group(), language)
    return None


def with_figures(earlier: str, question: str) -> str:
    """The earlier question with another year or number in the place of its own; or with it added."""
    new = ", ".join(_FIGURE.findall(question))
    return _FIGURE.sub(new, earlier, count=1) if _FIGURE.search(earlier) else f"{earlier.rstrip()} ({new})"


def with_names(earlier: str, before: Sequence[Mention], mentions: Sequence[Mention], question: str) -> str:
    """The earlier question with other names in the place of those of the same type."""
    types = frozenset(mention.type for mention in mentions)
    return names_replaced(earlier, before, [question[mention.start : mention.end] for mention in mentions], types)


def names_replaced(earlier: str, before: Sequence[Mention], names: Sequence[str], types: frozenset[str]) -> str:
    """The earlier question with these names in the place of those of the types: one for one, or for a whole list."""
    names = list(dict.fromkeys(names))[:MOST_NAMES]
    old = [mention for mention in before if mention.type in types]
    if not old:
        return f"{earlier.rstrip()} ({', '.join(names)})"
    if len({mention.name for mention in old}) == 1:
        spans = [(mention.start, mention.end) for mention in old]
        # all of several names are said once: each time that one is said, a question would grow without end
        fillings = [", ".join(names), *(names[:1] * (len(spans) - 1))]
    else:
        spans = _lists(earlier, old) if len(old) != len(names) else [(mention.start, mention.end) for mention in old]
        last = len(spans) - 1
        fillings = [*names[:last], *filter(None, [", ".join(names[last:])])]
    # where there are fewer names than places, the later ones keep theirs
    for (start, end), filling in reversed(list(zip(spans, fillings, strict=False))):
        earlier = earlier[:start] + filling + earlier[end:]
    return earlier


def _lists(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans of mentions, as one where no more than a word ("and") stands between two."""
    spans: list[tuple[int, int]] = []
    for mention in mentions:
        if spans and len(_WORD.findall(text[spans[-1][1] : mention.start])) <= 1:
            spans[-1] = (spans[-1][0], mention.end)
        else:
            spans.append((mention.start, mention.end))
    return spans
