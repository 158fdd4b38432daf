"""Keys of programs, and that nothing which opens anything is stored."""

import pytest
from sqlalchemy import text

from rag.store.errors import LoginError, NameTakenError, NotFoundError, PasswordError
from rag.store.logins import Logins
from rag.store.users import ApiKeys


def everything_stored(database):
    """Return all that is in the tables of accounts, as one text."""
    with database.read() as session:
        rows = [
            row
            for table in ("users", "sessions", "api_keys", "login_attempts")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    return str(rows)


def test_a_key_opens_for_its_owner_until_it_is_removed(database, wang, li, clock):
    logins = Logins(database, clock)
    with database.write() as session:
        made = ApiKeys(session, wang, clock).add(" 备份脚本 ")
        other = ApiKeys(session, li, clock).add("备份脚本")
    assert made.secret.startswith("bk_")
    assert len(made.secret) == 3 + 43  # 256 bits in base64
    assert made.secret.startswith(made.key.hint)
    assert logins.user_of_key(made.secret) == wang
    assert logins.user_of_key(other.secret) == li
    for wrong in ("", "bk_", made.secret[3:], made.secret[:-1], f"{made.secret}x", "bk_\udcff"):
        assert logins.user_of_key(wrong) is None
    with database.write() as session:
        ApiKeys(session, wang).remove("备份脚本")
    assert logins.user_of_key(made.secret) is None
    assert logins.user_of_key(other.secret) == li


def test_use_of_a_key_is_noted_but_not_every_time(database, wang, clock):
    logins = Logins(database, clock)

    def last_used():
        with database.read() as session:
            (key,) = ApiKeys(session, wang).all()
            return key.last_used

    with database.write() as session:
        secret = ApiKeys(session, wang, clock).add("脚本").secret
    assert last_used() is None
    first = clock.now
    logins.user_of_key(secret)
    clock.move(minutes=59)
    logins.user_of_key(secret)
    assert last_used() == first
    clock.move(minutes=1)
    logins.user_of_key(secret)
    assert last_used() == clock.now


def test_names_of_keys(database, wang, li):
    with database.write() as session:
        keys = ApiKeys(session, wang)
        keys.add("甲")
        with pytest.raises(NameTakenError, match="甲"):
            keys.add("甲")
        for name in ("", " ", "x" * 41, "a\nb"):
            with pytest.raises(PasswordError):
                keys.add(name)
        with pytest.raises(NotFoundError):
            ApiKeys(session, li).remove("甲")
        assert [key.name for key in keys.all()] == ["甲"]
        assert ApiKeys(session, li).all() == []


def test_no_password_token_or_key_is_stored(database, wang, clock):
    logins = Logins(database, clock)
    token = logins.login("王老师", "王老师 und ein Wort", "10.0.0.1").token
    with pytest.raises(LoginError):
        logins.login("王老师", "geheim getippt", "10.0.0.7")
    with pytest.raises(LoginError):  # the password typed as the name
        logins.login("mein Passwort", "x", "10.0.0.7")
    with database.write() as session:
        secret = ApiKeys(session, wang).add("脚本").secret
    stored = everything_stored(database)
    assert "王老师" in stored
    for hidden in (token, secret, "und ein Wort", "geheim getippt", "mein Passwort", "10.0.0.7"):
        assert hidden not in stored
