"""Errors of the data layer. Messages never tell whether another user's row exists."""

from __future__ import annotations

from indexing.errors import BeikeError


class DatabaseError(BeikeError):
    """The database cannot be opened or used, or does not fit this version of Beike."""


class NotFoundError(BeikeError):
    """There is no such row, or it belongs to somebody else: the two look the same."""


class ForbiddenError(BeikeError):
    """Only an administrator may do this."""


class NameTakenError(BeikeError):
    """The name or place is already in use."""


class PasswordError(BeikeError):
    """A new password, or a name for an account or key, that does not meet the rules."""


class LoginError(BeikeError):
    """Name or password is wrong; which of the two is not said."""


class TooManyAttemptsError(LoginError):
    """Too many failed attempts.

    Args:
        seconds: after which another attempt is taken.
    """

    def __init__(self, seconds: int) -> None:
        """Say in minutes when to try again."""
        super().__init__("登录失败的次数太多。", f"请在 {max(1, -(-seconds // 60))} 分钟后再试。")
        self.seconds = seconds


class BackupError(BeikeError):
    """A backup that cannot be written or restored."""


class GoldError(BeikeError):
    """A gold question that is not in order."""
