"""A conversation on the page as HTML: its exchanges and its sources."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from ui.cards import no_sources, sources_panel
from ui.conversation import Exchange


def panels_html(exchanges: Iterable[Exchange]) -> Markup:
    """Return the sources of every answer; those of the last one are shown. Small talk has none."""
    answered = [(e, e.answer) for e in exchanges if e.answer is not None and not e.is_small_talk]
    if not answered:
        return no_sources()
    last = answered[-1][0].number
    return Markup().join(
        sources_panel(e.number, answer, e.views, current=e.number == last) for e, answer in answered
    )
