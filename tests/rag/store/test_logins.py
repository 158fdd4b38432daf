"""Signing in: sessions that slide, limits of attempts, changing one's own password."""

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from rag.store import logins as logins_module
from rag.store.errors import LoginError, PasswordError, TooManyAttemptsError
from rag.store.logins import (
    LIFETIME,
    PER_ADDRESS,
    PER_NAME,
    PER_NAME_AND_ADDRESS,
    WINDOW,
    Attempts,
    Logins,
)
from rag.store.tables import UserRow

PASSWORD = "王老师 und ein Wort"
HERE = "10.0.0.1"


@pytest.fixture
def logins(database, clock, wang):
    """Signing in, with one account."""
    return Logins(database, clock)


def fail(logins, times, name="王老师", address=HERE):
    for _ in range(times):
        with pytest.raises(LoginError) as caught:
            logins.login(name, "falsch", address)
        assert not isinstance(caught.value, TooManyAttemptsError)


def blocked(logins, name="王老师", address=HERE, password=PASSWORD):
    with pytest.raises(TooManyAttemptsError) as caught:
        logins.login(name, password, address)
    return caught.value


def count(database, table):
    with database.read() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}"))


def test_a_login_gives_a_token_that_leads_to_the_user(logins, wang, clock):
    one = logins.login("王老师", PASSWORD, HERE)
    two = logins.login(" 王老师", PASSWORD, HERE)
    assert (one.user, one.expires) == (wang, clock.now + timedelta(days=14))
    assert len(one.token) == 43  # 256 bits in base64
    assert one.token != two.token
    assert logins.user_of(one.token) == logins.user_of(two.token) == wang


@pytest.mark.parametrize("token", ["", "x", "\udcff", "' OR 1=1"])
def test_another_token_leads_nowhere(logins, token):
    logins.login("王老师", PASSWORD, HERE)
    assert logins.user_of(token) is None


def test_wrong_name_and_wrong_password_are_told_alike(logins):
    said = set()
    for name, password in (("王老师", "falsch"), ("赵老师", PASSWORD), ("", ""), ("local", "")):
        with pytest.raises(LoginError) as caught:
            logins.login(name, password, HERE)
        said.add(str(caught.value))
    assert len(said) == 1
    assert "用户名或密码不对" in said.pop()


def test_logging_out_ends_this_session_only(logins, wang, database):
    one, two = (logins.login("王老师", PASSWORD, HERE).token for _ in range(2))
    logins.logout(one)
    logins.logout(one)
    assert logins.user_of(one) is None
    assert logins.user_of(two) == wang
    assert count(database, "sessions") == 1


def test_a_session_slides_with_use_and_ends_without(logins, wang, clock):
    token = logins.login("王老师", PASSWORD, HERE).token
    for _ in range(4):
        clock.move(days=13, hours=23)
        assert logins.user_of(token) == wang
    clock.move(seconds=LIFETIME.total_seconds())
    assert logins.user_of(token) is None
    assert logins.user_of(token) is None


def test_reading_pages_does_not_write_each_time(logins, clock, database):
    token = logins.login("王老师", PASSWORD, HERE).token

    def expires():
        with database.read() as session:
            return str(session.scalar(text("SELECT expires FROM sessions")))

    first = expires()
    clock.move(minutes=59)
    logins.user_of(token)
    assert expires() == first
    clock.move(minutes=1)
    logins.user_of(token)
    assert expires() > first


def test_sessions_that_have_ended_are_cleared_away(logins, clock, database):
    logins.login("王老师", PASSWORD, HERE)
    clock.move(days=15)
    logins.login("王老师", PASSWORD, HERE)
    assert count(database, "sessions") == 1


def test_the_sixth_attempt_is_refused_even_with_the_right_password(logins, clock, wang):
    fail(logins, PER_NAME_AND_ADDRESS)
    error = blocked(logins)
    assert error.seconds == WINDOW.total_seconds()
    assert error.hint == "请在 15 分钟后再试。"
    clock.move(minutes=14, seconds=59)
    assert blocked(logins).hint == "请在 1 分钟后再试。"
    clock.move(seconds=1)
    assert logins.login("王老师", PASSWORD, HERE).user == wang


def test_the_window_slides(logins, clock):
    fail(logins, 1)
    clock.move(minutes=10)
    fail(logins, 4)
    blocked(logins)
    clock.move(minutes=5)  # the first one has left the window, the four have not
    fail(logins, 1)
    blocked(logins)


