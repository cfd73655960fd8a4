"""A conversation, and how the page shows it. Pure: data in, safe HTML out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from lcassist.answer.compose import plain
from lcassist.answer.phrases import phrase
from lcassist.domain import Answer, AnswerKind, Statement, Turn
from lcassist.surfaces.render import answer_text
from lcassist.surfaces.web.markup import button, language, link, text
from lcassist.surfaces.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was typed, and its answer; ``sources`` are those that it was asked of, empty for all, and
    ``index`` is the mark of the index that it was answered from.

    ``vote`` is what the visitor said of the answer: "up", "down" or nothing yet, with " said" after it when asked why.
    """

    question: str
    answer: Answer
    sources: tuple[str, ...] = ()
    vote: str = ""
    index: str = ""


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

    def followed_by(self, question: str, answer: Answer, sources: Sequence[str] = (), index: str = "") -> Conversation:
        return Conversation((*self.exchanges, Exchange(question, answer, tuple(sources), index=index)))

    def before(self, number: int) -> Conversation:
        """The conversation up to an exchange, without it."""
        return Conversation(self.exchanges[: max(number - 1, 0)])

    def with_answer(self, number: int, answer: Answer) -> Conversation:
        return self._changed(number, answer=answer)

    def with_vote(self, number: int, vote: str) -> Conversation:
        return self._changed(number, vote=vote)

    def _changed(self, number: int, **values: object) -> Conversation:
        own = list(self.exchanges)
        own[number - 1] = replace(own[number - 1], **values)  # type: ignore[arg-type]
        return Conversation(tuple(own))


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer's links need to know besides it: where exports come from."""

    token: str = ""


def conversation_html(
    conversation: Conversation,
    texts: Texts,
    shown: Shown | None = None,
    pending: str | None = None,
    growing: Answer | None = None,
) -> str:
    """The conversation; ``pending`` is a question that is being answered, ``growing`` what its answer has so far."""
    shown = shown or Shown()
    last = len(conversation.exchanges)
    parts = [
        f'<li class="exchange" id="exchange-{number}">{_asked(one.question, number, texts)}'
        f"{_answer(number, one, texts)}{_acts(number, one, texts, shown, last=number == last)}</li>"
        for number, one in enumerate(conversation.exchanges, 1)
    ]
    if pending is not None:
        waiting = f'<p class="pending">{text(texts["writing" if growing is not None else "searching"])}</p>'
        so_far = _growing(growing) if growing is not None else ""
        parts.append(f'<li class="exchange">{_question(pending)}{so_far}{waiting}</li>')
    if not parts:
        return f'<p class="placeholder">{text(texts["placeholder"])}</p>'
    return f'<ol aria-label="{text(texts["conversation"])}">{"".join(parts)}</ol>'


def spoken(answer: Answer, texts: Texts) -> str:
    """What a screen reader says when an answer has come."""
    said = " ".join(plain(answer.text).split())
    return f"{texts['no_answer']}. {said}" if answer.abstained else said


def copied(exchange: Exchange) -> str:
    """An exchange as plain text, with its citations."""
    return f"{exchange.answer.question}\n\n{answer_text(exchange.answer, width=None)}\n"


def permalink(exchange: Exchange) -> str:
    """The address, relative to the page's, under which the question is asked anew."""
    query = [("q", exchange.answer.question), *(("source", name) for name in exchange.sources)]
    return "?" + urlencode([*query, ("index", exchange.index)])


def _question(question: str) -> str:
    return f'<div class="asked" dir="auto">{text(question)}</div>'


def _asked(question: str, number: int, texts: Texts) -> str:
    edit = button("edit", texts["edit"], texts["edit_name"].format(number=number), exchange=number)
    return f'<div class="typed">{_question(question)}{edit}</div>'


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
        + "".join(f'<p class="{_kind(note, answer)}">{text(note)}</p>' for note in notes)
        + f'<p class="engine">{text(engine(answer, texts))}</p></div>'
    )


def _kind(note: str, answer: Answer) -> str:
    """How a note looks: that sources disagree must not be overlooked."""
    return "disagreement" if note == phrase("disagree", answer.language) else "note"


