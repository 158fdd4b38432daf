"""Citation cards and the source view inside them, as HTML.

A card is a ``<details>``: closed it shows where a quote is from, open it shows the quote in its
surroundings. The surroundings are rendered with the answer, so opening one asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexing.records import document_id
from rag.types import Answer, Citation, Passage, SourceView
from ui.markup import escape

#: Characters shown of a passage in the list of everything that was found.
_PASSAGE_CHARS = 160
#: Characters of surroundings asked for on both sides of a passage.
CONTEXT = 600


def card_id(turn: int, n: int) -> str:
    """Return the element id of citation ``n`` of exchange ``turn``."""
    return f"bk-card-{turn}-{n}"


def cite_button(turn: int, citation: Citation) -> str:
    """Return the ``[n]`` of an answer as a button that opens its card."""
    place = "，".join([citation.title, *_page(citation.page)])
    return (
        f'<button type="button" class="bk-cite" data-card="{card_id(turn, citation.n)}" '
        f'aria-label="出处 {citation.n}：{escape(place)}">{citation.n}</button>'
    )


def sources_panel(
    turn: int, answer: Answer, views: Mapping[str, SourceView], *, current: bool
) -> str:
    """Return the panel of one exchange: its citation cards, then everything that was found.

    Args:
        turn: number of the exchange, unique within the page.
        answer: what was answered.
        views: chunk id -> source view; a citation without one gets a card without surroundings.
        current: whether the panel is the one shown.
    """
    cards = "".join(card(turn, c, views.get(c.chunk_id)) for c in answer.citations)
    body = (
        f'<ol class="bk-cards">{cards}</ol>'
        if cards
        else '<p class="bk-quiet">这次没有引用任何原文。</p>'
    )
    count = f"{len(answer.citations)} 处" if cards else ""
    return (
        f'<section class="bk-panel{" is-current" if current else ""}" data-turn="{turn}" '
        f'aria-label="出处：{escape(answer.question)}">'
        f'<h2>出处 <small>{count}</small></h2><p class="bk-for">{escape(answer.question)}</p>'
        f"{body}{_passages(answer)}</section>"
    )


def no_sources() -> str:
    """Return what stands in the place of the panels before the first answer."""
    return (
        '<section class="bk-panel is-current"><h2>出处</h2>'
        '<p class="bk-quiet">回答引用的原文会列在这里。</p></section>'
    )


def source_html(citation: Citation, view: SourceView) -> str:
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
    label = f"原文：{escape(view.title)}"
    return (
        f'<div class="bk-source" tabindex="0" role="region" aria-label="{label}">'
        f"{_gap(origin > 0)}{escape(whole[:start])}"
        f"<mark>{escape(whole[start:end])}</mark>"
        f"{escape(whole[end:])}{_gap(len(view.after) >= CONTEXT)}</div>"
    )


def _address(citation: Citation) -> str:
    """Return the address of the page that shows a quote in its whole document."""
    document = document_id(citation.document)
    return f"/read?d={document}&s={citation.start}&e={citation.end}"


def card(turn: int, citation: Citation, view: SourceView | None) -> str:
    """Return one citation card; without a view it has no surroundings."""
    whole = f'<a class="bk-whole-link" href="{_address(citation)}">打开全文中的这一处</a>'
    source = (
        source_html(citation, view) + whole
        if view
        else '<p class="bk-quiet">原文已更新，这一处的上下文无法显示。请重新提问。</p>'
    )
    return (
        f'<li><details class="bk-card" id="{card_id(turn, citation.n)}"><summary>'
        f'<span class="bk-n" aria-hidden="true">{citation.n}</span>'
        f"{where(citation.title, citation.heading_path, citation.page, citation.document)}"
        f'<span class="bk-quote">{escape(citation.quote)}</span>'
        '<span class="bk-open">在原文中查看</span>'
        f"</summary>{source}</details></li>"
    )


def where(title: str, path: Sequence[str], page: int | None, document: str) -> str:
    """Return where something stands: document, page, headings."""
    crumbs = escape(" › ".join(path))
    pages = "".join(f'<span class="bk-page">{part}</span>' for part in _page(page))
    return (
        f'<span class="bk-where"><span class="bk-doc" title="{escape(document)}">'
        f'{escape(title)}</span>{pages}<span class="bk-path">{crumbs}</span></span>'
    )


def _page(page: int | None) -> list[str]:
    return [] if page is None else [f"第 {page} 页"]


def _gap(cut: bool) -> str:
    return '<span class="bk-gap" aria-hidden="true">……</span>' if cut else ""


def _passages(answer: Answer) -> str:
    if not answer.passages:
        return ""
    name = "检索到的段落" if answer.citations else "最接近的段落"
    items = "".join(f"<li>{_passage(passage)}</li>" for passage in answer.passages)
    return (
        f'<details class="bk-found"><summary>{name}（{len(answer.passages)}）</summary>'
        f"<ol>{items}</ol></details>"
    )


def _passage(passage: Passage) -> str:
    text = passage.text[:_PASSAGE_CHARS] + ("…" if len(passage.text) > _PASSAGE_CHARS else "")
    derived = '<span class="bk-page">由表格汇总</span>' if passage.derived else ""
    place = where(passage.title, passage.heading_path, passage.page, passage.document)
    return f'{place}{derived}<span class="bk-quote">{escape(text)}</span>'
