"""`GET /health`: whether questions can be answered now, for whatever watches over the server."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from lcassist.answer.assistant import Assistant
from lcassist.errors import LcassistError


def add_health(app: FastAPI, assistant: Assistant) -> None:
    """Add the address: 200 when questions can be answered, 503 with the reason when not."""

    def health() -> JSONResponse:
        try:
            assistant.search("health", 1)  # that an index opens does not say that all of it can be read
            manifest = assistant.store.manifest
        except LcassistError as error:
            return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
        documents = len(assistant.library.sources())
        return JSONResponse(
            {
                "status": "ok",
                "documents": documents,
                "passages": manifest.passages,
                "created": manifest.created,
                "model": manifest.model,
            }
        )

    app.add_api_route("/health", health, methods=["GET"])
