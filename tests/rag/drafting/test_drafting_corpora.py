"""Drafts over the shipped and the original documents: six tasks of six courses, every rule."""

import random

import pytest
from plan_rules import assert_sound, texts_of

from indexing.index import open_index
from rag.drafting.plan import DraftRequest
from rag.drafting.workshop import findings_of

SHIPPED = ("售后客户服务", "在库管理", "网店用户数据管理")
LESSONS = [(2, 40), (2, 45), (4, 45)]
#: Picks other tasks in every run; every one of them must pass. A failure prints it.
SEED = random.randrange(1_000_000)
GRAM = 14


def canonical_of(settings):
    with open_index(settings.index) as index:
        return {info.path: index.canonical(info.id) for info in index.documents()}


def courses_of(workshop, names):
    return {o.course for o in workshop.offers() for t in o.tasks if t.name in names}


@pytest.fixture(scope="session")
def shipped_texts(shipped_settings, shipped_index):
    return canonical_of(shipped_settings)


@pytest.fixture(scope="session")
def original_texts(original_workshop):
    with original_workshop._handle.use() as index:
        return {info.path: index.canonical(info.id) for info in index.documents()}


@pytest.fixture(scope="session")
def picked(original_workshop, shared):
    """Three tasks of three courses, none of those the shipped tasks belong to."""
    offers = [o for o in original_workshop.offers() if not {t.name for t in o.tasks} & set(SHIPPED)]
    chosen = random.Random(SEED).sample(offers, 3)
    print(f"seed {SEED}: {[offer.course for offer in chosen]}")
    return [random.Random(SEED).choice(offer.tasks).name for offer in chosen]


def squeezed(text):
    return "".join(text.split())


def grams(text):
    text = squeezed(text)
    return {text[i : i + GRAM] for i in range(len(text) - GRAM + 1)}


@pytest.mark.parametrize(("lessons", "minutes"), LESSONS)
@pytest.mark.parametrize("task", SHIPPED)
def test_shipped_tasks(shipped_workshop, shipped_texts, draft, task, lessons, minutes):
    request = DraftRequest(task=task, lessons=lessons, minutes_per_lesson=minutes)
    plan = draft(shipped_workshop, request)
    assert_sound(plan, shipped_texts.__getitem__)
    assert len(plan.citations) >= 15


def test_the_six_tasks_are_of_six_courses(shipped_workshop, original_workshop, picked):
    shipped = courses_of(shipped_workshop, SHIPPED)
    assert len(shipped) == 3
    # A name may be that of tasks of two courses.
    assert len(courses_of(original_workshop, picked) - shipped) >= 3


@pytest.mark.parametrize(("lessons", "minutes"), LESSONS)
@pytest.mark.parametrize("which", range(3))
def test_tasks_picked_from_the_originals(
    original_workshop, original_texts, draft, picked, which, lessons, minutes
):
    request = DraftRequest(task=picked[which], lessons=lessons, minutes_per_lesson=minutes)
    plan = draft(original_workshop, request)
    assert_sound(plan, original_texts.__getitem__)
    assert len(plan.citations) >= 15
    assert any(c.page for c in plan.citations)


def test_every_task_of_the_originals_keeps_the_rules(original_workshop, original_texts, draft):
    for offer in original_workshop.offers():
        for task in offer.tasks:
            plan = draft(original_workshop, DraftRequest(task=task.name, course=offer.course))
            assert_sound(plan, original_texts.__getitem__)


def findings(plan):
    return [(str(f.severity), f.rule, f.message) for f in findings_of(plan)]


def told(task, minutes=40):
    """A request with nothing left to ask for."""
    return DraftRequest(
        task=task, class_name="电商1班", students=40, groups=8, place="实训室", form="线下",
        learners="会基本操作。动手能力强。喜欢用手机。", minutes_per_lesson=minutes,
    )  # fmt: skip


def test_the_checker_finds_no_error_in_any_draft(shipped_workshop, draft):
    for offer in shipped_workshop.offers():
        for task in offer.tasks:
            found = findings(draft(shipped_workshop, told(task.name)))
            assert not [f for f in found if f[0] == "error"], task.name
            # What only the teacher can know is left to be filled in, and said.
            assert {rule for _, rule, _ in found} <= {"blank", "empty_field"}, task.name


@pytest.mark.parametrize("minutes", [40, 45])
def test_the_checker_finds_no_error_in_drafts_of_the_originals(
    original_workshop, draft, picked, minutes
):
    for task in picked:
        found = findings(draft(original_workshop, told(task, minutes)))
        assert not [f for f in found if f[0] == "error"], (SEED, task)


def test_no_sentence_of_another_plan_in_a_draft(original_workshop, original_texts, draft, picked):
    plans = [t for path, t in original_texts.items() if "lesson-plan" in path]
    assert len(plans) == 2
    theirs = grams(plans[0]) | grams(plans[1])
    for task in (*picked, *SHIPPED, "分析客户服务数据", "开展顾客精细化运营"):
        plan = draft(original_workshop, task)
        own = set().union(*(grams(text) for text in texts_of(plan)))
        assert not own & theirs
        assert not any("lesson-plan" in e.citation.document for e in plan.evidence)


def test_a_plan_chosen_as_a_base_may_be_quoted(original_workshop, original_texts, draft):
    base = next(path for path in original_texts if "6.1" in path)
    plan = draft(original_workshop, DraftRequest(task="客服现场管理", base_plan=base))
    own = set().union(*(grams(text) for text in texts_of(plan)))
    assert own & grams(original_texts[base])
    others = [t for path, t in original_texts.items() if "lesson-plan" in path and path != base]
    only_theirs = grams(others[0]) - grams(original_texts[base])
    assert not own & only_theirs
