"""The metrics of one answer. Pure: no clock, no files, no model; each is None where a case isn't eligible.

**Correct** (1 or 0), for a case with expected strings: the answer is of kind "answer"; for each expected
group one of its alternatives stands in the text of ONE statement of which a citation overlaps the
evidence; no forbidden string stands in any statement; and it has at most max(40, 3 x words of the
evidence) words. Only the statement's own text counts, not its citation's quote or a table's headers: what
a reader is told must hold the answer, and an answer that names the wrong city over the right quote is
wrong. The answer's words are those of the answer as it is shown or of its statements, whichever are more,
so that text can't be moved out of the count. A cell's words are its own and those of its headers and of
its mark's meaning, since a bare cell says nothing. For an unanswerable case: it abstains. For small talk:
it is a reply.

A question that the assistant refuses as malformed (``QuestionError``) counts as an abstention: it gave no
answer.

**Citation precision**: share of the citations that overlap evidence. **Citation recall**: share of the
evidence items that a citation overlaps; where a fact stands in several places and one is cited, that is
below 1 by definition. **Verbatim**: share of the citations whose quote is, character for character, the
library's text of its span.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lcassist.domain import Answer, AnswerKind, Citation, Document
from lcassist.errors import SourceUnknown
from lcassist_evals.cases import Case
from lcassist_evals.evidence import Evidence
from lcassist_evals.results import Scores
from lcassist_evals.text import count_words, stands_in

LEAST_WORDS = 40
WORDS_PER_EVIDENCE_WORD = 3


def answer_words(answer: Answer) -> int:
    """Words of the answer as shown, or of its statements where those are more."""
    return max(count_words(answer.text), sum(count_words(statement.text) for statement in answer.statements))


def most_words(evidence: Sequence[Evidence]) -> int:
    """The most words that a right answer may have."""
    return max(LEAST_WORDS, WORDS_PER_EVIDENCE_WORD * sum(item.words for item in evidence))


def shortcomings(case: Case, answer: Answer, evidence: Sequence[Evidence]) -> list[str]:
    """What keeps the answer from being correct, in words; empty for a correct one."""
    found = [
        f"the forbidden {text!r} stands in statement {i}"
        for i, statement in enumerate(answer.statements, start=1)
        for text in case.forbidden
        if stands_in(text, statement.text)
    ]
    if case.unanswerable or case.reply:
        wanted = AnswerKind.ABSTENTION if case.unanswerable else AnswerKind.REPLY
        if answer.kind is not wanted:
            why = "though the sources don't say" if case.unanswerable else "to small talk"
            found.insert(0, f"the kind is {answer.kind.value}, not {wanted.value}, {why}")
        return found
    if answer.kind is not AnswerKind.ANSWER:
        return [f"the kind is {answer.kind.value}, though the sources answer", *found]
    found += [problem for group in case.expected if (problem := _group_problem(group, answer, evidence)) is not None]
    words, limit = answer_words(answer), most_words(evidence)
    if words > limit:
        found.append(f"{words} words, at most {limit}")
    return found


def _group_problem(group: Sequence[str], answer: Answer, evidence: Sequence[Evidence]) -> str | None:
    numbered = {citation.number: citation for citation in answer.citations}
    wanted = " or ".join(repr(text) for text in group)
    stated = [statement for statement in answer.statements if any(stands_in(text, statement.text) for text in group)]
    if not stated:
        return f"{wanted} stands in no statement"
    for statement in stated:
        cited = [numbered[number] for number in statement.citations if number in numbered]
        if any(_on_evidence(citation, evidence) for citation in cited):
            return None
    return f"{wanted} stands in a statement, but no citation of that statement is on the evidence"


def _on_evidence(citation: Citation, evidence: Sequence[Evidence]) -> bool:
    return any(item.touched_by(citation.source, citation.start, citation.end) for item in evidence)


def score(
    case: Case, answer: Answer, evidence: Sequence[Evidence], document: Callable[[str], Document]
) -> tuple[Scores, tuple[str, ...]]:
    """All scores of one answer but those of retrieval, and what was missing in it.

    ``document`` gives the library's document of a source and raises SourceUnknown.
    """
    missing = shortcomings(case, answer, evidence)
    answerable = bool(case.expected)
    answered = answer.kind is AnswerKind.ANSWER
    scores: Scores = {
        "correct": float(not missing),
        "unanswerable": None if case.reply else float(case.unanswerable),
        "abstained": None if case.reply else float(answer.abstained),
        "citation_precision": citation_precision(answer.citations, evidence) if answerable and answered else None,
        "citation_recall": citation_recall(answer.citations, evidence) if answerable else None,
        "verbatim": verbatim(answer.citations, document),
        "words": float(answer_words(answer)) if answered else None,
    }
    return scores, tuple(missing)


def citation_precision(citations: Sequence[Citation], evidence: Sequence[Evidence]) -> float | None:
    """Share of the citations on the evidence; None without citations."""
    if not citations:
        return None
    return sum(_on_evidence(citation, evidence) for citation in citations) / len(citations)


def citation_recall(citations: Sequence[Citation], evidence: Sequence[Evidence]) -> float | None:
    """Share of the evidence items that are cited (an abstention cites none); None without evidence."""
    if not evidence:
        return None
    cited = sum(any(item.touched_by(c.source, c.start, c.end) for c in citations) for item in evidence)
    return cited / len(evidence)


def verbatim(citations: Sequence[Citation], document: Callable[[str], Document]) -> float | None:
    """Share of the quotes that are the library's own text of their span; None without citations."""
    if not citations:
        return None
    return sum(_is_verbatim(citation, document) for citation in citations) / len(citations)


def _is_verbatim(citation: Citation, document: Callable[[str], Document]) -> bool:
    if not 0 <= citation.start < citation.end:
        return False
    try:
        text = document(citation.source).text
    except SourceUnknown:
        return False
    return text[citation.start : citation.end] == citation.quote
