"""From a real run over the invented school to scores, figures and reasons."""

from dataclasses import replace

import pytest

from eval.explaining import reasons
from eval.fingerprints import code_sha256, measured_settings, sha256_of
from eval.records import LANES, outcome_from_json, outcome_json
from eval.scoring import score
from eval.summary import summarise


def by_id(run):
    return {row.question.id: row for row in run.scored}


def test_answers_and_refusals_are_scored(small_run):
    rows = by_id(small_run)
    assert rows["g1"].passed
    assert rows["g1"].scores["full.recall@5"] == 1.0
    assert rows["g1"].scores["citation_validity"] == 1.0
    assert rows["g1"].scores["refusal_recall"] is None
    assert rows["g5"].passed
    assert rows["g5"].scores["refusal_recall"] == 1.0
    assert rows["g5"].scores["key_facts"] is None
    assert "full.recall@5" not in rows["g5"].scores
    assert rows["g5"].scores["answer_chars"] is None


def test_every_lane_is_there(small_run):
    for row in small_run.scored:
        assert set(row.outcome.lanes) == set(LANES)
    for lane in LANES:
        for metric in ("recall@1", "recall@10", "hit@5", "mrr", "ndcg@10"):
            figure = small_run.summary.overall[f"{lane}.{metric}"]
            assert figure.n == 5
            assert 0.0 <= figure.low <= figure.value <= figure.high <= 1.0


def test_lanes_rank_for_themselves(small_run):
    """Random vectors cannot find what the words find."""
    figures = small_run.summary.overall
    assert figures["lexical.mrr"].value > figures["dense.mrr"].value
    assert (
        by_id(small_run)["g1"].outcome.lanes["lexical"]
        != (by_id(small_run)["g1"].outcome.lanes["dense"])
    )


def test_figures_are_means_over_the_questions_they_apply_to(small_run):
    overall = small_run.summary.overall
    answerable = [row for row in small_run.scored if row.question.answerable]
    mean = sum(row.scores["key_facts"] for row in answerable) / 5
    assert overall["key_facts"].value == pytest.approx(mean)
    assert (overall["key_facts"].n, overall["refusal_recall"].n, overall["passed"].n) == (5, 1, 6)
    assert set(small_run.summary.kinds) == {row.question.kind for row in small_run.scored}
    assert set(small_run.summary.kinds["unanswerable"]) == {"passed"}


def test_a_metric_without_questions_is_nan_and_not_left_out(small_run):
    figures = summarise([row for row in small_run.scored if row.question.answerable]).overall
    assert figures["refusal_recall"].n == 0
    assert figures["refusal_recall"].value != figures["refusal_recall"].value


def test_outcomes_of_other_questions_are_a_mistake(small_run):
    outcomes = [row.outcome for row in small_run.scored]
    with pytest.raises(ValueError, match="not those"):
        score(small_run.gold.questions, outcomes[1:], small_run.corpus)


def test_an_outcome_survives_its_json(small_run):
    for row in small_run.scored:
        assert outcome_from_json(outcome_json(row.outcome)) == row.outcome


def rescored(run, identifier, **changes):
    outcomes = [
        replace(row.outcome, **changes) if row.question.id == identifier else row.outcome
        for row in run.scored
    ]
    rows = score(run.gold.questions, outcomes, run.corpus)
    return next(row for row in rows if row.question.id == identifier)


def test_reasons_name_what_is_missing(small_run):
    corpus = small_run.corpus
    assert reasons(by_id(small_run)["g1"], corpus) == []
    lanes = dict.fromkeys(LANES, ())
    lost = rescored(small_run, "g1", answer="绿茶[9]", lanes=lanes)
    assert "前十条里没有依据：绿茶冲泡课程共48学时" in reasons(lost, corpus)
    assert "没有写到：48学时 / 48 学时" in reasons(lost, corpus)
    assert "有的出处标记没有对应的引文，或引文与原文不一致。" in reasons(lost, corpus)
    assert "所引的出处不支持这一句：绿茶" in reasons(lost, corpus)
    wrong = rescored(small_run, "g1", answer="绿茶[1]")
    assert "依据都在前五条里，是回答时没有选对句子。" in reasons(wrong, corpus)
    refused = rescored(small_run, "g1", answer="没有", refused=True, citations=())
    assert reasons(refused, corpus) == ["资料里有答案，却拒绝回答。"]
    answered = rescored(small_run, "g5", answer="先学游泳", refused=False)
    assert reasons(answered, corpus)[0] == "资料里没有答案，却作了回答。"


def test_reasons_tell_the_rank(small_run):
    row = by_id(small_run)["g1"]
    others = [i for i in small_run.corpus.passages if i not in row.relevant][:6]
    lanes = {lane: (*others, next(iter(row.relevant))) for lane in LANES}
    late = rescored(small_run, "g1", lanes=lanes)
    assert reasons(late, small_run.corpus) == ["依据排在第 7 位，不在前五：绿茶冲泡课程共48学时"]


def test_settings_that_change_nothing_measured_have_one_hash(small_settings):
    def hashed(**changes):
        return sha256_of(measured_settings(small_settings.model_copy(update=changes)))

    assert hashed() == hashed(port=1, llm_model="m", host="h")
    assert hashed() != hashed(dense_weight=0.9)
    assert hashed() != hashed(chunk_tokens=100)


def test_the_hash_of_the_code_is_the_same_twice():
    assert code_sha256() == code_sha256()
    assert len(code_sha256()) == 64
