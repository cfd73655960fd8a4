"""The parts of the page and where they stand, with nothing in them yet that depends on the visitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from lcassist.surfaces.web.conversation import Conversation
from lcassist.surfaces.web.texts import DEFAULT, LANGUAGES, texts_in

_PAGE_JS = (Path(__file__).parent / "page.js").read_text("utf-8")


@dataclass(frozen=True)
class Parts:
    """The components that events read and write."""

    conversation: gr.State
    masthead: gr.HTML
    language: gr.Radio
    ask_tab: gr.Tab
    documents_tab: gr.Tab
    chat: gr.Chatbot
    offer: gr.Column
    offered: gr.HTML
    examples: Sequence[gr.Button]
    box: gr.Textbox
    ask: gr.Button
    notice: gr.HTML
    again: gr.Button
    panel: gr.HTML
    documents: gr.HTML


def _html(id: str, js_on_load: str | None = None) -> gr.HTML:
    """HTML of our own, to which Gradio's typography is not applied."""
    return gr.HTML(elem_id=id, js_on_load=js_on_load, apply_default_css=False)


def laid_out(examples: int) -> Parts:
    """Lay out the page, inside a Blocks, with so many buttons for examples."""
    texts = texts_in(DEFAULT)
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="top"):
        masthead = _html("masthead")
        language = gr.Radio(
            [(name, code) for code, name in LANGUAGES.items()],
            value=DEFAULT,
            label=texts["language"],
            container=False,
            elem_id="language",
            min_width=100,
        )
    with gr.Tabs():
        with gr.Tab(texts["tab_ask"], id="ask") as ask_tab, gr.Row(elem_id="desk"):
            with gr.Column(scale=6, min_width=300, elem_id="talk"):
                chat = gr.Chatbot(
                    label=texts["conversation"],
                    show_label=False,
                    container=False,
                    height=None,
                    autoscroll=False,  # page.js does it
                    layout="bubble",
                    # What is shown was escaped before; what Gradio could still make of it is switched off.
                    latex_delimiters=[],
                    allow_tags=False,
                    sanitize_html=True,
                    buttons=[],
                    feedback_options=None,
                    group_consecutive_messages=False,
                    elem_id="chat",
                )
                with gr.Column(elem_id="offer") as offer:
                    offered = _html("offered")
                    buttons = [gr.Button(visible=False, size="md") for _ in range(examples)]
                with gr.Row(elem_id="asking"):
                    box = gr.Textbox(
                        label=texts["question"],
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        scale=1,
                        min_width=160,
                        elem_id="question",
                        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocorrect="off"),
                    )
                    ask = gr.Button(texts["ask"], variant="primary", scale=0, min_width=88, elem_id="ask")
                notice = _html("notice")
                again = gr.Button(texts["new"], visible=False, size="md", elem_id="again")
            with gr.Column(scale=5, min_width=300, elem_id="beside"):
                panel = _html("panel", js_on_load=_PAGE_JS)
        with gr.Tab(texts["tab_documents"], id="documents") as documents_tab:
            documents = _html("documents")
    return Parts(
        conversation=conversation,
        masthead=masthead,
        language=language,
        ask_tab=ask_tab,
        documents_tab=documents_tab,
        chat=chat,
        offer=offer,
        offered=offered,
        examples=buttons,
        box=box,
        ask=ask,
        notice=notice,
        again=again,
        panel=panel,
        documents=documents,
    )
