"""What each part of the page shows, for a visitor's language and conversation."""

from __future__ import annotations

from typing import Any

import gradio as gr

from lcassist.briefing.compare import themes
from lcassist.domain import SourceStatus
from lcassist.errors import LcassistError
from lcassist.surfaces.web.compare import form_html
from lcassist.surfaces.web.conversation import Conversation, Shown, conversation_html, taken
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.documents import documents_html, masthead_html
from lcassist.surfaces.web.layout import Parts
from lcassist.surfaces.web.markup import complaint, text
from lcassist.surfaces.web.panel import empty_panel, panel
from lcassist.surfaces.web.states import notice_of, reason_of
from lcassist.surfaces.web.texts import Texts, texts_in
from lcassist.surfaces.web.visits import Visits

Updates = dict[Any, Any]


class View:
    """The components with what they are to show; asks the assistant nothing."""

    def __init__(self, desk: Desk, parts: Parts, examples: dict[str, tuple[str, ...]], visits: Visits) -> None:
        self.assistant = desk.assistant
        self.parts = parts
        self.visits = visits
        self._examples = examples

    def written(self, language: str) -> Updates:
        """Everything that has words of the interface in it and stays as it is."""
        parts, texts = self.parts, texts_in(language)
        examples = self._examples.get(language, ())
        buttons = dict(zip(parts.examples, examples, strict=False))
        try:
            entries = self.assistant.store.manifest.entries
            entities, known = self.assistant.entities, themes(self.assistant)
        except LcassistError:
            entries, entities, known = (), (), ()
        sources = [(e.source.title, e.source.name) for e in entries if e.source.status is SourceStatus.INDEXED]
        choices = len(sources) > 1 or len(entities) > 1
        return {
            parts.language: language,
            parts.masthead: masthead_html(entries, texts, language),
            parts.ask_tab: gr.update(label=texts["tab_ask"]),
            parts.documents_tab: gr.update(label=texts["tab_documents"]),
            parts.offered: f"<h2>{text(texts['examples'])}</h2>" if examples else "",
            **{button: gr.update(value=question, visible=True) for button, question in buttons.items()},
            parts.box: gr.update(label=texts["question"], placeholder=texts["question_hint"]),
            parts.again: gr.update(value=texts["new"]),
            parts.limits: gr.update(label=texts["limits"], visible=choices),
            parts.entities: gr.update(choices=list(entities), label=texts["limit_entities"], visible=len(entities) > 1),
            parts.sources: gr.update(choices=sources, label=texts["limit_sources"], visible=len(sources) > 1),
            parts.documents: documents_html(entries, texts),
            parts.compare_tab: gr.update(label=texts["tab_compare"]),
            parts.compare: form_html(entities, known, texts),
        }

    def shown(self, token: str, texts: Texts) -> Updates:
        """The parts that move, as they are when nothing is under way."""
        parts, conversation = self.parts, self.of(token)
        some = bool(conversation.exchanges)
        return {
            parts.editing: 0,
            parts.waiting: "",
            parts.chat: conversation_html(conversation, texts, self.marks(token)),
            parts.offer: gr.update(visible=not some),
            parts.ask: gr.update(value=texts["ask"], visible=True),
            parts.stop: gr.update(visible=False),
            parts.notice: notice_of(self.assistant, texts),
            parts.again: gr.update(value=texts["new"], visible=some),
            parts.take: taken(texts["save_all"], token) if some else "",
            parts.panel: self.panel(conversation, len(conversation.exchanges), texts),
        }

    def of(self, token: str) -> Conversation:
        """A visitor's conversation, empty where there is none (any more)."""
        return self.visits.of(token) or Conversation()

    def marks(self, token: str) -> Shown:
        """What the links of a visitor's answers need to know."""
        return Shown(token)

    def panel(self, conversation: Conversation, number: int, texts: Texts) -> str:
        """The sources of an answer, by its number."""
        if not 1 <= number <= len(conversation.exchanges):
            return empty_panel(texts)
        try:
            library = self.assistant.library
        except LcassistError as error:
            return complaint(reason_of(error, texts))
        return panel(number, conversation.exchanges[number - 1], library, texts)
