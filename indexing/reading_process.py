"""The process that reads files for :mod:`indexing.limited`: one may loop or take all memory.

Run as ``python -m indexing.reading_process LIMITS``, the limits as JSON. It prints :data:`READY`;
then for each line on standard input, ``{"file", "path", "correction", "tried"}``, one line: a word
for what came of it, a word for whether the process is :data:`SPENT`, and JSON; before it a line
:data:`PROGRESS` for every page that was recognised. It ends with its input.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from indexing.corrections import Correction
from indexing.errors import DocumentError
from indexing.json_records import from_json, to_json
from indexing.limits import Limits
from indexing.readers.pages.recognition import progress
from indexing.records import Document

READY = b"ready"
#: What came of a file: the document follows; problem and hint follow; it took too much memory.
READ, REFUSED, HUNGRY = b"read", b"refused", b"hungry"
#: A page of many was recognised; how many are done and how many there are follow.
PROGRESS = b"progress"
#: Whether the process can read another file, or has taken so much that the next needs a new one.
USABLE, SPENT = b"usable", b"spent"


def main(arguments: list[str]) -> None:
    """Read the files that are asked for, and print what came of each."""
    limits = from_json(Limits, arguments[0])
    answers = _private_output()
    _limit_memory(limits)
    answers.write(READY + b"\n")
    answers.flush()

    def tell(done: int, total: int) -> None:
        _limit_time(limits)
        answers.write(b"%b %d %d\n" % (PROGRESS, done, total))
        answers.flush()

    progress.set(tell)
    for line in sys.stdin.buffer:
        _limit_time(limits)
        outcome, told = _outcome(json.loads(line), limits)
        state = SPENT if outcome == HUNGRY or _has_taken_much(limits) else USABLE
        answers.write(b" ".join((outcome, state, told.encode())) + b"\n")
        answers.flush()


def _outcome(asked: dict[str, str], limits: Limits) -> tuple[bytes, str]:
    path = asked["path"]
    name = PurePosixPath(path).name
    try:
        known = asked["correction"]
        correction = from_json(Correction, known) if known else None
        document = _understood(Path(asked["file"]), path, limits, correction, asked["tried"])
        return READ, to_json(document)
    except DocumentError as error:
        told = {"problem": error.message, "hint": error.hint}
    except MemoryError:
        return HUNGRY, "{}"
    except Exception as error:
        told = {
            "problem": f"“{name}”解析时程序出错（{type(error).__name__}）。",
            "hint": "请另存为 .docx 或 .txt 后再试。",
        }
    return REFUSED, json.dumps(told)


def _understood(
    file: Path, path: str, limits: Limits, correction: Correction | None, tried: str
) -> Document:
    """Return the document, once everything that is made of it later was made within the limits."""
    from indexing.fact_sheets import fact_sheets
    from indexing.kinds import records_of, understand
    from indexing.readers import load, read_bytes

    name = PurePosixPath(path).name
    data = load(file, name, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    document = understand(read_bytes(data, name, limits), path, sha256, correction)
    records_of(document)
    fact_sheets(document)
    if tried:
        module, _, function = tried.partition(":")
        getattr(import_module(module), function)(document)
    return document


def _private_output() -> BinaryIO:
    """Return standard output; what a library prints goes to standard error from now on."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _limit_memory(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    most = limits.memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _has_taken_much(limits: Limits) -> bool:
    """Whether what the last file left behind could keep the next one from its share of memory.

    The peak that the system counts would not do: it includes that of whoever started this.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:  # not Linux
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > limits.memory_mb << 19


def _limit_time(limits: Limits) -> None:
    """End on a file that takes twice its time: then nobody is left who would end the process."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 2 * limits.seconds + 10)


if __name__ == "__main__":
    main(sys.argv[1:])
