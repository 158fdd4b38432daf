"""One section anew, the others as they are; locked goals and titles hold for all."""

import json
from dataclasses import replace

import pytest
from plan_rules import assert_sound, goal_ids, in_class
from pydantic import TypeAdapter

from rag.drafting.plan import DraftRequest, Group, Origin, Plan, Section, Statement, statements_of
from rag.drafting.workshop import edit, lock, text_of


@pytest.fixture(scope="session")
def canonical_of(bakery_index):
    return lambda path: bakery_index.document_by_path(path).canonical


def test_the_other_sections_stay_as_they_are(bakery, toast):
    plan = bakery.redraft(toast, "教学方法")
    assert plan.sections == toast.sections
    assert plan.citations == toast.citations


def test_a_section_emptied_by_hand_is_written_again(bakery, toast):
    emptied = replace(
        toast,
        sections=tuple(
            replace(s, blocks=(Group("", (Statement("空", Origin.TEACHER),)),))
            if s.name == "教学方法"
            else s
            for s in toast.sections
        ),
    )
    plan = bakery.redraft(emptied, "教学方法")
    texts = [s.text for s in statements_of(plan.section("教学方法"))]
    assert texts == [s.text for s in statements_of(toast.section("教学方法"))]


def test_a_locked_section_is_not_written(bakery, toast):
    changed, _ = edit(toast, "教学方法", "- 只讲一遍。")
    plan = bakery.redraft(lock(changed, "教学方法"), "教学方法")
    assert [s.text for s in statements_of(plan.section("教学方法"))] == ["只讲一遍。"]


def test_later_sections_respect_locked_goals(bakery, draft, toast, canonical_of):
    text = "### 知识目标\n1. 说出酵母的三种形态。\n### 能力目标\n1. 能和面。\n2. 能辨别酸面团。\n"
    text += "### 思政目标\n1. 爱惜粮食。"
    changed, _ = edit(toast, "教学目标", text)
    plan = draft(bakery, toast.request, keep=lock(changed, "教学目标"))
    assert goal_ids(plan) == ["知1", "能1", "能2", "思1"]
    matrix = " ".join(s.text for s in statements_of(plan.section("对齐矩阵")))
    assert "能辨别酸面团" in matrix
    served = {g for s in statements_of(plan.section("教学实施过程")) for g in s.serves}
    assert served == {"知1", "能1", "能2", "思1"}
    key = plan.section("教学重点及难点").blocks[0].statements[0].text
    assert key in ("和面。", "辨别酸面团。")


def test_the_title_of_a_locked_section_holds_everywhere(bakery, draft, toast, canonical_of):
    text = text_of(toast, "课堂任务").replace("吐司面包制作记录", "早餐吐司生产手册")
    changed, _ = edit(toast, "课堂任务", text)
    plan = draft(bakery, toast.request, keep=lock(changed, "课堂任务"))
    assert_sound(replace(plan, request=plan.request.model_copy(
        update={"deliverable": "早餐吐司生产手册"})), canonical_of)  # fmt: skip


def test_a_kept_process_uses_the_resources_that_are_kept(bakery, toast, canonical_of):
    plan = bakery.redraft(toast, "教学实施过程")
    assert_sound(plan, canonical_of)


def test_one_section_alone_can_be_drafted(bakery):
    request = DraftRequest(task="吐司面包制作")
    section, plan = bakery.draft(request, ["教学实施过程"])
    assert isinstance(section, Section)
    assert [s.name for s in plan.sections] == ["教学实施过程"]
    assert sum(step.minutes for step in in_class(plan)) == 90
    assert [c.n for c in plan.citations] == list(range(1, len(plan.citations) + 1))


def test_an_unknown_section_is_refused(bakery, toast):
    with pytest.raises(ValueError, match="no such section"):
        bakery.redraft(toast, "没有的")


def test_citations_are_numbered_without_gaps_after_a_change(bakery, toast, canonical_of):
    emptied, _ = edit(toast, "教学目标", "### 能力目标\n1. 能和面。")
    plan = bakery.redraft(emptied, "课程思政")
    used = {n for s in plan.sections for x in statements_of(s) for n in x.citations}
    assert used == {c.n for c in plan.citations} == set(range(1, len(plan.citations) + 1))


def test_a_plan_is_json_and_back(toast):
    adapter = TypeAdapter(Plan)
    assert adapter.validate_json(json.dumps(adapter.dump_python(toast, mode="json"))) == toast
