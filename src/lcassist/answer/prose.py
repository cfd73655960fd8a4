"""Chooses the smallest set of whole sentences that answers, and makes each readable alone."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.answer.evidence import Unit
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.verify import Evidence
from lcassist.corpus.language import function_words
from lcassist.corpus.library import Library
from lcassist.corpus.vocabulary import fold
from lcassist.domain import Block, BlockKind, Document, Sentence
from lcassist.index.sentences import sentences

_FACT_MARGIN = 0.6  # how far behind the best a second sentence may be in an answer to a question of fact
_FACT_TWO = 60  # words that two sentences may have together there
_POINTS_MARGIN = 1.2  # and each further point in an answer to how, why, which or advice
_MOST_POINTS = 4
_EXPLAINED_MARGIN = 3.0  # and the sentence behind the best one, in an answer to how or why
_LEANING_MARGIN = 4.5  # the same where it points back or gives a reason: "It was added when ..."
_REASONLESS_MARGIN = 6.0  # the same where the best gives no reason, and no other is near it
_BEGINNING = 6  # words of a sentence among which "therefore" says that the cause stands before it
_GAP = 3  # characters between two sentences
_COMPARED_MARGIN = 1.6  # the same of what several are compared on
_MOST_COMPARED = 5
_FACT_WORDS = 60
_POINTS_WORDS = 110
_LISTING = frozenset({"list", "how"})  # what a whole list answers, however long it is
_LIST_WORDS = 150  # of a whole list where no list is asked for
_LISTED = 4  # of the best units that may be of one list
_TWO_OF = 2  # how many of them have to be
_LONGEST = 1000  # characters of a sentence
_ONE = frozenset({"most", "least", "earliest", "latest", "howmuch", "count", "when", "who"})
# how a plural ends where "which" doesn't tell one
_PLURALS = {"en": ("s",), "nl": ("en", "s"), "de": ("e", "en", "er", "s"), "es": ("s",), "hu": ("k",)}
_MANY = frozenset({"how", "why", "list", "compare", "each"})


def prose_findings(question: Question, units: Sequence[Unit], library: Library) -> list[Finding]:
    """Findings from the best units, in the order of the documents; units are given best first."""
    # a question is no answer, however like the question it is
    units = [u for u in units if u.about != "other" and u.fact is None and not u.features["asking"]]
    if not units:
        return []
    whole = _whole_list(units[0], library.document(units[0].source)) or _all_items(question, units, library)
    if whole is not None and (len(whole.text.split()) <= _LIST_WORDS or question.wants & _LISTING or len(units) < 2):
        return [whole]
    if whole is not None:
        units = units[1:]  # the lead-in of a list that is too long to be shown says nothing without it
    units = _readable_first(units, library)
    several = _asks_several(question)
    if several and not question.names and (each := _of_each(units)):
        each.sort(key=lambda unit: (unit.source != units[0].source, unit.source, unit.start))
        return [finding(unit, library.document(unit.source)) for unit in _merged(each, library)]
    many = (
        (several or bool(question.wants & _MANY)) and "howmuch" not in question.wants and "when" not in question.wants
    )
    margin, most, budget = (_POINTS_MARGIN, _MOST_POINTS, _POINTS_WORDS) if many else (_FACT_MARGIN, 2, _FACT_WORDS)
    if question.wants & {"compare", "each"}:
        margin, most = _COMPARED_MARGIN, _MOST_COMPARED
    if not many and units[0].typed > 0:
        most = 1  # the amount, the year, the number that was asked for
    if not many:
        budget = _FACT_TWO
    chosen: list[Unit] = []
    words = 0
    for unit in units:
        length = _length(unit, library)
        if chosen and (unit.score < units[0].score - margin or words + length > budget or len(chosen) == most):
            if len(chosen) == most or unit.score < units[0].score - margin:
                break
            continue
        chosen.append(unit)
        words += length
    if question.wants & {"how", "why"} and many and len(chosen) < most:
        goes_on = _next_of(units, chosen[0], library, reasonless="why" in question.wants and len(chosen) == 1)
        if goes_on is not None and goes_on not in chosen and words + _length(goes_on, library) <= budget:
            chosen.append(goes_on)
    if "why" in question.wants and many:
        cause = _before(units, chosen[0], library)
        if cause is not None and cause not in chosen:
            chosen.append(cause)
    lists = [one for unit in chosen[:2] if (one := _whole_list(unit, library.document(unit.source))) is not None]
    if lists and "list" in question.wants:
        return lists
    chosen.sort(key=lambda unit: (unit.source != units[0].source, unit.source, unit.start))
    return [finding(unit, library.document(unit.source)) for unit in _merged(chosen, library)]


def _length(unit: Unit, library: Library) -> int:
    return len(library.text(unit.source)[unit.start : unit.end].split())


def _next_of(units: Sequence[Unit], one: Unit, library: Library, *, reasonless: bool) -> Unit | None:
    """The sentence that follows one in its paragraph, where it isn't far behind: it may say why, or how. Of one that by
    itself gives no reason for what it says (``reasonless``) it may be farther behind."""
    following = [u for u in units if (u.source, u.block) == (one.source, one.block) and u.start >= one.end]
    found = min(following, key=lambda unit: unit.start, default=None)
    if found is None or found.start - one.end > _GAP:
        return None
    joined = _leaning(found, library) or found.features["reason"] > 0
    margin = _LEANING_MARGIN if joined else _EXPLAINED_MARGIN
    if reasonless and one.features["reason"] <= 0:
        margin = _REASONLESS_MARGIN
    return found if found.score >= one.score - margin else None


def _before(units: Sequence[Unit], one: Unit, library: Library) -> Unit | None:
    """The sentence before one that says what followed ("the school therefore moved ..."): what it followed from."""
    words = cues.folded(library.text(one.source)[one.start : one.end]).split()
    begins = " ".join(words[:_BEGINNING])
    if one.language is None or cues.find("consequence", begins, one.language) is None:
        return None
    earlier = [u for u in units if (u.source, u.block) == (one.source, one.block) and u.end <= one.start]
    found = max(earlier, key=lambda unit: unit.end, default=None)
    return found if found is not None and one.start - found.end <= _GAP else None


def _asks_several(question: Question) -> bool:
    """Whether several are asked for: "which towns have a festival?"."""
    asked = cues.begins("which", question.folded, question.language)
    if asked is None or question.wants & _ONE:
        return False
    functional = {fold(word) for word in function_words(question.language)}
    noun = [word for word in question.folded[asked.end() :].split()[:2] if word not in functional]
    return question.language not in _PLURALS or any(word.endswith(_PLURALS[question.language]) for word in noun)


def _of_each(units: Sequence[Unit]) -> list[Unit]:
    """The best sentence about each of several names, of those that are nearly as good as the best; else none."""
    best: dict[frozenset[str], Unit] = {}
    for unit in units:
        if unit.score >= units[0].score - _POINTS_MARGIN and unit.scope is not None and len(unit.scope.names) == 1:
            best.setdefault(unit.scope.names, unit)
    own = units[0].scope is not None and units[0].scope.names in best
    return list(best.values())[:_MOST_POINTS] if own and len(best) > 1 else []


def _readable_first(units: list[Unit], library: Library) -> list[Unit]:
    """The units with one in front that says whom its number is of, where the best needs the sentence before it for
    that and is hardly better."""
    best = units[0]
    if best.about != "inherited" or best.typed <= 0:
        return units
    near = [unit for unit in units if unit.score >= best.score - _FACT_MARGIN and unit.typed >= best.typed]
    alone = next((unit for unit in near if unit.about == "named" and not _leaning(unit, library)), best)
    return [alone, *(unit for unit in units if unit is not alone)]


def _leaning(unit: Unit, library: Library) -> bool:
    return _leans(library.text(unit.source)[unit.start : unit.end], unit.language)


def _merged(chosen: Sequence[Unit], library: Library) -> list[Unit]:
    """The units without those that another one's lead-in sentence covers already."""
    kept: list[Unit] = []
    for unit in chosen:
        start, _ = _with_antecedent(unit, library.document(unit.source))
        shown = kept[-1] if kept and kept[-1].source == unit.source else None
        if shown is not None and start <= shown.start:
            kept[-1] = unit  # it is shown with the sentence before it, which is the one above
        else:
            kept.append(unit)
    return kept


