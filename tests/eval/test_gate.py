"""The gate: green for a run like the baseline, red, with advice, for whatever is wrong."""

import json
import math
from dataclasses import replace

import pytest

from eval.baseline import FLOORS_FILE, INPUTS_FILE, ROWS_FILE
from eval.errors import EvalError
from eval.floors import GATED, Floors, floors_from, load_floors, raised
from eval.gate import Verdict, judge
from eval.summary import Figure, summarise
from eval.updating import update_baseline


@pytest.fixture
def folder(small_run, tmp_path):
    """A baseline made from the run itself."""
    update_baseline(tmp_path / "base", small_run)
    return tmp_path / "base"


def verdict(folder, run, **changed):
    scored = changed.get("scored", run.scored)
    return judge(
        folder,
        changed.get("inputs", run.inputs),
        [question.id for question in run.gold.questions],
        scored,
        changed.get("summary", summarise(scored)),
    )


def only_failure(found):
    (failure,) = found.failures
    return failure


def with_scores(row, **scores):
    return replace(row, scores={**row.scores, **scores})


def edit(path, change):
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_the_run_of_the_baseline_is_green_and_every_condition_was_looked_at(small_run, folder):
    found = verdict(folder, small_run)
    assert found.green
    # Three inputs, two lists of rows, NaN, two comparisons, the figures, each kind.
    kinds = sum(len(figures) for figures in small_run.summary.kinds.values())
    assert len(found.checks) == 3 + 3 + 2 + len(GATED) + kinds


def test_no_conditions_are_not_green():
    assert not Verdict(()).green


@pytest.mark.parametrize(
    ("name", "label"), [("corpus", "资料"), ("gold", "题目"), ("config", "设置")]
)
def test_other_inputs_are_red(small_run, folder, name, label):
    for value in ("0" * 64, ""):
        failure = only_failure(verdict(folder, small_run, inputs={**small_run.inputs, name: value}))
        assert failure.name == f"{label}与基线相同"
        assert "--update-baseline" in failure.message


def test_a_missing_baseline_is_red(small_run, tmp_path):
    found = verdict(tmp_path / "none", small_run)
    assert {f.name for f in found.failures} == {"基线", "下限"}
    assert all("--update-baseline" in f.message for f in found.failures)


@pytest.mark.parametrize("file", [INPUTS_FILE, ROWS_FILE, FLOORS_FILE])
def test_a_missing_or_broken_file_of_the_baseline_is_red(small_run, folder, file):
    (folder / file).write_text("{", encoding="utf-8")
    assert "不对" in only_failure(verdict(folder, small_run)).message
    (folder / file).unlink()
    assert "--update-baseline" in only_failure(verdict(folder, small_run)).message


def test_nan_in_the_baseline_is_red(small_run, folder):
    path = folder / ROWS_FILE
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    row = json.loads(first)
    row["scores"]["passed"] = math.nan
    path.write_text(f"{json.dumps(row)}\n{rest}", encoding="utf-8")
    failure = only_failure(verdict(folder, small_run))
    assert "g1 的 passed 不是数" in failure.message


def test_nan_in_the_floors_is_red(small_run, folder):
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update(key_facts=math.nan))
    assert "key_facts 不是数" in only_failure(verdict(folder, small_run)).message


def test_nan_in_the_run_is_red_and_names_the_question(small_run, folder):
    scored = [with_scores(small_run.scored[0], key_facts=math.nan), *small_run.scored[1:]]
    found = verdict(folder, small_run, scored=scored)
    messages = {f.name: f.message for f in found.failures}
    assert "g1 的 key_facts 不是数" in messages["没有非数"]
    assert "没有数值" in messages["要点得分"]


def test_a_missing_row_is_red_on_either_side(small_run, folder):
    found = verdict(folder, small_run, scored=small_run.scored[:-1])
    messages = {f.name: f.message for f in found.failures}
    assert "缺少 g6" in messages["与题目逐题对应"]
    assert "缺少 g6" in messages["与基线逐题对应"]
    path = folder / ROWS_FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[1:]), encoding="utf-8")
    failure = only_failure(verdict(folder, small_run))
    assert (failure.name, "多出 g1" in failure.message) == ("与基线逐题对应", True)


def test_a_missing_metric_is_red(small_run, folder):
    summary = summarise(small_run.scored)
    overall = {n: f for n, f in summary.overall.items() if n != "full.mrr"}
    failure = only_failure(verdict(folder, small_run, summary=replace(summary, overall=overall)))
    assert (failure.name, "没有数值" in failure.message) == ("全部 MRR", True)


def test_a_metric_or_a_kind_without_a_floor_is_red(small_run, folder):
    edit(folder / FLOORS_FILE, lambda data: data["overall"].pop("key_facts"))
    assert "没有下限" in only_failure(verdict(folder, small_run)).message
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update(key_facts=0.0))
    edit(folder / FLOORS_FILE, lambda data: data["kinds"].pop("fact"))
    names = {f.name for f in verdict(folder, small_run).failures}
    assert names == {"事实题：答对", "事实题：全部 recall@5"}


