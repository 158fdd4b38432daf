"""Fields in tables: a label, and the blank cell beside or below it."""

from __future__ import annotations

from collections.abc import Container

from rag.drafting.export.lines import PROCESS
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.layout import Layout, Spot, is_blank, text_of
from rag.drafting.export.template.running_text import fill_paragraphs
from rag.drafting.export.template.words import Kind, Target, target_of
from rag.drafting.export.template.writing import fill_cell

_SHOWN = 12


def fill_fields(layout: Layout, contents: Contents, skipped: Container[int]) -> None:
    """Fill the cells that belong to labels.

    Args:
        layout: the table.
        contents: what is to be placed.
        skipped: rows that are something else, such as the steps of the process.
    """
    field = ""
    for index, spots in enumerate(layout.spots):
        if index in skipped:
            continue
        beside = ""
        for spot in spots:
            target = target_of(text_of(spot.cell), beside or field)
            if target is not None and target.kind is Kind.FIELD:
                beside = target.name
            if spot.row != index:
                continue  # its first row has been through
            if target is None:
                fill_paragraphs(spot.cell, contents, beside or field)
            else:
                _fill(layout, spot, target, contents)
        if len(spots) == 1:
            field = beside  # a heading across the table
        elif beside:
            field = ""


def _fill(layout: Layout, spot: Spot, target: Target, contents: Contents) -> None:
    is_process = target == Target(Kind.FIELD, PROCESS) and bool(contents.steps)
    if not is_process and not contents.has(target):
        return
    place = _place(layout, spot, target)
    if place is not None:
        lines = contents.take_steps_as_text() if is_process else contents.take(target)
        fill_cell(place.cell, lines, beside=spot.cell)
        return
    right = layout.right_of(spot, spot.row)
    if right is None:
        fill_paragraphs(spot.cell, contents)
    elif target_of(text_of(right.cell), target.name) is None:
        text = " ".join(text_of(right.cell).split())
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        name = target.part or target.name
        contents.notes.append(f"模板的“{name}”一栏已有文字“{shown}”，没有改动，请核对。")


def _place(layout: Layout, spot: Spot, target: Target) -> Spot | None:
    """Return the blank cell to the right, else the one below, if it belongs to the label."""
    right = layout.right_of(spot, spot.row)
    if right is not None and is_blank(right.cell):
        return right
    if right is not None and target_of(text_of(right.cell), target.name) is None:
        return None
    below = layout.below(spot)
    if below is None or not is_blank(below.cell) or below.end > spot.end:
        return None
    if right is not None and _has_parts(layout, spot, target):
        return None
    # With a label to its left, the cell below is that one's.
    left = [s for s in layout.spots[below.row] if s.end == below.start]
    if left and target_of(text_of(left[0].cell)) is not None:
        return None
    return below


def _has_parts(layout: Layout, spot: Spot, target: Target) -> bool:
    """Whether the cells beside a field's name are the labels of its parts."""
    right = layout.right_of(spot, spot.row)
    inner = target_of(text_of(right.cell), target.name) if right else None
    return inner is not None and inner.kind is Kind.PART and inner.name == target.name
