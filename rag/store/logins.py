"""Signing in and out: names, passwords, keys, and how often it may fail.

Passwords are hashed with argon2id. Tokens of sessions and keys of programs have 256 random bits,
so one round of SHA-256 is enough for them. No transaction is held while a password is hashed.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from rag.store.database import Database
from rag.store.errors import LoginError, PasswordError, TooManyAttemptsError
from rag.store.records import LOCAL, Clock, Login, User, utc_now
from rag.store.tables import NAME_LENGTH, ApiKeyRow, LoginAttemptRow, SessionRow, UserRow, new_id

SHORTEST = 8
#: Hashing time grows with the length; nobody types more.
LONGEST = 256
KEY_PREFIX = "bk_"
_BYTES = 32
_HINT = 8
#: Failures count for this long.
WINDOW = timedelta(minutes=15)
#: Failures of one name from one address.
PER_NAME_AND_ADDRESS = 5
#: Failures of one name from anywhere: a few teachers' typing errors, not a search.
PER_NAME = 20
#: Failures from one address; a whole staff room may share one.
PER_ADDRESS = 50
#: A session ends when it has not been used for this long.
LIFETIME = timedelta(days=14)
#: Use is written down no more often than this, so that reading a page does not write.
_RENEW = timedelta(hours=1)


def tidy(name: str) -> str:
    """Return a name as it is shown: NFKC, without white space around it."""
    return unicodedata.normalize("NFKC", name).strip()


def folded(name: str) -> str:
    """Return a name as it is compared: ``Ｗang`` and ``wang`` are one account."""
    return unicodedata.normalize("NFKC", tidy(name).casefold())


def check_name(name: str) -> str:
    """Return the name of a new account, tidied.

    Raises:
        PasswordError: it is empty, too long, reserved, or has characters that cannot be seen.
    """
    name = tidy(name)
    if not 1 <= len(name) <= NAME_LENGTH:
        raise PasswordError(f"用户名要有 1 到 {NAME_LENGTH} 个字。")
    if any(unicodedata.category(char)[0] in "CZ" for char in name):
        raise PasswordError("用户名里不能有空格和看不见的字符。")
    if folded(name) == LOCAL:
        raise PasswordError(f"{LOCAL} 是备课自己用的名字。", "请换一个用户名。")
    return name


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


def new_token() -> str:
    """Return a token for a cookie."""
    return secrets.token_urlsafe(_BYTES)


def new_key() -> str:
    """Return a key for a program, ``bk_…``."""
    return KEY_PREFIX + secrets.token_urlsafe(_BYTES)


def key_hint(key: str) -> str:
    """Return the beginning of a key, by which its owner knows it again."""
    return key[:_HINT]


def digest(secret: str) -> str:
    """Return the hash that is stored, hexadecimal; any text that is sent has one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Attempts:
    """The sliding windows of failed attempts."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        """Count in ``database``."""
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> None:
        """Write an attempt down as failed; :meth:`succeeded` takes it back.

        Raises:
            TooManyAttemptsError: a limit is reached. This attempt then does not count, so that
                waiting is enough.
        """
        now = self._clock()
        name_hash, address_hash = digest(folded(name)), digest(address)
        attempt = new_id()
        with self._database.write() as session:
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at <= now - WINDOW))
            session.add(
                LoginAttemptRow(id=attempt, name_hash=name_hash, address_hash=address_hash, at=now)
            )
        same_name = LoginAttemptRow.name_hash == name_hash
        same_address = LoginAttemptRow.address_hash == address_hash
        with self._database.read() as session:
            free = [
                *_free_from(session, PER_NAME_AND_ADDRESS, same_name, same_address),
                *_free_from(session, PER_NAME, same_name),
                *_free_from(session, PER_ADDRESS, same_address),
            ]
        if free:
            self._remove(LoginAttemptRow.id == attempt)
            raise TooManyAttemptsError(ceil((max(free) - now).total_seconds()))

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of this name from this address."""
        self._remove(
            (LoginAttemptRow.name_hash == digest(folded(name)))
            & (LoginAttemptRow.address_hash == digest(address))
        )

    def _remove(self, which: ColumnElement[bool]) -> None:
        with self._database.write() as session:
            session.execute(delete(LoginAttemptRow).where(which))


