"""Conditions by collections: what the file may name, what is asked, and what the tables say."""

import json
import math

import pytest
from conftest import QueryStub
from invented_gold import GOLD

from eval.conditions import __main__ as command
from eval.conditions import measuring
from eval.conditions.collections import Collection, load_collections, load_conditions
from eval.conditions.measuring import cell_of, measure_collection, reciprocal_rank
from eval.conditions.table import report_md, share, table_md
from eval.errors import EvalError
from eval.measured_corpus import FoldedPassage
from eval.relevance import Quote


@pytest.fixture(scope="module")
def collection(small_settings, small_gold_path):
    return Collection("small", small_settings.corpus, (small_gold_path,), "tuned")


@pytest.fixture(scope="module")
def cells(collection, small_settings, tmp_path_factory):
    """The small collection under every condition, with the stand-in for the model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
        return measure_collection(
            collection, load_conditions(), small_settings, tmp_path_factory.mktemp("indexes")
        )


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("collections: {a: {corpus: ., gold: []}}", "a 写法不对"),
        ("collections: {a: {corpus: ., gold: [], seen: maybe}}", "a 写法不对"),
        ("collections: {a: {corpus: nowhere, gold: [], seen: tuned}}", "nowhere"),
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
    assert two["chars_median"] > one["chars_median"]
    for identifier, row in cells["paste-1"].rows.items():
        if row.get("lead") == 1.0 and not GOLD_BY_ID[identifier]["must_not_include"]:
            assert cells["paste-2"].rows[identifier]["lead"] == 1.0


GOLD_BY_ID = {row["id"]: row for row in GOLD}


def test_retrieval_is_that_of_the_product_where_a_condition_says_so(cells):
    single = [row["id"] for row in GOLD if row["answerable"] and not row.get("history")]
    for name in ("paste-1", "retriever"):
        for identifier in single:
            for figure in ("recall@5", "mrr"):
                theirs = cells[name].rows[identifier][figure]
                assert theirs == cells["product"].rows[identifier][figure], (name, identifier)


def test_a_sealed_collection_keeps_totals_only(collection, small_settings, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
    sealed = Collection("sealed", collection.corpus, collection.gold, "sealed")
    cell = measure_collection(sealed, ["product"], small_settings, tmp_path)["product"]
    assert cell.rows == {}
    assert cell.answerable > 0
    assert not math.isnan(cell.figures["lead"])


def test_the_first_passage_with_a_whole_quote_counts():
    quotes = [Quote("茶.md", "共48学时", "共48学时")]
    passages = [FoldedPassage("茶.md", "共36学时"), FoldedPassage("茶.md", "一门课共48学时。")]
    assert reciprocal_rank(quotes, passages) == 0.5
    assert reciprocal_rank(quotes, passages[:1]) == 0.0


def _cell(lead, chars):
    return cell_of({"q": {"lead": lead, "chars": chars, "false_refusal": 0.0}})


def test_a_table_has_the_mean_over_collections_and_the_worst(collection):
    other = Collection("other", collection.corpus, (), "sealed")
    cells = {
        "small": {"product": _cell(1.0, 100.0)},
        "other": {"product": _cell(0.5, 80.0)},
    }
    assert table_md([other, collection], cells, "lead").splitlines()[2] == (
        "| product | .50 (80) | 1.00 (100) | .75 | .50 |"
    )
    report = report_md([other, collection], cells)
    assert "other 1+0、small 1+0" in report
    assert "引文逐字可查\n\n| | other（封存）" in report


def test_shares_are_short():
    assert [share(v) for v in (0.583, 1.0, 0.0, math.nan)] == [".58", "1.00", ".00", "–"]


def test_the_command_measures_what_is_named(
    monkeypatch, capsys, tmp_path, collection, small_settings
):
    monkeypatch.setattr(measuring, "make_encoder", lambda *_: QueryStub())
    monkeypatch.setattr(command, "load_collections", lambda _: [collection])
    arguments = ["--only", "small", "--conditions", "product", "--out", str(tmp_path)]
    assert command.main(arguments) == 0
    figures = json.loads((tmp_path / "conditions.json").read_text(encoding="utf-8"))
    assert set(figures["small"]) == {"product"}
    assert set(figures["small"]["product"]["questions"]) == set(GOLD_BY_ID)
    assert f"small {figures['small']['product']['answerable']}+" in capsys.readouterr().out
    assert command.main(["--only", "nothing"]) == 1
    assert "没有 nothing" in capsys.readouterr().err
