"""Gradio's theme: fonts of the reader's own system and the colours of ``style.css``."""

from __future__ import annotations

import gradio as gr

#: Plain names only: Gradio's own font classes would fetch or bundle Latin web fonts.
_SANS = (
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "system-ui",
    "sans-serif",
)
_MONO = ("ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace")


def theme() -> gr.Theme:
    """Return the theme; the colours are CSS variables so that light and dark live in one file."""
    made = gr.themes.Base(font=_SANS, font_mono=_MONO)
    paint = {
        "body_background_fill": "var(--bk-paper)",
        "body_text_color": "var(--bk-ink)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "input_background_fill": "var(--bk-card)",
        "input_border_color": "var(--bk-edge)",
        "input_placeholder_color": "var(--bk-dim)",
        "block_info_text_color": "var(--bk-dim)",
        "block_title_text_color": "var(--bk-dim)",
        "block_label_text_color": "var(--bk-dim)",
        "body_text_color_subdued": "var(--bk-dim)",
        "checkbox_border_color": "var(--bk-dim)",
        "checkbox_label_background_fill": "transparent",
        "checkbox_label_background_fill_selected": "transparent",
        "button_primary_background_fill": "var(--bk-accent)",
        "button_primary_background_fill_hover": "var(--bk-accent-deep)",
        "button_primary_text_color": "var(--bk-on-accent)",
        "button_secondary_background_fill": "var(--bk-card)",
        "button_secondary_background_fill_hover": "var(--bk-soft)",
        "button_secondary_text_color": "var(--bk-ink)",
    }
    dark = {f"{name}_dark": value for name, value in paint.items() if "border_width" not in name}
    # Edges are where the columns of a page are, so that everything on it lines up.
    return made.set(**paint, **dark, block_padding="0px")
