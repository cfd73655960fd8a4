"""What the page does when it is opened and acted upon; see ``asking`` for questions and their answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import gradio as gr

from lcassist.briefing.compare import FEWEST, MOST, MOST_THEMES
from lcassist.errors import LcassistError
from lcassist.surfaces.feedback import VOTES, note
from lcassist.surfaces.web.api import client_of
from lcassist.surfaces.web.asking import Asking
from lcassist.surfaces.web.compare import matrix_html
from lcassist.surfaces.web.conversation import Conversation, conversation_html
from lcassist.surfaces.web.markup import complaint, text
from lcassist.surfaces.web.sent import number_of, remembered, text_of, texts_of
from lcassist.surfaces.web.states import index_mark, said_of
from lcassist.surfaces.web.texts import Texts, preferred, texts_in
from lcassist.surfaces.web.view import Updates

logger = logging.getLogger(__name__)


class Events:
    """What the page does. Each method gives the components that change, with their new values."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.assistant = asking.assistant
        self.view = asking.view
        self.parts = asking.parts
        self.visits = asking.visits

    def opened(self, memory: str | None, request: gr.Request) -> Iterator[Updates]:
        """The page for a visitor: in their language, with their conversation, and with what the address asks."""
        language = preferred(request.query_params.get("lang"), request.headers.get("accept-language"))
        texts = texts_in(language)
        token, questions = remembered(memory)
        conversation = self.visits.of(token)
        if conversation is None:
            conversation = self._replayed(questions, request)
            self.visits.keep(token, conversation)
        yield {**self.view.written(language), self.parts.token: token, **self.view.shown(token, texts)}
        question = request.query_params.get("q")
        if question is not None:
            mark, sources = request.query_params.get("index"), request.query_params.getlist("source")
            yield from self.asking.asked(question, token, language, 0, [], sources, request)
            if mark and mark != index_mark(self.assistant) and self.visits.of(token) != conversation:
                yield {self.parts.notice: f'<p class="hint">{text(texts["stale_link"])}</p>'}

    def acted(
        self,
        token: str,
        language: str,
        editing: int,
        entities: Sequence[str],
        sources: Sequence[str],
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """What a button or a marker in the conversation asks for; what it says comes from the browser."""
        parts, texts, conversation = self.parts, texts_in(language), self.view.of(token)
        act, number = text_of(event, "act"), number_of(event, "exchange")
        if act == "keep":
            yield {parts.editing: 0, parts.box: "", parts.notice: ""}
        if not 1 <= number <= len(conversation.exchanges):
            return
        exchange = conversation.exchanges[number - 1]
        if act == "show":
            yield {parts.panel: self.view.panel(conversation, number, texts)}
        elif act == "edit":
            keep = f'<p class="hint">{text(texts["editing"].format(number=number))} {_keep(texts)}</p>'
            yield {parts.editing: number, parts.box: exchange.question, parts.notice: keep}
        elif act == "retry":
            yield from self.asking.asked(exchange.question, token, language, number, [], exchange.sources, request)
        elif act == "suggest":
            item = number_of(event, "item")
            if 0 <= item < len(exchange.answer.suggestions):
                question = exchange.answer.suggestions[item]
                yield from self.asking.asked(question, token, language, 0, [], exchange.sources, request)

        elif act in ("vote", "reason"):
            try:
                self.asking.desk.admit(client_of(request))
            except LcassistError as error:
                yield {parts.notice: complaint(said_of(error, texts))}
                return
            yield self._voted(
                token, number, text_of(event, "vote"), text_of(event, "reason"), texts, asked=act == "vote"
            )

    def _voted(self, token: str, number: int, vote: str, reason: str, texts: Texts, *, asked: bool) -> Updates:
        """Notes what is said of an answer, and then asks why, once."""
        conversation = self.view.of(token)
        if vote not in VOTES:
            return {}
        exchange = conversation.exchanges[number - 1]
        try:
            file = self.assistant.settings.feedback
            note(file, exchange.answer, vote, reason, visit=token, index=exchange.index)
        except LcassistError as error:
            logger.error("%s", error)
            return {self.parts.notice: complaint(texts["broken"])}
        voted = conversation.with_vote(number, vote if asked else f"{vote} said")
        self.visits.keep(token, voted)
        return {
            self.parts.chat: conversation_html(voted, texts, self.view.marks(token)),
            self.parts.announce: text(texts["thanks"]),
        }

    def compared(self, language: str, event: gr.EventData, request: gr.Request) -> Updates:
        """The comparison of what was chosen; or what is wrong with the choice."""
        parts, texts = self.parts, texts_in(language)
        names, own = texts_of(event, "names"), texts_of(event, "own")
        chosen = [*texts_of(event, "themes"), *(one for one in own if one.strip())]
        if not FEWEST <= len(names) <= MOST or not 1 <= len(chosen) <= MOST_THEMES:
            wrong = texts["compare_wrong"].format(fewest=FEWEST, most=MOST, themes=MOST_THEMES)
            return {parts.compare_notice: complaint(wrong)}
        try:
            matrix = self.asking.desk.compare(client_of(request), names, chosen, language)
            return {parts.compare_notice: "", parts.matrix: matrix_html(matrix, texts, language)}
        except Exception as error:  # noqa: BLE001  whatever breaks, the visitor reads one plain line
            return {parts.compare_notice: complaint(said_of(error, texts))}

    def begun_again(self, token: str, language: str) -> Updates:
        """An empty conversation."""
        self.visits.keep(token, Conversation())
        return {**self.view.shown(token, texts_in(language)), self.parts.box: ""}

    def _replayed(self, questions: Sequence[str], request: gr.Request) -> Conversation:
        """A conversation whose questions are asked anew; it ends at the first one that can't be answered."""
        conversation = Conversation()
        for question in questions:
            try:
                answer = self.asking.desk.ask(client_of(request), question, conversation.turns)
            except LcassistError as error:
                logger.info("a conversation could not be replayed: %s", error)
                break
            conversation = conversation.followed_by(question, answer, index=index_mark(self.assistant))
        return conversation


def _keep(texts: Texts) -> str:
    return f'<button type="button" data-act="keep">{text(texts["keep"])}</button>'
