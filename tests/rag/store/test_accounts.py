"""Accounts: adding, naming, finding, changing the password; keys of programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from rag.store.conversations import Conversations
from rag.store.errors import (
    DatabaseError,
    ForbiddenError,
    LoginError,
    NameTakenError,
    NotFoundError,
    PasswordError,
)
from rag.store.logins import Logins, check_name, folded
from rag.store.records import Role
from rag.store.users import ApiKeys, Users, has_accounts, local_user


def users(database, by=None):
    """Run one call on the accounts in a transaction of its own."""

    class Calls:
        def __getattr__(self, name):
            def call(*arguments):
                with database.write() as session:
                    return getattr(Users(session, by or local_user(session)), name)(*arguments)

            return call

    return Calls()


def test_the_built_in_user_is_there_and_is_no_account(database):
    with database.read() as session:
        local = local_user(session)
        assert (local.id, local.name, local.is_admin) == ("local", "local", True)
        assert not has_accounts(session)
    assert users(database).all() == []


def test_an_added_account_is_listed_and_found(database, clock):
    with database.write() as session:
        added = Users(session, local_user(session), clock).add(" 王老师 ", "八个字符就可以了")
    assert (added.name, added.role, added.created) == ("王老师", Role.TEACHER, clock.now)
    head = users(database).add("head", "八个字符就可以了", Role.ADMIN)
    assert users(database).all() == [head, added]
    assert users(database).find("ＨＥＡＤ") == head
    assert (head.role.label, added.role.label) == ("管理员", "教师")
    with database.read() as session:
        assert has_accounts(session)


@pytest.mark.parametrize("again", ["Wang", "wang", "ＷＡＮＧ", " wang "])
def test_a_name_is_taken_in_any_case_and_width(database, again):
    users(database).add("Wang", "八个字符就可以了")
    with pytest.raises(NameTakenError, match="已经有用户"):
        users(database).add(again, "八个字符就可以了")
    assert len(users(database).all()) == 1


def test_a_refused_name_undoes_nothing_else_of_the_transaction(database, clock):
    with database.write() as session:
        repository = Users(session, local_user(session))
        repository.add("甲", "八个字符就可以了")
        with pytest.raises(NameTakenError):
            repository.add("甲", "八个字符就可以了")
        repository.add("乙", "八个字符就可以了")
    assert [user.name for user in users(database).all()] == ["乙", "甲"]


@pytest.mark.parametrize("name", ["", "  ", "王 老师", "王\n", "x" * 41, "a\u200bb", "LOCAL", "\0"])
def test_an_unfit_name_is_refused(name):
    if name == "王\n":  # white space around a name is no part of it
        assert check_name(name) == "王"
        return
    with pytest.raises(PasswordError):
        check_name(name)


@given(st.text(max_size=50))
def test_a_name_that_is_accepted_stays_as_it_is(name):
    try:
        accepted = check_name(name)
    except PasswordError:
        return
    assert check_name(accepted) == accepted
    assert folded(accepted) == folded(name)
    assert len(folded(accepted)) <= 160


def test_a_weak_password_makes_no_account(database):
    with pytest.raises(PasswordError, match="至少要 8"):
        users(database).add("王老师", "1234567")
    assert users(database).all() == []


def test_only_an_administrator_sees_the_accounts(database, wang, head):
    assert users(database, by=head).all() == [head, wang]
    with pytest.raises(ForbiddenError, match="只有管理员"):
        users(database, by=wang).all()


def test_a_disabled_account_opens_nothing_until_it_gets_a_new_password(database, wang, head, clock):
    logins = Logins(database, clock)
    token = logins.login("王老师", "王老师 und ein Wort", "10.0.0.1").token
    with database.write() as session:
        key = ApiKeys(session, wang, clock).add("脚本").secret
        talk = Conversations(session, wang, clock).start("绿茶")
        disabled = Users(session, head).disable("王老师")
    assert (disabled.id, disabled.can_sign_in, wang.can_sign_in) == (wang.id, False, True)
    assert logins.user_of(token) is logins.user_of_key(key) is None
    with pytest.raises(LoginError):
        logins.login("王老师", "王老师 und ein Wort", "10.0.0.1")
    with database.write() as session:
        assert Users(session, head).set_password("王老师", "ein neues Wort").can_sign_in
    again = logins.login("王老师", "ein neues Wort", "10.0.0.1")
    assert again.user == wang
    assert logins.user_of_key(key) is None
    with database.read() as session:
        assert Conversations(session, wang).page() == [talk]


def test_nobody_disables_oneself_or_the_last_account(database, wang, head):
    with database.write() as session:
        for name in ("教务处", "local"):
            with pytest.raises(ForbiddenError, match="自己的"):
                Users(session, head).disable(name)
        Users(session, head).disable("王老师")
        with pytest.raises(ForbiddenError, match="唯一能登录"):
            Users(session, local_user(session)).disable("教务处")
        with pytest.raises(NotFoundError):
            Users(session, head).disable("赵老师")
    with pytest.raises(ForbiddenError, match="只有管理员"), database.write() as session:
        Users(session, wang).disable("教务处")


def test_a_new_password_takes_the_place_of_the_old_and_ends_sessions(database, wang, clock):
    logins = Logins(database, clock)
    token = logins.login("王老师", "王老师 und ein Wort", "10.0.0.1").token
    assert users(database).set_password("王老师", "另一个更长的密码") == wang
    assert logins.user_of(token) is None
    with pytest.raises(LoginError):
        logins.login("王老师", "王老师 und ein Wort", "10.0.0.1")
    assert logins.login("王老师", "另一个更长的密码", "10.0.0.1").user == wang


def test_a_new_password_lifts_a_block(database, wang, clock):
    logins = Logins(database, clock)
    for _ in range(8):
        with pytest.raises(LoginError):
            logins.login("王老师", "falsch", "10.0.0.1")
    users(database).set_password("王老师", "另一个更长的密码")
    assert logins.login("王老师", "另一个更长的密码", "10.0.0.1").user == wang


def test_nobody_gives_the_built_in_user_a_password(database):
    with pytest.raises(NotFoundError):
        users(database).set_password("local", "八个字符就可以了")
    with pytest.raises(NotFoundError, match="没有用户 赵老师"):
        users(database).set_password("赵老师", "八个字符就可以了")
    with pytest.raises(LoginError):
        Logins(database).login("local", "", "127.0.0.1")


def test_a_database_without_the_built_in_user_is_told(database):
    with database.write() as session:
        session.execute(text("DELETE FROM users"))
    with pytest.raises(DatabaseError, match="内置用户"), database.read() as session:
        local_user(session)
