"""A process of its own that reads one file: a damaged one may loop or take all memory.

Run as ``python -m rag.service.reading_process FILE NAME MEGABYTES``; prints one JSON object, either
what the file was understood as or why it cannot be read. :mod:`rag.service.reading` starts it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from indexing.errors import DocumentError


def main(arguments: list[str]) -> None:
    """Read the file and print what came of it."""
    file, name, megabytes = arguments
    _limit(int(megabytes))
    try:
        told = _understood(Path(file).read_bytes(), name)
    except DocumentError as error:
        told = {"problem": error.message, "hint": error.hint}
    except MemoryError:
        told = {
            "problem": f"{name} 太大或太复杂，读它要用的内存超过了限制。",
            "hint": "请拆成几份。",
        }
    except Exception as error:
        told = {
            "problem": f"{name} 解析时程序出错（{type(error).__name__}）。",
            "hint": "请另存为 .docx 或 .txt 后再试。",
        }
    sys.stdout.buffer.write(json.dumps(told).encode())


def _understood(data: bytes, name: str) -> dict[str, object]:
    from indexing.extract import records_of
    from indexing.readers import read_bytes
    from indexing.structure import understand

    document = understand(read_bytes(data, name), name, hashlib.sha256(data).hexdigest())
    records_of(document)
    return {"kind": str(document.kind), "title": document.title}


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1:])