def finding(unit: Unit, document: Document) -> Finding:
    """A unit as a statement: with the sentence before it where it can't be read without."""
    start, end = _with_antecedent(unit, document)
    about = next(iter(sorted(unit.scope.names)), None) if unit.scope and len(unit.scope.names) == 1 else None
    text = document.text[start:end].replace("\n\n", " ")
    return Finding(text, (Evidence(unit.source, start, end),), about)


def _with_antecedent(unit: Unit, document: Document) -> tuple[int, int]:
    block = document.blocks[unit.block]
    if unit.start <= block.start or not _leans(document.text[unit.start : unit.end], document.language):
        return unit.start, unit.end
    sentences = unit.passage.sentences if unit.passage else ()
    before = [sentence for sentence in sentences if sentence.end <= unit.start]
    if before and before[-1].start >= block.start:
        return before[-1].start, unit.end
    return unit.start, unit.end


def _leans(sentence: str, language: str | None) -> bool:
    """Whether a sentence begins with a word that points back: "They", "This", "In these organisations"."""
    return language is not None and cues.begins("leaning", cues.folded(sentence), language) is not None


def _whole_list(unit: Unit, document: Document) -> Finding | None:
    """The whole list, with its lead-in, where the best unit is the lead-in ("... the following:")."""
    number = unit.block
    block = document.blocks[number]
    text = document.text[unit.start : unit.end]
    if block.kind is BlockKind.ITEM or not text.rstrip().endswith(":") or unit.end < block.end:
        return None
    last = number
    while last + 1 < len(document.blocks) and document.blocks[last + 1].kind is BlockKind.ITEM:
        last += 1
    if last == number:
        return None
    return _span(unit.source, document, unit.start, document.blocks[last])


