"""Feedback as HTML, each with the form that makes a gold question of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.store.feedback import LONGEST_QUOTE, SHORTEST_QUOTE
from rag.store.records import Feedback, Verdict
from rag.types import Answer
from ui.markup import answer_html, escape
from ui.parts import button, when

#: Sentences of the sources offered as evidence.
_OFFERED = 6
#: Lines of a right answer offered as what it must have, and their most characters.
_FACTS, _FACT = 3, 40


def feedback_html(items: Sequence[Feedback]) -> str:
    """Return the list of feedback."""
    if not items:
        return '<p class="bk-quiet">还没有这样的评价。</p>'
    return f'<ul class="bk-reviewed">{"".join(_item(item) for item in items)}</ul>'


def quotes_of(answer: Answer) -> list[tuple[str, str]]:
    """Return what can be evidence: document and quote of citations, of a length that may be."""
    found = [(c.document, quote) for c in answer.citations for quote in _lines(c.quote)]
    if not found:
        found = [(p.document, q) for p in answer.passages if not p.derived for q in _lines(p.text)]
    return list(dict.fromkeys(found))[:_OFFERED]


def evidence_of(answer: Answer, chosen: str) -> list[tuple[str, str]]:
    """Return the evidence that the form's number names; none where it names nothing."""
    quotes = quotes_of(answer)
    at = int(chosen) if chosen.isdecimal() else -1
    return [quotes[at]] if 0 <= at < len(quotes) else []


def _item(item: Feedback) -> str:
    down = item.verdict is Verdict.DOWN
    badge = (
        f'<span class="bk-badge{" bk-bad" if down else ""}">{"有问题" if down else "有帮助"}</span>'
    )
    reason = f'<p class="bk-reason">老师说：{escape(item.reason)}</p>' if item.reason else ""
    answer = answer_html(item.answer.text, lambda n: f'<sup class="bk-origin">{n}</sup>')
    form = (
        '<p class="bk-done">已做成评测题</p>'
        if item.gold is not None
        else f"<details><summary>做成评测题</summary>{_form(item)}</details>"
    )
    return (
        f'<li><div class="bk-section-head">{badge}<h3>{escape(item.question)}</h3>'
        f"<small>{when(item.created)}</small></div>{reason}"
        f'<details><summary>当时的回答</summary><div class="bk-answer">{answer}</div></details>'
        f"{form}</li>"
    )


def _form(item: Feedback) -> str:
    answered = item.answer.status == "answered"
    yes, no = (" checked", "") if answered else ("", " checked")
    quotes = "".join(
        f'<label><input type="radio" name="evidence" value="{n}"{" checked" if n == 0 else ""}> '
        f"{escape(quote)}<small>{escape(document)}</small></label>"
        for n, (document, quote) in enumerate(quotes_of(item.answer))
    )
    evidence = f"<fieldset><legend>依据</legend>{quotes}</fieldset>" if quotes else ""
    # What a teacher found right says what a right answer has; of the others nobody knows it yet.
    right = item.verdict is Verdict.UP and answered
    facts = escape("\n".join(_facts(item.answer.text))) if right else ""
    return (
        # A form of its own, so that the choices of two feedbacks do not exclude each other.
        '<form class="bk-gold" data-form><fieldset><legend>资料里有答案吗</legend>'
        f'<label><input type="radio" name="answerable" value="yes"{yes}> 有</label>'
        f'<label><input type="radio" name="answerable" value="no"{no}> 没有，应该拒答</label>'
        "</fieldset>"
        '<div class="bk-right">'
        f'<label for="bk-facts-{item.id}">正确回答必须写到什么（一行一项，几种写法用“／”隔开）'
        f'</label><textarea id="bk-facts-{item.id}" name="facts" rows="3">{facts}</textarea>'
        f"{evidence}</div>{button('gold', '做成评测题', kind='bk-main-act', id=item.id)}</form>"
    )


def _facts(text: str) -> list[str]:
    """Return the first lines of an answer, without marks and list signs."""
    lines = (re.sub(r"\[\d+\]|^[-*\d.、 ]+|\*\*", "", line).strip() for line in text.splitlines())
    return [line.rstrip("。；") for line in lines if 2 <= len(line) <= _FACT][:_FACTS]


def _lines(text: str) -> list[str]:
    return [
        line.strip()
        for line in text.replace("\t", "\n").replace("。", "。\n").splitlines()
        if SHORTEST_QUOTE <= len(line.strip()) <= LONGEST_QUOTE
    ]
