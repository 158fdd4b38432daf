"""The conversation as HTML: questions, answers, refusals and problems."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from rag.ask.scope import called
from rag.cli.show import UNDERSTOOD
from rag.types import BY_MODEL, Answer
from ui.cards import cite_button
from ui.conversation import Exchange
from ui.markup import answer_html, render


def transcript(exchanges: Iterable[Exchange]) -> Markup:
    """Return the finished exchanges in order."""
    listed = list(exchanges)
    return Markup().join(
        render("talk", "turn", e.question, _reply(e, e is listed[-1]), e.number) for e in listed
    )


def live(question: str, text: str) -> Markup:
    """Return the exchange that is being answered; marks are not clickable yet."""
    body = answer_html(text, lambda n: render("talk", "mark", n)) if text else ""
    return render("talk", "live", question, body)


def _reply(exchange: Exchange, last: bool) -> Markup:
    answer = exchange.answer
    if answer is None:
        return render("talk", "unfinished", exchange, last)
    known = {citation.n: citation for citation in answer.citations}

    def marker(n: int) -> Markup | None:
        return cite_button(exchange.number, known[n]) if n in known else None

    text = answer_html(answer.text, marker)
    understood = UNDERSTOOD.format(answer.understood)
    if exchange.is_small_talk:
        # Answered like a greeting: there is nothing in it to copy or to judge.
        return render("talk", "small_talk", answer, text, understood)
    limits = "、".join(map(called, answer.scope))
    return render(
        *("talk", "answered", exchange, answer, text, understood, copied(answer), last, limits),
        by_model=BY_MODEL if answer.by_model else "",
    )


def copied(answer: Answer) -> str:
    """Return an answer as text to be pasted, with its sources below."""
    lines = [answer.text]
    if answer.citations:
        lines += ["", "出处："]
    for c in answer.citations:
        page = [f"第 {c.printed_page} 页"] if c.printed_page else []
        where = "，".join([" › ".join([c.title, *c.heading_path]), *page])
        lines.append(f"[{c.n}] {where}：“{' '.join(c.quote.split())}”")
    if answer.by_model:
        lines += ["", BY_MODEL]
    return "\n".join(lines)
