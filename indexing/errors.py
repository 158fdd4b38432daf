"""Errors of indexing that a reader of the message can act on.

Every message is one Chinese sentence for the teacher; ``hint`` says what to do. Nothing here is
raised for a programming mistake: those stay ordinary exceptions.
"""

from __future__ import annotations


class BeikeError(Exception):
    """A problem the user can mend.

    Args:
        message: what is wrong and where (file, page or field), in Chinese.
        hint: what to do about it, in Chinese; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two parts apart so that an interface can lay them out."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return message and hint on one line."""
        return f"{self.message} {self.hint}".strip()


class DocumentError(BeikeError):
    """A file that cannot be read: scanned, encrypted, empty, truncated or of an unknown type."""


class ModelError(BeikeError):
    """The embedding model is missing or does not fit the index."""


class IndexMissingError(BeikeError):
    """There is no published index where one was expected."""


class IndexDamagedError(BeikeError):
    """A published index failed its checks; it must be built again."""


class IndexBusyError(BeikeError):
    """Another process is writing the index."""
