"""Labels of the narrow columns of a work analysis, which a converter breaks over two lines."""

from __future__ import annotations

import re
from dataclasses import replace

from indexing.readers.blocks import Block, Line
from indexing.structure.vocabulary import alias

_LONGEST = 20


def before_colon(text: str) -> str:
    """Return what stands before the first colon: the label, where the line opens with one."""
    return re.split("[：:]", text, maxsplit=1)[0]


def whole_labels(blocks: list[Block]) -> list[Block]:
    """Join a label that goes on on the next line (``工具、设备、材料`` ``与资料：``)."""
    out: list[Block] = []
    at = -1  # where in ``out`` the last line with text stands; -1 where a table came after it
    for block in blocks:
        if isinstance(block, Line) and at >= 0 and re.search("[：:]", block.text):
            first = out[at]
            if isinstance(first, Line) and not re.search("[：:]", first.text):
                joined = first.text.strip() + block.text.strip()
                if len(before_colon(joined)) <= _LONGEST and _is_label(joined):
                    out[at] = replace(first, text=joined)
                    continue
        out.append(block)
        if not isinstance(block, Line):
            at = -1
        elif block.text.strip():
            at = len(out) - 1
    return out


def _is_label(text: str) -> bool:
    return alias("standard", "analysis", before_colon(text)) is not None
