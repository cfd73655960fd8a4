"""The page: what happens when it is opened, asked, and looked at in another language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import gradio as gr

from lcassist.answer.assistant import Assistant
from lcassist.answer.question import checked
from lcassist.errors import LcassistError, QuestionError
from lcassist.surfaces.web.api import add_endpoints
from lcassist.surfaces.web.conversation import Conversation, messages
from lcassist.surfaces.web.documents import documents_html, masthead_html
from lcassist.surfaces.web.examples import COUNT, example_questions
from lcassist.surfaces.web.layout import Parts, laid_out
from lcassist.surfaces.web.markup import text
from lcassist.surfaces.web.panel import empty_panel, panel
from lcassist.surfaces.web.texts import DEFAULT, Texts, preferred, texts_in

logger = logging.getLogger(__name__)

_AT_ONCE = 4  # answers; more would only wait for each other's processor

Updates = dict[Any, Any]

# The page's language, for the screen reader and the hyphenation; a choice also stands in the address, so that
# a reload keeps it.
_SPEAK = "(language) => { document.documentElement.lang = language; }"
_KEEP = """(language) => {
  const address = new URL(location.href);
  address.searchParams.set("lang", language);
  history.replaceState(history.state, "", address);
}"""


def page(assistant: Assistant) -> gr.Blocks:
    """The page for an assistant, and its endpoints. Asks the examples once."""
    examples = example_questions(assistant)
    blocks = gr.Blocks(analytics_enabled=False, title=texts_in(DEFAULT)["title"])
    with blocks:
        parts = laid_out(COUNT)
        _connect(blocks, Events(assistant, parts, examples))
        add_endpoints(assistant)
    blocks.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
    return blocks


def _connect(blocks: gr.Blocks, events: Events) -> None:
    parts = events.parts
    own: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    state = [parts.conversation, parts.language]
    static = [
        parts.masthead, parts.language, parts.ask_tab, parts.documents_tab, parts.chat, parts.offered,
        *parts.examples, parts.box, parts.ask, parts.notice, parts.again, parts.panel, parts.documents,
    ]  # fmt: skip
    moving = [parts.conversation, parts.chat, parts.offer, parts.box, parts.notice, parts.again, parts.panel]

    blocks.load(events.opened, None, static, **own)
    parts.language.input(events.translated, [parts.language, parts.conversation], static, **own)
    parts.language.input(None, parts.language, None, js=_KEEP, **own)
    parts.language.change(None, parts.language, None, js=_SPEAK, **own)
    gr.on([parts.box.submit, parts.ask.click], events.asked, [parts.box, *state], moving, **own)
    for example in parts.examples:
        example.click(events.asked, [example, *state], moving, **own)
    gr.on([parts.again.click, parts.chat.clear], events.begun_again, parts.language, moving, **own)
    parts.panel.select(events.chosen, state, parts.panel, **own)


class Events:
    """What the page does. Each method gives the components that change, with their new values."""

    def __init__(self, assistant: Assistant, parts: Parts, examples: dict[str, tuple[str, ...]]) -> None:
        self.assistant = assistant
        self.parts = parts
        self.examples = examples

    def opened(self, request: gr.Request) -> Updates:
        """The page as a new visitor sees it, in the language of the browser or of the address."""
        language = preferred(request.query_params.get("lang"), request.headers.get("accept-language"))
        return {**self.translated(language, Conversation()), self.parts.language: language}

    def translated(self, language: str, conversation: Conversation) -> Updates:
        """Everything that has words of the interface in it."""
        parts, texts = self.parts, texts_in(language)
        examples = self.examples.get(language, ())
        buttons = dict(zip(parts.examples, examples, strict=False))
        try:
            entries = self.assistant.store.manifest.entries
            notice = ""
        except LcassistError as error:
            entries, notice = (), _complaint(texts["unavailable"].format(reason=error))
        return {
            parts.masthead: masthead_html(entries, texts),
            parts.language: gr.update(label=texts["language"]),
            parts.ask_tab: gr.update(label=texts["tab_ask"]),
            parts.documents_tab: gr.update(label=texts["tab_documents"]),
            parts.chat: gr.update(
                value=messages(conversation, texts),
                label=texts["conversation"],
                placeholder=text(texts["placeholder"]),
            ),
            parts.offered: f"<h2>{text(texts['examples'])}</h2>" if examples else "",
            **{button: gr.update(value=question, visible=True) for button, question in buttons.items()},
            parts.box: gr.update(label=texts["question"], placeholder=texts["question_hint"]),
            parts.ask: texts["ask"],
            parts.notice: notice,
            parts.again: texts["new"],
            parts.panel: self._panel(conversation, len(conversation.exchanges), texts),
            parts.documents: documents_html(entries, texts),
        }

    def asked(self, question: str, conversation: Conversation, language: str) -> Iterator[Updates]:
        """The question at once, then its answer; or what is wrong, and the question stays to be mended."""
        parts, texts = self.parts, texts_in(language)
        problem = self._problem(question, texts)
        if problem:
            yield {parts.notice: _complaint(problem)}
            return
        yield {
            parts.chat: messages(conversation, texts, pending=question),
            parts.offer: gr.update(visible=False),
            parts.box: "",
            parts.notice: "",
        }
        try:
            answer = self.assistant.ask(question, conversation.turns)
        except Exception as error:  # noqa: BLE001  whatever breaks, the visitor reads one plain line
            yield {
                parts.chat: messages(conversation, texts),
                parts.offer: gr.update(visible=not conversation.exchanges),
                parts.box: question,
                parts.notice: _complaint(_reason(error, texts)),
            }
            return
        after = conversation.followed_by(question, answer)
        yield {
            parts.conversation: after,
            parts.chat: messages(after, texts),
            parts.again: gr.update(visible=True),
            parts.panel: self._panel(after, len(after.exchanges), texts),
        }

    def begun_again(self, language: str) -> Updates:
        """An empty conversation."""
        parts, texts = self.parts, texts_in(language)
        return {
            parts.conversation: Conversation(),
            parts.chat: [],
            parts.offer: gr.update(visible=True),
            parts.box: "",
            parts.notice: "",
            parts.again: gr.update(visible=False),
            parts.panel: empty_panel(texts),
        }

    def chosen(self, conversation: Conversation, language: str, event: gr.EventData) -> str:
        """The sources of the answer whose marker was followed; the number comes from the browser."""
        number = event.exchange if isinstance(event.exchange, int) else 0
        return self._panel(conversation, number, texts_in(language))

    def _panel(self, conversation: Conversation, number: int, texts: Texts) -> str:
        if not 1 <= number <= len(conversation.exchanges):
            return empty_panel(texts)
        try:
            library = self.assistant.library
        except LcassistError as error:
            return _complaint(texts["unavailable"].format(reason=error))
        return panel(number, conversation.exchanges[number - 1], library, texts)

    def _problem(self, question: str, texts: Texts) -> str | None:
        """What is wrong with a question, before it is asked."""
        limit = self.assistant.settings.max_question_chars
        try:
            checked(question, limit)
        except QuestionError:
            if len(question) > limit:
                return texts["too_long"].format(count=f"{len(question):,}", limit=f"{limit:,}")
            return texts["empty"]
        return None


def _reason(error: Exception, texts: Texts) -> str:
    if isinstance(error, LcassistError):
        return texts["unavailable"].format(reason=error)
    logger.error("a question could not be answered", exc_info=error)
    return texts["broken"]


def _complaint(message: str) -> str:
    return f'<p class="complaint" role="alert">{text(message)}</p>'
