"""What a rating mark means, where that is asked: each legend that explains it, with the table that it belongs to.

The same mark may mean one thing in one table and another thing in the next ("++ low", "++ good"): all are shown.
"""

from __future__ import annotations

from collections.abc import Collection

from lcassist.answer import cues
from lcassist.answer.findings import Finding
from lcassist.answer.question import Question
from lcassist.answer.signs import ALIKE, said_signs
from lcassist.answer.verify import Span
from lcassist.answer.work import Draft
from lcassist.corpus.library import Library
from lcassist.domain import Mark, Table
from lcassist.index.words import tokens

_MOST = 4  # legends that are shown


def legend_draft(question: Question, library: Library, sources: Collection[str] | None) -> Draft | None:
    """The legends' entries for the mark whose meaning a question asks for; None where it asks for none."""
    if cues.find("meaning", question.folded, question.language) is None:
        return None
    asked = said_signs(question)
    found: dict[tuple[str, int], tuple[int, Mark, Table]] = {}
    for source in library.sources() if asked else ():
        if sources is not None and source not in sources:
            continue
        document = library.document(source)
        for table in document.tables:
            corner = table.header[0].text if table.header else ""
            around = " ".join((table.caption.text if table.caption else "", corner, *table.section[-1:]))
            said = len(set(tokens(around, document.language)) & set(question.terms))
            for mark in table.legend:
                if mark.text.translate(ALIKE) in asked:
                    best = found.get((source, mark.start))
                    if best is None or said > best[0]:
                        found[source, mark.start] = (said, mark, table)
    ordered = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))[:_MOST]
    findings = [
        Finding(_told(mark, table), (Span(source, mark.start, mark.end),)) for (source, _), (_, mark, table) in ordered
    ]
    return Draft(findings, exact=True) if findings else None


def _told(mark: Mark, table: Table) -> str:
    """ "++: good (Table 3 ...)"."""
    place = table.caption.text if table.caption else next(iter(reversed(table.section)), "")
    return f"{mark.text}: {mark.meaning}" + (f" ({place})" if place else "")
