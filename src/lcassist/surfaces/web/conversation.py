"""A conversation, and the messages that the page shows of it. Pure: data in, safe HTML out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcassist.domain import Answer, AnswerKind, Statement, Turn
from lcassist.surfaces.render import plain
from lcassist.surfaces.web.markup import language, text
from lcassist.surfaces.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was typed, and its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and answered so far; exchanges are counted from 1 in links and ids."""

    exchanges: tuple[Exchange, ...] = ()

    @property
    def turns(self) -> list[Turn]:
        """The history, as the assistant takes it."""
        return [
            turn
            for one in self.exchanges
            for turn in (Turn("user", one.question), Turn("assistant", plain(one.answer.text)))
        ]

    def followed_by(self, question: str, answer: Answer) -> Conversation:
        return Conversation((*self.exchanges, Exchange(question, answer)))


def messages(conversation: Conversation, texts: Texts, pending: str | None = None) -> list[dict[str, str]]:
    """The conversation as Gradio's messages; ``pending`` is a question that is being answered.

    Each message is one HTML block without an empty line, in which Markdown finds nothing to read.
    """
    shown = []
    for number, one in enumerate(conversation.exchanges, 1):
        shown.append(_message("user", _question(one.question)))
        shown.append(_message("assistant", _answer(number, one, texts)))
    if pending is not None:
        shown.append(_message("user", _question(pending)))
    return shown


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _question(question: str) -> str:
    return f'<div class="asked" dir="auto">{text(question)}</div>'


def _answer(number: int, exchange: Exchange, texts: Texts) -> str:
    answer = exchange.answer
    frame = f'<div class="said {answer.kind.value}"{language(answer.language)}>'
    if answer.kind is AnswerKind.ABSTENTION:
        label = f'<p class="label">{text(texts["no_answer"])}</p>'
        return f"{frame}{label}{_prose(answer)}{_nearest(number, answer, texts)}</div>"
    searched = _searched(exchange, texts)
    if not answer.statements:
        return f"{frame}{searched}{_prose(answer)}</div>"
    notes = [*answer.notes, *_dropped(answer, texts)]
    return (
        f"{frame}{searched}{_statements(number, answer)}"
        + "".join(f'<p class="note">{text(note)}</p>' for note in notes)
        + "</div>"
    )


def _searched(exchange: Exchange, texts: Texts) -> str:
    """The standalone question, where it is not what was typed."""
    searched = exchange.answer.question
    if exchange.answer.kind is AnswerKind.REPLY or searched == " ".join(exchange.question.split()):
        return ""
    return f'<p class="searched">{text(texts["searched"].format(question=searched))}</p>'


def _prose(answer: Answer) -> str:
    """The answer's Markdown, as the text that it stands for."""
    paragraphs = (plain(part) for part in re.split(r"\n\s*\n", answer.text))
    return "".join(f"<p>{text(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _nearest(number: int, answer: Answer, texts: Texts) -> str:
    if not answer.nearest:
        return ""
    return f'<p><a class="cite" href="#nearest-{number}">{text(texts["see_nearest"])}</a></p>'


def _statements(number: int, answer: Answer) -> str:
    shown = [_statement(number, one, answer) for one in answer.statements]
    if len(shown) == 1:
        return f"<div{shown[0][0]}>{shown[0][1]}</div>"
    return "<ul>" + "".join(f"<li{attributes}>{content}</li>" for attributes, content in shown) + "</ul>"


def _statement(number: int, statement: Statement, answer: Answer) -> tuple[str, str]:
    first, *items = statement.text.split("\n- ")
    markers = "".join(_marker(number, citation) for citation in statement.citations)
    listed = "<ul>" + "".join(f"<li>{text(item)}</li>" for item in items) + "</ul>" if items else ""
    # A statement is made of its source's own words, in the language of these.
    languages = {one.language for one in answer.citations if one.number in statement.citations}
    attributes = language(languages.pop() if len(languages) == 1 else None)
    return attributes, f"<p>{text(first)} {markers}</p>{listed}"


def _marker(number: int, citation: int) -> str:
    return f'<a class="cite" href="#cite-{number}-{citation}">[{citation}]</a>'


def _dropped(answer: Answer, texts: Texts) -> list[str]:
    held = answer.verification
    if held is None or not held.dropped:
        return []
    return [texts["dropped"].format(verified=held.verified, stated=held.stated)]
