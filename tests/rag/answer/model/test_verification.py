"""Checking a model's text: marks, lists, semicolons, fact sheets, what waits and what is mended."""

import pytest

from rag.answer.model.faults import Fault
from rag.answer.model.splitting import Part, Splitter
from rag.answer.model.verification import Checker, Draft
from rag.types import Passage, SourceQuote


def passage(text, rank=1, **more):
    return Passage(rank, f"c{rank}", "d.md", "书", (), None, text, 1.0, 0, len(text), "x", **more)


def parts_of(text):
    splitter = Splitter()
    return [*splitter.feed(text), *splitter.close()]


def verified(text, passages):
    """The text that stands without anything mended, its citations, how much was left out."""
    draft = Draft(Checker(passages))
    pieces = [piece for part in parts_of(text) for piece in draft.add(part)]
    pieces += draft.rest({})
    assert "".join(pieces) == draft.text
    return draft.text, draft.citations, draft.dropped


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


def test_from_the_first_fault_on_sentences_wait_so_that_nothing_shown_is_out_of_order():
    draft = Draft(Checker([LIST]))
    good, bad, later = parts_of(
        "温碗与投茶，5分钟。[1]互评汤色，90分钟。[1]学员两人一组练习出汤。[1]"
    )
    assert list(draft.add(good)) == ["温碗与投茶，5分钟。[1]"]
    assert list(draft.add(bad)) == []
    assert list(draft.add(later)) == []
    assert draft.faulty == [(bad, Fault.NUMBER)]
    better = Part(0, "互评汤色，10分钟。", (1,))
    assert list(draft.rest({bad: [better]})) == [
        "互评汤色，10分钟。[2]",
        "学员两人一组练习出汤。[3]",
    ]
    assert (draft.mended, draft.dropped) == (1, 0)


def test_what_was_mended_is_checked_again_and_stands_whole_or_not_at_all():
    draft = Draft(Checker([LIST]))
    (bad,) = parts_of("互评汤色，90分钟。[1]")
    assert list(draft.add(bad)) == []
    better = [Part(0, "互评汤色，10分钟。", (1,)), Part(0, "茶艺师月薪一万元。", (1,))]
    assert list(draft.rest({bad: better})) == []
    assert (draft.mended, draft.dropped, draft.citations) == (0, 1, ())


def test_a_line_that_only_leads_in_is_left_out_and_not_counted():
    text = "课中步骤如下：\n1. 温碗与投茶，5分钟[1]"
    assert verified(text, [LIST])[0::2] == ("1. 温碗与投茶，5分钟[1]", 0)


def test_headings_and_title_are_words_of_the_place_but_not_all_of_it():
    there = Passage(
        1, "c", "d.md", "茶艺标准", ("第三章 红茶冲泡",), None, "共36学时。", 1.0, 0, 6, "x"
    )
    assert verified("第三章红茶冲泡共36学时。[1]", [there])[0] == "第三章红茶冲泡共36学时。[1]"
    assert verified("茶艺标准有第三章红茶冲泡。[1]", [there])[2] == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("温碗与投茶，5分钟。", Fault.UNCITED),
        ("温碗与投茶，5分钟。[7]", Fault.UNKNOWN),
        ("温碗与投茶，15分钟。[1]", Fault.NUMBER),
        ("各组不互评汤色，10分钟。[1]", Fault.NEGATION),
        ("茶艺馆开在山脚。[1]", Fault.WORDS),
    ],
)
def test_the_fault_is_named(text, fault):
    (part,) = parts_of(text)
    assert Checker([LIST]).verdict(part).fault is fault


def test_what_the_model_says_is_absent_is_told_apart_from_what_has_no_support():
    draft = Draft(Checker([LIST]))
    for part in parts_of("温碗与投茶，5分钟。[1]资料中没有写学费。"):
        list(draft.add(part))
    assert draft.absent
    assert draft.faulty == []


def test_a_sentence_may_be_borne_out_by_two_places_together():
    other = passage("茶席布置共24学时。", rank=2)
    text = "温碗与投茶用5分钟，茶席布置共24学时。"
    answer, citations, _ = verified(f"{text}[1][2]", [LIST, other])
    assert answer == f"{text}[1][2]"
    assert [c.quote for c in citations] == ["1. 温碗与投茶，5分钟。", "茶席布置共24学时。"]
    assert verified(f"{text}[1]", [LIST, other])[2] == 1


def test_clauses_with_marks_of_their_own_stand_or_fall_alone():
    other = passage("茶席布置共24学时。", rank=2)
    both = [LIST, other]
    right = "温碗与投茶，5分钟[1]，茶席布置共24学时[2]。"
    assert verified(right, both)[0] == "温碗与投茶，5分钟[1]，茶席布置共24学时。[2]"
    assert verified(right.replace("5分", "9分"), both)[0::2] == ("茶席布置共24学时。[1]", 1)