def test_waiting_is_enough_however_often_one_knocks(logins, clock, wang):
    fail(logins, PER_NAME_AND_ADDRESS)
    for _ in range(20):
        clock.move(seconds=30)
        blocked(logins)
    clock.move(minutes=5)
    assert logins.login("王老师", PASSWORD, HERE).user == wang


def test_a_success_forgets_the_failures(logins):
    for _ in range(3):
        fail(logins, PER_NAME_AND_ADDRESS - 1)
        logins.login("王老师", PASSWORD, HERE)


def test_the_same_name_from_elsewhere_is_not_blocked_at_once(logins, wang):
    fail(logins, PER_NAME_AND_ADDRESS)
    blocked(logins)
    assert logins.login("王老师", PASSWORD, "10.0.0.2").user == wang


def test_a_name_tried_from_many_addresses_is_blocked(logins):
    for number in range(PER_NAME):
        fail(logins, 1, address=f"10.0.1.{number}")
    blocked(logins, address="10.0.2.1")


def test_an_address_that_tries_many_names_is_blocked(logins, wang):
    for number in range(PER_ADDRESS):
        fail(logins, 1, name=f"u{number}")
    blocked(logins)
    assert logins.login("王老师", PASSWORD, "10.0.0.2").user == wang


def test_names_are_counted_in_any_case(logins):
    for name in ("wang", "Wang", "WANG", "ｗａｎｇ", " wang"):
        fail(logins, 1, name=name)
    blocked(logins, name="wAnG", password="x")


def test_no_more_get_through_at_the_same_time(database, clock):
    passed = []
    start = threading.Barrier(12)

    def begin():
        try:
            Attempts(database, clock).begin("王老师", HERE)
            passed.append(1)
        except TooManyAttemptsError:
            return False
        return True

    def attempt():
        start.wait()
        begin()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) <= PER_NAME_AND_ADDRESS
    # Those refused left no trace: one after the other, the rest of the limit is still there.
    while begin():
        pass
    assert len(passed) == PER_NAME_AND_ADDRESS


def test_old_attempts_are_cleared_away(logins, clock, database):
    fail(logins, 3)
    clock.move(minutes=16)
    fail(logins, 1)
    assert count(database, "login_attempts") == 1


def test_a_hash_with_old_parameters_is_renewed_at_login(logins, wang, database):
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)

    def stored():
        with database.read() as session:
            return session.get_one(UserRow, wang.id).password_hash

    with database.write() as session:
        session.get_one(UserRow, wang.id).password_hash = old
    fail(logins, 1)
    assert stored() == old
    logins.login("王老师", PASSWORD, HERE)
    renewed = stored()
    assert renewed != old
    assert "t=1" in renewed
    logins.login("王老师", PASSWORD, HERE)
    assert stored() == renewed


def test_a_password_changed_during_the_login_opens_nothing(logins, wang, database, monkeypatch):
    def changed_meanwhile(hashed):
        with database.write() as session:
            session.get_one(UserRow, wang.id).password_hash = "other"
        return False

    monkeypatch.setattr(logins_module, "outdated", changed_meanwhile)
    with pytest.raises(LoginError):
        logins.login("王老师", PASSWORD, HERE)
    assert count(database, "sessions") == 0


def test_changing_ones_own_password(logins, wang):
    token = logins.login("王老师", PASSWORD, HERE).token
    with pytest.raises(LoginError):
        logins.change_password(wang, "falsch", "另一个更长的密码", HERE)
    for new in ("short", PASSWORD):
        with pytest.raises(PasswordError):
            logins.change_password(wang, PASSWORD, new, HERE)
    assert logins.user_of(token) == wang
    logins.change_password(wang, PASSWORD, "另一个更长的密码", HERE)
    assert logins.user_of(token) is None
    assert logins.login("王老师", "另一个更长的密码", HERE).user == wang


def test_guessing_the_old_password_is_limited_as_well(logins, wang):
    for _ in range(PER_NAME_AND_ADDRESS):
        with pytest.raises(LoginError):
            logins.change_password(wang, "falsch", "另一个更长的密码", HERE)
    with pytest.raises(TooManyAttemptsError):
        logins.change_password(wang, PASSWORD, "另一个更长的密码", HERE)
