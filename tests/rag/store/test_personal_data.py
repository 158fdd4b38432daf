"""One user's data: handed over whole, and deleted whole, with nobody else's touched."""

import io
import json
from zipfile import ZipFile

import pytest
from filled_database import content, fill
from invented_work import answer

from rag.store.conversations import Conversations
from rag.store.documents import Documents, Upload
from rag.store.drafts import Drafts
from rag.store.errors import ForbiddenError, LoginError, NotFoundError
from rag.store.feedback import FeedbackReview
from rag.store.logins import Logins
from rag.store.personal import erase_user, write_export
from rag.store.users import Users, local_user


@pytest.fixture
def people(database, clock):
    """An administrator and two teachers with work of every kind."""
    return fill(database, clock)


def exported(database, user):
    file = io.BytesIO()
    with database.read() as session:
        counts = write_export(session, user, file, lambda plan: f"# {plan.title}\n")
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        return counts, {name: archive.read(name).decode() for name in archive.namelist()}


def test_an_export_holds_everything_of_one_user_and_nothing_of_others(database, people):
    _, wang, _ = people
    counts, files = exported(database, wang)
    assert counts == {"conversations": 1, "drafts": 1, "feedback": 2, "documents": 1}
    assert sorted(files) == [
        "account.json",
        "conversations.json",
        "documents.json",
        "drafts/001-王老师_绿茶.json",
        "drafts/001-王老师_绿茶.md",
        "feedback.json",
    ]
    account = json.loads(files["account.json"])
    assert (account["name"], account["role"]) == ("王老师", "教师")
    assert [key["name"] for key in account["api_keys"]] == ["脚本"]
    (talk,) = json.loads(files["conversations.json"])
    assert talk["title"] == "王老师的绿茶"
    first, second = talk["messages"]
    assert (first["position"], first["generation"]) == (1, "g-1")
    assert first["question"] == "绿茶冲泡一共多少学时？"
    assert first["answer"] == answer().text
    assert first["citations"][0]["quote"] == answer().citations[0].quote
    assert len(second["passages"]) == 2
    draft = json.loads(files["drafts/001-王老师_绿茶.json"])
    assert [(v["number"], v["note"]) for v in draft["versions"]] == [(1, "一"), (2, "二")]
    assert draft["versions"][0]["plan"]["title"] == "王老师/绿茶"
    assert files["drafts/001-王老师_绿茶.md"] == "# 绿茶冲泡\n"
    said = json.loads(files["feedback.json"])
    assert {(f["verdict"], f["reason"]) for f in said} == {("up", ""), ("down", "我班的实训没算")}
    (document,) = json.loads(files["documents.json"])
    assert document["path"] == "users/王老师/教案.docx"
    everything = "".join(files.values())
    for other in ("李老师", "教务处", "标准.pdf", "argon2", "hash"):
        assert other not in everything


def test_an_export_goes_on_past_the_first_page(database, people, clock):
    _, wang, _ = people
    with database.write() as session:
        for number in range(120):
            Conversations(session, wang, clock).start(str(number))
    counts, files = exported(database, wang)
    titles = [talk["title"] for talk in json.loads(files["conversations.json"])]
    assert counts["conversations"] == len(titles) == len({*titles}) == 121


def test_an_empty_account_is_exported_too(database, people):
    head = people[0]
    counts, files = exported(database, head)
    assert counts == {"conversations": 0, "drafts": 0, "feedback": 0, "documents": 0}
    assert json.loads(files["conversations.json"]) == []


def of(rows, owner):
    """Return the rows that are marked as a user's."""
    return [row for row in rows if owner.id in row.values()]


def test_deleting_a_user_takes_everything_and_touches_nobody_else(database, people, clock):
    head, wang, li = people
    before = content(database)
    with database.write() as session:
        erased = erase_user(session, head, wang)
    assert erased.counts == {"conversations": 1, "drafts": 1, "feedback": 1, "documents": 1}
    assert (erased.kept_gold, erased.paths) == (1, ("users/王老师/教案.docx",))
    after = content(database)
    assert wang.id not in str(after)
    assert "王老师" not in str(after)
    for name, rows in before.items():
        if name not in ("login_attempts", "messages", "draft_versions"):
            assert of(after[name], li) == of(rows, li)
            assert of(after[name], head) == of(rows, head)
    assert len(after["messages"]) == len(before["messages"]) - 2
    assert len(after["draft_versions"]) == len(before["draft_versions"]) - 2
    assert after["login_attempts"] == []  # the one failure was of this name
    with pytest.raises(LoginError):
        Logins(database, clock).login("王老师", "八个字符就可以了", "10.0.0.1")


def test_a_gold_question_stays_without_a_name(database, people):
    head, wang, _ = people
    with database.write() as session:
        before = {f.id for f in FeedbackReview(session, head).page(gold=True)}
        erase_user(session, head, wang)
    with database.read() as session:
        kept = FeedbackReview(session, head).page(gold=True)
        assert {f.id for f in kept} == before
        (anonymous,) = [f for f in kept if f.owner_id is None]
    assert (anonymous.message_id, anonymous.reason, anonymous.history) == (None, "", ())
    assert anonymous.question == "那红茶呢？"
    assert anonymous.gold["question"] == "那红茶呢？"


def test_a_gold_follow_up_keeps_the_history_it_needs(database, people):
    head, wang, _ = people
    with database.write() as session:
        review = FeedbackReview(session, head)
        (down,) = [f for f in review.page(gold=True) if f.owner_id == wang.id]
        review.mark_gold(down.id, {"id": "x", "history": [{"question": "绿茶冲泡一共多少学时？"}]})
        erase_user(session, head, wang)
        kept = review.get(down.id)
    assert [turn.question for turn in kept.history] == ["绿茶冲泡一共多少学时？"]


def test_school_documents_that_a_user_uploaded_stay(database, people):
    head, _wang, li = people
    with database.write() as session:
        erase_user(session, head, head)
        (school,) = [d for d in Documents(session, li).page() if d.owner_id is None]
    assert (school.path, school.uploaded_by) == ("标准.pdf", None)


def test_the_built_in_user_stays_with_nothing_left(database, people):
    with database.write() as session:
        local = local_user(session)
        erased = erase_user(session, local, local)
        assert local_user(session) == local
        assert Conversations(session, local).page() == []
        assert Drafts(session, local).page() == []
    assert erased.counts["conversations"] == 1


def test_one_deletes_oneself_or_is_an_administrator(database, people):
    head, wang, li = people
    with database.write() as session:
        with pytest.raises(ForbiddenError):
            erase_user(session, wang, li)
        erase_user(session, li, li)
        with pytest.raises(NotFoundError):
            erase_user(session, head, li)
        assert [u.name for u in Users(session, head).all()] == ["教务处", "王老师"]


def test_a_name_that_was_deleted_can_be_given_again(database, people):
    head, wang, _ = people
    with database.write() as session:
        erase_user(session, head, wang)
        again = Users(session, head).add("王老师", "八个字符就可以了")
        assert again.id != wang.id
        assert Conversations(session, again).page() == []
        Documents(session, again).add(Upload("users/王老师/教案.docx", "教案.docx", "c" * 64))
