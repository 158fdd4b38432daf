"""How many threads the numerical libraries may use, and how these wait for one another.

Left alone, the pools of torch, FAISS and BLAS have a thread a core, and a thread that has nothing
to do spins. Where other programs want the cores too, it spins while the very thread it waits for
stands in the queue: with more to do than two cores could, building an index took twice as long as
with threads that sleep, encoding a question seven times (``eval.bench.neighbours``). The libraries
read the environment once, when they are loaded, so that :func:`settle` is called by the import of
:mod:`indexing`, which every way into Beike passes first.
"""

from __future__ import annotations

import math
import os
from collections.abc import MutableMapping
from pathlib import Path

#: Whether the user says how many threads there are; it then stays as said.
_SAID = "OMP_NUM_THREADS" in os.environ


def settle(environment: MutableMapping[str, str], cores: int) -> None:
    """Set what OpenMP, BLAS and the tokenizers read when they are loaded.

    What is there already is the user's and stays; with ``OMP_NUM_THREADS`` no size is set.

    Args:
        environment: the process's own, in practice.
        cores: threads that may be busy at once.
    """
    # libgomp and Intel's library know the first, LLVM's the second: sleep at once, do not spin.
    environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    environment.setdefault("KMP_BLOCKTIME", "0")
    if "OMP_NUM_THREADS" in environment:
        return
    environment["OMP_NUM_THREADS"] = str(cores)
    environment.setdefault("RAYON_NUM_THREADS", str(cores))
    # OpenBLAS cannot be told to sleep, and NumPy has only the small products of one question.
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")


def pool_size() -> int | None:
    """Return the threads that torch may use from now on; ``None`` where the user said so.

    A service that was started while the machine was busy need not stay small for ever.
    """
    return None if _SAID else free_cores()


def free_cores(root: Path = Path("/")) -> int:
    """Return how many cores this process may use and others leave free, at least 1.

    Args:
        root: where ``proc`` and ``sys`` are.
    """
    free = (os.cpu_count() or 1) - _busy(root)
    # Rounded up: beside others a thread too many costs little, alone one too few costs much.
    return max(1, min(_allowed(root), math.ceil(free)))


def _allowed(root: Path) -> int:
    """Return the cores of this process by affinity and by the quotas of its control groups."""
    # Not on macOS and Windows.
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, int(min([cores, *_quotas(root)])))


def _quotas(root: Path) -> list[float]:
    """Return the quotas in cores of the control groups of version 2, and of a version 1."""
    groups = root / "sys/fs/cgroup"
    found = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        number, _, path = line.split(":", 2)
        if number == "0":
            own = groups / path.strip("/")
            # A limit binds everything below it.
            above = [place for place in (own, *own.parents) if place.is_relative_to(groups)]
            found += [_text(place / "cpu.max").split() for place in above]
    # In a container this is its own group.
    old = [groups / "cpu" / f"cpu.cfs_{name}_us" for name in ("quota", "period")]
    found.append([_text(file).strip() for file in old])
    return [
        int(parts[0]) / int(parts[1])
        for parts in found
        if len(parts) == 2 and all(part.isdigit() for part in parts)
    ]


def _busy(root: Path) -> float:
    """Return how many threads of others want a core: in the last minute, and also just now.

    Either alone misleads: the average is high for a minute after all is over, and a moment may be
    an odd one.
    """
    average, _, _, running, *_ = (_text(root / "proc/loadavg") or "0 0 0 1/1").split()
    return min(float(average), int(running.partition("/")[0]) - 1)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
