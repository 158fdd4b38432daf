"""What was kept without accounts becomes an account's: all of it, once, and only when asked for."""

import shutil

import pytest
from filled_database import content

from indexing.corrections import Correction
from rag.service.document_files import DocumentFiles
from rag.service.restoring import take_over_local
from rag.settings import Settings
from rag.store.conversations import Conversations
from rag.store.documents import Documents, Upload
from rag.store.drafts import Drafts
from rag.store.errors import ForbiddenError, NotFoundError
from rag.store.feedback import FeedbackOf
from rag.store.logins import Logins
from rag.store.personal import left_over, take_over
from rag.store.users import ApiKeys, Users, local_user


def path_of(name):
    return f"new/{name}"


@pytest.fixture
def add(filled, clock):
    """Makes one more account, with nothing."""

    def make(name="赵老师"):
        with filled.write() as session:
            return Users(session, local_user(session), clock).add(name, "八个字符就可以了")

    return make


def test_everything_of_the_built_in_user_is_the_account_s_and_nothing_of_others(filled, add):
    zhao = add()
    before = content(filled)
    with filled.write() as session:
        local = local_user(session)
        assert left_over(session) == {
            "conversations": 1, "drafts": 1, "feedback": 2, "documents": 1,
        }  # fmt: skip
        taken = take_over(session, local, zhao, path_of)
    assert taken.counts == {"conversations": 1, "drafts": 1, "feedback": 2, "documents": 1}
    assert taken.moves == (("users/local/教案.docx", "new/教案.docx"),)
    with filled.read() as session:
        assert not any(left_over(session).values())
        assert Conversations(session, local).count() == Drafts(session, local).count() == 0
        (talk,) = Conversations(session, zhao).page()
        assert talk.title.startswith("local的绿茶")
        assert Conversations(session, zhao).count() == Drafts(session, zhao).count() == 1
        assert FeedbackOf(session, zhao).count() == 2
        assert [key.name for key in ApiKeys(session, zhao).all()] == ["脚本"]
        mine = [d.path for d in Documents(session, zhao).page() if d.owner_id == zhao.id]
        assert mine == ["new/教案.docx"]
    after = content(filled)
    for table, rows in before.items():
        owner = "user_id" if table == "api_keys" else "owner_id"
        others = [r for r in rows if r.get(owner) != "local"]
        assert [r for r in after[table] if r.get(owner) != zhao.id] == others, table


def test_a_program_s_key_goes_on_working_for_the_account(filled, add, clock):
    zhao = add()
    with filled.write() as session:
        local = local_user(session)
        secret = ApiKeys(session, local, clock).add("另一个").secret
        take_over(session, local, zhao, path_of)
    assert Logins(filled, clock).user_of_key(secret) == zhao


def test_what_has_the_same_name_stays_where_it_is(filled, add, clock):
    zhao = add()
    with filled.write() as session:
        ApiKeys(session, zhao, clock).add("脚本")
        Documents(session, zhao, clock).add(Upload(path_of("教案.docx"), "教案.docx", "c" * 64))
        taken = take_over(session, local_user(session), zhao, path_of)
    assert (taken.counts["documents"], taken.moves) == (0, ())
    with filled.read() as session:
        assert left_over(session)["documents"] == 1
        assert len(ApiKeys(session, zhao).all()) == 1
        assert len(ApiKeys(session, local_user(session)).all()) == 1


def test_only_an_administrator_gives_it_and_not_to_nobody(filled, add):
    zhao = add()
    with pytest.raises(ForbiddenError), filled.write() as session:
        take_over(session, zhao, zhao, path_of)
    with pytest.raises(NotFoundError), filled.write() as session:
        take_over(session, local_user(session), local_user(session), path_of)


@pytest.fixture
def documents(tmp_path):
    return DocumentFiles(Settings(corpus=tmp_path / "corpus", index=tmp_path / "index"))


def of_local(database, folder, *names):
    for name in names:
        file = folder / "个人资料" / "local" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
        with database.write() as session:
            path = f"个人资料/local/{name}"
            Documents(session, local_user(session)).add(Upload(path, name, "d" * 64))


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_files_go_along_also_those_an_earlier_version_put_into_the_corpus(
    database, account, documents
):
    of_local(database, documents.corpus, "一.md")
    of_local(database, documents.uploads, "二.md")
    wang = account("王老师")
    take_over_local(database, documents, wang)
    assert files(documents.uploads) == [f"个人资料/{wang.id}/一.md", f"个人资料/{wang.id}/二.md"]
    assert files(documents.corpus) == []


def test_what_was_deleted_goes_along_in_the_bin(database, account, documents):
    of_local(database, documents.uploads, "一.md")
    documents.corrections.put("个人资料/local/一.md", Correction("d" * 64, title="一课"))
    documents.remove("个人资料/local/一.md", title="一", by="local", sha256="d" * 64)
    wang = account("王老师")
    take_over_local(database, documents, wang)
    assert documents.corrections.of(f"个人资料/{wang.id}/一.md").title == "一课"
    (one,) = documents.bin.all()
    assert (one.path, one.file.read_text()) == (f"个人资料/{wang.id}/一.md", "一.md")


def test_where_a_file_cannot_go_along_nothing_is_changed(database, account, documents, monkeypatch):
    of_local(database, documents.uploads, "一.md", "二.md")
    wang = account("王老师")
    before = files(documents.uploads), content(database)
    plain = shutil.move

    def refuse(source, target):
        if source.name == "二.md":
            raise OSError(13, "Permission denied")
        return plain(source, target)

    monkeypatch.setattr(shutil, "move", refuse)
    with pytest.raises(Exception, match=r"二\.md"):
        take_over_local(database, documents, wang)
    assert (files(documents.uploads), content(database)) == before
