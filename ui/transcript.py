"""The conversation as HTML: questions, answers, refusals and problems."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Answer
from ui.cards import cite_button
from ui.conversation import Exchange
from ui.markup import answer_html, escape


def transcript(exchanges: Iterable[Exchange]) -> str:
    """Return the finished exchanges in order."""
    return "".join(
        _turn(exchange.question, _reply(exchange), number=exchange.number) for exchange in exchanges
    )


def live(question: str, text: str) -> str:
    """Return the exchange that is being answered; marks are not clickable yet."""
    body = (
        answer_html(text, lambda n: f'<span class="bk-cite" aria-hidden="true">{n}</span>')
        if text
        else '<p class="bk-wait" role="status">正在查阅文件<i></i><i></i><i></i></p>'
    )
    reply = f'<div class="bk-answer" aria-busy="true">{body}</div>'
    return _turn(question, reply)


def _turn(question: str, reply: str, number: int | None = None) -> str:
    attribute = "" if number is None else f' data-turn="{number}"'
    return (
        f'<article class="bk-turn"{attribute}>'
        f'<div class="bk-question"><span class="bk-hidden">问：</span>{escape(question)}</div>'
        f"{reply}</article>"
    )


def _reply(exchange: Exchange) -> str:
    if exchange.answer is None:
        hint = f"<span>{escape(exchange.hint)}</span>" if exchange.hint else ""
        return f'<div class="bk-problem" role="alert">{escape(exchange.problem)}{hint}</div>'
    return _answer(exchange.number, exchange.answer)


def _answer(number: int, answer: Answer) -> str:
    known = {citation.n: citation for citation in answer.citations}

    def marker(n: int) -> str | None:
        return cite_button(number, known[n]) if n in known else None

    body = answer_html(answer.text, marker)
    notes = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in answer.notes)
    if answer.status == "refused":
        label = '<p class="bk-label">文件中没有找到依据</p>'
        more = _more(number, "看看最接近的段落") if answer.passages else ""
        return f'<div class="bk-answer bk-refused">{label}{body}{notes}{more}</div>'
    more = _more(number, f"查看 {len(known)} 处出处") if known else ""
    return f'<div class="bk-answer">{body}{notes}{more}</div>'


def _more(number: int, label: str) -> str:
    return f'<button type="button" class="bk-more" data-turn="{number}">{label}</button>'
