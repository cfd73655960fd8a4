"""Asks a language model, through LlamaIndex's class for OpenAI-compatible servers, and gives its text in pieces.

Each answer runs in a thread with an event loop of its own: only there can a request be ended at once, whatever it
waits for, when the time is up or nobody wants the answer any more.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from lcassist.answer.llm import local
from lcassist.answer.llm.failure import ModelFailed, Reason, SchemaRefused, failure_of
from lcassist.answer.llm.prompt import SCHEMA, Prompt
from lcassist.errors import EngineUnavailable
from lcassist.settings import Settings

logger = logging.getLogger(__name__)

_CONNECT = 10.0  # seconds
_GRACE = 0.5  # seconds between the loop's own time limit and that of whoever waits for it
_LOOK = 0.1  # seconds between two looks at whether a stop is asked for
_MOST_BYTES = 4_000_000  # of one response; a token comes in some 300 bytes
_SEED = 0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where a model answers. ``key`` is sent as the bearer token."""

    url: str
    model: str
    key: str


class Model:
    """A language model behind a server. Safe to share between threads.

    ``context`` is its window in tokens, ``seconds`` what an answer may take.
    """

    def __init__(self, server: Server, *, context: int, seconds: float, temperature: float) -> None:
        # imported when the engine is opened and not with the first question: it takes seconds
        from llama_index.llms.openai_like import OpenAILike

        # its constructor takes a client of ours, which its fields don't list
        self._class: Any = OpenAILike
        self._server = server
        self._temperature = temperature
        self.context = context
        self.seconds = seconds
        self._plain = False  # whether the server refuses a schema and a seed

    @classmethod
    def open(cls, settings: Settings) -> Model:
        """The model that the settings name: on a server, or in a file that is then served in this process.

        Raises:
            EngineUnavailable: the settings name none, or it can't be had.
        """
        return cls(
            _server(settings),
            context=settings.llm_context,
            seconds=settings.llm_timeout,
            temperature=settings.llm_temperature,
        )

    @property
    def longest(self) -> int:
        """The most tokens of an answer."""
        return min(2048, self.context // 4)

    def stream(
        self, prompt: Prompt, deadline: float, stop: threading.Event | None = None
    ) -> Generator[str, None, None]:
        """The model's text in pieces, until ``deadline`` (of ``time.monotonic``) or until ``stop`` is set.

        Closing the iterator stops the model too, but can't be done while another thread waits for its next piece.

        Raises:
            ModelFailed: with the reason, whatever happens to the server.
        """
        if not self._plain:
            try:
                yield from self._pieces(prompt, deadline, stop, {"response_format": SCHEMA, "seed": _SEED})
                return
            except SchemaRefused:
                logger.info("the server takes no JSON schema: asking without")
        for piece in self._pieces(prompt, deadline, stop, {}):
            self._plain = True  # only now is it known that the schema was what the server refused
            yield piece

    def _pieces(
        self, prompt: Prompt, deadline: float, stop: threading.Event | None, extra: dict[str, Any]
    ) -> Generator[str, None, None]:
        pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        loop = asyncio.new_event_loop()
        task = loop.create_task(self._pump(prompt, deadline, extra, pieces))
        thread = threading.Thread(target=_run, args=(loop, task), name="lcassist-llm", daemon=True)
        thread.start()
        try:
            while (piece := _next(pieces, deadline, stop)) is not None:
                yield piece
        finally:
            with suppress(RuntimeError):  # the loop is closed: it has ended already
                loop.call_soon_threadsafe(task.cancel)
            thread.join(_GRACE)

    async def _pump(
        self, prompt: Prompt, deadline: float, extra: dict[str, Any], pieces: queue.SimpleQueue[str | Exception | None]
    ) -> None:
        seconds = deadline - time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                async for piece in self._asked(prompt, seconds, extra):
                    pieces.put(piece)
            pieces.put(None)
        except Exception as error:  # noqa: BLE001
            # whatever a server does must end in a note, not in a crash
            failure = failure_of(error, with_schema=bool(extra))
            logger.info("the language model failed: %s (%s)", failure, type(error).__name__)
            pieces.put(failure)

    async def _asked(self, prompt: Prompt, seconds: float, extra: dict[str, Any]) -> AsyncIterator[str]:
        from llama_index.core.llms import ChatMessage

        messages = [ChatMessage(role="system", content=prompt.rules), ChatMessage(role="user", content=prompt.request)]
        async with httpx.AsyncClient(
            timeout=httpx.Timeout(seconds, connect=min(_CONNECT, seconds)),
            # a proxy for the world knows nothing of this machine's own addresses
            trust_env=urlsplit(self._server.url).hostname not in _LOOPBACK,
            event_hooks={"response": [_limit]},
        ) as http:
            model = self._class(
                model=self._server.model,
                api_base=self._server.url,
                api_key=self._server.key,
                is_chat_model=True,
                context_window=self.context,
                max_tokens=self.longest,
                temperature=self._temperature,
                max_retries=0,
                timeout=seconds,
                async_http_client=http,
                additional_kwargs=extra,
            )
            async for chunk in await model.astream_chat(messages):
                if chunk.delta:
                    yield chunk.delta


class _Limited(httpx.AsyncByteStream):
    """A response's bytes, but not without end."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _MOST_BYTES
        async for part in self._stream:
            left -= len(part)
            if left < 0:
                raise ModelFailed(Reason.ENDLESS)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _limit(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Limited(response.stream)


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    try:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def _next(
    pieces: queue.SimpleQueue[str | Exception | None], deadline: float, stop: threading.Event | None
) -> str | None:
    """The next piece; None at the end, and where a stop is asked for."""
    while stop is None or not stop.is_set():
        left = max(0.0, deadline - time.monotonic()) + _GRACE
        try:
            piece = pieces.get(timeout=left if stop is None else min(left, _LOOK))
        except queue.Empty:
            if time.monotonic() < deadline:
                continue
            raise ModelFailed(Reason.SLOW) from None
        if isinstance(piece, Exception):
            raise piece
        if piece is not None and time.monotonic() > deadline:
            raise ModelFailed(Reason.SLOW)
        return piece
    return None


def _server(settings: Settings) -> Server:
    if settings.llm_gguf is not None:
        address, key = local.served(settings.llm_gguf, settings.llm_context)
        return Server(f"{address}/v1", settings.llm_gguf.stem, key)
    if not settings.llm_base_url or not settings.llm_model:
        lacking = "LCASSIST_LLM_MODEL" if settings.llm_base_url else "LCASSIST_LLM_BASE_URL and LCASSIST_LLM_MODEL"
        raise EngineUnavailable(
            f"the engine 'llm' needs a language model: set {lacking} (or LCASSIST_LLM_GGUF to a model file), "
            "or LCASSIST_ENGINE=quotes"
        )
    if urlsplit(settings.llm_base_url).scheme not in ("http", "https"):
        raise EngineUnavailable(
            f"LCASSIST_LLM_BASE_URL={settings.llm_base_url!r} is no address of a server: "
            "write one such as http://localhost:11434/v1"
        )
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    return Server(settings.llm_base_url, settings.llm_model, key)
