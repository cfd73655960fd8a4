"""The page's endpoints for programs: `/ask` and `/search` give what the command line prints as JSON."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr
from gradio.events import api

from lcassist.answer.assistant import Assistant
from lcassist.errors import LcassistError
from lcassist.surfaces.batch import turns_of
from lcassist.surfaces.render import answer_data, search_data


def add_endpoints(assistant: Assistant) -> None:
    """Add the endpoints to the page that is being built."""

    def ask(
        question: str, history: list[dict[str, Any]] | None = None, sources: list[str] | None = None
    ) -> dict[str, Any]:
        """Answer a question with cited passages.

        Args:
            question: the question, which may go on from the history
            history: the turns before it, each with "role" ("user" or "assistant") and "content"
            sources: names of the sources to search; without them, all
        """
        try:
            turns = turns_of(history) if history else []
            answer = assistant.ask(question, turns, sources or None)
            return answer_data(assistant.with_suggestions(answer, sources or None))
        except LcassistError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def search(question: str, top_k: int | None = None) -> dict[str, Any]:
        """Find the passages that fit a question best.

        Args:
            question: what to look for
            top_k: how many passages at most
        """
        started = time.perf_counter()
        try:
            hits = assistant.search(question, top_k)
        except LcassistError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return search_data(question, hits, time.perf_counter() - started)

    for endpoint in (ask, search):
        api(endpoint, api_name=endpoint.__name__)
