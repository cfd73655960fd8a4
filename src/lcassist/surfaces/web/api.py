"""The page's endpoints for programs: `/ask` and `/search` give what the command line prints as JSON."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr
from gradio.events import api

from lcassist.errors import LcassistError
from lcassist.surfaces.batch import turns_of
from lcassist.surfaces.render import answer_data, search_data
from lcassist.surfaces.web.desk import Desk


def add_endpoints(desk: Desk) -> None:
    """Add the endpoints to the page that is being built."""
    assistant = desk.assistant

    def ask(
        request: gr.Request,
        question: str,
        history: list[dict[str, Any]] | None = None,
        sources: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question with cited passages.

        Args:
            question: the question, which may go on from the history
            history: the turns before it, each with "role" ("user" or "assistant") and "content"
            sources: names of the sources to search; without them, all
        """
        try:
            turns = turns_of(history) if history else []
            answer = desk.ask(client_of(request), question, turns, sources or None)
            return answer_data(assistant.with_suggestions(answer, sources or None))
        except LcassistError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def search(request: gr.Request, question: str, top_k: int | None = None) -> dict[str, Any]:
        """Find the passages that fit a question best.

        Args:
            question: what to look for
            top_k: how many passages at most
        """
        started = time.perf_counter()
        try:
            desk.admit(client_of(request))
            hits = assistant.search(question, top_k)
        except LcassistError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return search_data(question, hits, time.perf_counter() - started)

    for endpoint in (ask, search):
        api(endpoint, api_name=endpoint.__name__)


def client_of(request: gr.Request | None) -> str:
    """What tells clients apart: their address."""
    client = request.client if request is not None else None
    return client.host if client is not None else ""
