"""What kind of document this is: its title and the fields that stand alone in it, counted together.

No single layout decides: in either script, in lines or in cells, a field counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from indexing.readers.blocks import Block, Line, TableBlock
from indexing.records import DocumentKind
from indexing.structure.collapsed import COLLAPSED, split_collapsed
from indexing.structure.titles import early_lines, kind_named
from indexing.structure.vocabulary import label, vocabulary

_LONGEST = 40
#: What a title is worth, in fields; so many more are needed against a title of no known kind.
_TITLE = 3
#: Fields that must stand below a title: a title alone is no document.
_FEWEST = 2
_DECIMAL = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+")


def detect(blocks: Sequence[Block], stated: str = "") -> DocumentKind:
    """Return the kind with the most signs; generic where none has enough.

    Args:
        blocks: the blocks of the document.
        stated: the title in the file's own metadata.
    """
    alone = _labels(blocks)
    headings = [b.text for b in blocks if isinstance(b, Line) and b.heading == 1][:1]
    named = kind_named([*headings, *early_lines(blocks), stated])
    found: dict[DocumentKind, int] = {}
    for name, rule in vocabulary()["kinds"].items():
        fields = sum(mark in alone for mark in rule.get("marks", ()))
        more = 0
        if name == named:
            typical = sum(mark in alone for mark in rule.get("typical", ()))
            more = _TITLE + typical if fields + typical >= _FEWEST else 0
        needed = rule.get("needed", 0) + _TITLE * (named == DocumentKind.GENERIC)
        if rule.get("marks") and fields + more >= needed:
            found[DocumentKind(name)] = fields + more
    return max(found, key=lambda kind: found[kind]) if found else DocumentKind.GENERIC


def _labels(blocks: Iterable[Block]) -> set[str]:
    """Return what stands alone on a line or in a cell, or before a colon, folded."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, TableBlock):
            texts += [cell.text for row in block.rows for cell in row]
        elif len(block.text) > COLLAPSED:
            texts += split_collapsed(block.text)
        else:
            texts.append(block.text)
    marks = set()
    for text in texts:
        for line in text.split("\n"):
            head = line.replace("：", ":").split(":", 1)[0]
            if len(head) <= _LONGEST:
                marks |= {label(head), label(_DECIMAL.sub("", head.strip()))}
    return marks
