"""Evidence: found for the task, shown, ticked, added to; nothing else gets into a draft."""

import pytest
from invented_bakery import OTHER_PLAN, PLAN
from plan_rules import assert_cited, texts_of

from rag.drafting.plan import SECTIONS, DraftRequest, Origin
from rag.drafting.workshop import tick


@pytest.fixture(scope="session")
def canonical_of(bakery_index):
    return lambda path: bakery_index.document_by_path(path).canonical


def grams(text, n=14):
    return {text[i : i + n] for i in range(len(text) - n + 1)}


def quotes(plan, section, role):
    return [e.citation.quote for e in plan.evidence if (e.section, e.role) == (section, role)]


def test_evidence_is_chosen_for_the_task(toast):
    assert quotes(toast, "教学目标", "课程目标") == [
        "2. 能按配方准确称料，计算并控制水温；",
        "3. 能判断面团的筋度和醒发程度，及时调整；",
        "4. 能控制烘烤温度和时间，烤出颜色均匀的面包；",
    ]
    (situation,) = quotes(toast, "课堂任务", "任务情境")
    assert situation == "社区面包房接到学校早餐的订单，要做四十条白吐司。"
    assert not any("欧式" in e.citation.quote for e in toast.evidence)


def test_every_passage_opens_in_the_source_viewer(bakery_index, toast):
    for item in toast.evidence:
        chunk = bakery_index.chunk(item.citation.chunk_id)
        assert chunk.start <= item.citation.start < item.citation.end <= chunk.end
        assert item.section in SECTIONS
        assert item.citation.heading_path


def test_evidence_can_be_seen_before_drafting(bakery, toast):
    seen = bakery.evidence(toast.request)
    strip = [(e.section, e.role, e.citation.quote) for e in seen]
    assert strip == [(e.section, e.role, e.citation.quote) for e in toast.evidence]
    assert all(e.used and not e.added for e in seen)


def test_numbers_of_evidence_are_those_of_the_citations(toast):
    numbered = {c.n: c for c in toast.citations}
    cited = [e for e in toast.evidence if e.citation.n]
    assert cited
    assert all(numbered[e.citation.n] == e.citation for e in cited)


def test_an_unticked_passage_is_not_used(bakery, draft, toast):
    told = [
        n
        for n, e in enumerate(toast.evidence)
        if e.section == "教学目标" and "筋度和醒发程度" in e.citation.quote
    ]
    # A goal of the course, and the process of the task.
    assert len(told) == 2
    unticked = toast
    for at in told:
        unticked = tick(unticked, at, used=False)
    plan = draft(bakery, toast.request, evidence=unticked.evidence)
    goals = [s.text for b in plan.section("教学目标").blocks for s in b.statements]
    assert not any("筋度和醒发程度" in text for text in goals)
    assert [e.used for e in plan.evidence].count(False) == len(told)
    # It stays ticked for another section.
    assert len(plan.evidence) == len(toast.evidence)


def test_without_any_passage_the_draft_is_suggestions_only(bakery, draft, toast):
    plan = toast
    for number in range(len(toast.evidence)):
        plan = tick(plan, number, used=False)
    plan = draft(bakery, toast.request, evidence=plan.evidence)
    assert plan.citations == ()
    assert not any(e.used for e in plan.evidence)


def test_a_passage_added_by_the_teacher_is_used_and_cited(bakery, draft, toast, canonical_of):
    chunk = next(
        p.chunk_id for p in search(bakery, "打发奶油的温度要求") if "打发的温度要求" in p.text
    )
    for section in ("教学方法", "教学实施过程"):
        plan = bakery.add(toast, section, chunk)
        assert plan.evidence[-1].added
        assert bakery.add(plan, section, chunk) == plan
        plan = bakery.redraft(plan, section)
        own = "".join(texts_of(type(plan)(plan.request, "", (plan.section(section),))))
        assert "打发的温度要求" in own
        assert_cited(plan, canonical_of)


def search(workshop, question):
    from invented_school import StubEncoder

    from rag.assistant import Assistant
    from rag.settings import Settings

    settings = Settings(index=workshop._handle.path, dense_weight=0)
    assistant = Assistant(settings, StubEncoder())
    try:
        return assistant.search(question)
    finally:
        assistant.close()


def test_adding_what_is_not_there_is_refused(bakery, toast):
    with pytest.raises(KeyError):
        bakery.add(toast, "教学方法", "no-such-chunk")
    with pytest.raises(ValueError, match="no such section"):
        bakery.add(toast, "没有的", "x")
    with pytest.raises(IndexError):
        tick(toast, 999, used=False)


def test_a_plan_nobody_chose_leaves_no_trace(toast):
    text = "".join(texts_of(toast))
    assert not grams(text) & grams(PLAN)
    assert not grams(text) & grams(OTHER_PLAN)
    assert not any(e.citation.document.startswith("教案") for e in toast.evidence)


def test_the_plan_chosen_as_a_base_is_quoted_and_no_other(bakery, draft, canonical_of):
    request = DraftRequest(task="吐司面包制作", base_plan="教案/曲奇.md")
    plan = draft(bakery, request)
    said = [(s.text, s.origin) for b in plan.section("教学方法").blocks for s in b.statements]
    assert any("闻香辨熟法" in text and origin is Origin.DOCUMENT for text, origin in said)
    assert {e.citation.document for e in plan.evidence} == {"标准/烘焙.md", "教案/曲奇.md"}
    assert not grams("".join(texts_of(plan))) & grams(OTHER_PLAN)
    assert_cited(plan, canonical_of)


def test_a_base_that_is_not_there_is_said(bakery, draft):
    from indexing.errors import BeikeError

    with pytest.raises(BeikeError, match="没有找到要参照的教案"):
        draft(bakery, DraftRequest(task="吐司面包制作", base_plan="教案/没有.md"))


def test_unticking_a_step_leaves_it_out_of_the_lesson(bakery, draft, toast):
    at = next(
        n
        for n, e in enumerate(toast.evidence)
        if e.role == "学习环节" and "揉面" in e.citation.quote
    )
    plan = draft(bakery, toast.request, evidence=tick(toast, at, used=False).evidence)
    names = [step.name for step in plan.section("教学实施过程").steps]
    assert "任务探究二：整形烘烤与品质检查" in names
    assert not any("揉面" in name for name in names)
    assert sum(s.minutes or 0 for s in plan.section("教学实施过程").steps) == 90
