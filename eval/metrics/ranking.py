"""Hit@5, MRR and nDCG@10 on quote relevance, computed by ir-measures (pytrec_eval).

A chunk is relevant (grade 1) when it holds one of the question's quotes as a whole. Hit@5
(``Success@5``): whether one of the first five is relevant. MRR (``RR``): 1 / rank of the first
relevant one, 0 where none was retrieved. nDCG@10: Järvelin and Kekäläinen (2002), gain 1, discount
log2(rank + 1), against the best order of all relevant chunks of the index.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.errors import EvalError
from indexing.extras import how_to_install

#: Our names and those of ir-measures.
MEASURES = {"hit@5": "Success@5", "mrr": "RR", "ndcg@10": "nDCG@10"}
#: Stands for the relevant chunks of a question that has none: it scores 0 and is not passed over.
_NONE = "none"

Qrels = Mapping[str, Iterable[str]]
Run = Mapping[str, Sequence[str]]


def ranking_scores(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Return the scores of each question of ``qrels`` by measure.

    Args:
        qrels: ids of the relevant chunks by question.
        run: ids of the retrieved chunks by question, best first.

    Raises:
        EvalError: ir-measures is not installed.
        ValueError: a question has no ranking; an empty one is a ranking.
    """
    if missing := set(qrels) - set(run):
        raise ValueError(f"no ranking for {sorted(missing)}")
    require_ir_measures()
    import ir_measures

    judged = [ir_measures.Qrel(*line) for line in _qrel_lines(qrels)]
    ranked = [
        ir_measures.ScoredDoc(question, chunk, score)
        for question, chunk, _, score in _run_lines(run)
        if question in qrels
    ]
    scores = {question: dict.fromkeys(MEASURES, 0.0) for question in qrels}
    ours = {ir_measures.parse_measure(theirs): name for name, theirs in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(ours), judged, ranked):
        scores[metric.query_id][ours[metric.measure]] = float(metric.value)
    return scores


def require_ir_measures() -> None:
    """Make sure that ir-measures is there, before questions are asked for minutes.

    Raises:
        EvalError: it is not installed.
    """
    if importlib.util.find_spec("ir_measures") is None:
        raise EvalError("没有安装 ir-measures。", f"请运行 {how_to_install('eval')}。")


def export_trec(folder: Path, qrels: Qrels, runs: Mapping[str, Run]) -> None:
    """Write ``qrels.trec`` and ``run.<lane>.trec``, which trec_eval and ir-measures read."""
    lines = [f"{question} 0 {chunk} {grade}\n" for question, chunk, grade in _qrel_lines(qrels)]
    (folder / "qrels.trec").write_text("".join(lines), encoding="utf-8")
    for lane, run in runs.items():
        lines = [
            f"{question} Q0 {chunk} {rank} {score} {lane}\n"
            for question, chunk, rank, score in _run_lines(run)
            if question in qrels
        ]
        (folder / f"run.{lane}.trec").write_text("".join(lines), encoding="utf-8")


def _qrel_lines(qrels: Qrels) -> list[tuple[str, str, int]]:
    return [
        line
        for question, chunks in qrels.items()
        for line in [(question, c, 1) for c in sorted(chunks)] or [(question, _NONE, 0)]
    ]


def _run_lines(run: Run) -> list[tuple[str, str, int, int]]:
    """Return question, chunk, rank and score; scores fall by 1 a rank, so that none are equal."""
    return [
        (question, chunk, rank, len(chunks) - rank + 1)
        for question, chunks in run.items()
        for rank, chunk in enumerate(dict.fromkeys(chunks), start=1)
    ]
