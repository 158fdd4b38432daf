"""Passwords: hashed with argon2id, checked in constant time, and what a new one must be."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rag.store.errors import PasswordError

SHORTEST = 8
#: Hashing time grows with the length; nobody types more.
LONGEST = 256


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher with RFC 9106's second recommended choice: 64 MiB, 3 passes, 4 lanes."""
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


def check_new(password: str, name: str) -> None:
    """Refuse a new password that is too short, too long, one character only, or the name.

    Raises:
        PasswordError: with the rule.
    """
    if len(password) < SHORTEST:
        raise PasswordError(f"密码至少要 {SHORTEST} 个字符。", "几个词连在一起就很好记。")
    if len(password) > LONGEST:
        raise PasswordError(f"密码最多 {LONGEST} 个字符。")
    if len(set(password)) == 1 or password.casefold() == name.casefold():
        raise PasswordError("这个密码太容易猜到。", "请换一个，几个词连在一起就很好记。")


def hash_password(password: str) -> str:
    """Return the argon2id hash with its parameters and a new salt."""
    return _hasher().hash(_bytes(password))


def verify(password: str, hashed: str | None) -> bool:
    """Tell whether the password fits; without a hash as much time is spent and the answer is no.

    So nobody can tell from the time taken whether there is such an account.
    """
    nobody = _nobody()  # made whether needed or not, for the same reason
    try:
        return _hasher().verify(hashed or nobody, _bytes(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(hashed: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(hashed)


@cache
def _nobody() -> str:
    return hash_password("a password that no account has")


def _bytes(password: str) -> bytes:
    # A half of a character cannot be typed, but can be sent.
    return password[: LONGEST + 1].encode("utf-8", "surrogatepass")
