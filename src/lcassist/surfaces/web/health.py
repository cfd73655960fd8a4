"""`GET /health`: whether questions can be answered now, for whatever watches over the server."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from lcassist.answer.assistant import Assistant
from lcassist.errors import LcassistError

logger = logging.getLogger("lcassist.requests")


def add_health(app: FastAPI, assistant: Assistant, *, telling: bool = True) -> None:
    """Add the address: 200 when questions can be answered, 503 with the reason when not.

    The reason may name a folder: without ``telling`` it is in the log alone, as where the page asks for a password
    and this address doesn't.
    """

    def health() -> JSONResponse:
        try:
            assistant.search("health", 1)  # that an index opens does not say that all of it can be read
            manifest = assistant.store.manifest
        except LcassistError as error:
            if not telling:
                logger.warning("questions can't be answered: %s", error)
            reason = str(error) if telling else "the log of the server has the reason"
            return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
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
