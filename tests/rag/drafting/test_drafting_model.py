"""Drafts with a model behind an endpoint: better words, checked; else the offline text stands."""

import json
import re

import pytest
from invented_school import StubEncoder
from plan_rules import assert_sound, in_class
from scripted_endpoint import KEY, fails, hangs

from rag.drafting.plan import DraftRequest, Origin, statements_of
from rag.drafting.workshop import Workshop
from rag.settings import Settings

REQUEST = DraftRequest(task="吐司面包制作", course="面包制作")


def with_endpoint(settings, endpoint, timeout):
    settings = settings.model_copy(
        update={
            "llm_base_url": endpoint.url,
            "llm_model": "scripted",
            "llm_api_key": Settings(llm_api_key=KEY).llm_api_key,
            "llm_timeout_s": timeout,
        }
    )
    return Workshop(settings, StubEncoder())


@pytest.fixture
def assisted(bakery_settings, endpoint):
    """A workshop with the scripted endpoint."""
    workshop = with_endpoint(bakery_settings, endpoint, 20.0)
    yield workshop
    workshop.close()


@pytest.fixture
def impatient(bakery_settings, endpoint):
    """The same, with little time for an answer."""
    workshop = with_endpoint(bakery_settings, endpoint, 1.0)
    yield workshop
    workshop.close()


def lines_of(prompt):
    """The numbered statements of the draft in a prompt: number, kind, text."""
    draft = prompt.rpartition("草稿：")[2]
    return re.findall(r"^(\d+)\. （(依据|建议)）(.*)$", draft, re.MULTILINE)


def reply(*items):
    return json.dumps({"items": list(items)}, ensure_ascii=False)


def rewriting(change):
    """A step that answers every prompt with ``change(number, kind, text) -> item or None``."""

    def step(handler):
        prompt = handler.server.endpoint.prompt
        items = [change(int(n), kind, text) for n, kind, text in lines_of(prompt)]
        handler.stream(reply(*(item for item in items if item)))

    return step


def texts(plan, section):
    return [s.text for s in statements_of(plan.section(section))]


def drafted(workshop, sections=None):
    *_, plan = workshop.draft(REQUEST, sections)
    return plan


def test_words_are_replaced_and_the_structure_stays(assisted, endpoint, toast, bakery_index):
    def change(number, kind, text):
        better = {"id": number, "text": text.rstrip("。") + "，做扎实。"}
        return better if kind == "建议" else None

    endpoint.says(rewriting(change))
    plan = drafted(assisted)
    assert any(text.endswith("做扎实。") for text in texts(plan, "教学方法"))
    assert [s.name for s in in_class(plan)] == [s.name for s in in_class(toast)]
    assert plan.notes == toast.notes
    assert {s.name: s.by_model for s in plan.sections}["教学方法"]
    assert not any(s.by_model for s in toast.sections)
    assert_sound(plan, lambda path: bakery_index.document_by_path(path).canonical)


def test_the_model_sees_the_evidence_and_the_goals(assisted, endpoint):
    endpoint.says(reply())
    drafted(assisted, ["课堂任务"])
    assert "社区面包房接到学校早餐的订单" in endpoint.prompt
    assert "能1 能按配方准确称料，计算并控制水温。" in endpoint.prompt
    assert "只输出一个 JSON 对象" in endpoint.prompt


def test_a_statement_of_a_document_is_kept_only_if_its_evidence_supports_it(assisted, endpoint):
    def change(number, kind, text):
        if kind != "依据":
            return None
        said = "社区面包房接到早餐订单，要做四十条白吐司。" if number == 1 else "火星上的面包更软。"
        return {"id": number, "text": said, "cites": [1]}

    endpoint.says(rewriting(change))
    plan = drafted(assisted, ["课堂任务"])
    first = statements_of(plan.section("课堂任务"))[0]
    assert first.text == "社区面包房接到早餐订单，要做四十条白吐司。"
    assert first.origin is Origin.DOCUMENT
    assert "订单" in plan.citations[0].quote
    assert "火星" not in "".join(texts(plan, "课堂任务"))
    assert any("没有通过核对" in note for note in plan.notes)


@pytest.mark.parametrize(
    "bad",
    [
        "任务驱动法：以《别的成果》为主线，每个环节完成其中一部分，最后合成完整成果。",
        "任务驱动法：以《吐司面包制作记录》为主线，用 45 分钟完成其中一部分，合成完整成果。",
        "任务驱动法：以一份作业为主线，每个探究环节完成其中一部分，最后合成完整成果。",
        "任务驱动法：以《吐司面包制作记录》为主线，见 https://example.org 里的完整成果。",
        "与这一条毫不相干，却提到了《吐司面包制作记录》。",
    ],
)
def test_a_suggestion_that_breaks_its_promises_is_dropped(assisted, endpoint, toast, bad):
    endpoint.says(rewriting(lambda n, _, text: {"id": n, "text": bad}
                            if text.startswith("任务驱动法") else None))  # fmt: skip
    plan = drafted(assisted, ["教学方法"])
    assert texts(plan, "教学方法") == texts(toast, "教学方法")
    assert any("1 条没有通过核对" in note for note in plan.notes)


@pytest.mark.parametrize(
    "said",
    [
        "对不起，我不能写。",
        '{"items": [{"id": 1}]}',
        '{"items": "无"}',
        '{"items": [{"id": 1, "text": "好好备课吧", "cites": [], "more": 1}]}',
        "[" * 5000,
        '{"items": [',
    ],
)
def test_a_reply_of_another_shape_leaves_the_offline_text(assisted, endpoint, toast, said):
    endpoint.says(said)
    plan = drafted(assisted, ["教学方法"])
    assert texts(plan, "教学方法") == texts(toast, "教学方法")
    assert any("格式不对" in note for note in plan.notes)


def test_thoughts_and_fences_around_the_json_are_passed_over(assisted, endpoint, toast):
    line = texts(toast, "教学方法")[2].rstrip("。") + "，做扎实。"
    at = next(
        i for i, t in enumerate(t for t in texts(toast, "教学方法")) if t.startswith("任务驱动")
    )
    endpoint.says(
        "<think>{想一想}</think>```json\n" + reply({"id": at + 1, "text": line}) + "\n```"
    )
    assert line in texts(drafted(assisted, ["教学方法"]), "教学方法")


@pytest.mark.parametrize("step", [fails(500), fails(401), hangs])
def test_a_failing_endpoint_is_asked_once_and_the_offline_text_stands(
    impatient, endpoint, toast, step
):
    endpoint.says(step)
    plan = drafted(impatient)
    assert [texts(plan, s.name) for s in plan.sections] == [
        texts(toast, s.name) for s in toast.sections
    ]
    notes = [note for note in plan.notes if "离线文字" in note]
    assert len(notes) == 1
    assert KEY not in notes[0]
    # Tries of one request, not of a dozen sections.
    assert len(endpoint.requests) <= 3


def test_what_the_teacher_said_is_never_sent_to_be_reworded(assisted, endpoint):
    endpoint.says(reply())
    request = REQUEST.model_copy(update={"learners": "已学过称料，动手快。"})
    list(assisted.draft(request, ["学情分析"]))
    assert "已学过称料" not in "".join(text for _, _, text in lines_of(endpoint.prompt))
