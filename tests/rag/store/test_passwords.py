"""Hashing of passwords, and what a new one must be."""

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from rag.store import logins as logins_module
from rag.store.errors import PasswordError
from rag.store.logins import check_new, hash_password, outdated, verify


def test_the_real_hasher_uses_argon2id_at_least_as_strong_as_the_rfc_says(monkeypatch):
    monkeypatch.undo()
    used = extract_parameters(hash_password("一二三四五六七八"))
    assert used.type is Type.ID
    assert (used.time_cost, used.memory_cost, used.parallelism) == (3, 65536, 4)
    assert (used.salt_len, used.hash_len) == (16, 32)


@given(st.text(min_size=1, max_size=logins_module.LONGEST), st.text(max_size=40))
def test_a_hash_fits_its_password_only(password, other):
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logins_module, "_hasher", lambda: hasher)
        hashed = hash_password(password)
        assert hashed.startswith("$argon2id$")
        assert password == "$" or len(password) < 8 or password not in hashed
        assert verify(password, hashed)
        assert verify(other, hashed) == (other == password)
        assert not verify(password + "x", hashed)


def test_two_hashes_of_one_password_differ():
    assert hash_password("一二三四五六七八") != hash_password("一二三四五六七八")


def test_without_an_account_as_much_is_computed_and_the_answer_is_no(monkeypatch):
    computed = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda *given: computed.append(given[1]) or real(*given)
    )
    assert not verify("a password that no account has", None)
    assert not verify("x" * 8, None)
    assert len(computed) == 2
    assert all(hashed.startswith("$argon2id$") for hashed in computed)


@pytest.mark.parametrize("hashed", ["", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$x"])
def test_a_broken_hash_fits_nothing(hashed):
    assert not verify("12345678", hashed)


def test_halves_of_characters_can_be_sent_and_fit_nothing():
    assert not verify("\udcff" * 8, hash_password("????????"))


def test_a_hash_with_other_parameters_is_outdated():
    assert not outdated(hash_password("12345678"))
    assert outdated(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("12345678"))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "至少要 8 个字符"),
        ("七个字符就太短", "至少要 8 个字符"),
        ("x" * 257, "最多 256 个字符"),
        ("88888888", "太容易猜到"),
        ("WangLaoshi", "太容易猜到"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(password, said):
    with pytest.raises(PasswordError, match=said) as caught:
        check_new(password, "wanglaoshi")
    assert password == "" or password not in str(caught.value)


def test_eight_characters_are_enough():
    check_new("八个字符就可以了", "王老师")
    check_new("12345678", "王老师")
