"""The texts that stand for passages and sentences in the search indexes.

What is embedded says more than what is quoted: where a passage stands, and for a table's row what its
cells mean. Only the search sees these texts; a quote is always the document's own words.
"""

from __future__ import annotations

from lcassist.domain import BlockKind, Document, Passage, PassageKind, Sentence, Table


def embedded_text(passage: Passage, document: Document) -> str:
    """The document's title and the section on one line, and below it the passage's text.

    A row has its table's caption and each cell with its headers in place of the bare cells.
    """
    body = passage.text if passage.kind is not PassageKind.ROW else row_text(passage, document)
    # A passage that begins with its headings need not be told them twice.
    own = set(passage.text.split("\n\n"))
    context = [part for part in dict.fromkeys((document.source.title, *passage.section)) if part not in own]
    return f"{' > '.join(context)}\n{body}" if context else body


def sentence_text(sentence: Sentence, passage: Passage, document: Document) -> str:
    """A sentence's text; for a table's row each cell with its headers."""
    if passage.table is not None:
        table = document.tables[passage.table]
        for number, row in enumerate(table.rows):
            if row and row[0].start <= sentence.start < row[-1].end and sentence.end <= row[-1].end:
                return _row(table, number, sentence.start, sentence.end)
    return document.text[sentence.start : sentence.end]


def headings_of(document: Document) -> tuple[str, ...]:
    """The different headings of a document, in order."""
    own = (document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING)
    return tuple(dict.fromkeys(own))


def row_text(passage: Passage, document: Document) -> str:
    """The caption of a row's table, and each of its cells with its headers. Only for a ROW passage."""
    if passage.table is None or passage.row is None:
        raise ValueError(f"the passage {passage.id!r} is no row of a table")
    table = document.tables[passage.table]
    row = _row(table, passage.row, passage.start, passage.end)
    return f"{table.caption.text}\n{row}" if table.caption else row


def _row(table: Table, row: int, start: int, end: int) -> str:
    """ "Row header. Column header: cell; ..." of the cells that reach into ``start`` to ``end``."""
    name = table.row_names[row]
    pairs = []
    for column, cell in zip(table.columns, table.body[row], strict=True):
        text = cell.text[max(0, start - cell.start) : max(0, end - cell.start)]
        if text:
            mark = table.mark(text)
            meaning = f" ({mark.meaning})" if mark else ""
            pairs.append(f"{column}: {text}{meaning}" if column else f"{text}{meaning}")
    return ". ".join(part for part in (name, "; ".join(pairs)) if part)
