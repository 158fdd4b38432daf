"""A database with rows in every table, and its whole content for comparing."""

from invented_work import answer, plan
from sqlalchemy import select

from rag.store.conversations import Conversations
from rag.store.documents import Documents, Upload
from rag.store.drafts import Drafts
from rag.store.errors import LoginError
from rag.store.feedback import FeedbackOf, FeedbackReview
from rag.store.logins import Logins
from rag.store.records import Role, Verdict
from rag.store.tables import Base
from rag.store.users import ApiKeys, Users, local_user

PASSWORD = "八个字符就可以了"


def fill(database, clock):
    """Enter an administrator and two teachers with work of every kind; return the three."""
    with database.write() as session:
        users = Users(session, local_user(session), clock)
        head = users.add("教务处", PASSWORD, Role.ADMIN)
        teachers = [users.add(name, PASSWORD) for name in ("王老师", "李老师")]
        Documents(session, head, clock).add(Upload("标准.pdf", "标准.pdf", "a" * 64), school=True)
        for teacher in (*teachers, local_user(session)):
            ApiKeys(session, teacher, clock).add("脚本")
            talks = Conversations(session, teacher, clock)
            talk = talks.start(f"{teacher.name}的绿茶\0\n")
            first = talks.add_turn(talk.id, answer(), "g-1")
            second = talks.add_turn(talk.id, answer("那红茶呢？", "“36”\u2028学时\\n"), "g-1")
            said = FeedbackOf(session, teacher, clock)
            said.on_message(first.id, Verdict.UP, "f" * 64)
            down = said.on_message(second.id, Verdict.DOWN, "f" * 64, "我班的实训没算")
            review = FeedbackReview(session, head)
            review.mark_gold(down.id, {"id": f"fb-{down.id[:12]}", "question": "那红茶呢？"})
            draft = Drafts(session, teacher, clock).start(plan(f"{teacher.name}/绿茶"), "一")
            Drafts(session, teacher, clock).save(draft.id, plan(text="二"), "二")
            documents = Documents(session, teacher, clock)
            path = f"users/{teacher.name}/教案.docx"
            added = documents.add(Upload(path, "教案.docx", "b" * 64))
            documents.indexed(added.id, "lesson_plan")
    logins = Logins(database, clock)
    for name, password in (("王老师", PASSWORD), ("李老师", PASSWORD), ("王老师", "falsch")):
        try:
            logins.login(name, password, "10.0.0.1")
        except LoginError:
            continue
    return [head, *teachers]


def content(database):
    """Return the rows of every table, by its name and in the order of its key."""
    with database.read() as session:
        return {
            table.name: [
                dict(row)
                for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }
