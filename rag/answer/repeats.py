"""Says once what several parts of an answer tell: the same words from the same place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from rag.answer.citations import marks, without_marks
from rag.answer.quoting import BESIDE

#: Names of documents and numbers of lists before a line, and what closes it.
_BEFORE = re.compile(r"^(?:《[^》]*》[：:])?\s*(?:\d+\. )?")
_AFTER = "；;。，, "


def said_once(blocks: Iterable[str]) -> str:
    """Return the lines of blocks, each told only where it is told first.

    What stands beside an answer gives way to the same told in it. A name of a document with
    nothing left under it is left out.

    Args:
        blocks: lines, or several parted by line breaks; a name ends in a colon and cites nothing.
    """
    lines = [line for block in blocks for line in block.split("\n")]
    answers = {_told(line) for line in lines if not line.startswith(BESIDE)}
    seen: set[tuple[str, tuple[int, ...]]] = set()
    kept: list[str] = []
    for line in lines:
        told = _told(line)
        repeated = told in seen or (line.startswith(BESIDE) and told in answers)
        if told[1] and repeated:
            continue
        seen.add(told)
        kept.append(line)
    below = zip_longest(kept, kept[1:], fillvalue="：")  # the end is like another name
    return "\n".join(line for line, next_ in below if not (_is_name(line) and _is_name(next_)))


def _told(line: str) -> tuple[str, tuple[int, ...]]:
    """Return the words of a line and what they cite."""
    words = _BEFORE.sub("", without_marks(line.removeprefix(BESIDE)))
    return words.strip(_AFTER), tuple(marks(line))


def _is_name(line: str) -> bool:
    return line.endswith("：") and not marks(line)
