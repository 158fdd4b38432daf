"""Questions set on other documents: which are asked, and what counts as refused."""

import pytest
from conftest import QueryStub
from invented_gold import GOLD

from eval import foreign

KITCHEN = (
    "# 面点实训\n\n## 和面比例\n\n面粉与水的比例为二比一。\n\n## 烤箱温度\n\n预热到 180 度。\n"
)


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs the command over a corpus, away from the checkout, with the stand-in for the model."""
    monkeypatch.setattr(foreign, "make_encoder", lambda *_: QueryStub())
    monkeypatch.chdir(tmp_path)

    def go(corpus, *gold):
        status = foreign.main(["--corpus", str(corpus), "--gold", *map(str, gold)])
        return status, capsys.readouterr()

    return go


def test_only_what_other_documents_answer_at_once_is_asked(small_gold_path):
    asked = foreign.foreign_questions([small_gold_path, small_gold_path])
    own = [row["question"] for row in GOLD if row["answerable"] and not row.get("history")]
    assert asked == own * 2
    assert 0 < len(own) < len(GOLD)


def test_what_was_answered_is_told():
    statuses = {"几学时": "refused", "怎么冲": "answered", "谁来教": "refused"}
    assert foreign.answered(statuses, statuses.__getitem__) == ["怎么冲"]


def test_documents_of_another_trade_refuse_and_their_own_answer(
    run, small_settings, small_gold_path, tmp_path
):
    total = len(foreign.foreign_questions([small_gold_path]))
    kitchen = tmp_path / "kitchen"
    kitchen.mkdir()
    (kitchen / "面点.md").write_text(KITCHEN, encoding="utf-8")

    status, elsewhere = run(kitchen, small_gold_path)
    assert status == 0
    refused = int(elsewhere.out.split()[1])
    assert elsewhere.out.startswith(f"refused {refused} of {total} (")
    assert len(elsewhere.out.strip().splitlines()) == 1 + total - refused
    assert refused >= total - 1

    status, at_home = run(small_settings.corpus, small_gold_path)
    assert status == 0
    assert int(at_home.out.split()[1]) == 0


def test_a_file_that_is_not_there_is_told_in_one_line(run, small_settings, tmp_path):
    status, told = run(small_settings.corpus, tmp_path / "none.jsonl")
    assert status == 1
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
