"""``python -m eval.bench.neighbours``: what busy neighbours cost.

Builds an index and encodes questions in processes of their own, alone and beside processes that do
nothing but count, with the pools of threads as the libraries come and as Beike sets them. Prints
one line each: seconds to build, milliseconds a question, and how many times as long beside the
neighbours. Let nothing else run meanwhile; rounds are interleaved, and the median is shown.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_READ_BY_LIBRARIES = (
    "OMP_NUM_THREADS",
    "OMP_WAIT_POLICY",
    "KMP_BLOCKTIME",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
_CORES = str(os.cpu_count())
#: As a user might set it, which Beike leaves alone; the spinning is what libgomp does unasked.
WAYS = {
    "as the libraries come": {
        "OMP_NUM_THREADS": _CORES,
        "GOMP_SPINCOUNT": "300000",
        "KMP_BLOCKTIME": "200",
    },
    "as Beike sets them": {},
}
_QUESTIONS = """
import statistics, sys, time
from pathlib import Path
from rag.factory import make_encoder
from rag.settings import load_settings
encoder = make_encoder(load_settings())
encoder.encode_query("先载入")
spent = []
for number in range(20):
    started = time.perf_counter()
    encoder.encode_query(f"这门课有哪几个学习任务，各多少学时？{number}")
    spent.append(time.perf_counter() - started)
print(statistics.median(spent))
"""


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep ``count`` processes busy meanwhile."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def build(corpus: Path, way: dict[str, str], limit: float) -> float:
    """Return the seconds that a first index of ``corpus`` takes, the start of Python included.

    Infinite where it takes more than ``limit`` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        places = ["--corpus", str(corpus), "--index", str(Path(folder) / "index")]
        started = time.perf_counter()
        told = _python(["-m", "rag.cli", "index", *places], way, limit)
        return time.perf_counter() - started if told else math.inf


def question(way: dict[str, str], limit: float) -> float:
    """Return the milliseconds that it takes to encode a question, with the model loaded."""
    return float(_python(["-c", _QUESTIONS], way, limit) or math.inf) * 1000


def _python(arguments: list[str], way: dict[str, str], limit: float) -> str:
    """Return what a process printed, nothing where it had to be stopped."""
    kept = {name: value for name, value in os.environ.items() if name not in _READ_BY_LIBRARIES}
    command = [sys.executable, *arguments]
    try:
        return subprocess.run(
            command,
            env=kept | way,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
            timeout=limit,
        ).stdout
    except subprocess.TimeoutExpired:
        return ""


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.neighbours", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of documents")
    parser.add_argument("--neighbours", type=int, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=900, help="seconds that a process may take")
    given = parser.parse_args()
    spent: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(given.runs):
        for count in (0, given.neighbours):
            for name, way in WAYS.items():
                with busy(count):
                    figures = build(given.corpus, way, given.limit), question(way, given.limit)
                print(f"{name}, {count} neighbours: {figures}", file=sys.stderr, flush=True)
                spent.setdefault((name, count), []).append(figures)
    beside = f"beside {given.neighbours}"
    print(f"| | index alone, s | {beside} | times | question alone, ms | {beside} | times |")
    print("|---" * 7 + "|")
    for name in WAYS:
        cells = []
        for kind, digits in ((0, 1), (1, 0)):
            alone, among = (
                statistics.median(run[kind] for run in spent[name, count])
                for count in (0, given.neighbours)
            )
            cells += [f"{alone:.{digits}f}", f"{among:.{digits}f}", f"{among / alone:.1f}"]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
