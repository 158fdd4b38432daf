"""Checking a model's text: marks, lists, semicolons, fact sheets."""

import pytest

from rag.generation.verification import verified
from rag.types import Passage, SourceQuote


def passage(text, rank=1, **more):
    return Passage(rank, f"c{rank}", "d.md", "书", (), None, text, 1.0, 0, len(text), "x", **more)


LIST = passage(
    "1. 温碗与投茶，5分钟。\n2. 学员两人一组练习出汤，20分钟。\n3. 各组互评汤色，10分钟。"
)


def test_the_numbers_of_list_items_are_no_figures():
    text = "1. 温碗与投茶，5分钟[1]\n7. 各组互评汤色，10分钟[1]"
    answer, citations, dropped = verified(text, [LIST])
    assert answer == "1. 温碗与投茶，5分钟[1]\n7. 各组互评汤色，10分钟[2]"
    assert [c.quote for c in citations] == ["1. 温碗与投茶，5分钟。", "3. 各组互评汤色，10分钟。"]
    assert dropped == 0


def test_a_mark_after_the_full_stop_or_a_quotation_belongs_to_the_sentence():
    answer, _, dropped = verified("温碗与投茶，5分钟。 [1]“各组互评汤色，10分钟。”[1]", [LIST])
    assert answer == "温碗与投茶，5分钟。[1]“各组互评汤色，10分钟。”[2]"
    assert dropped == 0


def test_a_mark_at_the_end_stands_for_every_part_between_semicolons():
    answer, _, dropped = verified(
        "温碗与投茶，5分钟；互评汤色，90分钟；互评汤色，10分钟。[1]", [LIST]
    )
    assert answer == "温碗与投茶，5分钟；[1]互评汤色，10分钟。[2]"
    assert dropped == 1


def test_several_marks_keep_those_that_support():
    other = passage("茶席布置共24学时。", rank=2)
    answer, citations, _ = verified("茶席布置共24学时[1, 2, 9]。", [LIST, other])
    assert answer == "茶席布置共24学时。[1]"
    assert [c.chunk_id for c in citations] == ["c2"]


def test_marks_are_renumbered_from_one_in_order_of_use():
    other = passage("茶席布置共24学时。", rank=2)
    answer, citations, _ = verified("茶席布置共24学时。[2]温碗与投茶，5分钟。[1]", [LIST, other])
    assert answer == "茶席布置共24学时。[1]温碗与投茶，5分钟。[2]"
    assert [c.n for c in citations] == [1, 2]


def test_a_fact_sheet_is_cited_by_the_cells_it_was_read_from():
    rows = tuple(
        SourceQuote("d.md", f"{name}课程共{hours}学时", at, at + 9, chunk_id=f"s{at}")
        for name, hours, at in (("绿茶", 48, 0), ("红茶", 36, 20))
    )
    sheet = passage(
        "各门课程的学时安排\n绿茶：48 学时\n红茶：36 学时\n合计：2 项，84 学时",
        derived=True,
        sources=rows,
    )
    one, citations, _ = verified("红茶课程36学时。[1]", [sheet])
    assert (one, [c.quote for c in citations]) == ("红茶课程36学时。[1]", ["红茶课程共36学时"])
    total, citations, _ = verified("合计84学时。[1]", [sheet])
    assert (total, [c.start for c in citations]) == ("合计84学时。[1][2]", [0, 20])
    assert verified("各门课程的学时安排。[1]", [sheet])[1] == ()


@pytest.mark.parametrize("text", ["", "\n\n", "[1]", "。。。", "---", "[1][2]。\n", "###"])
def test_text_without_words_is_nothing_and_drops_nothing(text):
    assert verified(text, [LIST]) == ("", (), 0)
