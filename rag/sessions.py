"""Conversations of sessions in memory: bounded, oldest dropped first, nothing shared.

For callers that do not send the conversation along themselves. A session is known by an id that
cannot be guessed; whoever has it has the conversation, so it belongs into a cookie or a page's own
state and never into a log. Conversations that outlive the process are in :mod:`rag.data`.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict, deque

from rag.types import Turn

#: Bytes of an id.
_BYTES = 32


class Sessions:
    """Turns by session. Safe to share by threads.

    Args:
        limit_sessions: most sessions kept; the one not used for longest goes first.
        limit_turns: most turns kept of each; the oldest goes first.

    Raises:
        ValueError: a limit is below 1.
    """

    def __init__(self, limit_sessions: int = 1000, limit_turns: int = 6) -> None:
        if min(limit_sessions, limit_turns) < 1:
            raise ValueError("Sessions needs room for at least one session and one turn")
        self._limits = limit_sessions, limit_turns
        self._lock = threading.Lock()
        self._turns: OrderedDict[str, deque[Turn]] = OrderedDict()

    def begin(self) -> str:
        """Begin an empty session and return its id."""
        session = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._turns[session] = deque(maxlen=self._limits[1])
            while len(self._turns) > self._limits[0]:
                self._turns.popitem(last=False)
        return session

    def turns(self, session: str) -> tuple[Turn, ...]:
        """Return the turns kept, oldest first.

        Raises:
            KeyError: there is no such session, or it had to make room.
        """
        with self._lock:
            self._turns.move_to_end(session)
            return tuple(self._turns[session])

    def add(self, session: str, turn: Turn) -> None:
        """Put a turn at the end.

        Raises:
            KeyError: there is no such session, or it had to make room.
        """
        with self._lock:
            self._turns.move_to_end(session)
            self._turns[session].append(turn)

    def end(self, session: str) -> None:
        """Forget a session; one that is not there is forgotten already."""
        with self._lock:
            self._turns.pop(session, None)
