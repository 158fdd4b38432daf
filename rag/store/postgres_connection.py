"""A connection of the driver's that keeps the driver's promises when the line breaks.

Imported only where PostgreSQL is used: the driver comes with the extra ``postgres``.
"""

from __future__ import annotations

import contextlib
from typing import Any

from pg8000.exceptions import DatabaseError, InterfaceError
from pg8000.legacy import Connection

#: What SQLAlchemy knows a broken connection by.
_BROKEN = "network error"


class SteadyConnection(Connection):  # type: ignore[misc]  # it has no types
    """A connection whose every error is the driver's own, and that is never out of step.

    Args:
        arguments: see :func:`rag.store.postgres.connect_arguments`; the time for connecting does
            not hold for statements.

    Raises:
        pg8000.exceptions.Error: the server cannot be reached, or refuses.
    """

    def __init__(self, **arguments: Any) -> None:  # noqa: ANN401 - the driver's
        try:
            super().__init__(**arguments)
        except OSError as error:
            raise InterfaceError(_BROKEN) from error
        self._usock.settimeout(None)

    def handle_messages(self, context: Any) -> None:  # noqa: ANN401 - the driver's
        """Read answers; a connection that the server reset is an error of the driver's too."""
        try:
            super().handle_messages(context)
        except OSError as error:
            raise InterfaceError(_BROKEN) from error

    def execute_unnamed(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - the driver's
        """Run a statement; close where it fails half-way.

        A value that cannot be encoded is noticed after the statement was sent: the next statement
        would read the answers to this one.
        """
        try:
            return super().execute_unnamed(*arguments, **named)
        except DatabaseError:
            raise
        except BaseException:
            self.close()
            raise

    def rollback(self) -> None:
        """Undo; nothing is left to undo on a connection that was closed half-way."""
        if self._usock is not None:
            super().rollback()

    def close(self) -> None:
        """Close; whoever finds the other side gone already is done as well."""
        with contextlib.suppress(InterfaceError):
            super().close()
