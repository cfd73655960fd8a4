"""How the page looks: the theme, and what a theme can't say, in page.css."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

# Gradio adds a copy of each rule of the `css` that it is given, with prefixes that break :is() and media
# queries; a style element in the head is left as it is.
HEAD = f"<style>\n{(Path(__file__).parent / 'page.css').read_text('utf-8')}</style>"

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
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        button_border_width="1px",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*primary_50",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_400",
        button_secondary_border_color_dark="*neutral_500",
        button_medium_text_weight="400",
        button_medium_text_size="*text_md",
        button_large_text_size="*text_md",
        checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent",
        checkbox_label_background_fill_selected="transparent",
        checkbox_label_background_fill_selected_dark="transparent",
        checkbox_label_background_fill_hover="transparent",
        checkbox_label_background_fill_hover_dark="transparent",
        checkbox_background_color_selected="*primary_600",
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_400",
        error_text_color="#8b1a10",
        error_text_color_dark="#ffd8d3",
        error_background_fill="#fdeceb",
        error_background_fill_dark="#3d1613",
        error_border_color="#b3261e",
        error_border_color_dark="#ff897d",
    )
