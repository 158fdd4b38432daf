"""A conversation on the page as HTML: its exchanges, its sources, its address."""

from __future__ import annotations

from collections.abc import Iterable

from ui.cards import no_sources, sources_panel
from ui.conversation import Exchange
from ui.keeping import Talk
from ui.markup import escape
from ui.transcript import transcript


def log_html(talk: Talk) -> str:
    """Return the exchanges, with the address at which reloading finds them again."""
    return transcript(talk.exchanges) + (address_html(f"?c={talk.id}") if talk.id else "")


def address_html(query: str) -> str:
    """Return what tells the page's script its address."""
    return f'<span hidden data-address="/{escape(query)}"></span>'


def panels_html(exchanges: Iterable[Exchange]) -> str:
    """Return the sources of every answer; those of the last one are shown. Small talk has none."""
    answered = [(e, e.answer) for e in exchanges if e.answer is not None and not e.is_small_talk]
    if not answered:
        return no_sources()
    last = answered[-1][0].number
    return "".join(
        sources_panel(e.number, answer, e.views, current=e.number == last) for e, answer in answered
    )
