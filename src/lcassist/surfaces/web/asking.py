"""Asking on the page: the question at once, the answer as it grows, stopping it, and what could be asked next."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing

import gradio as gr

from lcassist.answer.question import checked
from lcassist.domain import Answer
from lcassist.errors import LcassistError, QuestionError
from lcassist.surfaces.web.api import client_of
from lcassist.surfaces.web.conversation import Conversation, conversation_html, spoken
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.markup import complaint, text
from lcassist.surfaces.web.states import index_mark, said_of
from lcassist.surfaces.web.texts import Texts, texts_in
from lcassist.surfaces.web.view import Updates, View

logger = logging.getLogger(__name__)


class Asking:
    """Each method gives the components that change, with their new values."""

    def __init__(self, desk: Desk, view: View) -> None:
        self.desk = desk
        self.assistant = desk.assistant
        self.view = view
        self.parts = view.parts
        self.visits = view.visits

    def asked(
        self,
        question: str,
        token: str,
        language: str,
        editing: int,
        entities: Sequence[str],
        sources: Sequence[str],
        request: gr.Request,
    ) -> Iterator[Updates]:
        """The question at once, then its answer; or what is wrong, and the question stays to be mended."""
        parts, texts = self.parts, texts_in(language)
        # before the page has its token, what is asked belongs to nobody, and would be everybody's
        problem = self._problem(question, texts) if token else texts["loading"]
        if problem:
            yield {parts.notice: complaint(problem), parts.box: question}
            return
        stop = self.visits.begun(token)
        conversation = self._until(token, editing)
        yield {
            parts.waiting: question,
            parts.chat: conversation_html(conversation, texts, self.view.marks(token), pending=question),
            parts.offer: gr.update(visible=False),
            parts.box: "",
            parts.notice: "",
            parts.ask: gr.update(visible=False),
            parts.stop: gr.update(visible=True, value=texts["stop"]),
            parts.announce: text(texts["searching"]),
        }
        try:
            whole = self.assistant.about(question, entities)
            growing = self.desk.stream(client_of(request), whole, conversation.turns, tuple(sources) or None, stop)
            with closing(growing):  # whichever way this ends, the model ends with it
                for answer in growing:
                    if stop.is_set():
                        break
                    if answer.engine != "quotes":
                        yield {parts.chat: self._drawn(conversation, question, answer, token, texts)}
        except Exception as error:  # noqa: BLE001  whatever breaks, the visitor reads one plain line
            yield {**self.view.shown(token, texts), parts.box: question, parts.notice: complaint(said_of(error, texts))}
            return
        if stop.is_set():
            # Gradio sends what came last once more when a generator ends: that must not be the unfinished answer
            yield {**self.view.shown(token, texts), parts.box: question}
            return
        # read again: another question may have been answered meanwhile
        after = self._until(token, editing).followed_by(question, answer, sources, index_mark(self.assistant))
        self.visits.keep(token, after)
        yield {**self.view.shown(token, texts), parts.announce: text(spoken(answer, texts))}

    def stopped(self, waiting: str, token: str, language: str) -> Updates:
        """The conversation without the question that was under way, which is back in its box."""
        texts = texts_in(language)
        self.visits.stop(token)
        return {**self.view.shown(token, texts), self.parts.box: waiting, self.parts.announce: text(texts["stopped"])}

    def suggested(self, token: str, language: str, waiting: str) -> Updates:
        """The last answer's follow-ups: an event of its own, so that neither it nor the next question waits."""
        unchanged = {self.parts.chat: gr.update()}
        conversation, marks = self.view.of(token), self.view.marks(token)
        if waiting or not conversation.exchanges or conversation.exchanges[-1].answer.suggestions:
            return unchanged
        number, last = len(conversation.exchanges), conversation.exchanges[-1]
        try:
            more = self.assistant.with_suggestions(last.answer, tuple(last.sources) or None)
        except LcassistError as error:
            logger.info("no suggestions for %r: %s", last.answer.question, error)
            return unchanged
        # something was asked meanwhile, here or in another tab: what is drawn now would be put over it
        if not more.suggestions or self.visits.is_busy(token) or self.view.of(token) != conversation:
            return unchanged
        with_more = conversation.with_answer(number, more)
        self.visits.keep(token, with_more)
        if self.view.marks(token) != marks:
            return unchanged  # a reason is being typed into what would be drawn anew
        return {self.parts.chat: conversation_html(with_more, texts_in(language), marks)}

    def _until(self, token: str, editing: int) -> Conversation:
        """The conversation that a question goes on from: of one that is changed, what was before it."""
        conversation = self.view.of(token)
        return conversation.before(editing) if editing else conversation

    def _drawn(self, conversation: Conversation, question: str, growing: Answer, token: str, texts: Texts) -> str:
        """The conversation with an answer that is not whole yet."""
        return conversation_html(conversation, texts, self.view.marks(token), pending=question, growing=growing)

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
