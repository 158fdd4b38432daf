"""``python -m eval.bench.reading [FILE …]``: how fast files are read, and in how much memory.

Each file is read in a process of its own, by Beike and, where it is a PDF, by pdfplumber alone
(text and ruled tables, page by page). Without files a PDF of 300 pages is made with reportlab: text
in paragraphs and tables, half of them without rules. Prints one row of a Markdown table a file: its
pages, pages a second, and the most memory the process held in MiB. A format without pages counts
one for every 800 characters.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAGES, CHARACTERS = 300, 800
#: ``ru_maxrss`` is in KiB, on macOS in bytes.
_MIB = 1 << 20 if sys.platform == "darwin" else 1 << 10


@dataclass(frozen=True)
class Run:
    """What reading a file took: pages, seconds, most memory in MiB."""

    pages: float
    seconds: float
    memory: float


def by_beike(path: Path) -> float:
    """Read and understand a file as indexing does; return its pages."""
    from indexing.kinds import understand
    from indexing.readers import read

    document = understand(read(path), path.name, "0" * 64)
    return document.pages or max(len(document.canonical) / CHARACTERS, 1.0)


def by_pdfplumber(path: Path) -> float:
    """Take the text and the ruled tables of a PDF; return its pages."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(pdf.pages)


def measured(read: Callable[[Path], float], path: Path) -> Run:
    """Return what ``read`` takes in a process that has done nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (read, path))


def _timed(read: Callable[[Path], float], path: Path) -> Run:
    start = time.perf_counter()
    pages = read(path)
    seconds = time.perf_counter() - start
    return Run(pages, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB)


def made(path: Path, pages: int) -> None:
    """Write a PDF of so many pages: 25 lines of text and 12 rows of a table on each."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), A4)
    columns = (72, 130, 300, 380, 520)
    for number in range(1, pages + 1):
        canvas.setFont("STSong-Light", 11)
        for line in range(25):
            text = f"第{number}页第{line}行：操作前先检查刀具是否夹紧，砂轮有无裂纹，再开机。"
            canvas.drawString(72, 790 - 16 * line, text)
        for row in range(12):
            cells = (str(row), f"课程{number}之{row}", str(8 * row), "考试" if row % 3 else "考查")
            for x, cell in zip(columns, cells, strict=False):
                canvas.drawString(x + 4, 360 - 20 * row, cell)
        if number % 2:
            canvas.grid(columns, [375 - 20 * row for row in range(13)])
        canvas.drawCentredString(297, 30, str(number))
        canvas.showPage()
    canvas.save()


def row_of(path: Path) -> str:
    """Return the row of the table for one file."""
    ours = measured(by_beike, path)
    plain = measured(by_pdfplumber, path) if path.suffix.lower() == ".pdf" else None
    other = f"{plain.pages / plain.seconds:.1f} | {plain.memory:.0f}" if plain else "— | —"
    own = f"{ours.pages:.0f} | {ours.pages / ours.seconds:.1f} | {ours.memory:.0f}"
    return f"| {path.name} | {own} | {other} |"


def main() -> None:
    """Measure all files and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    given = parser.parse_args()
    print("| 文件 | 页 | 页/秒 | MiB | pdfplumber 页/秒 | MiB |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        files = list(given.files)
        if not files:
            files = [Path(folder) / f"{PAGES}.pdf"]
            made(files[0], PAGES)
        for path in files:
            print(row_of(path), flush=True)


if __name__ == "__main__":
    main()
