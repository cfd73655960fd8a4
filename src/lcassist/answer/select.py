"""Chooses the smallest set of sentences and cells that answers, and makes each readable alone."""

from __future__ import annotations

from collections.abc import Sequence

from lcassist.answer import cues
from lcassist.answer.evidence import Evidence
from lcassist.answer.findings import Finding
from lcassist.answer.verify import Span, within
from lcassist.corpus.library import Library
from lcassist.domain import Block, BlockKind, Document, Sentence
from lcassist.index.sentences import sentences

# How far behind the best another unit may be that is shown with it, and the logit that it must reach itself: among the
# best values of the evidence's F1 on held-out documents (training/calibrate.py) those that show least.
MARGIN_OF_SENTENCES = 2.5  # of the scores
MARGIN_OF_CELLS = 1.5  # of the logits
FLOOR_OF_SENTENCES = -2.0
FLOOR_OF_CELLS = -2.0
MOST_SENTENCES = 6
MOST_CELLS = 16
_WORDS = 120  # of several sentences together
_LIST_WORDS = 160  # of a whole list
_ITEMS = 0.5  # the share of a list's items that have to be evidence, for it to be shown whole
_LONGEST = 1000  # characters of a sentence


def selected(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best evidence, and all that is nearly as sure to be part of the answer, best first; cells where the best is a
    cell, of its table, and else sentences."""
    if not evidence:
        return []
    best = evidence[0]
    own = [one for one in evidence if _table_of(one) == _table_of(best)]
    if best.fact is None:
        least = best.score - MARGIN_OF_SENTENCES
        return [one for one in own if one is best or (one.score >= least and one.logit >= FLOOR_OF_SENTENCES)][
            :MOST_SENTENCES
        ]
    least = max(FLOOR_OF_CELLS, max(one.logit for one in evidence) - MARGIN_OF_CELLS)
    return [one for one in own if one is best or one.logit >= least][:MOST_CELLS]


def _table_of(one: Evidence) -> tuple[str, int] | None:
    return None if one.fact is None else (one.source, one.fact.table)


def prose_findings(evidence: Sequence[Evidence], library: Library) -> list[Finding]:
    """Findings from the sentences that answer, in the order of the documents; evidence is given best first."""
    units = [one for one in evidence if one.fact is None]
    chosen = selected(units)
    if not chosen:
        return []
    whole = _whole_list(chosen, library.document(chosen[0].source))
    if whole is not None:
        return [whole]
    kept: list[Evidence] = []
    words = 0
    for one in chosen:
        length = len(library.text(one.source)[one.start : one.end].split())
        if kept and words + length > _WORDS:
            continue
        kept.append(one)
        words += length
    first = kept[0].source
    kept.sort(key=lambda one: (one.source != first, one.source, one.start))
    return [finding(one, library.document(one.source)) for one in _merged(kept, library)]


def finding(one: Evidence, document: Document) -> Finding:
    """A sentence as a finding, with the sentence before it where it begins with a word that points back."""
    start, end = _with_antecedent(one, document)
    about = next(iter(sorted(one.scope.names)), None) if len(one.scope.names) == 1 else None
    text = document.text[start:end].replace("\n\n", " ")
    span = Span(one.source, start, end, answer=one.answer)
    return Finding(text, (span,), about, _emphasis(document.text, span))


def _emphasis(text: str, span: Span) -> tuple[int, int] | None:
    """Where a span's short answer stands in the statement that the span makes."""
    found = within(text, span)
    if found is None:
        return None
    before, answer = (text[a:b].replace("\n\n", " ") for a, b in ((span.start, found[0]), found))
    return len(before), len(before) + len(answer)


def _merged(chosen: Sequence[Evidence], library: Library) -> list[Evidence]:
    """The units without those that another one's antecedent covers already."""
    kept: list[Evidence] = []
    for one in chosen:
        start, _ = _with_antecedent(one, library.document(one.source))
        shown = kept[-1] if kept and kept[-1].source == one.source else None
        if shown is not None and start <= shown.start:
            kept[-1] = one  # it is shown with the sentence before it, which is the one above
        else:
            kept.append(one)
    return kept


def _with_antecedent(one: Evidence, document: Document) -> tuple[int, int]:
    block = document.blocks[one.block]
    if one.start <= block.start or not _leans(document.text[one.start : one.end], document.language):
        return one.start, one.end
    before = [s for s in one.passage.sentences if s.end <= one.start] if one.passage else []
    return (before[-1].start if before and before[-1].start >= block.start else one.start), one.end


def _leans(sentence: str, language: str | None) -> bool:
    """Whether a sentence begins with a word that points back: "They", "This", "In these organisations"."""
    return language is not None and cues.begins("leaning", cues.folded(sentence), language) is not None


def _whole_list(chosen: Sequence[Evidence], document: Document) -> Finding | None:
    """The whole list, with its lead-in, where the best evidence leads it in, or is one of it with half of its items."""
    best = chosen[0]
    run = _list_at(document, best)
    if not run:
        return None
    lead = _lead_in(document, run)
    start = document.blocks[run[0]].start if lead is None else lead.start
    of_list = {one.block for one in chosen if one.source == best.source and one.block in run}
    leads = any(lead is not None and one.source == best.source and one.start == lead.start for one in chosen)
    if not leads and (len(of_list) < 2 or len(of_list) < _ITEMS * len(run)):
        return None
    whole = _span(best, document, start, document.blocks[run[-1]])
    return whole if len(whole.text.split()) <= _LIST_WORDS else None


def _list_at(document: Document, one: Evidence) -> range:
    """The blocks of the list that a unit is an item of, or leads in; empty where it is neither."""
    first = last = one.block
    if document.blocks[first].kind is not BlockKind.ITEM:
        leads = document.text[one.start : one.end].rstrip().endswith(":") and one.end >= document.blocks[first].end
        following = document.blocks[first + 1 : first + 2]
        if not leads or not following or following[0].kind is not BlockKind.ITEM:
            return range(0)
        first = last = first + 1
    while first and document.blocks[first - 1].kind is BlockKind.ITEM:
        first -= 1
    while last + 1 < len(document.blocks) and document.blocks[last + 1].kind is BlockKind.ITEM:
        last += 1
    return range(first, last + 1)


def _lead_in(document: Document, run: range) -> Sentence | None:
    """The sentence before a list that ends with a colon."""
    if not run or not run[0]:
        return None
    block = document.blocks[run[0] - 1]
    if block.kind is not BlockKind.PARAGRAPH or not document.text[block.start : block.end].rstrip().endswith(":"):
        return None
    spans = sentences(document.text, block.start, block.end, language=document.language, limit=_LONGEST)
    return spans[-1] if spans else None


def _span(best: Evidence, document: Document, start: int, last: Block) -> Finding:
    text = document.text[start : last.end].replace("\n\n", "\n- ")
    return Finding(text, (Span(best.source, start, last.end),))
