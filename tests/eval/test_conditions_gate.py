"""The gate on conditions and collections: floors on unseen figures, and what is owed to pasting."""

import json
import math
from dataclasses import replace

import pytest

from eval.conditions import __main__ as command
from eval.conditions.collections import collection_names
from eval.conditions.gate import (
    FLOORS,
    GATED,
    judge,
    load_floors,
    noise,
    save_floors,
    updated,
)
from eval.conditions.record import Cell, Column, Table, save_table
from eval.errors import EvalError

#: What was owed on the day the gate was made. Nobody may owe more, whatever became of the floors.
OWED_AT_FIRST = {"sealed-originals": 0.0961}
SHARES = {
    "shown": 0.9,
    "recall@5": 0.9,
    "mrr": 0.8,
    "refusal_recall": 0.5,
    "false_refusal": 0.1,
    "wrong_place": 0.2,
    "citation_validity": 1.0,
    "citation_recall": 0.9,
    "answer_chars_median": 150.0,
}
CONDITIONS = ["paste-1", "product"]


def column(seen, lead, pasted=0.5, **figures):
    """A collection of 100 answerable and 25 other questions."""
    cells = {
        "paste-1": Cell(100, 25, {"lead": pasted}, {}),
        "product": Cell(100, 25, {"lead": lead, **SHARES, **figures}, {}),
    }
    return Column(f"甲{seen}", seen, f"corpus of {seen}", f"gold of {seen}", (), cells)


def table(**changed):
    """Leads of .5, .8 and .9 nobody tuned on, 1.0 tuned; ``changed`` are other columns."""
    columns = {
        "sealed": column("sealed", 0.5),
        "outside": column("outside", 0.8),
        "opened": column("opened", 0.9),
        "tuned": column("tuned", 1.0),
    }
    return Table("", "settings", {}, {**columns, **changed})


@pytest.fixture
def floors(tmp_path):
    path = tmp_path / "conditions" / "floors.json"
    save_floors(updated(table(), list(table().columns), CONDITIONS, path), path)
    return path


def failures(found, path, names=("sealed", "outside", "opened", "tuned")):
    verdict = judge(found, names, CONDITIONS, path)
    assert verdict.green == (not verdict.failures)
    return {check.name: check.message for check in verdict.failures}


def edit(path, change):
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_noise_is_a_binomial_standard_error_and_at_least_one_question():
    assert noise(0.5, 100) == pytest.approx(0.05)
    assert noise(0.9, 100) == pytest.approx(0.03)
    assert noise(1.0, 50) == noise(0.0, 50) == 0.02
    assert math.isnan(noise(0.5, 0))
    assert math.isnan(noise(math.nan, 50))


def test_floors_lie_below_by_the_noise_and_tuned_collections_have_none(floors):
    made = load_floors(floors)
    # (.5 + .8 + .9) / 3, less the root of .05² + .04² + .03², which is .0707, by 3.
    assert made.floors["mean"]["lead"] == 0.709
    assert made.floors["worst"]["lead"] == made.floors["sealed"]["lead"] == 0.45
    # A ceiling lies above; 25 questions are to be refused: .5 less .1.
    assert made.floors["sealed"]["false_refusal"] == 0.13
    assert made.floors["sealed"]["refusal_recall"] == 0.4
    assert made.floors["sealed"]["citation_validity"] == 1.0
    assert made.floors["sealed"]["answer_chars_median"] == 165.0
    assert set(made.floors) == {"mean", "worst", "sealed"}
    assert all(set(figures) == set(GATED) for figures in made.floors.values())
    assert made.owed == {}


def test_the_table_of_the_floors_is_green_and_every_condition_was_looked_at(floors):
    verdict = judge(table(), list(table().columns), CONDITIONS, floors)
    assert verdict.green
    # Whole, inputs, settings, indexed; three places; pasting in four collections.
    assert len(verdict.checks) == 4 + 3 * len(GATED) + 4


def test_a_sealed_total_may_fall_by_its_noise_and_no_further(floors):
    assert failures(table(sealed=column("sealed", 0.46, 0.4)), floors) == {}
    told = failures(table(sealed=column("sealed", 0.44, 0.4)), floors)
    assert set(told) == {
        "封存：甲sealed：答案本身答全",
        "LOCO 最差（封存：甲sealed）：答案本身答全",
    }
    assert all("0.440（下限 0.450），过不了" in text for text in told.values())


