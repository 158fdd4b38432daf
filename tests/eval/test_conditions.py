"""Conditions by collections: what the file may name, what is asked, and what the tables say."""

import json
import math
from dataclasses import replace

import pytest
from conftest import QueryStub
from invented_gold import GOLD

from eval.conditions import __main__ as command
from eval.conditions import measuring
from eval.conditions.collections import (
    Collection,
    collection_names,
    load_collections,
    load_conditions,
)
from eval.conditions.measuring import (
    cell_of,
    measure_collection,
    measure_table,
    reciprocal_rank,
)
from eval.conditions.record import Cell, Column, Table, load_table, mean, save_table, worst
from eval.conditions.table import (
    each,
    grid_md,
    grouped,
    lead_grid,
    product_grid,
    report_md,
    share,
    write_readme,
)
from eval.errors import EvalError
from eval.measured_corpus import FoldedPassage
from eval.relevance import Quote


@pytest.fixture(scope="module")
def collection(small_settings, small_gold_path):
    return Collection("small", "小学校", small_settings.corpus, (small_gold_path,), "tuned")


@pytest.fixture(scope="module")
def cells(collection, small_settings, tmp_path_factory):
    """The small collection under every condition, with the stand-in for the model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
        return measure_collection(
            collection, list(load_conditions()), small_settings, tmp_path_factory.mktemp("indexes")
        ).conditions


def test_unseen_collections_come_first_and_shared_ones_only_where_they_are(tmp_path):
    names = [c.name for c in load_collections(None)]
    assert names[0] == "sealed"
    assert "dev" not in names
    assert {"shipped", "opened-5"} <= set(names)
    for place in ("corpus", "gold/dev.jsonl", "real/docs", "real/questions.jsonl"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    shared = {c.name: c for c in load_collections(tmp_path)}
    assert shared["dev"].corpus == tmp_path / "corpus"
    assert shared["sealed-originals"].seen == "sealed"
    assert len(names) < len(shared) == len(collection_names())
    assert set(shared) == set(collection_names())
    labels = {(c.seen, c.title) for c in shared.values()}
    assert len(labels) == len(shared)  # each has a column of its own


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("collections: {a: {title: 甲, corpus: ., gold: []}}", "a 写法不对"),
        ("collections: {a: {title: 甲, corpus: ., gold: [], seen: maybe}}", "a 写法不对"),
        ("collections: {a: {title: 甲, corpus: nowhere, gold: [], seen: tuned}}", "nowhere"),
        ("collections: [a]", "读不了"),
        ("collections: {", "读不了"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused(tmp_path, text, told):
    path = tmp_path / "conditions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=told):
        load_collections(None, path)


def test_every_condition_of_the_file_is_measured(cells):
    assert list(cells) == list(load_conditions())
    answerable = sum(row["answerable"] for row in GOLD)
    assert {(c.answerable, c.unanswerable) for c in cells.values()} == {
        (answerable, len(GOLD) - answerable)
    }


def test_pasting_never_refuses_and_pastes_no_less_with_two(cells):
    for name in ("paste-1", "paste-2", "bare", "llamaindex", "retriever"):
        assert cells[name].figures["refusal_recall"] == 0.0
        assert math.isnan(cells[name].figures["citation_validity"])
    assert cells["product"].figures["refusal_recall"] > 0
    assert cells["product"].figures["citation_validity"] == 1.0
    one, two = (cells[name].figures for name in ("paste-1", "paste-2"))
    assert two["answer_chars_median"] > one["answer_chars_median"]
    for identifier, row in cells["paste-1"].questions.items():
        if row.get("lead") == 1.0 and not GOLD_BY_ID[identifier]["must_not_include"]:
            assert cells["paste-2"].questions[identifier]["lead"] == 1.0


GOLD_BY_ID = {row["id"]: row for row in GOLD}


def test_retrieval_is_that_of_the_product_where_a_condition_says_so(cells):
    single = [row["id"] for row in GOLD if row["answerable"] and not row.get("history")]
    for name in ("paste-1", "retriever"):
        for identifier in single:
            for figure in ("recall@5", "mrr"):
                theirs = cells[name].questions[identifier][figure]
                assert theirs == cells["product"].questions[identifier][figure], (name, identifier)


def test_a_sealed_collection_keeps_totals_only(collection, small_settings, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
    sealed = replace(collection, seen="sealed")
    column = measure_collection(sealed, ["product"], small_settings, tmp_path)
    cell = column.conditions["product"]
    assert cell.questions == {}
    assert cell.answerable > 0
    assert not math.isnan(cell.figures["lead"])


def test_the_first_passage_with_a_whole_quote_counts():
    quotes = [Quote("茶.md", "共48学时", "共48学时")]
    passages = [FoldedPassage("茶.md", "共36学时"), FoldedPassage("茶.md", "一门课共48学时。")]
    assert reciprocal_rank(quotes, passages) == 0.5
    assert reciprocal_rank(quotes, passages[:1]) == 0.0


def _cell(lead, chars=100.0):
    rows = {"q": {"lead": lead, "shown": lead, "chars": chars, "false_refusal": 0.0}}
    return cell_of(rows, kept=False)


def _table(**leads):
    """Columns whose product answers ``lead`` of a single question; a name begins with how seen."""
    columns = {
        name: Column(name, name.rstrip("12"), "", "", (), {"product": _cell(lead)})
        for name, lead in leads.items()
    }
    return Table("", "", {}, columns)


def test_mean_and_worst_are_over_what_was_not_tuned_on():
    table = _table(sealed1=0.5, outside1=0.25, opened1=0.75, tuned1=1.0, tuned2=0.0)
    assert set(table.unseen) == {"sealed1", "outside1", "opened1"}
    columns = [*table.unseen.values()]
    assert mean(columns, "product", "lead") == 0.5
    assert worst(table.unseen, "product", "lead") == ("outside1", 0.25)
    # More characters, and more questions refused for nothing, are worse.
    assert worst(table.unseen, "product", "false_refusal")[1] == 0.0
    assert math.isnan(mean(columns, "product", "mrr"))
    assert worst(table.unseen, "product", "mrr")[0] == "sealed1"
    assert math.isnan(mean([], "product", "lead"))


def test_a_table_has_the_unseen_first_and_their_mean_and_worst():
    table = _table(sealed1=0.5, opened1=1.0, opened2=0.7, tuned1=1.0)
    grid = lead_grid(table, {"paste-1": "贴一段", "product": "回答"}, each(table))
    assert grid == [
        ["答案本身答全（字数的中位数）", "封存：sealed1", "拆封后调过：opened1",
         "拆封后调过：opened2", "照着调的：tuned1", "LOCO 平均", "LOCO 最差"],
        ["题数（可答 + 该拒）", "1+0", "1+0", "1+0", "1+0", "3+0", ""],
        ["回答", ".50 (100)", "1.00 (100)", ".70 (100)", "1.00 (100)", ".73", ".50"],
    ]  # fmt: skip
    short = lead_grid(table, {"product": "回答"}, grouped(table))
    assert short[0][1:4] == ["封存：sealed1", "拆封后调过（2 份）", "照着调的"]
    assert short[2] == ["回答", ".50 (100)", ".85", "1.00 (100)", ".73", ".50"]
    shown = product_grid(table, grouped(table))[1]
    assert shown == ["不点开就看得到", ".50", ".85", "1.00", ".73", ".50"]
    assert grid_md([["甲", "乙"], ["1", "2"]]) == "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"


def test_a_report_has_every_figure():
    table = _table(sealed1=0.5)
    text = report_md(table, {"product": "回答"})
    for title in ("答案本身答全", "不点开就看得到", "该拒则拒", "引文逐字可查"):
        assert f"| {title}" in text


def test_the_tables_of_a_readme_are_replaced_and_nothing_else(tmp_path):
    path = tmp_path / "README.md"
    head, tail = "# 备课\n<!-- make conditions：以下由程序写 -->\n", "<!-- 以上由程序写 -->\n完\n"
    path.write_text(f"{head}旧表\n{tail}", encoding="utf-8")
    for lead in (0.5, 0.25):
        write_readme(_table(sealed1=lead), {"product": "回答"}, path)
        text = path.read_text(encoding="utf-8")
        assert text.startswith(head)
        assert text.endswith(tail)
        assert "旧表" not in text
        assert text.count(f"| 回答 | {share(lead)} (100) |") == 1
    path.write_text("# 备课\n", encoding="utf-8")
    with pytest.raises(EvalError, match="没有放表的记号"):
        write_readme(_table(sealed1=0.5), {"product": "回答"}, path)


def test_the_readme_has_a_place_for_the_tables(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(command.README.read_text(encoding="utf-8"), encoding="utf-8")
    write_readme(_table(sealed1=0.5), {"product": "回答"}, path)


def test_a_table_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "conditions.json"
    assert load_table(path) is None
    figures = {"lead": 2 / 3, "mrr": math.nan}
    cell = Cell(3, 1, figures, {"q": {"lead": 1.0, "mrr": None}})
    table = _table(tuned1=1.0)
    table.columns["tuned1"].conditions["product"] = cell
    save_table(table, path)
    read = load_table(path).columns["tuned1"].conditions["product"]
    assert read.figures["lead"] == 0.6667
    assert math.isnan(read.figures["mrr"])
    assert replace(read, figures=figures) == cell
    path.write_text('{"columns": {}}', encoding="utf-8")
    assert load_table(path) is None


def test_shares_are_short():
    assert [share(v) for v in (0.583, 1.0, 0.0, math.nan)] == [".58", "1.00", ".00", "–"]


def test_nothing_is_measured_twice_while_nothing_changed(
    monkeypatch, tmp_path, collection, small_settings
):
    asked = []
    cell = _cell(1.0)
    monkeypatch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
    monkeypatch.setattr(
        measuring, "measure_cell", lambda name, *_, **__: asked.append(name) or cell
    )

    def measure(*conditions, gold=collection.gold, only=None, seen="tuned"):
        asked.clear()
        chosen = [replace(collection, gold=gold, seen=seen), replace(collection, name="other")]
        table = measure_table(chosen, conditions, small_settings, tmp_path, only=only)
        return list(asked), list(table.columns)

    assert measure("paste-1", only=["other"]) == (["other paste-1"], ["other"])
    both = ["small paste-1", "small product", "other product"]
    assert measure("paste-1", "product") == (both, ["small", "other"])
    assert measure("paste-1", "product") == ([], ["small", "other"])
    assert measure("product", only=["small"]) == ([], ["small", "other"])
    # Other questions, another use of them, another program.
    fewer = tmp_path / "fewer.jsonl"
    fewer.write_text(f"{json.dumps(GOLD[0], ensure_ascii=False)}\n", encoding="utf-8")
    assert measure("product", gold=(fewer,))[0] == ["small product"]
    assert measure("product", gold=(fewer,), seen="opened")[0] == ["small product"]
    monkeypatch.setattr(measuring, "code_sha256", lambda: "another")
    assert measure("product", only=["other"]) == (["other product"], ["other"])


def test_the_command_measures_what_is_named(
    monkeypatch, capsys, tmp_path, collection, small_settings
):
    monkeypatch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
    monkeypatch.setattr(command, "load_collections", lambda _: [collection])
    arguments = ["--only", "small", "--conditions", "product", "--out", str(tmp_path)]
    assert command.main(arguments) == 0
    table = load_table(tmp_path / "conditions.json")
    assert set(table.columns["small"].conditions) == {"product"}
    cell = table.columns["small"].conditions["product"]
    assert set(cell.questions) == set(GOLD_BY_ID)
    assert table.models["embedder"].name == "stub"
    assert table.models["reader"].name
    told = capsys.readouterr().out
    assert f"| {cell.answerable}+{cell.unanswerable} |" in told
    assert "❌ 资料与做法齐全：缺少 dev、" in told
    assert told.strip() == (tmp_path / "report.md").read_text(encoding="utf-8").strip()
    # A gate with a column or a row missing is red.
    assert command.main([*arguments, "--gate"]) == 1
    assert command.main(["--only", "nothing"]) == 1
    assert "没有 nothing" in capsys.readouterr().err
