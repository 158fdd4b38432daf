"""Leaving an answer that is still being written.

A model that is slow to start gives no moment at which a generator could be stopped from outside.
So it runs in a thread of its own: the reader gets the page back at once, and the writer is closed
when it next comes up for air.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")

#: Seconds until a stop is noticed.
_POLL_SECONDS = 0.1


class _End:
    """Marks the end of the items."""


def stoppable(items: Generator[T, None, None], stop: threading.Event) -> Iterator[T]:
    """Yield ``items`` until they end or ``stop`` is set; closes ``items`` in either case.

    Args:
        items: must not raise; whatever it holds open it holds until it next yields.
        stop: also set here when the caller loses interest.
    """
    queue: SimpleQueue[T | _End] = SimpleQueue()

    def produce() -> None:
        try:
            for item in items:
                queue.put(item)
                if stop.is_set():
                    break
        finally:
            items.close()
            queue.put(_End())

    threading.Thread(target=produce, name="beike-answer", daemon=True).start()
    try:
        while not stop.is_set():
            try:
                item = queue.get(timeout=_POLL_SECONDS)
            except Empty:
                continue
            if isinstance(item, _End):
                return
            yield item
    finally:
        stop.set()
