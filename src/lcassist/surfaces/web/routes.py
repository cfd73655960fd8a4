"""What the page links to: answers and comparisons as files, whole documents, and the corpus's PDF files."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from lcassist.answer.assistant import Assistant
from lcassist.briefing.chart import chart
from lcassist.briefing.comparison import of_comparison
from lcassist.briefing.export import FORMATS
from lcassist.briefing.report import Provenance, Report, of_answers
from lcassist.domain import Source, SourceStatus
from lcassist.errors import QuestionError, SourceUnknown
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.document import POLICY, document_html, standing
from lcassist.surfaces.web.limit import TooMany
from lcassist.surfaces.web.states import index_mark
from lcassist.surfaces.web.texts import preferred, texts_in
from lcassist.surfaces.web.visits import Visits

_NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}


def add_routes(app: FastAPI, desk: Desk, visits: Visits) -> None:
    """Add the addresses that the page's links lead to."""
    assistant = desk.assistant

    def export(request: Request, of: str, format: str, exchange: int = 0) -> Response:
        conversation = visits.of(of)
        if conversation is None or not 0 <= exchange <= len(conversation.exchanges):
            raise HTTPException(404, "This conversation is not here any more. Go back to the page, and reload it.")
        chosen = conversation.exchanges[exchange - 1 : exchange] if exchange else conversation.exchanges
        asked = [(one.question, one.answer) for one in chosen]
        marks = dict.fromkeys(one.index for one in chosen if one.index)  # of the index that each was answered from
        provenance = _provenance(assistant, ", ".join(marks))
        return _file(of_answers(asked, provenance, _language(request)), format, "answers")

    def comparison(request: Request, format: str) -> Response:
        query, language = request.query_params, _language(request)
        try:
            client = request.client.host if request.client else ""
            matrix = desk.compare(client, query.getlist("name"), query.getlist("theme"), language)
        except QuestionError as error:
            raise HTTPException(400, str(error)) from error
        except TooMany as error:
            raise HTTPException(429, str(error)) from error
        if format == "svg":
            drawn = chart(matrix)
            if drawn is None:
                raise HTTPException(404, "Nothing of this comparison is rated, so that there is nothing to draw.")
            return _sent(drawn, "image/svg+xml", "comparison.svg")
        return _file(of_comparison(matrix, _provenance(assistant), language), format, "comparison")

    def document(
        request: Request, source: str, start: int = 0, end: int = 0, quote: str = "", gone: bool = False
    ) -> Response:
        try:
            found = assistant.library.document(source)
        except SourceUnknown as error:
            raise HTTPException(404, "This document is not there (any more).") from error
        language = _language(request)
        texts = texts_in(language)
        stands = standing(found.text, start, end, quote)
        said = [texts["file_gone"]] if gone else []
        if stands is None:
            said.append(texts["quote_gone"])
        elif stands[0] != start and quote:
            said.append(texts["quote_moved"])
        html = document_html(found, *(stands or (0, 0)), texts, language, said)
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", **_NO_SNIFFING}
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)

    def file(source: str) -> Response:
        return _original(assistant, source)

    for name, route in (("export", export), ("comparison", comparison), ("document", document), ("file", file)):
        app.add_api_route(f"/{name}", route, methods=["GET"])


def _original(assistant: Assistant, name: str) -> Response:
    """A PDF file of the corpus: only one that is indexed, and only as it was when it was indexed.

    It is looked for in the corpus that the settings name, and in the one that the index was made from; where it is in
    neither, its text is shown, with a word on that.
    """
    source = next((one for one in assistant.sources if one.file == name and one.status is SourceStatus.INDEXED), None)
    if source is None or not name.lower().endswith(".pdf"):
        raise HTTPException(404, "There is no such file.")
    folders = dict.fromkeys((assistant.settings.corpus, Path(assistant.store.manifest.corpus or ".")))
    data = next((found for folder in folders if (found := _as_indexed(folder.resolve(), source)) is not None), None)
    if data is None:
        return RedirectResponse(f"document?{urlencode({'source': name, 'gone': 1})}", 303)
    headers = {
        "Content-Disposition": "inline; filename=document.pdf",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        **_NO_SNIFFING,
    }
    return Response(data, media_type="application/pdf", headers=headers)


def _as_indexed(corpus: Path, source: Source) -> bytes | None:
    """The content of a source's file where it is below a corpus folder, and as it was indexed; else None."""
    path = (corpus / (source.file or "")).resolve()
    if not path.is_relative_to(corpus):
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == source.sha256 else None


def _file(report: Report, format: str, name: str) -> Response:
    if format not in FORMATS:
        raise HTTPException(404, f"There is no format {format!r}: choose {', '.join(FORMATS)}.")
    write, kind = FORMATS[format]
    return _sent(write(report), kind, f"{name}.{format}")


def _sent(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", **_NO_SNIFFING}
    return Response(data, media_type=kind, headers=headers)


def _provenance(assistant: Assistant, index: str = "") -> Provenance:
    indexed = [source.title for source in assistant.sources if source.status is SourceStatus.INDEXED]
    return Provenance(datetime.now(UTC).date().isoformat(), tuple(indexed), index or index_mark(assistant))


def _language(request: Request) -> str:
    return preferred(request.query_params.get("lang"), request.headers.get("accept-language"))
