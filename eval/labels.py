"""The figures of a measurement, and their Chinese names for reports and messages."""

from __future__ import annotations

from eval.records import LANES

#: Figures of a lane, in the order of the tables.
LANE_FIGURES = ("recall@1", "recall@3", "recall@5", "recall@10", "hit@5", "mrr", "ndcg@10")
#: Figures of the answers, in the order of the tables.
ANSWER_FIGURES = (
    "passed",
    "lead",
    "shown",
    "key_facts",
    "citation_validity",
    "citation_recall",
    "citation_precision",
    "refusal_recall",
    "false_refusal",
    "wrong_place",
    "answer_chars_median",
    "answer_chars_p90",
)

_FIGURES = {
    "passed": "答对",
    "key_facts": "要点得分",
    "lead": "答案本身答全",
    "shown": "不点开就看得到",
    "citation_validity": "出处有效",
    "citation_recall": "句句有据",
    "citation_precision": "出处切题",
    "refusal_recall": "该拒则拒",
    "false_refusal": "误拒",
    "wrong_place": "答到别处",
    "answer_chars_median": "回答字数（中位）",
    "answer_chars_p90": "回答字数（九成以内）",
    "draft.passed": "起草合格",
    "draft.key_facts": "起草要点得分",
    "draft.validity": "起草出处有效",
    "draft.support": "起草句句有据",
    "draft.rules": "起草没有检查错误",
}
_RANKING = {"mrr": "MRR", "ndcg@10": "nDCG@10", "hit@5": "hit@5"}


def figure_label(name: str) -> str:
    """Return the name for readers; lanes come first: ``词语 recall@5``."""
    lane, _, metric = name.partition(".")
    if metric and lane in LANES:
        return f"{LANES[lane]} {_RANKING.get(metric, metric)}"
    return _FIGURES.get(name) or _RANKING.get(name, name)


def figure_text(name: str, value: float) -> str:
    """Return a value as readers want it: a share in per cent, characters as a whole number."""
    if value != value:
        return "—"
    return f"{value:.0f}" if name.startswith("answer_chars") else f"{value * 100:.1f}%"
