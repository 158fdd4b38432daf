"""Reading files within limits of time and memory, in a process of their own.

One process reads file after file, so that a thousand small ones cost one start; it is ended where a
file reaches a limit, and the next file gets a new one. All ways in use it: ``index``, ``batch``,
``inspect``, ``check``, and uploads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import IO, Self, cast

from indexing.corrections import Correction
from indexing.errors import DocumentError
from indexing.json_records import from_json, to_json
from indexing.limits import Limits
from indexing.manifest import CorpusFile
from indexing.readers.file_names import on_disk
from indexing.reading_process import HUNGRY, PROGRESS, READ, READY, SPENT
from indexing.records import Document

#: Seconds between looks at whether to give up.
_POLL_S = 0.2
#: Seconds for the process to start, on a busy machine.
_START_S = 60.0
#: Without the working folder among the modules: it may be one of documents.
_COMMAND = (sys.executable, "-P", "-m", "indexing.reading_process")
#: What came of a file where the process ended without a word.
_GONE = b"gone"


class LimitedReader:
    """Reads files within limits; see the module. Used by one thread; closed at the end.

    Args:
        limits: what one file may take and hold.
        command: what is run; tests put a reader in it that hangs.
        told: see :attr:`told`.
    """

    def __init__(
        self,
        limits: Limits,
        command: Sequence[str] = _COMMAND,
        told: Callable[[str, int, int], None] = lambda name, done, total: None,
    ) -> None:
        self._limits = limits
        self._command = (*command, to_json(limits))
        #: Told of a file whose pages have to be recognised: its name, pages done, all of them.
        self.told = told
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: SimpleQueue[bytes] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def document(
        self,
        file: Path,
        path: str,
        stop: Event | None = None,
        *,
        correction: Correction | None = None,
        tried: str = "",
    ) -> Document:
        """Return what a file was understood as.

        Args:
            file: the file.
            path: where it is or will be in the corpus; for its type and for messages too.
            stop: gives up when set.
            correction: what was put right in how it was read.
            tried: a function as ``module:name`` that will be called on the document: it is called
                within the limits first.

        Raises:
            DocumentError: it cannot be read, or not within the limits.
        """
        name = PurePosixPath(path).name
        corrected = "" if correction is None else to_json(correction)
        asked = {"file": str(file), "path": path, "correction": corrected, "tried": tried}
        stop = stop or Event()
        used = self._process is not None
        outcome, told = self._asked(asked, name, stop)
        if used and outcome in (HUNGRY, _GONE):  # it may have been the files before
            outcome, told = self._asked(asked, name, stop)
        if outcome == READ:
            return from_json(Document, told.decode())
        if outcome == HUNGRY:
            raise DocumentError(
                f"“{name}”太大或太复杂，读它要用的内存超过了 {self._limits.memory_mb} MB 的限制。",
                "请拆成几份。",
            )
        if outcome == _GONE:  # by the system, or by a library that ends the process on its own
            raise DocumentError(
                f"“{name}”读不了：读取它的进程中途退出。", "文件可能已损坏；请另存一份再试。"
            )
        problem = json.loads(told)
        raise DocumentError(problem["problem"], problem["hint"])

    def file(self, corpus: Path, file: CorpusFile, stop: Event | None = None) -> Document:
        """Return what a file of a corpus was understood as; an :data:`indexing.reading.Reader`.

        Raises:
            DocumentError: as :meth:`document`.
        """
        place = on_disk(corpus, file.path)
        return self.document(place, file.path, stop, correction=file.correction)

    def close(self) -> None:
        """End the process; a file read later starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError):  # a question it never took
                cast("IO[bytes]", process.stdin).close()
            process.wait()

    def _asked(self, asked: dict[str, str], name: str, stop: Event) -> tuple[bytes, bytes]:
        """Have the process read a file; return what came of it, and what it tells."""
        try:
            questions = self._started(name, stop)
            questions.write(json.dumps(asked).encode() + b"\n")
            questions.flush()
            line = self._answer(self._limits.seconds, name, stop)
            while line.startswith(PROGRESS + b" "):  # every page has the time of a file
                done, total = map(int, line.split()[1:])
                self.told(name, done, total)
                line = self._answer(self._limits.seconds, name, stop)
        except BrokenPipeError:
            line = b""
        except BaseException:
            self.close()
            raise
        outcome, _, rest = line.partition(b" ")
        state, _, told = rest.partition(b" ")
        if not line or state == SPENT:
            self.close()
        return (outcome, told) if line else (_GONE, b"")

    def _started(self, name: str, stop: Event) -> IO[bytes]:
        """Return what the process takes questions from, started where there is none.

        Raises:
            BrokenPipeError: it does not start.
            DocumentError: as :meth:`_answer`.
        """
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._answers = SimpleQueue()
            pump = Thread(target=_pump, args=(self._process.stdout, self._answers), daemon=True)
            pump.start()
            if self._answer(_START_S, name, stop).rstrip() != READY:
                raise BrokenPipeError
        return cast("IO[bytes]", self._process.stdin)

    def _answer(self, seconds: float, name: str, stop: Event) -> bytes:
        """Return the next line of the process, empty where it ended.

        Raises:
            DocumentError: it takes longer than it may, or ``stop`` was set.
        """
        waited = 0.0
        while not stop.is_set():
            try:
                return self._answers.get(timeout=min(_POLL_S, seconds))
            except Empty:
                waited += _POLL_S
            if waited >= seconds:
                raise DocumentError(
                    f"“{name}”读了 {seconds:.0f} 秒还没读完，已停止。",
                    "文件可能太大或已损坏；请拆成几份，或用 Word、WPS 另存一份再试。",
                )
        raise DocumentError(f"“{name}”还没有读完，服务就停止了。", "请重新上传。")


def _pump(output: IO[bytes], answers: SimpleQueue[bytes]) -> None:
    """Hand on line after line, an empty one at the end."""
    with output:
        for line in output:
            answers.put(line)
    answers.put(b"")