def test_a_kind_that_vanished_is_red(small_run, folder):
    summary = summarise(small_run.scored)
    kinds = {k: v for k, v in summary.kinds.items() if k != "fact"}
    found = verdict(folder, small_run, summary=replace(summary, kinds=kinds))
    assert all(f.name.startswith("事实题") for f in found.failures)
    assert found.failures


def test_below_a_floor_is_red(small_run, folder):
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update({"full.recall@1": 1.01}))
    failure = only_failure(verdict(folder, small_run))
    assert "过不了下限 1.010" in failure.message
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update({"full.recall@1": 0.0}))
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update(answer_chars_median=1))
    assert "过不了上限 1.000" in only_failure(verdict(folder, small_run)).message


def test_a_net_loss_is_red_and_names_the_questions(small_run, folder):
    good = next(row for row in small_run.scored if row.passed and row.question.answerable)
    worse = with_scores(good, passed=0.0)
    scored = [worse if row is good else row for row in small_run.scored]
    # The floors alone would let one question pass.
    found = verdict(folder, small_run, scored=scored, summary=small_run.summary)
    failure = only_failure(found)
    assert failure.name == "逐题比较：答对"
    assert f"失 1（{good.question.id}）" in failure.message


def test_as_many_gained_as_lost_is_green(small_run, folder):
    path = folder / ROWS_FILE
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    good = next(row for row in small_run.scored if row.passed and row.question.answerable)
    other = next(line for line in lines if line["id"] != good.question.id)
    other["scores"]["passed"] = 0.0
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    scored = [with_scores(r, passed=0.0) if r is good else r for r in small_run.scored]
    found = verdict(folder, small_run, scored=scored, summary=small_run.summary)
    assert found.green
    (check,) = [c for c in found.checks if c.name == "逐题比较：答对"]
    assert check.message == f"得 1（{other['id']}），失 1（{good.question.id}）。"


def test_floors_lie_a_little_below_and_only_rise(small_run):
    floors = floors_from(small_run.summary)
    assert floors.overall["citation_validity"] == 1.0
    recall = small_run.summary.overall["full.recall@5"].value
    assert floors.overall["full.recall@5"] == pytest.approx(recall - 0.02, abs=1e-3)
    old = Floors({"mrr": 0.5, "false_refusal": 0.1}, {"fact": {"passed": 0.9}})
    new = Floors({"mrr": 0.4, "false_refusal": 0.2}, {"fact": {"passed": 1.0}, "list": {"a": 0.2}})
    both = raised(old, new)
    assert both.overall == {"mrr": 0.5, "false_refusal": 0.1}
    assert both.kinds == {"fact": {"passed": 1.0}, "list": {"a": 0.2}}
    assert raised(new, old) == both


def test_a_floor_for_a_kind_leaves_room_for_one_question():
    nine = Figure(8 / 9, 0.6, 1.0, 9)
    run = {name: Figure(0.5, 0.4, 0.6, 10) for name in GATED}
    floors = floors_from(replace(summarise([]), overall=run, kinds={"fact": {"passed": nine}}))
    assert floors.keeps("passed", 7 / 9, "fact")
    assert not floors.keeps("passed", 6 / 9, "fact")
    assert not floors.keeps("passed", math.nan, "fact")
    assert not floors.keeps("passed", 1.0, "list")


def test_updating_refuses_to_sink_below_a_floor_and_writes_nothing(small_run, folder):
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update({"full.recall@1": 1.01}))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(EvalError, match=r"全部 recall@1 .*<1.010"):
        update_baseline(folder, small_run)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_updating_keeps_higher_floors_and_tells_gains_and_losses(small_run, folder):
    edit(folder / FLOORS_FILE, lambda data: data["overall"].update({"full.recall@1": 0.0}))
    told = update_baseline(folder, small_run)
    assert load_floors(folder / FLOORS_FILE).overall["full.recall@1"] > 0
    assert told[:2] == ["答对：得 无；失 无", "前五条找全依据：得 无；失 无"]


def test_a_baseline_is_not_made_without_unanswerable_questions(small_run, tmp_path):
    scored = [row for row in small_run.scored if row.question.answerable]
    run = replace(small_run, scored=scored, summary=summarise(scored))
    with pytest.raises(EvalError, match="refusal_recall"):
        update_baseline(tmp_path / "base", run)
    assert not (tmp_path / "base").exists()


def test_a_baseline_is_not_made_while_a_document_is_left_out(small_run, tmp_path):
    with pytest.raises(EvalError, match=r"坏\.pdf"):
        update_baseline(tmp_path / "base", replace(small_run, left_out={"坏.pdf": "读不了"}))
