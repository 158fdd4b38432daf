"""How the model's endpoint is reached: no redirects, and no answer without an end.

The key goes to the address in the settings and nowhere else, so a redirect is an error. An answer
is read for as many bytes and seconds as an answer can need: a line that never ends would else be
waited for, and kept, for ever, because the client tells of text only line by line.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import httpx

#: Bytes of one answer; each token of a stream comes in some 300 of them.
MOST_BYTES = 32 * 2**20


class AnswerTooLargeError(httpx.TransportError):
    """More than :data:`MOST_BYTES` came."""


class BoundedClient(httpx.Client):
    """A client that follows no redirect and reads no answer without end; closed when forgotten.

    Reading an answer raises ``httpx.ReadTimeout``, :class:`AnswerTooLargeError`, or
    ``httpx.DecodingError`` for one that is compressed, of which no size is known.

    Args:
        seconds: how long one answer may take; noticed when data comes.
    """

    def __init__(self, seconds: float) -> None:
        def bound(response: httpx.Response) -> None:
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = _Bounded(
                response.stream,
                time.monotonic() + seconds,
                plain=response.headers.get("Content-Encoding", "identity") == "identity",
            )

        super().__init__(
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [bound]},
        )

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, ends: float, *, plain: bool) -> None:
        self._stream, self._ends, self._plain = stream, ends, plain
        self._left = MOST_BYTES

    def __iter__(self) -> Iterator[bytes]:
        if not self._plain:
            raise httpx.DecodingError("compressed though not asked to be")
        for data in self._stream:
            self._left -= len(data)
            if self._left < 0:
                raise AnswerTooLargeError("too large")
            if time.monotonic() > self._ends:
                raise httpx.ReadTimeout("no end in time")
            yield data

    def close(self) -> None:
        self._stream.close()
