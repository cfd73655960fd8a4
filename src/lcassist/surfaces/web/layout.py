"""The parts of the page and where they stand, with nothing in them yet that depends on the visitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from lcassist.surfaces.web.texts import DEFAULT, texts_in

_PAGE_JS = (Path(__file__).parent / "page.js").read_text("utf-8")
_COMPARE_JS = (Path(__file__).parent / "compare.js").read_text("utf-8")


@dataclass(frozen=True)
class Parts:
    """The components that events read and write.

    ``memory`` brings from the browser what it remembers of the visit; ``token``, ``language`` and ``editing``
    (the number of the exchange whose question is being changed, or 0) belong to the open page.
    """

    memory: gr.Textbox
    token: gr.State
    language: gr.State
    editing: gr.State
    waiting: gr.State
    masthead: gr.HTML
    ask_tab: gr.Tab
    compare_tab: gr.Tab
    documents_tab: gr.Tab
    chat: gr.HTML
    offer: gr.Column
    offered: gr.HTML
    examples: Sequence[gr.Button]
    box: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    notice: gr.HTML
    limits: gr.Accordion
    entities: gr.CheckboxGroup
    sources: gr.CheckboxGroup
    again: gr.Button
    take: gr.HTML
    panel: gr.HTML
    announce: gr.HTML
    documents: gr.HTML
    compare: gr.HTML
    compare_notice: gr.HTML
    matrix: gr.HTML


def html(id: str, js_on_load: str | None = None) -> gr.HTML:
    """HTML of our own, to which Gradio's typography is not applied."""
    return gr.HTML(elem_id=id, js_on_load=js_on_load, apply_default_css=False)


def laid_out(examples: int) -> Parts:
    """Lay out the page, inside a Blocks, with so many buttons for examples."""
    texts = texts_in(DEFAULT)
    memory = gr.Textbox(visible=False)
    token, language, editing, waiting = gr.State(""), gr.State(DEFAULT), gr.State(0), gr.State("")
    masthead = html("masthead")
    announce = html("announce")
    with gr.Tabs(overflow_behavior="wrap"):  # no menu of tabs that are not seen
        with gr.Tab(texts["tab_ask"], id="ask") as ask_tab, gr.Row(elem_id="desk"):
            with gr.Column(scale=6, min_width=300, elem_id="talk"):
                chat = html("chat")
                with gr.Column(elem_id="offer") as offer:
                    offered = html("offered")
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
                    stop = gr.Button(texts["stop"], visible=False, scale=0, min_width=88, elem_id="stop")
                notice = html("notice")
                with gr.Accordion(texts["limits"], open=False, visible=False, elem_id="limits") as limits:
                    entities = gr.CheckboxGroup([], label=texts["limit_entities"], elem_id="limit-entities")
                    sources = gr.CheckboxGroup([], label=texts["limit_sources"], elem_id="limit-sources")
                with gr.Row(elem_id="whole"):
                    again = gr.Button(texts["new"], visible=False, size="md", scale=0, elem_id="again")
                    take = html("take")
            with gr.Column(scale=5, min_width=300, elem_id="beside"):
                panel = html("panel", js_on_load=_PAGE_JS)
        with gr.Tab(texts["tab_compare"], id="compare") as compare_tab:
            compare = html("compare", js_on_load=_COMPARE_JS)
            compare_notice = html("compare-notice")
            matrix = html("matrix")
        with gr.Tab(texts["tab_documents"], id="documents") as documents_tab:
            documents = html("documents")
    return Parts(
        memory=memory,
        token=token,
        language=language,
        editing=editing,
        waiting=waiting,
        masthead=masthead,
        ask_tab=ask_tab,
        compare_tab=compare_tab,
        documents_tab=documents_tab,
        chat=chat,
        offer=offer,
        offered=offered,
        examples=buttons,
        box=box,
        ask=ask,
        stop=stop,
        notice=notice,
        limits=limits,
        entities=entities,
        sources=sources,
        again=again,
        take=take,
        panel=panel,
        announce=announce,
        documents=documents,
        compare=compare,
        compare_notice=compare_notice,
        matrix=matrix,
    )