def _free_from(session: Session, limit: int, *same: ColumnElement[bool]) -> list[datetime]:
    """Return when an attempt is allowed again; nothing where it is now."""
    # This one and the newest others fill the limit; the next older has to leave the window first.
    over = session.scalars(
        select(LoginAttemptRow.at)
        .where(*same)
        .order_by(LoginAttemptRow.at.desc())
        .offset(limit)
        .limit(1)
    )
    return [at + WINDOW for at in over]


class Logins:
    """Who is who. Safe to share by threads.

    Args:
        database: with the accounts.
        clock: the time.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._attempts = Attempts(database, clock)

    def login(self, name: str, password: str, address: str) -> Login:
        """Check the password and open a session.

        Args:
            name: in any case and width.
            password: as typed.
            address: the client's IP address, for the limit of attempts.

        Raises:
            LoginError: there is no such name, or the password is wrong.
            TooManyAttemptsError: it failed too often lately.
        """
        user, hashed = self._checked(name, password, address)
        token = new_token()
        now = self._clock()
        row = SessionRow(
            token_hash=digest(token), user_id=user.id, created=now, expires=now + LIFETIME
        )
        better = hash_password(password) if outdated(hashed) else hashed
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires <= now))
            # Where the password was changed meanwhile, the old one opens nothing any more.
            same = (UserRow.id == user.id) & (UserRow.password_hash == hashed)
            if session.scalar(select(UserRow.id).where(same).with_for_update()) is None:
                raise _refused()
            if better != hashed:
                session.execute(update(UserRow).where(same).values(password_hash=better))
            session.add(row)
        return Login(user, token, now + LIFETIME)

    def user_of(self, token: str) -> User | None:
        """Return the user of a cookie's token, ``None`` where the session has ended.

        Each use puts the end off to :data:`LIFETIME` from now.
        """
        now = self._clock()
        mine = SessionRow.token_hash == digest(token)
        with self._database.read() as session:
            found = session.execute(
                select(UserRow, SessionRow.expires)
                .join(SessionRow, SessionRow.user_id == UserRow.id)
                .where(mine, SessionRow.expires > now)
            ).first()
            if found is None:
                return None
            user, expires = found[0].as_user(), found[1]
        if now + LIFETIME - expires >= _RENEW:
            with self._database.write() as session:
                session.execute(update(SessionRow).where(mine).values(expires=now + LIFETIME))
        return user

    def logout(self, token: str) -> None:
        """End the session of a token; one that has ended already is no error."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == digest(token)))

    def user_of_key(self, key: str) -> User | None:
        """Return the user of a program's key, ``None`` where there is no such key."""
        if not key.startswith(KEY_PREFIX):
            return None
        now = self._clock()
        with self._database.read() as session:
            found = session.execute(
                select(UserRow, ApiKeyRow.id, ApiKeyRow.last_used)
                .join(ApiKeyRow, ApiKeyRow.user_id == UserRow.id)
                .where(ApiKeyRow.key_hash == digest(key))
            ).first()
            if found is None:
                return None
            user, key_id, used = found[0].as_user(), found[1], found[2]
        if used is None or now - used >= _RENEW:
            with self._database.write() as session:
                session.execute(
                    update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used=now)
                )
        return user

    def change_password(self, user: User, old: str, new: str, address: str) -> None:
        """Change one's own password; all sessions end, the one in use as well.

        Raises:
            LoginError: the old password is wrong.
            TooManyAttemptsError: it failed too often lately.
            PasswordError: the new one is against the rules, or the same.
        """
        check_new(new, user.name)
        if new == old:
            raise PasswordError("新密码和原来的一样。", "请换一个。")
        _, hashed = self._checked(user.name, old, address)
        better = hash_password(new)
        with self._database.write() as session:
            changed = session.execute(
                update(UserRow)
                .where(UserRow.id == user.id, UserRow.password_hash == hashed)
                .values(password_hash=better)
                .returning(UserRow.id)
            ).first()
            if changed is None:
                raise _refused()
            session.execute(delete(SessionRow).where(SessionRow.user_id == user.id))

    def _checked(self, name: str, password: str, address: str) -> tuple[User, str]:
        """Return the user of a right password with its hash; count a wrong one."""
        self._attempts.begin(name, address)
        with self._database.read() as session:
            row = session.scalar(select(UserRow).where(UserRow.folded == folded(name)))
            user = None if row is None else row.as_user()
            hashed = None if row is None else row.password_hash
        if not verify(password, hashed) or user is None or hashed is None:
            raise _refused()
        self._attempts.succeeded(name, address)
        return user, hashed


def _refused() -> LoginError:
    return LoginError("用户名或密码不对。", "忘了密码，请找管理员重设。")
