"""What the page does when it is opened, asked and acted upon: which parts change, and to what."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from lcassist.answer.question import checked
from lcassist.briefing.compare import FEWEST, MOST, MOST_THEMES, compared, themes
from lcassist.domain import SourceStatus
from lcassist.errors import LcassistError, QuestionError, SourceUnknown
from lcassist.surfaces.feedback import VOTES, note
from lcassist.surfaces.web.api import client_of
from lcassist.surfaces.web.compare import form_html, matrix_html
from lcassist.surfaces.web.conversation import Conversation, Shown, conversation_html, spoken, taken
from lcassist.surfaces.web.desk import Desk, TooMany
from lcassist.surfaces.web.documents import documents_html, masthead_html
from lcassist.surfaces.web.layout import Parts
from lcassist.surfaces.web.markup import complaint, text
from lcassist.surfaces.web.panel import empty_panel, panel
from lcassist.surfaces.web.states import index_mark, reason_of
from lcassist.surfaces.web.texts import Texts, preferred, texts_in
from lcassist.surfaces.web.visits import Visits, valid_token

logger = logging.getLogger(__name__)

_MOST_REPLAYED = 20  # questions that a reload asks again where the server forgot the conversation

Updates = dict[Any, Any]


class Events:
    """What the page does. Each method gives the components that change, with their new values."""

    def __init__(self, desk: Desk, parts: Parts, examples: dict[str, tuple[str, ...]], visits: Visits) -> None:
        self.desk = desk
        self.assistant = desk.assistant
        self.parts = parts
        self.examples = examples
        self.visits = visits

    def opened(self, memory: str | None, request: gr.Request) -> Iterator[Updates]:
        """The page for a visitor: in their language, with their conversation, and with what the address asks."""
        language = preferred(request.query_params.get("lang"), request.headers.get("accept-language"))
        texts = texts_in(language)
        token, questions = _remembered(memory)
        conversation = self.visits.of(token)
        if conversation is None:
            conversation = self._replayed(questions)
            self.visits.keep(token, conversation)
        yield {**self._written(language), self.parts.token: token, **self._shown(token, texts)}
        question = request.query_params.get("q")
        if question is not None:
            mark, sources = request.query_params.get("index"), request.query_params.getlist("source")
            yield from self.asked(question, token, language, 0, [], sources, request)
            if mark and mark != index_mark(self.assistant) and self.visits.of(token) != conversation:
                yield {self.parts.notice: f'<p class="hint">{text(texts["stale_link"])}</p>'}

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
        problem = self._problem(question, texts)
        if problem:
            yield {parts.notice: complaint(problem), parts.box: question}
            return
        stops = self.visits.stops(token)
        conversation = self._until(token, editing)
        yield {
            parts.waiting: question,
            parts.chat: conversation_html(conversation, texts, self._marks(token), pending=question),
            parts.offer: gr.update(visible=False),
            parts.box: "",
            parts.notice: "",
            parts.ask: gr.update(visible=False),
            parts.stop: gr.update(visible=True, value=texts["stop"]),
            parts.announce: text(texts["searching"]),
        }
        try:
            whole = self.assistant.about(question, entities)
            answer = self.desk.ask(client_of(request), whole, conversation.turns, tuple(sources) or None)
            if self.visits.stops(token) != stops:
                return
        except Exception as error:  # noqa: BLE001  whatever breaks, the visitor reads one plain line
            yield {
                **self._shown(token, texts),
                parts.box: question,
                parts.notice: complaint(_reason(error, texts)),
            }
            return
        # read again: another question may have been answered meanwhile
        after = self._until(token, editing).followed_by(question, answer, sources)
        self.visits.keep(token, after)
        yield {**self._shown(token, texts), parts.announce: text(spoken(answer, texts))}

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
        parts, texts, conversation = self.parts, texts_in(language), self._of(token)
        act, number = _text_of(event, "act"), _number_of(event, "exchange")
        if act == "keep":
            yield {parts.editing: 0, parts.box: "", parts.notice: ""}
        if not 1 <= number <= len(conversation.exchanges):
            return
        exchange = conversation.exchanges[number - 1]
        if act == "show":
            yield {parts.panel: self._panel(conversation, number, texts)}
        elif act == "edit":
            keep = f'<p class="hint">{text(texts["editing"].format(number=number))} {_keep(texts)}</p>'
            yield {parts.editing: number, parts.box: exchange.question, parts.notice: keep}
        elif act == "retry":
            yield from self.asked(exchange.question, token, language, number, [], exchange.sources, request)
        elif act == "suggest":
            item = _number_of(event, "item")
            if 0 <= item < len(exchange.answer.suggestions):
                question = exchange.answer.suggestions[item]
                yield from self.asked(question, token, language, 0, [], exchange.sources, request)

        elif act in ("vote", "reason"):
            yield self._voted(
                token, number, _text_of(event, "vote"), _text_of(event, "reason"), texts, asked=act == "vote"
            )

    def _voted(self, token: str, number: int, vote: str, reason: str, texts: Texts, *, asked: bool) -> Updates:
        """Notes what is said of an answer, and then asks why, once."""
        conversation = self._of(token)
        if vote not in VOTES:
            return {}
        answer = conversation.exchanges[number - 1].answer
        try:
            note(self.assistant.settings.feedback, answer, vote, reason, visit=token, index=index_mark(self.assistant))
        except LcassistError as error:
            logger.error("%s", error)
            return {self.parts.notice: complaint(texts["broken"])}
        voted = conversation.with_vote(number, vote if asked else f"{vote} said")
        self.visits.keep(token, voted)
        return {
            self.parts.chat: conversation_html(voted, texts, self._marks(token)),
            self.parts.announce: text(texts["thanks"]),
        }

    def compared(self, language: str, event: gr.EventData) -> Updates:
        """The comparison of what was chosen; or what is wrong with the choice."""
        parts, texts = self.parts, texts_in(language)
        names, own = _texts_of(event, "names"), _texts_of(event, "own")
        chosen = [*_texts_of(event, "themes"), *(one for one in own if one.strip())]
        if not FEWEST <= len(names) <= MOST or not 1 <= len(chosen) <= MOST_THEMES:
            wrong = texts["compare_wrong"].format(fewest=FEWEST, most=MOST, themes=MOST_THEMES)
            return {parts.compare_notice: complaint(wrong)}
        try:
            matrix = compared(self.assistant, names, chosen, language)
            return {parts.compare_notice: "", parts.matrix: matrix_html(matrix, texts, language)}
        except Exception as error:  # noqa: BLE001  whatever breaks, the visitor reads one plain line
            return {parts.compare_notice: complaint(_reason(error, texts))}

    def stopped(self, waiting: str, token: str, language: str) -> Updates:
        """The conversation without the question that was under way, which is back in its box."""
        texts = texts_in(language)
        self.visits.stop(token)
        return {**self._shown(token, texts), self.parts.box: waiting, self.parts.announce: text(texts["stopped"])}

    def begun_again(self, token: str, language: str) -> Updates:
        """An empty conversation."""
        self.visits.keep(token, Conversation())
        return {**self._shown(token, texts_in(language)), self.parts.box: ""}

    def suggested(self, token: str, language: str, waiting: str) -> Updates:
        """The last answer's follow-ups: an event of its own, so that neither it nor the next question waits."""
        unchanged = {self.parts.chat: gr.update()}
        conversation, marks = self._of(token), self._marks(token)
        if waiting or not conversation.exchanges or conversation.exchanges[-1].answer.suggestions:
            return unchanged
        number, last = len(conversation.exchanges), conversation.exchanges[-1]
        try:
            more = self.assistant.with_suggestions(last.answer, tuple(last.sources) or None)
        except LcassistError as error:
            logger.info("no suggestions for %r: %s", last.answer.question, error)
            return unchanged
        if not more.suggestions or self._of(token) != conversation:  # something was asked in another tab meanwhile
            return unchanged
        with_more = conversation.with_answer(number, more)
        self.visits.keep(token, with_more)
        if self._marks(token) != marks:
            return unchanged  # a reason is being typed into what would be drawn anew
        return {self.parts.chat: conversation_html(with_more, texts_in(language), marks)}

    def _written(self, language: str) -> Updates:
        """Everything that has words of the interface in it and stays as it is."""
        parts, texts = self.parts, texts_in(language)
        examples = self.examples.get(language, ())
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

    def _shown(self, token: str, texts: Texts) -> Updates:
        """The parts that move, as they are when nothing is under way."""
        parts, conversation = self.parts, self._of(token)
        some = bool(conversation.exchanges)
        return {
            parts.editing: 0,
            parts.waiting: "",
            parts.chat: conversation_html(conversation, texts, self._marks(token)),
            parts.offer: gr.update(visible=not some),
            parts.ask: gr.update(value=texts["ask"], visible=True),
            parts.stop: gr.update(visible=False),
            parts.notice: self._notice(texts),
            parts.again: gr.update(value=texts["new"], visible=some),
            parts.take: taken(texts["save_all"], token) if some else "",
            parts.panel: self._panel(conversation, len(conversation.exchanges), texts),
        }

    def _notice(self, texts: Texts) -> str:
        """What keeps questions from being answered now, in plain words."""
        try:
            self.assistant.store.manifest  # noqa: B018  opens the index where it is new
        except LcassistError as error:
            return complaint(reason_of(error, texts))
        return ""

    def _replayed(self, questions: Sequence[str]) -> Conversation:
        """A conversation whose questions are asked anew; it ends at the first one that can't be answered."""
        conversation = Conversation()
        for question in questions:
            try:
                answer = self.assistant.ask(question, conversation.turns)
            except LcassistError as error:
                logger.info("a conversation could not be replayed: %s", error)
                break
            conversation = conversation.followed_by(question, answer)
        return conversation

    def _of(self, token: str) -> Conversation:
        return self.visits.of(token) or Conversation()

    def _until(self, token: str, editing: int) -> Conversation:
        """The conversation that a question goes on from: of one that is changed, what was before it."""
        conversation = self._of(token)
        return conversation.before(editing) if editing else conversation

    def _marks(self, token: str) -> Shown:
        return Shown(token, index_mark(self.assistant))

    def _panel(self, conversation: Conversation, number: int, texts: Texts) -> str:
        if not 1 <= number <= len(conversation.exchanges):
            return empty_panel(texts)
        try:
            library = self.assistant.library
        except LcassistError as error:
            return complaint(reason_of(error, texts))
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


def _remembered(memory: str | None) -> tuple[str, list[str]]:
    """The token and the questions that a browser remembers; it may say anything."""
    try:
        data: Any = json.loads(memory or "{}")
    except ValueError:
        data = {}
    if not isinstance(data, dict):
        data = {}
    questions = data.get("questions")
    known = [one for one in questions if isinstance(one, str)] if isinstance(questions, list) else []
    return valid_token(data.get("token")), known[:_MOST_REPLAYED]


def _reason(error: Exception, texts: Texts) -> str:
    if isinstance(error, TooMany):
        return texts["too_many"]
    if isinstance(error, SourceUnknown):
        return texts["source_gone"]
    if isinstance(error, LcassistError):
        return reason_of(error, texts)
    logger.error("a question could not be answered", exc_info=error)
    return texts["broken"]


def _keep(texts: Texts) -> str:
    return f'<button type="button" data-act="keep">{text(texts["keep"])}</button>'


def _number_of(event: gr.EventData, name: str) -> int:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, int) else -1


def _texts_of(event: gr.EventData, name: str) -> list[str]:
    """The texts that the browser sent under a name: one or a list; whatever else it sent is left out."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _text_of(event: gr.EventData, name: str) -> str:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""
