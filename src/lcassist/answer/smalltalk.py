"""Short replies to greetings, thanks, and questions about the assistant or its documents."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from lcassist.answer import cues
from lcassist.answer.followup import small_talk_language
from lcassist.answer.phrases import phrase
from lcassist.corpus.language import LANGUAGES, detect, function_words
from lcassist.corpus.vocabulary import Vocabulary, fold
from lcassist.domain import Source, SourceStatus

_MOST_TITLES = 12


@cache
def _corpus_words() -> frozenset[str]:
    """Words that a question about the corpus may hold besides its cue, in the nine languages, folded."""
    text = (files("lcassist.answer") / "data" / "corpus_words.txt").read_text("utf-8")
    return frozenset(map(fold, text.split()))


def reply_to(text: str, sources: tuple[Source, ...], vocabulary: Vocabulary, language: str) -> tuple[str, str] | None:
    """(reply, language) where a text is small talk or asks about the assistant or the corpus; else None."""
    own = detect(text, language) or language
    folded = cues.folded(text)
    for tongue in dict.fromkeys((own, language, *LANGUAGES)):
        fillers = frozenset(map(fold, function_words(tongue)))
        if cues.consists(
            ("about_corpus", "greeting", "thanks"), folded, tongue, fillers | _corpus_words()
        ) and cues.find("about_corpus", folded, tongue):
            return _about_corpus(sources, tongue), tongue
        if cues.consists(("about_self", "greeting", "thanks"), folded, tongue, fillers) and cues.find(
            "about_self", folded, tongue
        ):
            return phrase("about_self", tongue), tongue
    spoken = small_talk_language(text, language)
    if spoken is None or vocabulary.find(text):
        return None
    return phrase("greeting" if cues.begins("greeting", folded, spoken) else "thanks", spoken), spoken


def _about_corpus(sources: tuple[Source, ...], language: str) -> str:
    indexed = [source.title for source in sources if source.status is SourceStatus.INDEXED]
    missing = [source.title for source in sources if source.status is not SourceStatus.INDEXED]
    text = phrase("about_corpus", language, count=str(len(indexed)), titles=_titles(indexed))
    return f"{text} {phrase('missing_sources', language, titles=_titles(missing))}" if missing else text


def _titles(titles: list[str]) -> str:
    more = f", ... (+{len(titles) - _MOST_TITLES})" if len(titles) > _MOST_TITLES else ""
    return "; ".join(titles[:_MOST_TITLES]) + more
