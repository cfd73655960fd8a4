"""Draws the ratings of a comparison as grouped bars, with the legends' meanings on the axis."""

from __future__ import annotations

import io
import textwrap
import threading

from lcassist.briefing.compare import Matrix
from lcassist.domain import Mark

# Colours that are told apart with the common defects of sight (Okabe and Ito 2008), and hatches for all others.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
_HATCHES = ("", "//", "..", "xx")
_BAR = 0.2  # of the room of a theme
_lock = threading.Lock()  # matplotlib's settings are the whole process's


def rated(matrix: Matrix) -> dict[tuple[Mark, ...], list[int]]:
    """The themes that have a rating, by number, those of one legend together."""
    found: dict[tuple[Mark, ...], list[int]] = {}
    for number, row in enumerate(matrix.places):
        legend = next((place.legend for place in row if place.rating is not None), None)
        if legend:
            found.setdefault(legend, []).append(number)
    return found


def chart(matrix: Matrix, kind: str = "svg") -> bytes | None:
    """The drawing as "svg" or "png"; None where nothing is rated."""
    groups = rated(matrix)
    if not groups:
        return None
    # It takes a second to import, and most visits compare nothing.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    heights = [0.6 + 0.7 * len(own) for own in groups.values()]
    # text as outlines: it then looks the same everywhere, and needs no font
    with _lock, rc_context({"svg.hashsalt": "lcassist", "svg.fonttype": "path", "font.size": 10}):
        figure = Figure(figsize=(9, sum(heights) + 0.9), layout="constrained")
        parts = figure.subplots(len(groups), 1, squeeze=False, height_ratios=heights)
        for axes, (legend, own) in zip(parts[:, 0], groups.items(), strict=True):
            step = min(_BAR, 0.8 / len(matrix.names))
            for place, name in enumerate(matrix.names):
                bars = [
                    (row + (place - (len(matrix.names) - 1) / 2) * step, rating)
                    for row, number in enumerate(own)
                    if (rating := matrix.places[number][place].rating) is not None
                ]
                axes.barh(
                    [at for at, _ in bars],
                    [rating for _, rating in bars],
                    height=step * 0.9,
                    color=_COLOURS[place],
                    hatch=_HATCHES[place],
                    edgecolor="#1d2939",
                    linewidth=0.5,
                    label=name,
                )
            axes.set_yticks(range(len(own)), ["\n".join(textwrap.wrap(matrix.themes[n], 32)) for n in own])
            axes.set_ylim(len(own) - 0.5, -0.5)
            marks = list(reversed(legend))
            axes.set_xlim(0, len(marks) + 0.3)
            axes.set_xticks(
                range(1, len(marks) + 1), ["\n".join((m.text, *textwrap.wrap(m.meaning, 14))) for m in marks]
            )
            axes.grid(axis="x", color="#d0d7e0", linewidth=0.6)
            axes.set_axisbelow(True)
            axes.spines[["top", "right"]].set_visible(False)
        handles, labels = parts[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=len(matrix.names), frameon=False)
        file = io.BytesIO()
        figure.savefig(file, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()