def _all_items(question: Question, units: Sequence[Unit], library: Library) -> Finding | None:
    """The whole of a list that two of the best units are items of, or its lead-in and an item, where ways or points are
    asked for; with its lead-in."""
    if not question.wants & {"how", "list"} or question.wants & {"howmuch", "count", "compare", "each"}:
        return None
    near = [unit for unit in units[:_LISTED] if unit.score >= units[0].score - _POINTS_MARGIN]
    for unit in near:
        document = library.document(unit.source)
        run = _run_of_items(document, unit.block)
        if not run:
            continue
        lead = _lead_in(document, run)
        start = document.blocks[run[0]].start if lead is None else lead.start
        of_list = [one for one in near if one.source == unit.source and (one.block in run or one.start == start)]
        if len(of_list) < _TWO_OF:
            continue
        whole = _span(unit.source, document, start, document.blocks[run[-1]])
        if len(whole.text.split()) <= _POINTS_WORDS:
            return whole
    return None


def _lead_in(document: Document, run: range) -> Sentence | None:
    """The sentence before a list that ends with a colon."""
    if not run or not run[0]:
        return None
    block = document.blocks[run[0] - 1]
    if block.kind is not BlockKind.PARAGRAPH or not document.text[block.start : block.end].rstrip().endswith(":"):
        return None
    spans = sentences(document.text, block.start, block.end, language=document.language, limit=_LONGEST)
    return spans[-1] if spans else None


def _run_of_items(document: Document, number: int) -> range:
    """The blocks of the list that an item is in; empty where it is none."""
    first = last = number
    if document.blocks[number].kind is not BlockKind.ITEM:
        return range(0)
    while first and document.blocks[first - 1].kind is BlockKind.ITEM:
        first -= 1
    while last + 1 < len(document.blocks) and document.blocks[last + 1].kind is BlockKind.ITEM:
        last += 1
    return range(first, last + 1)


def _span(source: str, document: Document, start: int, last: Block) -> Finding:
    text = document.text[start : last.end].replace("\n\n", "\n- ")
    return Finding(text, (Evidence(source, start, last.end),))
