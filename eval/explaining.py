"""Why a question scored as it did, in sentences for a reader of the report."""

from __future__ import annotations

from eval.measured_corpus import MeasuredCorpus
from eval.metrics.key_facts import met
from eval.relevance import covered, holds, retrieved
from eval.scoring import DEPTH, Scored


def reasons(row: Scored, corpus: MeasuredCorpus) -> list[str]:
    """Return what went wrong, retrieval first; empty when nothing did."""
    return [*_retrieval(row, corpus), *_answer(row), *_citations(row)]


def _retrieval(row: Scored, corpus: MeasuredCorpus) -> list[str]:
    passages = retrieved(row.outcome.lanes["full"], corpus.folded)
    out = []
    for quote in row.quotes:
        if covered(passages[:5], quote):
            continue
        rank = next((r for r, p in enumerate(passages[:DEPTH], 1) if holds(p, quote)), None)
        if rank:
            out.append(f"依据排在第 {rank} 位，不在前五：{quote.shown}")
        elif covered(passages[:DEPTH], quote):
            out.append(f"依据要看到前十条才凑得齐：{quote.shown}")
        else:
            out.append(f"前十条里没有依据：{quote.shown}")
    return out


def _answer(row: Scored) -> list[str]:
    question, outcome = row.question, row.outcome
    if not question.answerable:
        return [] if outcome.refused else ["资料里没有答案，却作了回答。"]
    if outcome.refused:
        return ["资料里有答案，却拒绝回答。"]
    missing = [group for group in question.must_include if not met(outcome.answer, group)]
    out = [f"没有写到：{' / '.join(group)}" for group in missing]
    wrong = [text for text in question.must_not_include if met(outcome.answer, [text])]
    out += [f"不该写到：{text}" for text in wrong]
    if missing and row.scores["full.recall@5"] == 1.0:
        out.append("依据都在前五条里，是回答时没有选对句子。")
    return out


def _citations(row: Scored) -> list[str]:
    out = [f"所引的出处不支持这一句：{text}" for text in row.unsupported]
    validity = row.scores["citation_validity"]
    if validity is not None and validity < 1:
        out.append("有的出处标记没有对应的引文，或引文与原文不一致。")
    return out
