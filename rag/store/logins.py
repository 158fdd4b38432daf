"""Signing in and out, and finding the user of a cookie or of a program's key.

Every method opens its own transactions: none is held while a password is being hashed.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from rag.store.attempts import Attempts
from rag.store.clock import Clock, utc_now
from rag.store.database import Database
from rag.store.errors import LoginError, PasswordError
from rag.store.names import folded
from rag.store.passwords import check_new, hash_password, outdated, verify
from rag.store.records import Login, User
from rag.store.tables import ApiKeyRow, SessionRow, UserRow
from rag.store.tokens import KEY_PREFIX, digest, new_token
from rag.store.users import user_of

#: A session ends when it has not been used for this long.
LIFETIME = timedelta(days=14)
#: Use is written down no more often than this, so that reading a page does not write.
_RENEW = timedelta(hours=1)


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
            user, expires = user_of(found[0]), found[1]
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
            user, key_id, used = user_of(found[0]), found[1], found[2]
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
            user = None if row is None else user_of(row)
            hashed = None if row is None else row.password_hash
        if not verify(password, hashed) or user is None or hashed is None:
            raise _refused()
        self._attempts.succeeded(name, address)
        return user, hashed


def _refused() -> LoginError:
    return LoginError("用户名或密码不对。", "忘了密码，请找管理员重设。")
