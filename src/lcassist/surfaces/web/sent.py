"""What the browser sends with an event or remembers of a visit; it may be anything."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from lcassist.surfaces.web.visits import valid_token

_MOST_REPLAYED = 20  # questions that a reload asks again where the server forgot the conversation


def remembered(memory: str | None) -> tuple[str, list[str]]:
    """The token and the questions that a browser remembers."""
    try:
        data: Any = json.loads(memory or "{}")
    except ValueError:
        data = {}
    if not isinstance(data, dict):
        data = {}
    questions = data.get("questions")
    known = [one for one in questions if isinstance(one, str)] if isinstance(questions, list) else []
    return valid_token(data.get("token")), known[:_MOST_REPLAYED]


def number_of(event: gr.EventData, name: str) -> int:
    """The whole number that the browser sent under a name; -1 where it sent none."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, int) else -1


def texts_of(event: gr.EventData, name: str) -> list[str]:
    """The texts that the browser sent under a name: one or a list; whatever else it sent is left out."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def text_of(event: gr.EventData, name: str) -> str:
    """The text that the browser sent under a name; empty where it sent none."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""
