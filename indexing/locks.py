"""Holding a generation for reading, so that no build removes it under a request.

A reader keeps a shared lock on the manifest, which the system releases even when the process is
killed; the build that cleans up asks for an exclusive one. Where there are no such locks
(Windows), open files themselves keep their folder from being renamed, which is tried first.
"""

from __future__ import annotations

import shutil
from io import BufferedReader
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class Hold:
    """Keeps a generation on disk until closed.

    Args:
        file: a file of it that is never replaced.
    """

    def __init__(self, file: Path) -> None:
        """Lock the file.

        Raises:
            FileNotFoundError: the generation was removed; its successor is in force.
        """
        self._file: BufferedReader = file.open("rb")
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)
        if not file.exists():  # removed between opening and locking
            self._file.close()
            raise FileNotFoundError(file)

    def close(self) -> None:
        """Let go; a second call does nothing."""
        self._file.close()


def try_remove(folder: Path, file: Path) -> bool:
    """Remove a generation unless somebody holds ``file``; return whether it is gone."""
    try:
        if fcntl is None:
            removed = _set_aside(folder)
        else:
            with file.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                removed = _set_aside(folder)
    except OSError:
        return False
    shutil.rmtree(removed, ignore_errors=True)
    return True


def _set_aside(folder: Path) -> Path:
    return folder.rename(folder.with_name(f"removed-{folder.name}"))
