"""The tools `ask`, `search` and `list_sources` for programs that speak MCP, at /mcp (streamable HTTP, no sessions).

Gradio could make tools of its endpoints too, but calls itself over the network then, at the address that the request
names, and without the visitor's password.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

import anyio
from fastapi import FastAPI
from mcp.server.fastmcp import Context, FastMCP
from mcp.server.transport_security import TransportSecuritySettings

from lcassist.surfaces.batch import turns_of
from lcassist.surfaces.render import answer_data, search_data, source_data
from lcassist.surfaces.web.desk import Desk

_Result = TypeVar("_Result")
_Asked = Context[Any, Any, Any]


def add_tools(app: FastAPI, desk: Desk) -> None:
    """Add the address to an application that was made with ``lifespan``."""
    assistant = desk.assistant
    server: FastMCP = FastMCP(
        "lcassist",
        instructions="Answers questions about the indexed documents with exact quotes and table cells, each cited.",
        stateless_http=True,
        json_response=True,
        streamable_http_path="/mcp",
        # who may reach the page may reach this; a proxy in front knows the names of the host
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    @server.tool()
    async def ask(
        context: _Asked, question: str, history: list[dict[str, Any]] | None = None, sources: list[str] | None = None
    ) -> dict[str, Any]:
        """Answer a question with cited passages, or say that the documents don't.

        history: the turns before it, each with "role" ("user" or "assistant") and "content".
        sources: names of the sources to search (see list_sources); without them, all.
        """

        def answered() -> dict[str, Any]:
            turns = turns_of(history) if history else []
            answer = desk.ask(_client(context), question, turns, sources or None)
            return answer_data(assistant.with_suggestions(answer, sources or None))

        return await _aside(answered)

    @server.tool()
    async def search(context: _Asked, question: str, top_k: int | None = None) -> dict[str, Any]:
        """Find the passages that fit a question best; top_k: how many at most."""

        def searched() -> dict[str, Any]:
            desk.admit(_client(context))
            started = time.perf_counter()
            hits = assistant.search(question, top_k)
            return search_data(question, hits, time.perf_counter() - started)

        return await _aside(searched)

    @server.tool()
    async def list_sources() -> dict[str, Any]:
        """List the documents: which are searched, and which are missing and why."""

        def listed() -> dict[str, Any]:
            entries = assistant.store.manifest.entries
            return {"sources": [source_data(entry.source, entry.passages, entry.tables) for entry in entries]}

        return await _aside(listed)

    app.router.routes.extend(server.streamable_http_app().routes)
    app.state.tools = server.session_manager.run


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Runs the tools for as long as the application runs, where they were added."""
    run: Callable[[], AbstractAsyncContextManager[None]] | None = getattr(app.state, "tools", None)
    if run is None:
        yield
        return
    async with run():
        yield


async def _aside(work: Callable[[], _Result]) -> _Result:
    """Does the work in another thread, so that others are served meanwhile."""
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)


def _client(context: _Asked) -> str:
    request = context.request_context.request
    return request.client.host if request is not None and request.client is not None else ""
