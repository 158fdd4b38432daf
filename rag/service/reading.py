"""Reading a file within limits of time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from threading import Event

from indexing.errors import DocumentError
from indexing.json_records import from_json
from indexing.reading import Reader
from indexing.records import Document
from rag.service.reading_process import READ, REFUSED

#: Seconds between looks at whether the service is ending.
_POLL_S = 0.2
#: Without the working folder among the modules: it may be one of documents.
_COMMAND = (sys.executable, "-P", "-m", "rag.service.reading_process")


class Reading:
    """Starts a process for each file; see :mod:`rag.service.reading_process`.

    Args:
        timeout_s: seconds for one file.
        memory_mb: memory for one file; not limited on Windows.
        command: what is run; tests put a reader in it that hangs.
    """

    def __init__(self, timeout_s: float, memory_mb: int, command: Sequence[str] = _COMMAND) -> None:
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._command = command

    def document(self, file: Path, path: str, stop: Event) -> Document:
        """Return what a file was understood as.

        Args:
            file: the file.
            path: where it is or will be in the corpus; for its type and for messages too.
            stop: gives up when set.

        Raises:
            DocumentError: it cannot be read, or not within the limits.
        """
        name = PurePosixPath(path).name
        process = subprocess.Popen(
            [*self._command, str(file), path, str(self._memory_mb)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with process:
            try:
                output = self._output(process, name, stop)
            finally:
                process.kill()
        # One line that says what comes, so that the rest is read once.
        outcome, _, told = output.partition(b"\n")
        if outcome == READ:
            return from_json(Document, told.decode())
        if outcome == REFUSED:
            problem = json.loads(told)
            raise DocumentError(problem["problem"], problem["hint"])
        # Killed by the system, or by a library that ends the process on its own.
        raise DocumentError(
            f"{name} 读不了：读取它的进程中途退出。", "文件可能已损坏；请另存一份再上传。"
        )

    def reader(self, stop: Event) -> Reader:
        """Return what reads the files of a corpus so, for an update of the index."""
        return lambda corpus, file: self.document(corpus / file.path, file.path, stop)

    def _output(self, process: subprocess.Popen[bytes], name: str, stop: Event) -> bytes:
        waited = 0.0
        while not stop.is_set():
            try:
                return process.communicate(timeout=_POLL_S)[0]
            except subprocess.TimeoutExpired:
                waited += _POLL_S
            if waited >= self._timeout_s:
                raise DocumentError(
                    f"{name} 读了 {self._timeout_s:.0f} 秒还没读完，已停止。",
                    "文件可能已损坏；请用 Word 或 WPS 另存一份再上传。",
                )
        raise DocumentError(f"{name} 还没有读完，服务就停止了。", "请重新上传。")
