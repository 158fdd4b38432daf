"""Citation cards and the source view inside them, as HTML.

A card is a ``<details>``: closed it shows where a quote is from, open it shows the quote in its
surroundings. The surroundings are rendered with the answer, so opening one asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from indexing.records import document_id
from rag.types import Answer, Citation, SourceView
from ui.markup import render

#: Characters shown of a passage in the list of everything that was found.
_PASSAGE_CHARS = 160
#: Characters of surroundings asked for on both sides of a passage.
CONTEXT = 600


def cite_button(turn: int, citation: Citation) -> Markup:
    """Return the ``[n]`` of an answer as a button that opens its card."""
    return render("sources", "cite", turn, citation)


def sources_panel(
    turn: int, answer: Answer, views: Mapping[str, SourceView], *, current: bool
) -> Markup:
    """Return the panel of one exchange: its citation cards, then everything that was found.

    Args:
        turn: number of the exchange, unique within the page.
        answer: what was answered.
        views: chunk id -> source view; a citation without one gets a card without surroundings.
        current: whether the panel is the one shown.
    """
    cards = [card(turn, c, views.get(c.chunk_id)) for c in answer.citations]
    return render("sources", "panel", turn, answer, cards, current, _PASSAGE_CHARS)


def no_sources() -> Markup:
    """Return what stands in the place of the panels before the first answer."""
    return render("sources", "no_panel")


def source_html(citation: Citation, view: SourceView) -> Markup:
    """Return the source view: the passage in its surroundings with the quote highlighted.

    The quote is found by its offsets, not by searching, so that a repeated sentence is marked at
    the right place; if the offsets do not fit the view, the whole passage is marked.
    """
    whole = view.before + view.text + view.after
    origin = view.start - len(view.before)
    start, end = citation.start - origin, citation.end - origin
    fits = 0 <= start < end and whole[start:end] == citation.quote
    if not fits:
        start, end = len(view.before), len(view.before) + len(view.text)
    return render(
        "sources",
        "source",
        view.title,
        whole[:start],
        whole[start:end],
        whole[end:],
        origin > 0,
        len(view.after) >= CONTEXT,
    )


def card(turn: int, citation: Citation, view: SourceView | None) -> Markup:
    """Return one citation card; without a view it has no surroundings."""
    source = source_html(citation, view) if view else None
    return render("sources", "card", turn, citation, document_id(citation.document), source)
