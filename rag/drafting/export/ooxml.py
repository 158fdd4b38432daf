"""Small pieces of WordprocessingML: runs, paragraphs, cells, rows, tables.

Follows the order of elements that ECMA-376 part 1 prescribes; Word refuses a file that does not.
Widths are in twips (1/20 pt), font sizes in half points. What a plan looks like is not decided
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from indexing.readers.docx_text import w

#: An lxml element; lxml has no types.
Element = Any
Merge = Literal["restart", "continue"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Characters XML 1.0 has no place for.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECES = re.compile(r"(\n|\t)")
#: Order of run properties.
_RUN_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike"),
    *("outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden"),
    *("color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect"),
    *("bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
)
_RANK = {w(tag): rank for rank, tag in enumerate(_RUN_ORDER)}
#: Tags of run properties (without what tracks changes).
RUN_PROPERTIES = frozenset(_RANK)
_BORDER = {"val": "single", "sz": "4", "space": "0", "color": "000000"}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def element(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of the w: namespace; attributes are of that namespace as well."""
    from lxml import etree

    named = {w(key): str(value) for key, value in attributes.items()}
    made = etree.Element(w(tag), named, nsmap={"w": w("")[1:-1]})
    made.extend(child for child in children if child is not None)
    return made


def properties(
    *,
    fonts: tuple[str, str] | None = None,
    size: int | None = None,
    bold: bool = False,
) -> Element:
    """Return run properties; ``fonts`` are the Latin and the East Asian one."""
    made = element("rPr")
    if fonts is not None:
        latin, eastern = fonts
        # The hint keeps curly quotes and dashes in the East Asian font.
        made.append(
            element("rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=eastern, hint="eastAsia")
        )
    if bold:
        made.extend((element("b"), element("bCs")))
    if size is not None:
        made.extend((element("sz", val=size), element("szCs", val=size)))
    return made


def varied(base: Element | None, **values: str) -> Element:
    """Return a copy of run properties with some set anew, each at its place: ``color="888888"``."""
    made = element("rPr") if base is None else deepcopy(base)
    for tag, value in values.items():
        for old in made.findall(w(tag)):
            made.remove(old)
        rank = _RANK[w(tag)]
        at = sum(_RANK.get(child.tag, rank) < rank for child in made)
        made.insert(at, element(tag, val=value))
    return made


def run(text: str, look: Element | None = None) -> Element:
    r"""Return a run; ``\n`` becomes a line break and ``\t`` a tab."""
    made = element("r", None if look is None else deepcopy(look))
    for piece in _PIECES.split(_FORBIDDEN.sub("", text)):
        if piece in ("\n", "\t"):
            made.append(element("br" if piece == "\n" else "tab"))
        elif piece:
            words = element("t")
            words.text = piece
            words.set(_SPACE, "preserve")
            made.append(words)
    return made


def paragraph(
    runs: Iterable[Element],
    *,
    style: str | None = None,
    align: str | None = None,
    keep_next: bool = False,
    hanging: int = 0,
    before: int | None = None,
    after: int | None = None,
) -> Element:
    """Return a paragraph; ``hanging`` twips are what its number takes.

    ``before`` and ``after`` are the space above and below it; without them its style decides.

    ``align`` is ``center``, ``left`` or ``both``.
    """
    named = {"before": before, "after": after}
    space = {name: value for name, value in named.items() if value is not None}
    setup = element(
        "pPr",
        element("pStyle", val=style) if style else None,
        element("keepNext") if keep_next else None,
        element("spacing", **space) if space else None,
        element("ind", left=hanging, hanging=hanging) if hanging else None,
        element("jc", val=align) if align else None,
    )
    return element("p", setup if len(setup) else None, *runs)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell to lay out: its paragraphs, how many columns of the grid it covers, its merging."""

    paragraphs: tuple[Element, ...]
    span: int = 1
    merge: Merge | None = None
    shade: str | None = None
    middle: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; ``header`` is repeated on every page, ``whole`` is not split between pages."""

    cells: tuple[TableCell, ...]
    header: bool = False
    whole: bool = False


def table(rows: Sequence[TableRow], widths: Sequence[int]) -> Element:
    """Return a bordered table with fixed columns.

    Args:
        rows: the spans of each sum to the number of columns.
        widths: of the columns of the grid.
    """
    borders = element("tblBorders", *(element(side, **_BORDER) for side in _SIDES))
    margins = element(
        "tblCellMar",
        *(
            element(side, w=85 if side in ("left", "right") else 28, type="dxa")
            for side in ("top", "left", "bottom", "right")
        ),
    )
    setup = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        borders,
        element("tblLayout", type="fixed"),
        margins,
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", setup, grid, *(_row(row, widths) for row in rows))


def apart(body: Iterable[Element]) -> list[Element]:
    """Return a body with a thin paragraph behind each table that no other paragraph follows.

    Word joins two tables that touch, and wants a paragraph at the end.
    """
    out: list[Element] = []
    for block in (*body, None):
        last_is_table = bool(out) and out[-1].tag == w("tbl")
        if last_is_table and (block is None or block.tag == w("tbl")):
            thin = element("pPr", element("spacing", line=120, lineRule="exact"))
            out.append(element("p", thin))
        if block is not None:
            out.append(block)
    return out


def _row(row: TableRow, widths: Sequence[int]) -> Element:
    setup = element(
        "trPr",
        element("cantSplit") if row.whole else None,
        element("tblHeader") if row.header else None,
    )
    made = element("tr", setup if len(setup) else None)
    at = 0
    for cell in row.cells:
        made.append(_cell(cell, sum(widths[at : at + cell.span])))
        at += cell.span
    return made


def _cell(cell: TableCell, width: int) -> Element:
    setup = element(
        "tcPr",
        element("tcW", w=width, type="dxa"),
        element("gridSpan", val=cell.span) if cell.span > 1 else None,
        element("vMerge", val=cell.merge) if cell.merge else None,
        element("shd", val="clear", color="auto", fill=cell.shade) if cell.shade else None,
        element("vAlign", val="center") if cell.middle else None,
    )
    return element("tc", setup, *(cell.paragraphs or (element("p"),)))
