"""Where sentences end: the boundaries that sentencex finds, mended where they are plainly wrong.

sentencex (rules and abbreviations for some 300 languages) is quick and gives offsets in code points.
What it gets wrong is mended by looking at both sides of a boundary: "Vol. 2" and "d.w.z. een" are no
ends, an opening quotation mark belongs to what follows it, and a lone "1." is the number of what
follows. Some common words are abbreviations to it ("bien." in Spanish, "UNESCO." in Italian): after
these a sentence ends all the same. Every span comes out of arithmetic on offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from lcassist.corpus.language import function_words
from lcassist.domain import Sentence

# What stands before a number, in the languages that the stemmers know too. After these a full stop that
# is followed by a digit ends no sentence. (A hundred quoted words would be harder to read.)
_BEFORE_NUMBERS = frozenset(
    """
    abb abs afb afl al anm approx art arts bd bijl bl blz c ca cap cf ch circa eds ex fasc fig figs
    hfdst hfst hrsg jg kap kb kol lit max min n nbr nos no nr nrs núm num op p pag pàg pág par pg pl
    pp pt rd rev sec sect ser st tab tbl tel tom v vgl vol vols vs za ziff ábra άρθρ αρ αριθ βλ εικ κεφ πίν σ
    σελ τ τηλ τόμ
    """.split()  # noqa: SIM905
)
# Languages that write an ordinal as a number and a full stop ("am 3. Mai", "a 19. század").
_DOT_ORDINALS = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "lv", "nb", "nn", "no", "sk", "sl"})
# An abbreviation has at most this many letters, when all that betrays it is the small letter after it.
_ABBREVIATION_LETTERS = 6
# Abbreviations that sentencex lacks in some languages: a capital behind them begins no sentence.
_BEFORE_CAPITALS = frozenset(
    """
    bros burg cllr d.w.z d.lgs dhr dipl.-ing ed eds ifj ill il·lm mevr o.a özv ún αγ δηλ
    """.split()  # noqa: SIM905
)
# Abbreviations that stand at the end of a sentence as often as within one (without their stops): a function word with
# a capital behind them begins the next one.
_MAY_END = frozenset(
    """
    am bv ecc enz etc inc kft kg ltd nv pm sa sl spa stb usw zrt αε κλπ πμ μμ
    """.split()  # noqa: SIM905
)
# Words that sentencex takes for abbreviations, and which are none in the languages where it does.
_NO_ABBREVIATIONS = frozenset({"best", "bien", "extra", "form", "hand", "pas", "top", "vice"})
# What a caption begins with, and a numbered paragraph.
_CAPTION = re.compile(r"[^\W\d_]{3,}\.?\s\d{1,3}[a-z]?\.|\d{1,3}\.\s[^\W\d_]{3,}\.")
_NUMBERED = re.compile(r"(?:^|(?<=[.!?;:]))\s*(?=[(\[]?\d{1,3}[)\]]\s)")
_LEAD = re.compile(r"\s*[(\[]?\d{1,3}[)\]]\s+")
# Where a sentence ends that sentencex takes for one that goes on, each before a capital: behind a number with its unit,
# a number with a point in it, a sentence in brackets, and the Greek question mark.
_CAPITAL_NEXT = r"(?=[\"'«‘“„¿¡(]?[^\W\d_])"
_ENDS = re.compile(
    rf"(?:\d\s?(?:°[CFK]?|%|[a-zµ]{{1,3}}[A-Z]?[a-z]?(?:[²³]|/[a-z]{{1,3}}[²³]?)?)|\d\.\d+)\.\s+{_CAPITAL_NEXT}"
    rf"|[.!?]\)\s+{_CAPITAL_NEXT}|(?<=[α-ωά-ώ]);\s+{_CAPITAL_NEXT}"
)
_ROMAN = re.compile(r"\b[IVXLC]+\.$")
_DASHES = frozenset("-–—")
# A full stop behind a word, and the capital after it.
_FIRST_WORD = re.compile(r"[\"'«‘“„¿¡(]?[^\W\d_]+")
_STOP = re.compile(r"(?<!\w)(?P<word>[^\W\d_]+)[.!?]\s+(?=[\"'«‘“„¿¡(]?[^\W\d_])")
_SHORTEST_WORD = 2
_ACRONYM_LETTERS = 3
_WORD_LETTERS = 4  # an abbreviation has seldom as many, a word that a text writes without a stop too
_LAST_WORD = re.compile(r"([^\W_][\w.]*)\.$")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,3}|[a-z])[.)]$")
_OPENING = frozenset("'\"‘’‚‛“„‟«‹([{¿¡")
# A boundary without white space is real after these marks only (Chinese and Japanese set none).
_WIDE_STOPS = frozenset("。！？｡︒؟।॥።")


def sentences(text: str, start: int, end: int, *, language: str | None, limit: int) -> tuple[Sentence, ...]:
    """The sentences of ``text[start:end]``, in order, without white space around them.

    Together they hold every character there that is not white space. One that is longer than ``limit``
    characters is split at word boundaries, and a word that is longer in its midst.
    """
    found: list[Sentence] = []
    for first, last in _segments(text[start:end], language):
        for begin, stop in _parted(text, start + first, start + last, language):
            found.extend(Sentence(*piece) for piece in pieces(text, begin, stop, limit))
    return tuple(found)


def pieces(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Split a span into trimmed spans of at most ``limit`` characters, at white space where there is some."""
    start, end = trimmed(text, start, end)
    while end - start > limit:
        cut = start + limit
        while cut > start and not (text[cut].isspace() or text[cut - 1].isspace()):
            cut -= 1
        cut = cut if cut > start else start + limit
        yield trimmed(text, start, cut)
        start, end = trimmed(text, cut, end)
    if start < end:
        yield start, end


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends; empty (start == end) where it holds nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _segments(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    # Imported here: whoever only reads an index never splits a sentence.
    from sentencex import get_sentence_boundaries

    # to sentencex all is one item of a list that begins with a number in brackets
    starts = [found.end() for found in _NUMBERED.finditer(text)]
    last = 0
    for start, end in pairwise([0, *(one for one in starts if one), len(text)]):
        lead = _LEAD.match(text, start, end)
        offset = lead.end() if lead else start
        for boundary in get_sentence_boundaries(language or "en", text[offset:end]):
            cut = _mended(text, last, offset + boundary["start_index"], language)
            if cut is not None and cut > last:
                yield last, cut
                last = cut
        if last < end < len(text):
            yield last, end
            last = end
    yield last, len(text)


def _parted(text: str, start: int, end: int, language: str | None) -> Iterator[tuple[int, int]]:
    """The parts of a segment: what follows a stop behind an ordinary word is a sentence of its own."""
    stops = {match.end() for match in _STOP.finditer(text, start, end) if _ends_at(match, text, language)}
    for match in _ENDS.finditer(text, start, end):
        whole_number = not text[start : match.end()].strip().rstrip(".").replace(".", "").isdigit()
        bracketed = ")" not in match.group() or text[start : match.start()].lstrip().startswith("(")
        if whole_number and bracketed and _capital(text, match.end()):
            stops.add(match.end())
    for stop in sorted(stops):
        yield start, stop
        start = stop
    yield start, end


def _capital(text: str, at: int) -> bool:
    # at most one opening mark stands before the capital; a slice to the end would copy the document each time
    return text[at : at + 2].lstrip("\"'«‘“„¿¡(")[:1].isupper()


def _ends_at(match: re.Match[str], text: str, language: str | None) -> bool:
    """Whether a sentence ends with a word and its stop, before a capital."""
    if not _capital(text, match.end()):
        return False
    if _ordinary(match["word"], text, language):
        return True
    following = _FIRST_WORD.match(text, match.end())
    before = text[max(0, match.start() - 8) : match.end()].split()[-1]
    bare = before.replace(".", "").casefold()
    return bare in _MAY_END and following is not None and following.group().lower() in function_words(language or "")


def _ordinary(word: str, text: str, language: str | None) -> bool:
    """Whether a word that has a full stop behind it is none of those that are written with one.

    An acronym, a function word of the language, or one that the text writes elsewhere without a stop.
    """
    if len(word) < _SHORTEST_WORD:
        return False
    if word.isupper():
        ordinal = language in _DOT_ORDINALS and _ROMAN.fullmatch(f"{word}.")
        return len(word) >= _ACRONYM_LETTERS and not ordinal
    if not word.islower() or word in _BEFORE_NUMBERS:
        return False
    if word in _NO_ABBREVIATIONS or word in function_words(language or ""):
        return True
    return len(word) >= _WORD_LETTERS and _stands_without_stop(word, text)


@lru_cache(maxsize=256)  # a long document asks for the same few words again and again
def _stands_without_stop(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?![\w.])", text) is not None


def _mended(text: str, last: int, at: int, language: str | None) -> int | None:
    """Where the sentence that began at ``last`` ends: at ``at``, a little before it, or not here (None)."""
    if not (text[at - 1 : at].isspace() or text[at : at + 1].isspace()):
        opening = at
        while opening > last and text[opening - 1] in _OPENING:
            opening -= 1
        if opening in (at, last) or not text[opening - 1].isspace():
            return at if text[at - 1 : at] in _WIDE_STOPS else None
        at = opening
    _, stop = trimmed(text, last, at)
    after, _ = trimmed(text, at, len(text))
    if stop <= last or after == len(text):
        return None
    if last == 0 and _CAPTION.fullmatch(text[:stop].strip()):
        return None
    if text[after] in _DASHES and text[after + 1 : after + 3].strip().islower():
        return None  # what is said of a question in quotation marks goes on
    return None if _joined(text[last:stop].lstrip(), text[after], language) else at


def _joined(before: str, following: str, language: str | None) -> bool:
    """Whether a sentence goes on over the mark at the end of ``before``."""
    if _ENUMERATOR.fullmatch(before):
        return True
    match = _LAST_WORD.search(before[-40:])
    word = match.group(1) if match else ""
    if following.islower():
        return not before.endswith(".") or "." in word or 0 < len(word) <= _ABBREVIATION_LETTERS
    if following.isdigit():
        return word.casefold() in _BEFORE_NUMBERS
    last = before[-40:].rpartition(" ")[2].strip("([").removesuffix(".")
    if last.casefold() in _BEFORE_CAPITALS:
        return True
    ordinal = language in _DOT_ORDINALS and (_ORDINAL.search(before) or _ROMAN.search(before))
    if ordinal and (following.isalpha() or following == "§"):
        return True
    # An initial, or a title like the French "M.".
    return len(word) == 1 and word.isupper() and following.isalpha()
