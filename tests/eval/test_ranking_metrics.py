"""Hit, MRR and nDCG: by hand, and against trec_eval's own code on the exported files."""

import math

import ir_measures
import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.errors import EvalError
from eval.metrics.ranking import export_trec, ranking_scores


def test_by_hand():
    qrels = {"a": ["x", "y"], "b": ["x"], "c": []}
    run = {"a": ["z", "y", "w"], "b": list("stuvwx"), "c": ["z"]}
    scores = ranking_scores(qrels, run)
    ideal = 1 + 1 / math.log2(3)
    assert scores["a"] == pytest.approx(
        {"hit@5": 1.0, "mrr": 1 / 2, "ndcg@10": (1 / math.log2(3)) / ideal}
    )
    assert scores["b"] == pytest.approx({"hit@5": 0.0, "mrr": 1 / 6, "ndcg@10": 1 / math.log2(7)})
    assert scores["c"] == {"hit@5": 0.0, "mrr": 0.0, "ndcg@10": 0.0}


def test_a_question_without_a_ranking_is_a_mistake_and_an_empty_ranking_scores_nothing():
    with pytest.raises(ValueError, match="no ranking"):
        ranking_scores({"a": ["x"]}, {})
    assert ranking_scores({"a": ["x"]}, {"a": []})["a"] == {"hit@5": 0, "mrr": 0, "ndcg@10": 0}


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EvalError, match="ir-measures"):
        ranking_scores({"a": ["x"]}, {"a": ["x"]})


rankings = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.lists(st.sampled_from("uvwxyz"), unique=True), st.sets(st.sampled_from("uvwxyz"))),
    min_size=1,
)


@settings(deadline=None)
@given(rankings)
def test_bounds_and_a_plain_computation(cases):
    run = {question: ranked for question, (ranked, _) in cases.items()}
    qrels = {question: relevant for question, (_, relevant) in cases.items()}
    scores = ranking_scores(qrels, run)
    for question, (ranked, relevant) in cases.items():
        gains = [1 / math.log2(rank + 1) for rank, c in enumerate(ranked, 1) if c in relevant]
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, len(relevant) + 1))
        first = next((rank for rank, c in enumerate(ranked, 1) if c in relevant), math.inf)
        assert scores[question]["mrr"] == pytest.approx(1 / first, abs=1e-6)
        assert scores[question]["hit@5"] == float(first <= 5)
        expected = sum(gains) / ideal if ideal else 0.0
        assert scores[question]["ndcg@10"] == pytest.approx(expected, abs=1e-6)


def test_exported_files_give_the_reported_figures(small_run, tmp_path):
    """trec_eval's code on the files, without anything of ours, agrees to four digits."""
    scored = [row for row in small_run.scored if row.question.answerable]
    export_trec(
        tmp_path,
        {row.question.id: row.relevant for row in scored},
        {
            lane: {row.question.id: row.outcome.lanes[lane] for row in scored}
            for lane in ("dense", "lexical", "fused", "full")
        },
    )
    with (tmp_path / "qrels.trec").open(encoding="utf-8") as file:
        qrels = pytrec_eval.parse_qrel(file)
    for lane in ("dense", "lexical", "fused", "full"):
        with (tmp_path / f"run.{lane}.trec").open(encoding="utf-8") as file:
            run = pytrec_eval.parse_run(file)
        found = pytrec_eval.RelevanceEvaluator(
            qrels, {"recip_rank", "ndcg_cut.10", "success.5"}
        ).evaluate(run)
        names = {"mrr": "recip_rank", "ndcg@10": "ndcg_cut_10", "hit@5": "success_5"}
        for ours, theirs in names.items():
            mean = sum(found[q][theirs] for q in qrels) / len(qrels)
            assert small_run.summary.overall[f"{lane}.{ours}"].value == pytest.approx(
                mean, abs=5e-5
            )
        again = ir_measures.calc_aggregate(
            [ir_measures.nDCG @ 10],
            ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")),
            ir_measures.read_trec_run(str(tmp_path / f"run.{lane}.trec")),
        )
        assert small_run.summary.overall[f"{lane}.ndcg@10"].value == pytest.approx(
            again[ir_measures.nDCG @ 10], abs=5e-5
        )
    assert small_run.summary.overall["full.mrr"].value > 0.5
