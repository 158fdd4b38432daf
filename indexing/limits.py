"""How much one file may take and hold; beyond it the file is refused in one line.

A curriculum document is far below all of these. What lies above is something else under its name,
or made to keep the program busy.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take, and what the file may hold.

    Attributes:
        seconds: for reading and understanding it.
        memory_mb: address space of the process that reads it, MiB; not limited on Windows.
        megabytes: size of the file, and of each part in it once unpacked, MiB.
        pages: pages.
        lines: paragraphs and lines outside tables.
        cells: cells of all its tables.
        characters: characters of its text; a long novel has a million.
    """

    seconds: float = 120.0
    memory_mb: int = 2048
    megabytes: int = 256
    pages: int = 3000
    lines: int = 100_000
    cells: int = 200_000
    characters: int = 2_000_000


#: The limits where nobody sets others.
USUAL = Limits()
