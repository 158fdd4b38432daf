"""Opens ONNX models for ONNX Runtime, all with the same options: on the processor, and quiet.

ONNX Runtime has a pool of threads of its own, which takes no notice of the environment that
:mod:`indexing.threads` sets: how large it is and that its threads sleep has to be said here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import ModelError
from indexing.threads import free_cores, pool_size

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: ONNX Runtime reports errors by raising; its own lines on the screen start at this severity.
_FATAL = 4


def open_session(path: Path, threads: int | None = None) -> InferenceSession:
    """Return a session for the model in ``path``; any number of threads may call it at once.

    Args:
        path: the ``.onnx`` file; weights beside it are mapped into memory.
        threads: that work on one call; by default those of :func:`session_threads`.

    Raises:
        ModelError: the file is missing, damaged or needs another version of ONNX Runtime.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = session_threads() if threads is None else threads
    options.inter_op_num_threads = 1
    # A thread that spins takes the core from the very thread it waits for.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _FATAL
    try:
        return onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # its exceptions have no other base in common
        raise ModelError(
            f"模型文件 {path} 无法加载（{error}）。", "请删除该文件后重试，或重新安装模型。"
        ) from error


def session_threads() -> int:
    """Return how many threads a session gets: as ``OMP_NUM_THREADS`` says, else the free cores."""
    if size := pool_size():
        return size
    said = os.environ["OMP_NUM_THREADS"].split(",")[0].strip()
    return int(said) if said.isdigit() and int(said) else free_cores()
