"""The conversation as HTML: questions, answers, refusals and problems."""

from __future__ import annotations

from collections.abc import Iterable

from rag.cli.show import UNDERSTOOD
from rag.types import Answer
from ui.cards import cite_button
from ui.conversation import Exchange
from ui.markup import answer_html, escape
from ui.parts import button


def transcript(exchanges: Iterable[Exchange]) -> str:
    """Return the finished exchanges in order."""
    listed = list(exchanges)
    return "".join(_turn(e.question, _reply(e, e is listed[-1]), number=e.number) for e in listed)


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


def _reply(exchange: Exchange, last: bool) -> str:
    again = button("again", "重新回答", kind="bk-plain") if last else ""
    if exchange.answer is None:
        hint = f"<span>{escape(exchange.hint)}</span>" if exchange.hint else ""
        told = f'<div class="bk-problem" role="alert">{escape(exchange.problem)}{hint}</div>'
        return f'{told}<div class="bk-tools">{again}</div>'
    return _answer(exchange, exchange.answer, again)


def _answer(exchange: Exchange, answer: Answer, again: str) -> str:
    number = exchange.number
    known = {citation.n: citation for citation in answer.citations}

    def marker(n: int) -> str | None:
        return cite_button(number, known[n]) if n in known else None

    body = f"{_understood(answer)}{answer_html(answer.text, marker)}"
    if exchange.is_small_talk:
        # Said like a greeting: there is nothing in it to copy or to judge.
        return f'<div class="bk-answer">{body}</div>'
    notes = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in answer.notes)

    def tools(more: str) -> str:
        pressed = f"{more}{_copy(answer)}{_thumbs(exchange)}{again}"
        return f'<div class="bk-tools">{pressed}</div>{_why(exchange)}'

    if answer.status == "refused":
        label = '<p class="bk-label">文件中没有找到依据</p>'
        more = _more(number, "看看最接近的段落") if answer.passages else ""
        return f'<div class="bk-answer bk-refused">{label}{body}{notes}</div>{tools(more)}'
    more = _more(number, f"查看 {len(known)} 处出处") if known else ""
    return f'<div class="bk-answer">{body}{notes}</div>{tools(more)}'


def _understood(answer: Answer) -> str:
    """Return how a follow-up was understood; nothing where the question stands as typed."""
    told = answer.understood
    return f'<p class="bk-label">{UNDERSTOOD.format(escape(told))}</p>' if told else ""


def _more(number: int, label: str) -> str:
    return f'<button type="button" class="bk-more" data-turn="{number}">{label}</button>'


def _copy(answer: Answer) -> str:
    text = escape(copied(answer))
    return f'<button type="button" class="bk-act bk-plain bk-copy" data-copy="{text}">复制</button>'


def copied(answer: Answer) -> str:
    """Return an answer as text to be pasted, with its sources below."""
    lines = [answer.text]
    if answer.citations:
        lines += ["", "出处："]
    for c in answer.citations:
        page = [] if c.page is None else [f"第 {c.page} 页"]
        where = "，".join([" › ".join([c.title, *c.heading_path]), *page])
        lines.append(f"[{c.n}] {where}：“{' '.join(c.quote.split())}”")
    return "\n".join(lines)


def _thumbs(exchange: Exchange) -> str:
    if not exchange.message_id:
        return ""
    number = exchange.number
    return "".join(
        f'<button type="button" class="bk-act bk-plain bk-thumb" data-act="{verdict}" '
        f'data-n="{number}" aria-pressed="{str(exchange.verdict == verdict).lower()}">'
        f"{label}</button>"
        for verdict, label in (("up", "有帮助"), ("down", "有问题"))
    )


def _why(exchange: Exchange) -> str:
    if exchange.verdict != "down" or not exchange.message_id:
        return ""
    if exchange.reason:
        return f'<p class="bk-quiet bk-said">已记下：{escape(exchange.reason)}</p>'
    return (
        '<div class="bk-why" data-form><label class="bk-hidden" '
        f'for="bk-why-{exchange.number}">问题出在哪里</label>'
        f'<input id="bk-why-{exchange.number}" name="reason" maxlength="500" '
        'placeholder="哪里不对？例如：数字错了，或者漏了一项" autocomplete="off">'
        f"{button('why', '告诉管理员', n=exchange.number)}</div>"
    )
