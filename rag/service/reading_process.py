"""A process of its own that reads one file: a damaged one may loop or take all memory.

Run as ``python -m rag.service.reading_process FILE PATH MEGABYTES``. It prints :data:`READ` and the
document, or :data:`REFUSED` and why not, each as JSON. :mod:`rag.service.reading` starts it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path, PurePosixPath

from indexing.errors import DocumentError
from indexing.json_records import to_json
from indexing.records import Document

#: First line of the output.
READ, REFUSED = b"read", b"refused"


def main(arguments: list[str]) -> None:
    """Read the file and print what came of it."""
    file, path, megabytes = arguments
    name = PurePosixPath(path).name
    _limit(int(megabytes))
    try:
        document = to_json(_understood(Path(file).read_bytes(), path, name)).encode()
        sys.stdout.buffer.write(READ + b"\n" + document)
        return
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
    sys.stdout.buffer.write(REFUSED + b"\n" + json.dumps(told).encode())


def _understood(data: bytes, path: str, name: str) -> Document:
    from indexing.extract import records_of
    from indexing.readers import read_bytes
    from indexing.structure import understand

    document = understand(read_bytes(data, name), path, hashlib.sha256(data).hexdigest())
    records_of(document)
    return document


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1:])
