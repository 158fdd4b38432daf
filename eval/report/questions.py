"""One question of ``report.html``: what was asked, retrieved and answered, and why it scored so."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from eval.gold_schema import KINDS
from eval.metrics.key_facts import met
from eval.report.content import Content
from eval.scoring import DEPTH, Scored

#: Characters of a passage that are shown.
_SHOWN = 260


def question_html(content: Content, row: Scored, *, lost: bool) -> str:
    """Return the question as a block that opens on a click; ``lost``: it was right before."""
    question = row.question
    lost_mark = '<span class="no">原来答对</span> ' if lost else ""
    head = (
        f'<span class="tag">{escape(question.id)} · {KINDS.get(question.kind, question.kind)}'
        f"</span>{lost_mark}{escape(question.question)}"
    )
    return f"<details><summary>{head}</summary><div>{''.join(_parts(content, row))}</div></details>"


def _parts(content: Content, row: Scored) -> Iterator[str]:
    question, outcome = row.question, row.outcome
    why = "".join(f"<li>{escape(reason)}</li>" for reason in content.reasons(row))
    yield f"<h3>为什么</h3><ul>{why}</ul>"
    for turn in question.history:
        yield f'<p class="soft">前面问过：{escape(turn.question)}</p>'
    state = "拒绝回答" if outcome.refused else "回答"
    yield f'<h3>{state}</h3><p class="answer">{escape(outcome.answer)}</p>'
    for citation in outcome.citations:
        quote = _short(citation.quote)
        yield f'<p class="place">[{citation.n}] {escape(citation.document)}：{quote}</p>'
    yield f"<h3>应有的内容</h3><p>{escape(question.answer) or '资料里没有答案，应当拒绝。'}</p>"
    if question.must_include:
        facts = "".join(
            f'<li class="{"ok" if said else "no"}">{"✓" if said else "✗"} '
            f"{escape(' / '.join(group))}</li>"
            for group in question.must_include
            for said in [not outcome.refused and met(outcome.answer, group)]
        )
        yield f"<ul>{facts}</ul>"
    for e in row.quotes:
        yield f'<p class="place">依据（{escape(e.document)}）：{escape(e.shown)}</p>'
    yield f"<h3>检索到的前 {DEPTH} 条</h3>"
    yield f'<ol class="passages">{"".join(_passages(content, row))}</ol>'
    opinion = content.judgements.get(question.id)
    if opinion:
        faithful = {True: "忠实", False: "不忠实", None: "没有意见"}[opinion.faithful]
        score = "—" if opinion.correctness is None else f"{opinion.correctness:g}"
        yield f'<p class="soft">模型评判（只供参考）：{faithful}，正确性 {score}/5</p>'


def _passages(content: Content, row: Scored) -> Iterator[str]:
    corpus = content.measurement.corpus
    for identifier in row.outcome.lanes["full"][:DEPTH]:
        passage = corpus.passages.get(identifier)
        if passage is None:
            yield "<li>（不是资料里的原文）</li>"
            continue
        hit = ' class="hit"' if identifier in row.relevant else ""
        place = " › ".join((passage.title, *passage.heading_path))
        yield f'<li{hit}><div class="place">{escape(place)}</div>{_short(passage.text)}</li>'


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return escape(flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}……")