def engine(answer: Answer, texts: Texts) -> str:
    """What wrote an answer, and how much of it was verified."""
    held = answer.verification
    if answer.engine == "quotes" or held is None:
        return texts["by_quotes"]
    return texts["by_model"].format(model=answer.engine, verified=held.verified, stated=held.stated)


def _searched(exchange: Exchange, texts: Texts) -> str:
    """The standalone question, where it is not what was typed, and the sources where these were chosen."""
    parts = []
    searched = exchange.answer.question
    if exchange.answer.kind is not AnswerKind.REPLY and searched != " ".join(exchange.question.split()):
        parts.append(texts["searched"].format(question=searched))
    if exchange.sources:
        parts.append(texts["searched_only"].format(sources=", ".join(exchange.sources)))
    return "".join(f'<p class="searched">{text(part)}</p>' for part in parts)


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


def _growing(answer: Answer) -> str:
    """The statements that were verified so far; their markers lead nowhere yet, so they are left out."""
    items = "".join(f'<li dir="auto"><p>{text(one.text)}</p></li>' for one in answer.statements)
    return f'<div class="growing"{language(answer.language)}><ul>{items}</ul></div>'


def _marker(number: int, citation: int) -> str:
    return f'<a class="cite" href="#cite-{number}-{citation}">[{citation}]</a>'


def _dropped(answer: Answer, texts: Texts) -> list[str]:
    held = answer.verification
    if held is None or not held.dropped:
        return []
    return [texts["dropped"].format(verified=held.verified, stated=held.stated)]


def _acts(number: int, exchange: Exchange, texts: Texts, shown: Shown, *, last: bool) -> str:
    """What can be done with an answer, and after the last one the questions that go on from it."""
    answer = exchange.answer
    buttons = [
        button("copy", texts["copy"], texts["copy_name"].format(number=number), text=copied(exchange)),
        button("link", texts["link"], texts["link_name"].format(number=number), text=permalink(exchange)),
    ]
    if last:
        buttons.append(button("retry", texts["retry"], exchange=number))
    if answer.kind is not AnswerKind.REPLY:
        buttons += [
            button("vote", texts["up"], exchange=number, vote="up", pressed=exchange.vote.startswith("up")),
            button("vote", texts["down"], exchange=number, vote="down", pressed=exchange.vote.startswith("down")),
        ]
    follow = ""
    if last and answer.suggestions:
        asked = "".join(
            f"<li{language(answer.language)}>{button('suggest', one, exchange=number, item=place)}</li>"
            for place, one in enumerate(answer.suggestions)
        )
        follow = f'<div class="follow"><h3>{text(texts["suggestions"])}</h3><ul>{asked}</ul></div>'
    files = ""
    if answer.kind is not AnswerKind.REPLY and shown.token:
        files = taken(texts["save"], shown.token, number)
    return f'<div class="acts">{"".join(buttons)}{files}</div>{_reason(number, exchange, texts)}{follow}'


def taken(label: str, token: str, exchange: int = 0) -> str:
    """Links to an answer as a file, or to the whole conversation (``exchange`` 0), in three formats."""
    links = "".join(
        link(f"export?{urlencode({'of': token, 'exchange': exchange, 'format': format})}", name, download=True)
        for format, name in (("md", "Markdown"), ("docx", "Word"), ("pdf", "PDF"))
    )
    return f'<span class="taken">{text(label)} {links}</span>'


def _reason(number: int, exchange: Exchange, texts: Texts) -> str:
    """Asks why, after a thumb; what is typed is optional."""
    if exchange.vote.endswith("said"):
        return f'<p class="reason">{text(texts["thanks"])}</p>'
    if not exchange.vote:
        return ""
    id = f"reason-{number}"
    send = button("reason", texts["send"], exchange=number, vote=exchange.vote)
    return (
        f'<div class="reason"><label for="{id}">{text(texts["reason"])}</label>'
        f'<input id="{id}" type="text" maxlength="500" autocomplete="off">{send}</div>'
    )
