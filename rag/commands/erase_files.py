"""Removing the files of deleted documents from the corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexing.errors import BeikeError


def erase_files(corpus: Path, paths: Iterable[str]) -> int:
    """Remove the files and return how many there were; a path out of the corpus is passed over.

    Raises:
        BeikeError: a file cannot be removed.
    """
    root = corpus.resolve()
    removed = 0
    for path in paths:
        file = (root / path).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            continue
        try:
            file.unlink()
        except OSError as error:
            raise BeikeError(f"文件 {file} 删不掉：{error.strerror}。", "请手工删除。") from None
        removed += 1
    return removed