def test_the_mean_falls_with_collections_that_are_not_the_worst(floors):
    assert failures(table(opened=column("opened", 0.85)), floors) == {}
    told = failures(table(opened=column("opened", 0.80)), floors)
    assert set(told) == {"LOCO 平均：答案本身答全"}


def test_another_collection_may_become_the_worst(floors):
    told = failures(table(outside=column("outside", 0.4, 0.3)), floors)
    assert "LOCO 最差（外来：甲outside）：答案本身答全" in told


def test_a_gain_on_tuned_questions_makes_up_for_nothing(floors):
    worse = {"outside": column("outside", 0.6), "opened": column("opened", 0.7)}
    tuned = column("tuned", 1.0, refusal_recall=1.0, false_refusal=0.0)
    assert set(failures(table(**worse, tuned=tuned), floors)) == {"LOCO 平均：答案本身答全"}


@pytest.mark.parametrize(
    ("figure", "worse"),
    [
        ("refusal_recall", 0.0),
        ("false_refusal", 0.5),
        ("citation_validity", 0.99),
        ("answer_chars_median", 400.0),
        ("recall@5", 0.7),
        ("mrr", math.nan),
    ],
)
def test_any_figure_that_gets_worse_or_vanishes_is_red(floors, figure, worse):
    told = failures(table(sealed=column("sealed", 0.5, **{figure: worse})), floors)
    assert len(told) == 3  # mean, worst, sealed
    if math.isnan(worse):
        assert all("没有数值" in text for text in told.values())


def test_what_is_missing_is_red(floors):
    found = table()
    without = {name: c for name, c in found.columns.items() if name != "tuned"}
    assert (
        "缺少 tuned，多出 无" in failures(replace(found, columns=without), floors)["资料与做法齐全"]
    )
    assert "缺少 无，多出 tuned" in failures(found, floors, list(without))["资料与做法齐全"]
    assert failures(found, floors, [])["资料与做法齐全"]
    half = replace(found.columns["tuned"], conditions={"paste-1": Cell(1, 0, {"lead": 0.0}, {})})
    told = failures(table(tuned=half), floors)
    assert "缺少 tuned 的 product" in told["资料与做法齐全"]
    assert "照着调的：甲tuned：不比贴出第一段差" in told
    none = {name: c for name, c in found.columns.items() if name != "sealed"}
    told = failures(replace(found, columns=none), floors)
    assert sum(name.startswith("sealed：") for name in told) == len(GATED)


@pytest.mark.parametrize("part", ["corpus", "gold"])
def test_other_documents_or_questions_are_red(floors, part):
    other = replace(column("tuned", 1.0), **{part: "other"})
    told = failures(table(tuned=other), floors)
    assert set(told) == {"资料与题目没有变"}
    assert told["资料与题目没有变"].startswith("tuned 的资料或题目变了")


def test_other_settings_are_red(floors):
    assert set(failures(replace(table(), config="other"), floors)) == {"设置没有变"}


def test_a_document_that_can_no_longer_be_indexed_is_red(floors, tmp_path):
    left = table(tuned=replace(column("tuned", 1.0), left_out=("坏.pdf",)))
    assert "坏.pdf" in failures(left, floors)["资料收入索引"]
    known = tmp_path / "known.json"
    save_floors(updated(left, list(left.columns), CONDITIONS, known), known)
    assert failures(left, known) == {}
    save_floors(updated(table(), list(left.columns), CONDITIONS, known), known)
    assert set(failures(left, known)) == {"资料收入索引"}


def test_missing_or_broken_floors_are_red(floors):
    edit(floors, lambda data: data["floors"]["mean"].pop("lead"))
    assert "没有下限" in failures(table(), floors)["LOCO 平均：答案本身答全"]
    edit(floors, lambda data: data["floors"]["mean"].update(lead=math.nan))
    assert "不对" in failures(table(), floors)["下限"]
    floors.unlink()
    assert "--update-baseline" in failures(table(), floors)["下限"]


def test_the_product_is_at_least_as_good_as_pasting_in_tuned_collections_too(floors):
    assert failures(table(tuned=column("tuned", 0.9, 0.9)), floors) == {}
    told = failures(table(tuned=column("tuned", 0.9, 0.91)), floors)
    assert set(told) == {"照着调的：甲tuned：不比贴出第一段差"}
    assert ".90，贴出第一段 .91。" in told["照着调的：甲tuned：不比贴出第一段差"]


