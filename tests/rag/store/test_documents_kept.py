"""Uploaded documents: one's own and the school's."""

import pytest

from rag.store.documents import Documents, Upload
from rag.store.errors import ForbiddenError, NameTakenError
from rag.store.records import DocumentStatus

PLAN = Upload("users/w/教案.docx", "教案.docx", "1" * 64)
STANDARD = Upload("课程标准.pdf", "课程标准.pdf", "2" * 64)


@pytest.fixture
def documents(database, clock):
    """Run one call on the documents of a user in a transaction of its own."""

    def of(user):
        class Calls:
            def __getattr__(self, name):
                def call(*arguments, **named):
                    with database.write() as session:
                        return getattr(Documents(session, user, clock), name)(*arguments, **named)

                return call

        return Calls()

    return of


def paths(found):
    return [document.path for document in found]


def test_a_document_waits_then_answers_or_says_why_not(documents, wang, clock):
    mine = documents(wang)
    added = mine.add(PLAN)
    assert (added.status, added.owner_id, added.uploaded_by) == (
        DocumentStatus.WAITING,
        wang.id,
        wang.id,
    )
    clock.move(minutes=1)
    indexed = mine.indexed(added.id, "lesson_plan")
    assert (indexed.status, indexed.kind) == (DocumentStatus.INDEXED, "lesson_plan")
    assert (indexed.created, indexed.updated) == (added.created, clock.now)
    failed = mine.failed(added.id, "文件已损坏。")
    assert (failed.status, failed.problem) == (DocumentStatus.FAILED, "文件已损坏。")
    again = mine.replaced(added.id, "3" * 64)
    assert (again.status, again.problem, again.sha256) == (DocumentStatus.WAITING, "", "3" * 64)
    assert mine.get(added.id) == again


def test_the_school_s_are_seen_by_all_and_changed_by_administrators(documents, wang, li, head):
    school = documents(head).add(STANDARD, school=True)
    mine = documents(wang).add(PLAN)
    assert paths(documents(wang).page()) == sorted([PLAN.path, STANDARD.path])
    assert paths(documents(li).page()) == [STANDARD.path]
    assert documents(li).get(school.id).owner_id is None
    assert documents(li).hidden_paths() == documents(head).hidden_paths() == {PLAN.path}
    for change in (
        lambda: documents(wang).add(Upload("x", "x", "0" * 64), school=True),
        lambda: documents(wang).remove(school.id),
        lambda: documents(wang).indexed(school.id, "standard"),
        lambda: documents(wang).failed(school.id, "x"),
        lambda: documents(wang).replaced(school.id, "0" * 64),
    ):
        with pytest.raises(ForbiddenError):
            change()
    assert documents(head).indexed(school.id, "standard").kind == "standard"
    assert documents(head).remove(school.id).path == STANDARD.path
    assert documents(wang).remove(mine.id).path == PLAN.path
    assert documents(wang).page() == []


def test_a_path_is_taken_once(documents, wang, li):
    documents(wang).add(PLAN)
    for user in (wang, li):
        with pytest.raises(NameTakenError, match="已经有文件"):
            documents(user).add(PLAN)
    assert len(documents(wang).page()) == 1


def test_pages_part_the_list(documents, wang):
    for number in range(5):
        documents(wang).add(Upload(f"{number}.md", "x", "0" * 64))
    assert paths(documents(wang).page(limit=2, offset=2)) == ["2.md", "3.md"]
