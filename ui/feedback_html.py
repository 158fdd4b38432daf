"""Feedback as HTML, each with the form that makes a gold question of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from rag.store.feedback import LONGEST_QUOTE, SHORTEST_QUOTE
from rag.store.records import Feedback, Verdict
from rag.types import Answer
from ui.markup import answer_html, render

#: Sentences of the sources offered as evidence.
_OFFERED = 6
#: Lines of a right answer offered as what it must have, and their most characters.
_FACTS, _FACT = 3, 40


def feedback_html(items: Sequence[Feedback]) -> Markup:
    """Return the list of feedback."""
    if not items:
        return render("parts", "quiet", "还没有这样的评价。")
    rows = []
    for item in items:
        answer = answer_html(item.answer.text, lambda n: render("admin", "mark", n))
        # What a teacher found right says what a right answer has; of the others nobody knows yet.
        right = item.verdict is Verdict.UP and item.answer.status == "answered"
        facts = "\n".join(_facts(item.answer.text)) if right else ""
        down = item.verdict is Verdict.DOWN
        rows.append((item, down, answer, quotes_of(item.answer), facts))
    return render("admin", "feedback", rows)


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