def test_what_is_owed_is_written_down_and_may_only_shrink(tmp_path):
    path = tmp_path / "floors.json"

    def short_by(owed):
        return table(sealed=column("sealed", 0.5, round(0.5 + owed, 4)))

    def update(found):
        save_floors(updated(found, list(found.columns), CONDITIONS, path), path)
        return load_floors(path).owed

    assert update(short_by(0.0961)) == {"sealed": 0.0961}
    assert failures(short_by(0.0961), path) == {}
    (check,) = [
        c
        for c in judge(short_by(0.02), list(table().columns), CONDITIONS, path).checks
        if c.name == "封存：甲sealed：不比贴出第一段差"
    ]
    assert check.ok
    assert "欠 0.0200（至多可欠 0.0961" in check.message
    assert set(failures(short_by(0.0962), path)) == {"封存：甲sealed：不比贴出第一段差"}
    with pytest.raises(EvalError, match="不比贴出第一段差"):
        update(short_by(0.0962))
    assert update(short_by(0.02)) == {"sealed": 0.02}
    assert set(failures(short_by(0.03), path)) == {"封存：甲sealed：不比贴出第一段差"}
    assert update(short_by(0.0)) == {}
    # None elsewhere either.
    with pytest.raises(EvalError, match="照着调的"):
        update(table(tuned=column("tuned", 0.9, 0.95)))


def test_floors_only_rise(floors):
    before = load_floors(floors)
    lower = table(sealed=column("sealed", 0.46, 0.4), opened=column("opened", 1.0))
    after = updated(lower, list(lower.columns), CONDITIONS, floors)
    assert after.floors["sealed"] == before.floors["sealed"]
    assert after.floors["mean"]["lead"] > before.floors["mean"]["lead"]
    with pytest.raises(EvalError, match=r"(?s)0\.440（下限 0\.450）.*删掉"):
        updated(table(sealed=column("sealed", 0.44, 0.4)), list(lower.columns), CONDITIONS, floors)
    with pytest.raises(EvalError, match="缺少 dev"):
        updated(table(), [*lower.columns, "dev"], CONDITIONS, floors)


@pytest.mark.parametrize("figures", [{"lead": math.nan}, {"lead": 0.5, "shown": math.nan}])
def test_floors_are_not_made_of_what_is_no_number(tmp_path, figures):
    broken = table(sealed=column("sealed", **figures))
    with pytest.raises(EvalError, match="没有数值"):
        updated(broken, list(broken.columns), CONDITIONS, tmp_path / "floors.json")


def test_the_command_writes_floors_and_readme_and_judges_by_them(monkeypatch, tmp_path, capsys):
    names = list(table().columns)
    readme, floors = tmp_path / "README.md", tmp_path / "base" / "floors.json"
    readme.write_text(command.README.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(command, "README", readme)
    monkeypatch.setattr(command, "FLOORS", floors)
    monkeypatch.setattr(command, "load_collections", lambda _: [])
    monkeypatch.setattr(command, "collection_names", lambda: names)
    monkeypatch.setattr(command, "load_conditions", lambda: dict.fromkeys(CONDITIONS, "做法"))
    found = [table()]
    monkeypatch.setattr(
        command,
        "measure_table",
        lambda *given, **_: save_table(found[0], given[3] / "conditions.json"),
    )
    out = ["--out", str(tmp_path / "out")]
    assert command.main([*out, "--gate"]) == 1
    assert command.main([*out, "--update-baseline", "--gate"]) == 0
    assert "封存：甲sealed | " in readme.read_text(encoding="utf-8")
    before = readme.read_bytes(), floors.read_bytes()
    found[0] = table(sealed=column("sealed", 0.44, 0.4))
    assert command.main(out) == 0  # not asked to judge
    assert command.main([*out, "--gate"]) == 1
    assert command.main([*out, "--update-baseline"]) == 1
    assert "不能作为新的下限" in capsys.readouterr().err
    assert (readme.read_bytes(), floors.read_bytes()) == before


def test_the_committed_floors_are_whole_and_no_more_is_owed_than_at_first():
    floors = load_floors(FLOORS)
    assert set(floors.inputs) == set(collection_names())
    assert set(floors.floors) == {"mean", "worst", "sealed", "sealed-originals"}
    assert all(set(figures) == set(GATED) for figures in floors.floors.values())
    assert {n: owed for n, owed in floors.owed.items() if owed > OWED_AT_FIRST.get(n, 0.0)} == {}
