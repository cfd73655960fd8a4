"""The page: its parts, and what happens at which of them."""

from __future__ import annotations

from typing import Any

import gradio as gr

from lcassist.surfaces.web.api import add_endpoints
from lcassist.surfaces.web.asking import Asking
from lcassist.surfaces.web.desk import Desk
from lcassist.surfaces.web.events import Events
from lcassist.surfaces.web.examples import COUNT, example_questions
from lcassist.surfaces.web.layout import laid_out
from lcassist.surfaces.web.texts import DEFAULT, texts_in
from lcassist.surfaces.web.view import View
from lcassist.surfaces.web.visits import Visits

_AT_ONCE = 4  # answers; more would only wait for each other's processor
_WAITING = 64  # that wait for one of these; who comes then is told to come again (503)

# What the browser tab remembers: a token for its conversation, and the questions, should the server have
# forgotten them. It is gone when the tab is closed, and no other tab sees it.
_REMEMBER = """() => {
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem("lcassist")) ?? {}; } catch (error) { kept = {}; }
  if (!kept.token) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    kept = { token: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""), questions: [] };
    sessionStorage.setItem("lcassist", JSON.stringify(kept));
  }
  return JSON.stringify(kept);
}"""

# The page's language and name, for the screen reader and the browser; and a question that the address carried
# was asked now, so that a reload doesn't ask it again.
_SETTLE = """() => {
  document.documentElement.lang = document.querySelector("#masthead header")?.lang ?? "en";
  document.title = document.querySelector("#masthead h1")?.textContent ?? document.title;
  const address = new URL(location.href);
  for (const name of ["q", "source", "index"]) address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}"""


def page(desk: Desk, visits: Visits) -> gr.Blocks:
    """The page, and its endpoints. Asks the examples once."""
    examples = example_questions(desk.assistant)
    blocks = gr.Blocks(analytics_enabled=False, title=texts_in(DEFAULT)["title"])
    with blocks:
        _connect(blocks, Events(Asking(desk, View(desk, laid_out(COUNT), examples, visits))))
        add_endpoints(desk)
    blocks.queue(default_concurrency_limit=_AT_ONCE, max_size=_WAITING, api_open=False)
    return blocks


def _connect(blocks: gr.Blocks, events: Events) -> None:
    parts, talk = events.parts, events.asking
    own: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    # Enter in the instant before an answer's end counts too; by default it would be lost.
    asking: dict[str, Any] = {**own, "trigger_mode": "multiple"}
    state = [parts.token, parts.language, parts.editing, parts.entities, parts.sources]
    moving = [
        parts.editing, parts.waiting, parts.chat, parts.offer, parts.box, parts.ask, parts.stop, parts.notice,
        parts.again, parts.take, parts.panel, parts.announce,
    ]  # fmt: skip
    static = [
        parts.token, parts.language, parts.masthead, parts.ask_tab, parts.documents_tab, parts.offered,
        *parts.examples, parts.limits, parts.entities, parts.sources, parts.documents, parts.compare_tab, parts.compare,
    ]  # fmt: skip

    loaded = blocks.load(events.opened, parts.memory, [*static, *moving], js=_REMEMBER, **own)
    loaded.then(None, None, None, js=_SETTLE, **own)
    running = [gr.on([parts.box.submit, parts.ask.click], talk.asked, [parts.box, *state], moving, **asking)]
    running += [example.click(talk.asked, [example, *state], moving, **own) for example in parts.examples]
    running.append(parts.panel.select(events.acted, state, moving, **own))
    for event in running:
        event.then(talk.suggested, [parts.token, parts.language, parts.waiting], parts.chat, **own)
    parts.stop.click(talk.stopped, [parts.waiting, parts.token, parts.language], moving, cancels=running, **own)
    parts.compare.select(events.compared, parts.language, [parts.compare_notice, parts.matrix], **own)
    parts.again.click(events.begun_again, [parts.token, parts.language], moving, **own)
