"""What the page links to: answers as files."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI, HTTPException, Request, Response

from lcassist.answer.assistant import Assistant
from lcassist.briefing.export import FORMATS
from lcassist.briefing.report import Provenance, Report, of_answers
from lcassist.domain import SourceStatus
from lcassist.surfaces.web.states import index_mark
from lcassist.surfaces.web.texts import preferred
from lcassist.surfaces.web.visits import Visits


def add_routes(app: FastAPI, assistant: Assistant, visits: Visits) -> None:
    """Add the addresses that the page's links lead to."""

    def export(request: Request, of: str, format: str, exchange: int = 0) -> Response:
        conversation = visits.of(of)
        if conversation is None or not 0 <= exchange <= len(conversation.exchanges):
            raise HTTPException(404, "This conversation is not here any more. Go back to the page, and reload it.")
        chosen = conversation.exchanges[exchange - 1 : exchange] if exchange else conversation.exchanges
        asked = [(one.question, one.answer) for one in chosen]
        return _file(of_answers(asked, _provenance(assistant), _language(request)), format, "answers")

    app.add_api_route("/export", export, methods=["GET"])


def _file(report: Report, format: str, name: str) -> Response:
    if format not in FORMATS:
        raise HTTPException(404, f"There is no format {format!r}: choose {', '.join(FORMATS)}.")
    write, kind = FORMATS[format]
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{format}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(write(report), media_type=kind, headers=headers)


def _provenance(assistant: Assistant) -> Provenance:
    indexed = [source.title for source in assistant.sources if source.status is SourceStatus.INDEXED]
    return Provenance(datetime.now(UTC).date().isoformat(), tuple(indexed), index_mark(assistant))


def _language(request: Request) -> str:
    return preferred(request.query_params.get("lang"), request.headers.get("accept-language"))
