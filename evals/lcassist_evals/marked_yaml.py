"""YAML with the line of everything in it, so that an error can say where to look.

Every plain scalar stays the text that was written: ``2016``, ``37.390`` and ``no`` are the words of a
source here, not a number, a rounded number and a boolean.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lcassist_evals.problems import EvalError, Problem

# The same trees at a tenth of the time, where PyYAML was built with libyaml; it writes "" for no style.
_LOADER: type[yaml.BaseLoader] | type[yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

# pydantic's wording is for programmers; these are the errors that a writer of cases makes.
_MENDS = {
    "missing": "the key {key!r} is missing: add it",
    "list_type": "{key!r} must be a list: write it as [a, b] or as lines that begin with '- '",
    "model_type": "{key!r} must be a mapping of keys to values",
    "string_type": "{key!r} must be text",
    "bool_parsing": "{key!r} must be true or false",
    "float_parsing": "{key!r} must be a number, or null",
    "too_short": "{key!r} must not be empty: fill it, or leave the key out",
    "string_too_short": "{key!r} must not be empty",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain data (dicts, lists, strings) and the line, counted from 1, of each part of it by its path."""

    file: Path
    data: object
    lines: dict[Place, int]

    def line(self, path: Place) -> int:
        """The line of the part at ``path``, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Place, message: str) -> Problem:
        return Problem(self.file, self.line(path), message)


def load(file: Path) -> Marked:
    """Read a YAML file.

    Raises:
        EvalError: the file can't be read, is no YAML, or has the same key twice in one mapping.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=_LOADER)
    except OSError as error:
        raise EvalError([Problem(file, 0, f"can't be read ({error.strerror}): check the path")]) from error
    except UnicodeDecodeError as error:
        raise EvalError([Problem(file, 0, "is not UTF-8: save it as UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise EvalError([Problem(file, line, f"is no valid YAML: {error.problem or error}")]) from error
    except yaml.YAMLError as error:
        raise EvalError([Problem(file, 0, f"is no valid YAML: {error}")]) from error
    if root is None:
        raise EvalError([Problem(file, 1, "is empty: write at least one entry, or delete the file")])
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    data = _plain(root, (), lines, problems, file)
    if problems:
        raise EvalError(problems)
    return Marked(file, data, lines)


def _plain(node: Node, path: Place, lines: dict[Place, int], problems: list[Problem], file: Path) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        mapping: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                problems.append(Problem(file, line, "a key must be plain text"))
                continue
            key = str(key_node.value)
            if key in mapping:
                problems.append(Problem(file, line, f"the key {key!r} stands twice: keep one of them"))
                continue
            lines[(*path, key)] = line
            mapping[key] = _plain(value_node, (*path, key), lines, problems, file)
        return mapping
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, i), lines, problems, file) for i, child in enumerate(node.value)]
    plain = isinstance(node, ScalarNode) and not node.style
    value = str(node.value)
    # Unquoted null and nothing at all mean "not given"; quoted they are text.
    return None if plain and value in ("", "~", "null") else value


def validated(model: type[Model], marked: Marked, data: object, path: Place) -> tuple[Model | None, list[Problem]]:
    """The checked model of one part of a file, or None and each thing that is wrong with it."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [
            marked.problem((*path, *detail["loc"]), _message(model, detail["type"], detail["loc"], detail))
            for detail in error.errors(include_url=False)
        ]


def _message(model: type[BaseModel], kind: str, place: Place, detail: object) -> str:
    key = next((part for part in reversed(place) if isinstance(part, str)), model.__name__.lower())
    if kind == "extra_forbidden":
        known = ", ".join(_keys(model, place[:-1]))
        return f"the key {key!r} is unknown: correct or remove it (known keys: {known})"
    if kind in _MENDS:
        return _MENDS[kind].format(key=key)
    text = detail["msg"] if isinstance(detail, dict) else str(detail)
    text = str(text).removeprefix("Value error, ")
    return text if kind == "value_error" else f"{key!r}: {text}"


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that are known at a place inside a model, one level of nesting deep."""
    for part in place:
        field = model.model_fields.get(str(part))
        for inner in getattr(field.annotation, "__args__", ()) if field else ():
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                return list(inner.model_fields)
    return list(model.model_fields)
