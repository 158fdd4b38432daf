"""Where an upload lies until it was tried out: beside the other uploads, hidden from the index.

On the same file system, so that putting it in place is one rename.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from indexing.errors import BeikeError, DocumentError

#: A hidden folder, which a listing of documents passes over.
_FOLDER = ".incoming"
_PIECE = 1 << 20


class Staging:
    """Files that were received and are not documents yet.

    Args:
        uploads: folder of the uploaded documents.
        limit_mb: largest file, in MiB.
    """

    def __init__(self, uploads: Path, limit_mb: int) -> None:
        self._uploads = uploads
        self._limit_mb = limit_mb

    def clear(self) -> None:
        """Remove what a crash left."""
        shutil.rmtree(self._uploads / _FOLDER, ignore_errors=True)

    def receive(self, source: BinaryIO, name: str) -> tuple[Path, str]:
        """Write a file down; return where, and the SHA-256 of its bytes.

        Raises:
            DocumentError: it is empty or too large.
            BeikeError: it cannot be written.
        """
        digest, size = hashlib.sha256(), 0
        target = self._uploads / _FOLDER / uuid4().hex
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                while piece := source.read(_PIECE):
                    size += len(piece)
                    if size > self._limit_mb << 20:
                        raise DocumentError(
                            f"{name} 超过 {self._limit_mb} MB。", "请压缩图片或拆成几份再上传。"
                        )
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise DocumentError(f"{name} 是空文件。", "请检查后重新上传。")
        except OSError as error:
            target.unlink(missing_ok=True)
            raise BeikeError(
                f"{name} 存不下来：{error.strerror}。",
                f"请检查文件夹 {self._uploads} 的权限和磁盘空间。",
            ) from None
        except DocumentError:
            target.unlink(missing_ok=True)
            raise
        return target, digest.hexdigest()

    def place(self, staged: Path, path: str) -> None:
        """Put a received file among the documents, in the place of an upload of the same path.

        Raises:
            OSError: the folder cannot be written.
        """
        target = self._uploads / path
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
