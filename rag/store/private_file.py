"""A new file that only its owner can read, and that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rag.store.errors import BackupError


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing bytes; it appears when the block ends without an error.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise BackupError(f"文件 {path} 已经存在。", "请换一个文件名，例如加上日期。")
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process left is written over.
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupError(
            f"文件 {path} 写不了：{error.strerror}。", "请检查路径、权限和磁盘空间。"
        ) from None
    finally:
        part.unlink(missing_ok=True)
