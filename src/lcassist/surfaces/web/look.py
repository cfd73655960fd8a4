"""How the page looks: the theme. What a theme can't say is in page.css."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

HERE = Path(__file__).parent
CSS = HERE / "page.css"

# One accent colour; its middle shades have a contrast of more than 4.5 to white and to the dark ground.
_ACCENT = gr.themes.Color(
    c50="#eef5fb", c100="#d9e8f5", c200="#b5d2eb", c300="#8ab8de", c400="#5b9bce", c500="#2f7db8",
    c600="#17629c", c700="#124f80", c800="#123f66", c900="#12344f", c950="#0c2234",
)  # fmt: skip


def theme() -> gr.themes.Base:
    """Plain, from the system's own fonts: nothing is fetched from elsewhere."""
    return gr.themes.Base(
        primary_hue=_ACCENT,
        secondary_hue=_ACCENT,
        neutral_hue="slate",
        radius_size="sm",
        text_size="lg",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    ).set(
        body_background_fill="white",
        body_background_fill_dark="*neutral_950",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_300",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_200",
        button_primary_text_color="white",
        button_primary_text_color_dark="*neutral_950",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_300",
        block_shadow="none",
        block_border_width="0px",
    )
