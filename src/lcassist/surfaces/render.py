"""Turns answers and hits into what programs and terminals read. Pure: data in, data or text out."""

from __future__ import annotations

import textwrap
from typing import Any

from lcassist.answer.compose import plain
from lcassist.answer.phrases import phrase
from lcassist.briefing.report import place
from lcassist.domain import Answer, Citation, Hit, Source, SourceStatus
from lcassist.index.manifest import Entry

_WIDTH = 100


def answer_data(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """An answer as the object that `lcassist ask --json` prints."""
    verification = answer.verification
    return {
        "id": id,
        "kind": answer.kind.value,
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "language": answer.language,
        "engine": answer.engine,
        "statements": [{"text": one.text, "citations": list(one.citations)} for one in answer.statements],
        "citations": [citation_data(citation) for citation in answer.citations],
        "nearest": hits_data(answer.nearest),
        "notes": list(answer.notes),
        "suggestions": list(answer.suggestions),
        "verification": None
        if verification is None
        else {
            "stated": verification.stated,
            "verified": verification.verified,
            "dropped": [{"text": text, "reason": reason} for text, reason in verification.dropped],
        },
        "seconds": round(answer.seconds, 4),
    }


def citation_data(citation: Citation) -> dict[str, Any]:
    table = citation.table
    return {
        "number": citation.number,
        "source": citation.source,
        "title": citation.title,
        "section": section(citation.section),
        "page": citation.page,
        "table": None
        if table is None
        else {
            "caption": table.caption,
            "row": table.row,
            "column": table.column,
            "row_index": table.row_index,
            "column_index": table.column_index,
        },
        "language": citation.language,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "url": citation.url,
        "answer": None if citation.answer is None else {"start": citation.answer[0], "end": citation.answer[1]},
    }


def hits_data(hits: tuple[Hit, ...] | list[Hit]) -> list[dict[str, Any]]:
    """Hits as the objects that `lcassist search --json` prints, in their order."""
    return [
        {
            "rank": rank,
            "source": hit.passage.source,
            "title": hit.title,
            "section": section(hit.passage.section),
            "page": hit.passage.page,
            "text": hit.passage.text,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "score": round(hit.score, 6),
        }
        for rank, hit in enumerate(hits, 1)
    ]


def search_data(question: str, hits: list[Hit], seconds: float, id: str | None = None) -> dict[str, Any]:
    return {"id": id, "question": question, "hits": hits_data(hits), "seconds": round(seconds, 4)}


def source_data(source: Source, passages: int, tables: int) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "kind": source.kind,
        "language": source.language,
        "date": source.date,
        "authors": list(source.authors),
        "publisher": source.publisher,
        "url": source.url,
        "file": source.file,
        "status": source.status.value,
        "reason": source.reason,
        "sha256": source.sha256,
        "retrieved": source.retrieved,
        "passages": passages,
        "tables": tables,
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """A source with what the index has of it, as `lcassist sources --json` lists it."""
    return {**source_data(entry.source, entry.passages, entry.tables), "indexed": entry.since}


def entry_text(entry: Entry) -> str:
    """The same for the terminal: what it is; and what is there of it, from where, or why nothing is."""
    source = entry.source
    language = f"  ({source.language})" if source.language else ""
    lines = [f"{source.status.value:8} {source.name}  {source.title}{language}"]
    if source.status is SourceStatus.INDEXED:
        since = f", indexed {entry.since[:10]}" if entry.since else ""
        lines.append(f"{count(entry.passages, 'passage')}, {count(entry.tables, 'table')}{since}")
    elif source.reason:
        lines.append(source.reason)
    if source.url and source.status is not SourceStatus.MISSING:
        lines.append(f"{source.url}{f', fetched {source.retrieved[:10]}' if source.retrieved else ''}")
    return printable(f"\n{'':9}".join(" ".join(line.split("\n")) for line in lines))


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def section(path: tuple[str, ...]) -> str:
    return " > ".join(path)


def answer_text(answer: Answer, width: int | None = _WIDTH) -> str:
    """An answer for the terminal: statements with markers, notes, and the list of citations.

    Lines are ``width`` characters long at most; None: as long as they come.
    """
    lines: list[str] = []
    many = len(answer.statements) > 1
    for statement in answer.statements:
        markers = "".join(f"[{number}]" for number in statement.citations)
        first, *items = statement.text.split("\n- ")
        lines.append(_wrapped(f"{first} {markers}", width, "- " if many else ""))
        lines += [_wrapped(item, width, "  - ") for item in items]
    if not answer.statements:
        lines.append(plain(answer.text))
    lines += [f"! {note}" for note in answer.notes if answer.statements]
    for citation in answer.citations:
        quote = " ".join(citation.quote.split())
        lines += ["" if citation.number == 1 else None, f"[{citation.number}] {place(citation)}"]  # type: ignore[list-item]
        lines.append(_wrapped(f"“{quote}”", width, "    "))
    if answer.nearest:
        lines += ["", phrase("nearest", answer.language)]
    for hit in answer.nearest:
        lines += ["", f"~ {' · '.join((hit.title, *hit.passage.section[-1:]))}"]
        lines.append(
            _wrapped(textwrap.shorten(" ".join(hit.passage.text.split()), 300, placeholder=" …"), width, "    ")
        )
    return printable("\n".join(line for line in lines if line is not None))


def hits_text(hits: list[Hit]) -> str:
    """Hits for the terminal."""
    blocks = []
    for rank, hit in enumerate(hits, 1):
        head = " · ".join(filter(None, (hit.title, section(hit.passage.section))))
        blocks.append(
            f"{rank}. {head} ({hit.score:.2f})\n{_wrapped(' '.join(hit.passage.text.split()), _WIDTH, '   ')}"
        )
    return printable("\n\n".join(blocks))


def printable(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)


def _wrapped(text: str, width: int | None, indent: str) -> str:
    if width is None:
        return f"{indent}{text}"
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
