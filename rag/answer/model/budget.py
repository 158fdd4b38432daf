"""How much a model may be used in an hour, so that a school's bill has no surprises.

Counted in this process only; nothing of what is asked is kept.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache

from rag.errors import EndpointError

_HOUR = 3600.0
#: Addresses whose budgets are remembered.
_ADDRESSES = 16


@lru_cache(_ADDRESSES)
def budget_of(address: str, requests: int, characters: int) -> Budget:
    """Return the budget of an endpoint: one for the process, whoever asks there and how often.

    Saving the settings anew makes no new one.
    """
    return Budget(requests, characters)


class Budget:
    """Requests and characters of the last hour. Safe to share by threads.

    Args:
        requests: most requests in an hour; 0 for no limit.
        characters: most characters sent and received in an hour; 0 for no limit.
        clock: seconds that never go back.
    """

    def __init__(
        self, requests: int = 0, characters: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = (requests, characters)
        self._clock = clock
        self._lock = threading.Lock()
        #: When, requests (1, or 0 for text received), characters.
        self._spent: deque[tuple[float, int, int]] = deque()

    def request(self, characters: int) -> None:
        """Count a request with a prompt of so many characters.

        Raises:
            EndpointError: the hour's budget does not hold another.
        """
        with self._lock:
            now = self._clock()
            while self._spent and now - self._spent[0][0] >= _HOUR:
                self._spent.popleft()
            requests = sum(entry[1] for entry in self._spent) + 1
            total = sum(entry[2] for entry in self._spent) + characters
            for used, most in zip((requests, total), self._most, strict=True):
                if most and used > most:
                    raise EndpointError(
                        "模型服务这一小时的用量到了上限。",
                        "过一会儿再问，或者调高设置 llm_budget_requests、llm_budget_characters。",
                    )
            self._spent.append((now, 1, characters))

    def received(self, characters: int) -> None:
        """Count text that came back."""
        with self._lock:
            self._spent.append((self._clock(), 0, characters))
