"""Drafts: every version stays, and everything of a plan comes back."""

import threading

import pytest
from invented_work import plan

from rag.store.drafts import Drafts
from rag.store.errors import NotFoundError


@pytest.fixture
def drafts(database, wang, clock):
    """Run one call on a teacher's drafts in a transaction of its own."""

    class Calls:
        def __getattr__(self, name):
            def call(*arguments, **named):
                with database.write() as session:
                    return getattr(Drafts(session, wang, clock), name)(*arguments, **named)

            return call

    return Calls()


def test_a_plan_comes_back_with_everything(drafts, clock):
    draft = drafts.start(plan(), "第一稿")
    version = drafts.version(draft.id)
    assert version.plan == plan()
    assert (version.draft, version.number, version.note) == (draft.id, 1, "第一稿")
    assert (draft.title, draft.versions, draft.created) == ("绿茶冲泡", 1, clock.now)


def test_versions_are_numbered_and_all_stay(drafts, clock):
    draft = drafts.start(plan(text="一"))
    for text in ("二", "三"):
        clock.move(minutes=1)
        drafts.save(draft.id, plan(text=text), f"改成{text}")
    infos = drafts.versions(draft.id)
    assert [(i.number, i.note) for i in infos] == [(3, "改成三"), (2, "改成二"), (1, "")]
    assert drafts.version(draft.id).plan == plan(text="三")
    assert drafts.version(draft.id, 1).plan == plan(text="一")
    assert drafts.get(draft.id).updated == clock.now
    assert drafts.get(draft.id).versions == 3


def test_an_earlier_version_is_brought_back_as_a_new_one(drafts):
    draft = drafts.start(plan(text="一"))
    drafts.save(draft.id, plan(text="二"))
    back = drafts.bring_back(draft.id, 1)
    assert (back.number, back.plan, back.note) == (3, plan(text="一"), "恢复到第 1 版")
    assert drafts.version(draft.id, 2).plan == plan(text="二")


def test_the_list_has_the_draft_saved_last_first(drafts, clock):
    ids = []
    for title in ("甲", "乙", "丙"):
        ids.append(drafts.start(plan(title)).id)
        clock.move(minutes=1)
    drafts.save(ids[0], plan("甲"))
    assert [d.title for d in drafts.page()] == ["甲", "丙", "乙"]
    assert [d.versions for d in drafts.page()] == [2, 1, 1]
    assert [d.title for d in drafts.page(limit=1, offset=1)] == ["丙"]


def test_renaming_changes_the_name_in_the_list_only(drafts):
    draft = drafts.start(plan())
    drafts.rename(draft.id, " 周三\n用 ")
    assert drafts.get(draft.id).title == "周三 用"
    assert drafts.version(draft.id).plan.title == "绿茶冲泡"


def test_a_long_note_is_cut(drafts):
    draft = drafts.start(plan(), "长" * 500)
    assert drafts.version(draft.id).note == "长" * 200


def test_a_deleted_draft_is_gone_with_its_versions(drafts):
    gone, kept = drafts.start(plan("去")), drafts.start(plan("留"))
    drafts.delete(gone.id)
    for call in (drafts.get, drafts.version, drafts.versions, drafts.delete):
        with pytest.raises(NotFoundError, match="没有这份草稿"):
            call(gone.id)
    assert drafts.version(kept.id).plan == plan("留")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_version_that_is_not_there_is_told(drafts, number):
    draft = drafts.start(plan())
    with pytest.raises(NotFoundError, match=f"没有第 {number} 版"):
        drafts.version(draft.id, number)


def test_versions_saved_at_the_same_time_get_numbers_of_their_own(drafts):
    draft = drafts.start(plan())
    threads = [
        threading.Thread(target=drafts.save, args=(draft.id, plan(text=str(n)))) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [i.number for i in drafts.versions(draft.id)] == [7, 6, 5, 4, 3, 2, 1]
