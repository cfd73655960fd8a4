"""The comparison as the page shows it: what can be chosen, and the matrix with its chart. Pure: safe HTML out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from lcassist.briefing.chart import chart
from lcassist.briefing.compare import Matrix, Place, Theme
from lcassist.briefing.report import Numbering, place
from lcassist.domain import Citation
from lcassist.surfaces.web.markup import address, button, link, text
from lcassist.surfaces.web.texts import Texts


def form_html(names: Sequence[str], themes: Sequence[Theme], texts: Texts) -> str:
    """The choice of names and themes, as checkboxes; the themes of one table stand together."""
    if len(names) < 2:
        return f'<p class="hint">{text(texts["compare_nothing"])}</p>'
    tables = "".join(
        f"<fieldset><legend>{text(group or texts['table'])}</legend>"
        f"{''.join(_checkbox('theme', theme.label) for theme in own)}</fieldset>"
        for group, own in groupby(themes, key=lambda theme: theme.group)
    )
    return (
        f'<section><h2>{text(texts["compare"])}</h2><p class="hint">{text(texts["compare_hint"])}</p>'
        f'<fieldset class="names"><legend>{text(texts["compare_names"])}</legend>'
        f"{''.join(_checkbox('name', name) for name in names)}</fieldset>"
        f'<details class="themes" open><summary>{text(texts["compare_themes"])}</summary>'
        f'<div class="tables">{tables}</div></details>'
        f'<p class="own"><label for="own-theme">{text(texts["compare_own"])}</label>'
        '<input id="own-theme" type="text" maxlength="200" autocomplete="off"></p>'
        f"{button('compare', texts['compare_do'])}</section>"
    )


def matrix_html(matrix: Matrix, texts: Texts, language: str) -> str:
    """The matrix with a cited value in each cell, the chart of its ratings, the sources, and its files."""
    numbering = Numbering()
    cited: dict[int, Citation] = {}
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in matrix.names)
    rows = "".join(
        f'<tr><th scope="row">{text(theme)}</th>{"".join(_cell(one, numbering, cited, texts) for one in row)}</tr>'
        for theme, row in zip(matrix.themes, matrix.places, strict=True)
    )
    caption = texts["compared"].format(names=", ".join(matrix.names))
    sources = "".join(
        f'<li id="source-{number}"><span dir="auto">{text(place(one))}: “{text(one.quote)}”</span> '
        f"{link(address(one), texts['in_document'])}</li>"
        for number, one in cited.items()
    )
    return (
        f'<div class="comparison"><h2 id="compared" tabindex="-1">{text(caption)}</h2>'
        f'<div class="table" role="region" tabindex="0" aria-label="{text(caption)}"><table>'
        f'<thead><tr><th scope="col">{text(texts["theme"])}</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{_drawing(matrix, texts)}{_files(matrix, texts, language)}"
        f'<h3>{text(texts["sources"])}</h3><ol class="sources">{sources}</ol></div>'
    )


def _checkbox(kind: str, value: str) -> str:
    return f'<label><input type="checkbox" data-{kind}="{text(value)}"> {text(value)}</label>'


def _cell(one: Place, numbering: Numbering, cited: dict[int, Citation], texts: Texts) -> str:
    if not one.text:
        return f'<td class="silent">{text(texts["silent"])}</td>'
    markers = []
    for citation in one.citations:
        number = numbering.of(citation)
        cited[number] = citation
        markers.append(f'<a class="source" href="#source-{number}">[{number}]</a>')
    return f'<td dir="auto">{text(one.text)} {"".join(markers)}</td>'


def _drawing(matrix: Matrix, texts: Texts) -> str:
    svg = chart(matrix)
    if svg is None:
        return ""
    data = base64.b64encode(svg).decode("ascii")
    return (
        f'<figure tabindex="0"><figcaption>{text(texts["chart"])}</figcaption>'
        f'<img src="data:image/svg+xml;base64,{data}" alt="{text(texts["chart_alt"])}"></figure>'
    )


def _files(matrix: Matrix, texts: Texts, language: str) -> str:
    chosen = [*(("name", one) for one in matrix.names), *(("theme", one) for one in matrix.themes)]
    links = "".join(
        link(f"comparison?{urlencode([*chosen, ('format', format), ('lang', language)])}", name, download=True)
        for format, name in (("md", "Markdown"), ("docx", "Word"), ("pdf", "PDF"), ("svg", texts["chart_file"]))
        if format != "svg" or chart(matrix) is not None
    )
    return f'<p class="taken">{text(texts["save"])} {links}</p>'
