"""A server that ends in order: no new connections, then answers under way are finished."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

#: Longest wait for answers under way; a model may take a minute.
FINISH_S = 75.0
#: After that: for connections that pages keep open without asking anything.
_IDLE_S = 2


class Server(uvicorn.Server):
    """Serves an application.

    Args:
        app: the application.
        running: returns how many requests are being answered, waiting pages not counted.
        finish_s: longest wait for them at the end.
    """

    def __init__(
        self, app: FastAPI, running: Callable[[], int], finish_s: float = FINISH_S
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_config=None, access_log=False, timeout_graceful_shutdown=_IDLE_S
            )
        )
        self._running = running
        self._finish_s = finish_s

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door, wait for answers under way, then stop; a second signal stops at once."""
        for server in self.servers:
            server.close()
        end = time.monotonic() + self._finish_s
        while self._running() and time.monotonic() < end and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)
